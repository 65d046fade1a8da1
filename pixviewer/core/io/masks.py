"""Read and write masks: images of the field, and columns of a table.

Images are 1 on an object in MPDAF's form, and 1 on the sky in the pipeline's; ours say which in a card.
"""

import contextlib
import os
import warnings
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt
from astropy.io import fits
from astropy.utils.exceptions import AstropyWarning

from pixviewer._version import __version__
from pixviewer.core.calib.mask import RowMask, SkyMask
from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.io.pictures import write_hdus
from pixviewer.core.table.keywords import add_history
from pixviewer.core.table.pixtable import PixTable

Polarity = Literal["object", "sky"]
MaskForm = Literal["mpdaf", "drs"]

POLARITY_CARD = "PIXVMASK"
MASK_COLUMN = "MASKCOL"

_OF_THE_PIPELINE = ("SKY_MASK", "AUTOCAL_MASK")
_COPIED = ("OBJECT", "TELESCOP", "INSTRUME", "DATE-OBS", "MJD-OBS", "EXPTIME", "RA", "DEC", "ESO INS MODE")
_ROWS_AT_ONCE = 1 << 20
_BLOCK = 2880  # bytes; every part of a FITS file is padded to a multiple


def read_mask(path: str | os.PathLike[str], polarity: Polarity | None = None) -> SkyMask:
    """Read a mask image: the first image with two dimensions, with its world coordinates.

    Parameters
    ----------
    path : path
    polarity : {"object", "sky"}, optional
        What has a value above zero. By default what the file says: our card PIXVMASK, or the categories
        SKY_MASK and AUTOCAL_MASK of the pipeline, where that is the sky; else objects, as for MPDAF.

    Returns
    -------
    SkyMask
        Pixels without a value are unmasked.

    Raises
    ------
    PixTableError
        If there is no such image, or it has no world coordinates that can be used.
    """
    if polarity not in (None, "object", "sky"):
        raise ValueError(f"polarity must be 'object' or 'sky', got {polarity!r}")
    with _opened(path) as hdus:
        hdu = _first_image(path, hdus)
        values = np.asarray(hdu.data)
        told = polarity or _polarity(hdus[0].header, hdu.header)
        wcs = _world_coordinates(path, hdu.header)
        masked = values > 0 if told == "object" else values <= 0  # NaN is neither
    if masked.all():
        warnings.warn(
            f"{path} masks all of its pixels; is it a mask, and is what it has above zero the {told}?",
            PixTableWarning,
            stacklevel=2,
        )
    try:
        return SkyMask(np.ascontiguousarray(masked), wcs, Path(path).name)
    except ValueError as error:
        raise PixTableError(
            f"{path}: {error}; make the mask on a white-light image, and keep its WCS"
        ) from error


@contextlib.contextmanager
def _opened(path: str | os.PathLike[str]) -> Iterator[fits.HDUList]:
    """Open a FITS file; what is wrong with it is one sentence, and what is cut off is an error."""
    try:
        with open(path, "rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore", AstropyWarning)
            warnings.filterwarnings("error", "File may have been truncated")
            with fits.open(file, memmap=True) as hdus:
                yield hdus
    except FileNotFoundError as error:
        raise PixTableError(f"{path} does not exist") from error
    except (OSError, ValueError, TypeError, IndexError, fits.VerifyError, AstropyWarning) as error:
        what = getattr(error, "strerror", None) or error
        raise PixTableError(f"{path} cannot be read as FITS: {what}") from error


def _first_image(path: str | os.PathLike[str], hdus: fits.HDUList) -> Any:
    for hdu in hdus:
        if hdu.is_image and len(hdu.shape) == 2:
            if hdu.shape[1] == 1 and hdu.name == MASK_COLUMN:
                raise PixTableError(f"{path} is a mask column, not an image; read it as a column")
            return hdu
    raise PixTableError(f"{path} has no image with two dimensions, so it is no mask")


def _polarity(*headers: fits.Header) -> Polarity:
    for header in headers:
        if str(header.get(POLARITY_CARD, "")).strip() in ("object", "sky"):
            return cast(Polarity, header[POLARITY_CARD].strip())
        if str(header.get("ESO PRO CATG", "")).strip() in _OF_THE_PIPELINE:
            return "sky"
    return "object"


def _world_coordinates(path: str | os.PathLike[str], header: fits.Header) -> Any:
    from astropy.wcs import WCS

    if not str(header.get("CTYPE1", "")).strip():
        raise PixTableError(
            f"{path} has no world coordinates (CTYPE1 …), so its pixels have no place in the field; "
            "make the mask on a white-light image, and keep its WCS"
        )
    try:
        for card in ("CRPIX1", "CRPIX2", "CRVAL1", "CRVAL2"):
            float(header.get(card, 0.0))  # the library takes text for zero
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what astropy corrects in dates is of no account here
            wcs = WCS(header, naxis=2)
            wcs.wcs.set()
    except Exception as error:  # the library has a family of its own, and raises others besides
        raise PixTableError(f"{path} has world coordinates that make no sense: {error}") from error
    if not np.isfinite(wcs.pixel_scale_matrix).all() or np.linalg.det(wcs.pixel_scale_matrix) == 0:
        raise PixTableError(f"{path} has world coordinates that make no sense: its CD matrix has no inverse")
    return wcs


