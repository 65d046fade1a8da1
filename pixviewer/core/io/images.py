"""Read an image of the sky with its variance, mask and world coordinates."""

import os
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.table.facts import normal_data_unit
from pixviewer.core.table.units import to_astropy

if TYPE_CHECKING:
    from astropy.units import UnitBase
    from astropy.wcs import WCS

Extension = int | str


@dataclass(frozen=True, slots=True, eq=False)
class StoredImage:
    """An image as it was found in a file.

    Attributes
    ----------
    value : (n_y, n_x)
        Of the type it is stored with.
    variance : (n_y, n_x) or None
    flagged : (n_y, n_x) bool or None
        Where the extension of flags says that a pixel is bad.
    unit : astropy unit
    wcs : astropy.wcs.WCS or None
        None where the header has no coordinates.
    header, primary : Header
        Of the image, and of the file.
    """

    value: npt.NDArray[Any]
    variance: npt.NDArray[Any] | None
    flagged: npt.NDArray[np.bool_] | None
    unit: "UnitBase"
    wcs: "WCS | None"
    header: fits.Header
    primary: fits.Header


def read_image(
    path: str | os.PathLike[str], ext: Extension | tuple[Extension, ...] | None = None
) -> StoredImage:
    """Read an image.

    Parameters
    ----------
    path : path
    ext : number, name, or two or three of them, optional
        Extension of the values, and those of variance and flags. By default ``DATA`` or ``SCI``, else the
        first image with two dimensions; with ``STAT`` and ``DQ`` where they are.

    Raises
    ------
    PixTableError
        If there is no such image, or the file cannot be read.
    """
    try:
        with fits.open(path, memmap=False) as hdus:
            first, *further = _extensions(hdus, ext)
            values = hdus[first]
            if values.data is None or values.data.ndim != 2:
                raise PixTableError(f"{path}: extension {first!r} is no image with two dimensions")
            variance, flags = (None if name is None else hdus[name].data for name in further)
            return StoredImage(
                value=_native(values.data),
                variance=None if variance is None else _native(variance),
                flagged=None if flags is None else np.asarray(flags) != 0,
                unit=_unit(path, values.header),
                wcs=_wcs(values.header),
                header=values.header.copy(),
                primary=hdus[0].header.copy(),
            )
    except FileNotFoundError as error:
        raise PixTableError(f"{path} does not exist") from error
    except KeyError as error:
        raise PixTableError(f"{path} has no such extension: {error}") from error
    except (OSError, fits.VerifyError) as error:
        raise PixTableError(f"{path} cannot be read as FITS: {error}") from error


def _extensions(
    hdus: fits.HDUList, ext: Extension | tuple[Extension, ...] | None
) -> tuple[Extension, Extension | None, Extension | None]:
    """Extensions of values, variance and flags."""
    if ext is not None:
        several = tuple(ext) if isinstance(ext, tuple | list) else (ext,)
        given: list[Extension | None] = [*several[1:3], None, None]
        return several[0], given[0], given[1]
    further = "STAT" if "STAT" in hdus else None, "DQ" if "DQ" in hdus else None
    for name in ("DATA", "SCI"):
        if name in hdus:
            return name, *further
    for number, hdu in enumerate(hdus):
        if hdu.is_image and len(hdu.shape) == 2:
            return number, *further
    raise PixTableError(f"{hdus.filename()} has no image with two dimensions")


def _native(stored: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return stored.astype(stored.dtype.newbyteorder("="))


def _unit(path: str | os.PathLike[str], header: fits.Header) -> "UnitBase":
    text = str(header.get("BUNIT", "")).strip()
    try:
        return to_astropy(normal_data_unit(text))
    except ValueError:
        warnings.warn(
            f"{path} has the unit {text!r}, which is not known: its values are taken as plain numbers",
            PixTableWarning,
            stacklevel=3,
        )
        return to_astropy("")


def _wcs(header: fits.Header) -> "WCS | None":
    from astropy.wcs import WCS

    if not any(card in header for card in ("CTYPE1", "CRPIX1", "CD1_1", "CDELT1")):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what astropy corrects in dates is of no account here
        return WCS(header, naxis=2)
