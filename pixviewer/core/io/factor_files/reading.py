"""Read factors, in whichever form they stand."""

import os
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from astropy.io import fits
from astropy.io.fits.verify import VerifyWarning
from astropy.utils.exceptions import AstropyUserWarning

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.segments import LASER_SEGMENTS, SEGMENTS
from pixviewer.core.errors import PixTableError
from pixviewer.core.io.factor_files.cards import BIN, read_bins, read_origin
from pixviewer.core.io.factor_files.cells import CELLS_PER_BIN, Place, by_cell, sound

# Older releases of MPDAF called columns otherwise.
_NAMES = {"slice": "sli", "correction": "corr"}

# What astropy raises for files that are no FITS, are cut off, or hold something odd.
_SENSELESS = (
    OSError,
    fits.VerifyError,
    AstropyUserWarning,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
)

# Words for a method, in MPDAF's own files.
MPDAF_METHODS = {"drs.pixtable.selfcalibrate": "mpdaf"}

Columns = dict[str, npt.NDArray[Any]]


def read_factors(path: str | os.PathLike[str], *, repair: bool = False) -> Factors:
    """Read the factors of a self-calibration.

    Parameters
    ----------
    path : path
        The pipeline's ``AUTOCAL_FACTORS``, a table merged of several, or MPDAF's auto-calibration file;
        recognised by what they hold. Rows may be in any order.
    repair : bool
        Take factors that are NaN, infinite or not positive, as MPDAF's may be, for cells that were not
        measured, with factor 1, instead of refusing the file.

    Returns
    -------
    Factors

    Raises
    ------
    PixTableError
        If the file cannot be read, is of another kind, or holds what cannot be multiplied by.
    """
    name = os.fspath(path)
    header, columns, place, is_mpdaf = _load(name)
    if "quad" not in columns and columns["ifu"].size != CELLS_PER_BIN:
        raise _no_factors(name, {"quad"})
    edges = read_bins(name, header)
    if edges is None:
        edges = _edges_of_mpdaf(place, columns["ifu"].size) if is_mpdaf else None
    if edges is None:
        raise PixTableError(
            f"{name}: its primary header has no card {BIN}1 MIN, so the bins of its factors are unknown; "
            f"add {BIN}… MIN and MAX for each bin"
        )
    arrays = by_cell(place, columns, edges.size - 1)
    factor, is_bad = sound(place, arrays["corr"].astype(np.float64), repair)
    told = read_origin(header)
    if is_mpdaf:
        _add_cards_of_mpdaf(told, header)
    if "std_corr" in arrays:  # the header is that of the first of several exposures
        told |= {"method": "merged", "date_obs": "", "table_name": "", "mask_name": "", "table_rows": 0}
    told["method"] = told["method"] or "deepfield"
    return Factors(
        factor,
        edges,
        n_row=_counts(arrays, is_bad),
        factor_original=_optional(arrays, "corr_orig", np.float64),
        state=None if "std_corr" in arrays else _optional(arrays, "state", np.uint8),
        predicted_error=_error(arrays),
        **told,
    )


