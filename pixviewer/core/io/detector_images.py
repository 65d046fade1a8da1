"""Write detector images as FITS, one extension for each IFU."""

import io
import os
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.io.atomic import OutputFile, atomic_output
from pixviewer.core.io.pictures import own_path, primary_hdu
from pixviewer.core.products.detector import DetectorImage
from pixviewer.core.table.pixtable import PixTable

_BLOCK = 2880  # bytes; a primary header without further cards fills one


def write_detector_images(
    images: DetectorImage | Iterable[DetectorImage],
    path: str | os.PathLike[str],
    *,
    table: PixTable | None = None,
    command: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
    n_bytes: int = 0,
) -> None:
    """Write detector images of one IFU or several.

    Parameters
    ----------
    images : DetectorImage, or iterable of them
        One for each IFU, all with pixels. They are asked for and written one after the other, so that an
        iterator which makes them needs memory for one at a time.
    path : path
    table : PixTable, optional
        What they were made of, for a few cards that say so.
    command : str
        Equivalent command line, for HISTORY.
    overwrite : bool
        Whether a file of that name may be replaced.
    protect : paths
        Files that must not be replaced; the one of the table is among them.
    n_bytes : int
        Room that must be free on the disk before anything is written, where it can be told.

    Raises
    ------
    ValueError
        If there is no image, one has no pixels, or an IFU has two.
    OutputError
        If the file cannot be written; whatever had its name is untouched.

    Notes
    -----
    Extensions are named after the channel as in the files of the ESO pipeline: ``CHAN06``. World coordinates
    are the pixel of the trimmed detector, counted from 0; ``PIXVIFU`` is the IFU, ``PIXVQTY`` the quantity.
    Flags are written as signed integers of the same bits. Where pixels were hit by several rows, an extension
    ``CHAN06_COUNT`` has their number.
    """
    several = [images] if isinstance(images, DetectorImage) else images
    written: set[int] = set()
    protected = (*protect, *own_path(table))
    with atomic_output(path, overwrite=overwrite, n_bytes=n_bytes, protect=protected) as output:
        end = _append(output, 0, primary_hdu(table, command))
        for image in several:
            _check(image, written)
            written.add(image.ifu)
            for hdu in _hdus(image):
                end = _append(output, end, hdu)
        if not written:
            raise ValueError("there is no detector image to write")


def _check(image: DetectorImage, written: set[int]) -> None:
    if image.value.size == 0:
        raise ValueError(f"the detector image of IFU {image.ifu} has no pixels; leave it out")
    if image.ifu in written:
        raise ValueError(f"IFU {image.ifu} has two detector images; write them to files of their own")


def _hdus(image: DetectorImage) -> Iterable[fits.ImageHDU]:
    """Extensions of one image."""
    is_combined = bool((image.count > 1).any())
    header = image.wcs_cards()
    header["PIXVIFU"] = (image.ifu, "IFU")
    header["PIXVQTY"] = (image.quantity, "what the values are")
    header.add_comment("World coordinates are pixels of the trimmed detector, counted from 0.")
    if is_combined:
        header.add_comment("Pixels that were hit by several rows hold what these were combined to.")
    value = image.value.view(np.int32) if image.quantity == "flags" else image.value
    hdu = fits.ImageHDU(_signed(value), header, name=f"CHAN{image.ifu:02d}")
    if image.unit:
        hdu.header["BUNIT"] = image.unit
    yield hdu
    if is_combined and image.quantity != "count":
        header["PIXVQTY"] = "count"
        yield fits.ImageHDU(_signed(image.count), header, name=f"CHAN{image.ifu:02d}_COUNT")


def _signed(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Counts as FITS has them."""
    return values.astype(np.int32) if values.dtype == np.uint32 else values


def _append(output: OutputFile, offset: int, hdu: fits.PrimaryHDU | fits.ImageHDU) -> int:
    """Write one HDU at an offset of the file, and give the offset behind it."""
    buffer = io.BytesIO()
    if isinstance(hdu, fits.PrimaryHDU):
        fits.HDUList([hdu]).writeto(buffer)
        content = buffer.getbuffer()
    else:
        fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(buffer)
        content = buffer.getbuffer()[_BLOCK:]
    output.write_at(offset, content)
    return offset + content.nbytes