def write_mask(
    mask: SkyMask,
    path: str | os.PathLike[str],
    *,
    form: MaskForm = "mpdaf",
    table: PixTable | None = None,
    command: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write a mask image.

    Parameters
    ----------
    mask : SkyMask
    path : path
    form : {"mpdaf", "drs"}
        MPDAF's, 1 on objects; or the ``SKY_MASK`` of the ESO pipeline, 1 on the sky.
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
    """
    if form not in ("mpdaf", "drs"):
        raise ValueError(f"form must be 'mpdaf' or 'drs', got {form!r}")
    polarity = "object" if form == "mpdaf" else "sky"
    values = mask.masked if form == "mpdaf" else ~mask.masked
    hdu = fits.PrimaryHDU(values.astype(np.uint8))
    header = hdu.header
    _add_origin(header, table)
    header.extend(_matrix_cards(mask), update=True)
    header[POLARITY_CARD] = (polarity, "what has the value 1")
    if form == "drs":
        header["HIERARCH ESO PRO CATG"] = "SKY_MASK"
    if command:
        add_history(header, command)
    write_hdus(fits.HDUList([hdu]), path, overwrite=overwrite, protect=(*protect, *_file_of(table)))


def _add_origin(header: fits.Header, table: PixTable | None) -> None:
    header["DATE"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    header["ORIGIN"] = f"pixviewer {__version__}"
    for keyword in _COPIED if table is not None else ():
        if keyword in table.header:  # type: ignore[union-attr]
            name = f"HIERARCH {keyword}" if " " in keyword else keyword
            header[name] = (table.header[keyword], table.header.comments[keyword])  # type: ignore[union-attr]


def _matrix_cards(mask: SkyMask) -> fits.Header:
    """World coordinates with a CD matrix, as the pipeline reads no other; all of its elements."""
    cards = mask.wcs.to_header(relax=True)
    matrix = np.asarray(mask.wcs.pixel_scale_matrix)
    for keyword in [*cards["PC*"], *cards["CDELT*"], "WCSAXES", "MJDREF", "DATE-OBS", "MJD-OBS"]:
        cards.remove(keyword, ignore_missing=True)
    for axis in (1, 2):
        cards[f"CRPIX{axis}"] = float(mask.wcs.wcs.crpix[axis - 1])
        cards[f"CRVAL{axis}"] = float(mask.wcs.wcs.crval[axis - 1])
        for other in (1, 2):
            cards[f"CD{axis}_{other}"] = float(matrix[axis - 1, other - 1])
    return cards


def _file_of(table: PixTable | None) -> tuple[Path, ...]:
    return (table.path,) if table is not None and table.path is not None else ()


def read_row_mask(path: str | os.PathLike[str], n_row: int | None = None) -> RowMask:
    """Read a mask column in MPDAF's form (``PixTableMask``).

    Parameters
    ----------
    path : path
    n_row : int, optional
        Rows of the table that it is for.

    Raises
    ------
    PixTableError
        If it is no mask column, or not of this length.
    """
    with _opened(path) as hdus:
        found = [hdu for hdu in hdus if hdu.name.upper() == MASK_COLUMN and hdu.is_image and hdu.shape]
        if not found:
            raise PixTableError(f"{path} has no extension {MASK_COLUMN}, so it is no mask column")
        shape = found[0].shape
        if int(np.prod(shape)) != max(shape):
            raise PixTableError(f"{path}: the mask column has shape {shape} instead of one value a row")
        masked = np.asarray(found[0].data).reshape(-1) != 0
        header = hdus[0].header
        names = (str(header.get(card, "")).strip() for card in ("PIXTABLE", "MASK"))
        if n_row is not None and masked.size != n_row:
            raise PixTableError(
                f"{path} has {masked.size:,} rows, and the table has {n_row:,}; "
                "a mask column belongs to one table only: make it anew from the mask image"
            )
        return RowMask(masked, 0, *names)


def write_row_mask(
    mask: RowMask,
    path: str | os.PathLike[str],
    *,
    command: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write a mask column in MPDAF's form (``PixTableMask``), 1 where a row is masked.

    Parameters
    ----------
    mask : RowMask
    path : path
    command : str
        Equivalent command line, for HISTORY.
    overwrite : bool
        Whether a file of that name may be replaced.
    protect : paths
        Files that must not be replaced.

    Raises
    ------
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    """
    head = _column_headers(mask, command)
    n_bytes = -(-4 * mask.n_row // _BLOCK) * _BLOCK
    with atomic_output(path, overwrite=overwrite, n_bytes=len(head) + n_bytes, protect=protect) as output:
        output.write_at(0, head)
        for first in range(0, mask.n_row, _ROWS_AT_ONCE):
            words: npt.NDArray[Any] = mask.masked[first : first + _ROWS_AT_ONCE].astype(">i4")
            output.write_at(len(head) + 4 * first, words.data.cast("B"))
        output.resize(len(head) + n_bytes)


def _column_headers(mask: RowMask, command: str) -> bytes:
    """The primary header, and that of the column; MPDAF asks for both names."""
    primary = fits.PrimaryHDU().header
    _add_origin(primary, None)
    primary["PIXTABLE"] = (_ascii(mask.table_name), "pixel table")
    primary["MASK"] = (_ascii(mask.mask_name), "mask of objects")
    if command:
        add_history(primary, command)
    column = fits.ImageHDU(np.zeros((1, 1), ">i4"), name=MASK_COLUMN).header
    column["NAXIS2"] = mask.n_row
    column["BUNIT"] = "boolean"
    return (primary.tostring() + column.tostring()).encode("ascii")


def _ascii(text: str) -> str:
    """What a FITS card may hold of a name."""
    return "".join(c if " " <= c <= "~" else ascii(c)[1:-1] for c in text)
