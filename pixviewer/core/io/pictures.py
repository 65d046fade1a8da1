"""Write images made of a table as FITS."""

import io
import os
from collections.abc import Iterable
from datetime import UTC, datetime

from astropy.io import fits

from pixviewer._version import __version__
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.products.image import Image
from pixviewer.core.table.columns import variance_unit
from pixviewer.core.table.keywords import add_history
from pixviewer.core.table.pixtable import PixTable

_COPIED = ("OBJECT", "TELESCOP", "INSTRUME", "DATE-OBS", "MJD-OBS", "EXPTIME", "ESO INS MODE")


def write_image(
    image: Image,
    path: str | os.PathLike[str],
    *,
    table: PixTable | None = None,
    command: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write an image with its variance and count.

    Parameters
    ----------
    image : Image
    path : path
    table : PixTable, optional
        What it was made of, for a few cards that say so.
    command : str
        Equivalent command line, for HISTORY.
    overwrite : bool
        Whether a file of that name may be replaced.
    protect : paths
        Files that must not be replaced; the one of the table is among them.

    Raises
    ------
    OutputError
        If the file cannot be written; whatever had its name is untouched.

    Notes
    -----
    Extensions are ``DATA``, ``STAT`` (variance) and ``COUNT`` (good rows), each with the same world
    coordinates, as in the images of the ESO pipeline.
    """
    hdus = fits.HDUList([primary_hdu(table, command)])
    for name, array, unit in (
        ("DATA", image.value, image.unit),
        ("STAT", image.variance, variance_unit(image.unit)),
        ("COUNT", image.count.astype("i4"), ""),
    ):
        hdu = fits.ImageHDU(array, image.wcs_cards(), name=name)
        if unit:
            hdu.header["BUNIT"] = unit
        hdu.header.update(image.cards())
        hdus.append(hdu)
    write_hdus(hdus, path, overwrite=overwrite, protect=(*protect, *own_path(table)))


def primary_hdu(table: PixTable | None, command: str) -> fits.PrimaryHDU:
    """Make the primary HDU of whatever is made of a table: when, of what, and how."""
    primary = fits.PrimaryHDU()
    primary.header["DATE"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    primary.header["ORIGIN"] = f"pixviewer {__version__}"
    if table is not None:
        for keyword in _COPIED:
            if keyword in table.header:
                primary.header[_card(keyword)] = (table.header[keyword], table.header.comments[keyword])
    if command:
        add_history(primary.header, command)
    return primary


def write_hdus(
    hdus: fits.HDUList,
    path: str | os.PathLike[str],
    *,
    overwrite: bool,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write a small FITS file that appears complete or not at all."""
    buffer = io.BytesIO()
    hdus.writeto(buffer)
    content = buffer.getbuffer()
    with atomic_output(path, overwrite=overwrite, n_bytes=content.nbytes, protect=protect) as output:
        output.write_at(0, content)


def _card(keyword: str) -> str:
    """How a keyword is to be spelt when it is new in a header."""
    return f"HIERARCH {keyword}" if " " in keyword else keyword


def own_path(table: PixTable | None) -> tuple[os.PathLike[str], ...]:
    """File of a table, which must not be replaced."""
    return (table.path,) if table is not None and table.path is not None else ()
