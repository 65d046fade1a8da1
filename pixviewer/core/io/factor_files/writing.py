"""Write factors, such that the ESO pipeline or MPDAF read them.

The pipeline takes factors in a fixed order, whatever their numbers say, and applies NaN as 0: rows stand in
that order here, and a factor that is no positive number is refused before a file is begun.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer._version import __version__
from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.merging import MergedFactors
from pixviewer.core.calib.recording import MPDAF_METHOD
from pixviewer.core.io.factor_files.cards import BIN, CATEGORY, OURS, plain, write_bins, write_origin
from pixviewer.core.io.factor_files.cells import numbers
from pixviewer.core.io.pictures import write_hdus
from pixviewer.core.io.writing import primary_header
from pixviewer.core.table.keywords import PREFIX, add_history
from pixviewer.core.table.pixtable import PixTable

FORMS = ("drs", "mpdaf")

_UNKNOWN_COUNT = -1

_TFORMS = {"i4": "1J", "i8": "1J", "u1": "1I", "f8": "1D"}

Cells = dict[str, npt.NDArray[Any]]


def write_factors(
    factors: Factors,
    path: str | os.PathLike[str],
    *,
    form: str = "drs",
    table: PixTable | None = None,
    command: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write the factors of a self-calibration.

    Parameters
    ----------
    factors : Factors
    path : path
    form : {"drs", "mpdaf"}
        The pipeline's ``AUTOCAL_FACTORS``, or MPDAF's auto-calibration file. Both also tell the edges of the
        bins, the state and the predicted error of each factor, and how it was made.
    table : PixTable, optional
        What they were measured on; its header is copied, as the pipeline does, but for what belongs to rows.
    command : str
        Equivalent command line, for HISTORY.
    overwrite : bool
        Whether a file of that name may be replaced.
    protect : paths
        Files that must not be replaced; the one of the table is among them.

    Raises
    ------
    ValueError
        If the form is unknown, or a factor is not a positive number.
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    """
    if form not in FORMS:
        raise ValueError(f"form must be one of {', '.join(FORMS)}, got {form!r}")
    _check(factors)
    header = _primary(table.header if table is not None else fits.Header(), factors, command)
    cells = _cells(factors)
    if form == "drs":
        hdus = _table_form(header, cells)
    else:
        hdus = _image_form(header, factors, cells)
    own = [table.path] if table is not None and table.path else []
    write_hdus(hdus, path, overwrite=overwrite, protect=[*protect, *own])


def write_merged_factors(
    merged: MergedFactors,
    path: str | os.PathLike[str],
    *,
    like: str | os.PathLike[str] | None = None,
    command: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write merged factors with the columns that MPDAF's merging gives, as the pipeline accepts them.

    Parameters
    ----------
    merged : MergedFactors
    path : path
    like : path, optional
        A factor file whose primary header is copied, the first of those merged.
    command, overwrite, protect
        As for `write_factors`.

    Raises
    ------
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    """
    _check(merged.factors)
    header = fits.getheader(like) if like is not None else fits.Header()
    cells: Cells = {
        **numbers(merged.factors.n_bin),
        "corr": merged.factors.factor.ravel(),
        "std_corr": merged.scatter.ravel(),
        "nkeep": merged.n_kept.ravel(),
        "nrej": merged.n_rejected.ravel(),
    }
    hdus = _table_form(_primary(header, merged.factors, command), cells)
    write_hdus(hdus, path, overwrite=overwrite, protect=protect)


def _check(factors: Factors) -> None:
    is_bad = ~(np.isfinite(factors.factor) & (factors.factor > 0))
    if is_bad.any():
        q, ifu, slice_no = (int(i) for i in np.argwhere(is_bad)[0] + 1)
        raise ValueError(
            f"factors must be positive numbers, got {factors.factor[is_bad][0]:g} for IFU {ifu}, "
            f"slice {slice_no}, bin {q}; use 1 where nothing was measured"
        )


def _cells(factors: Factors) -> Cells:
    """Columns in the pipeline's order; MPDAF needs the same."""
    n_row, original = factors.n_row, factors.factor_original
    cells: Cells = {
        **numbers(factors.n_bin),
        "npts": (np.full(factors.factor.shape, _UNKNOWN_COUNT) if n_row is None else n_row).ravel(),
        "corr": factors.factor.ravel(),
        "corr_orig": (np.full(factors.factor.shape, np.nan) if original is None else original).ravel(),
    }
    if factors.state is not None:
        cells["state"] = factors.state.ravel()
    if factors.predicted_error is not None:
        cells["error"] = factors.predicted_error.ravel()
    return cells


def _table_form(header: fits.Header, cells: Cells) -> fits.HDUList:
    header["HIERARCH ESO PRO CATG"] = CATEGORY
    columns = [
        fits.Column(name, _TFORMS[values.dtype.str[1:]], array=values) for name, values in cells.items()
    ]
    return fits.HDUList([fits.PrimaryHDU(header=header), fits.BinTableHDU.from_columns(columns)])


def _image_form(header: fits.Header, factors: Factors, cells: Cells) -> fits.HDUList:
    # MPDAF's reader wants these three, as base names.
    method = MPDAF_METHOD if factors.method in ("mpdaf", "") else factors.method
    for keyword, name in (("METHOD", method), ("PIXTABLE", factors.table_name), ("MASK", factors.mask_name)):
        header[keyword] = plain(Path(name).name)
    hdus = [fits.PrimaryHDU(header=header)]
    for name, values in cells.items():
        stored = values.astype("i4") if values.dtype.kind in "iu" else values
        hdus.append(fits.ImageHDU(stored.reshape(-1, 1), name=name))
    return fits.HDUList(hdus)


def _primary(like: fits.Header, factors: Factors, command: str) -> fits.Header:
    """Header of another file without what belongs to its rows, and with what belongs to the factors."""
    of_rows = (PREFIX, BIN, OURS)
    cards = [card for card in primary_header(like).cards if not card.keyword.startswith(of_rows)]
    header = fits.Header(card for card in cards if card.keyword != "EXTNAME")
    header["ORIGIN"] = f"pixviewer {__version__}"
    write_origin(header, factors)
    write_bins(header, factors.edges)
    if command:
        add_history(header, command)
    return header