def is_factor_file(path: str | os.PathLike[str]) -> bool:
    """Whether a file seems to hold factors, by its headers: no data is read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with fits.open(path, memmap=True, lazy_load_hdus=True) as hdus:
                if len(hdus) < 2:
                    return False
                if isinstance(hdus[1], fits.BinTableHDU):
                    names = {_NAMES.get(name.lower(), name.lower()) for name in hdus[1].columns.names}
                else:
                    names = {hdu.name.lower() for hdu in hdus}
    except _SENSELESS:
        return False
    return {"ifu", "sli", "corr"} <= names


def read_columns(path: str | os.PathLike[str]) -> tuple[fits.Header, Columns]:
    """Read a file of factors as it stands, whatever its factors are, in either form.

    Parameters
    ----------
    path : path

    Returns
    -------
    header : Header
        The primary one.
    columns : dict of str to (n_row,) arrays
        By the pipeline's names: ifu, sli and corr at least, but no quad in very old files.

    Raises
    ------
    PixTableError
        If the file cannot be read, or is of another kind.
    """
    header, columns, _, _ = _load(os.fspath(path))
    return header, {name: values.astype(values.dtype.newbyteorder("=")) for name, values in columns.items()}


def _load(name: str) -> tuple[fits.Header, Columns, Place, bool]:
    """Primary header, columns by the pipeline's names, their place, and whether the form is MPDAF's."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VerifyWarning)
            warnings.filterwarnings("error", "File may have been truncated", AstropyUserWarning)
            with fits.open(name, memmap=False) as hdus:
                header = hdus[0].header.copy()
                if len(hdus) > 1 and isinstance(hdus[1], fits.BinTableHDU):
                    columns, place = _of_table(hdus[1].data), Place(name, "extension 1")
                else:
                    columns, place = _of_images(hdus), Place(name, "extension CORR")
    except FileNotFoundError:
        raise PixTableError(f"{name}: there is no such file") from None
    except _SENSELESS as error:
        raise PixTableError(f"{name} cannot be read as FITS: {error}; get a complete copy") from error
    missing = {"ifu", "sli", "corr"} - columns.keys()
    if missing:
        raise _no_factors(name, missing)
    for column, values in columns.items():
        if values.ndim != 1 or values.size != columns["ifu"].size:
            raise PixTableError(f"{place}: {column} has another shape than ifu; get a complete copy")
    return header, columns, place, place.extension != "extension 1"


def _no_factors(name: str, missing: set[str]) -> PixTableError:
    return PixTableError(
        f"{name} holds no factors of a self-calibration: it has no {' and no '.join(sorted(missing))}; "
        "give an AUTOCAL_FACTORS table of the pipeline, or an auto-calibration file of MPDAF"
    )


def _of_table(data: Any) -> Columns:
    return {_our_name(column): np.asarray(data[column]) for column in data.dtype.names}


def _of_images(hdus: fits.HDUList) -> Columns:
    images = [hdu for hdu in hdus[1:] if isinstance(hdu, fits.ImageHDU) and hdu.data is not None]
    return {_our_name(hdu.name): np.asarray(hdu.data).reshape(-1) for hdu in images}


def _our_name(name: str) -> str:
    lower = name.strip().lower()
    return _NAMES.get(lower, lower)


def _edges_of_mpdaf(place: Place, n_row: int) -> npt.NDArray[np.float64]:
    """MPDAF does not store the bins: those that it has by itself, or one in the oldest files."""
    known = {len(edges) - 1: edges for edges in (SEGMENTS, LASER_SEGMENTS)}
    known[1] = (SEGMENTS[0], SEGMENTS[-1])
    n_bin = n_row // CELLS_PER_BIN
    if n_bin * CELLS_PER_BIN != n_row:
        n_bin = len(SEGMENTS) - 1  # whatever it is, rows are missing, which is told
    if n_bin not in known:
        raise PixTableError(
            f"{place} has {n_bin} bins, whose edges the file does not tell; add {BIN}… MIN and MAX for each "
            "bin to its primary header"
        )
    return np.array(known[n_bin], np.float64)


def _add_cards_of_mpdaf(told: dict[str, Any], header: fits.Header) -> None:
    method = str(header.get("METHOD", "")).strip()
    told["method"] = told["method"] or MPDAF_METHODS.get(method, method) or "mpdaf"
    told["table_name"] = told["table_name"] or str(header.get("PIXTABLE", "")).strip()
    told["mask_name"] = told["mask_name"] or str(header.get("MASK", "")).strip()


def _counts(arrays: Columns, is_bad: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64] | None:
    """Rows that factors were measured from, 0 where a factor was none; None where that is not told."""
    if "npts" not in arrays or (arrays["npts"] < 0).any():
        return None
    return np.where(is_bad, 0, arrays["npts"].astype(np.int64))


def _error(arrays: Columns) -> npt.NDArray[np.float64] | None:
    """Predicted errors; from the scatter in a merged table, where MPDAF leaves those of its first file."""
    if "std_corr" not in arrays or "nkeep" not in arrays:
        return _optional(arrays, "error", np.float64)
    n_kept = arrays["nkeep"]
    return np.where(n_kept > 1, arrays["std_corr"] / np.sqrt(np.maximum(n_kept, 1)), np.nan)


def _optional(arrays: Columns, name: str, dtype: Any) -> Any:
    return arrays[name].astype(dtype) if name in arrays else None
