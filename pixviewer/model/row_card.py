"""Every column of one row, by name, with units, in words."""

from collections.abc import Mapping
from math import isfinite, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from pixviewer.core.table import quality
from pixviewer.core.table.origin import N_SLICE, ccd_to_optical
from pixviewer.model.coordinates import dms, hms
from pixviewer.model.units import pretty_unit

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

Lines = tuple[tuple[str, str], ...]

_TOLD_APART = {"x", "y", "wave", "data", "flags", "variance", "origin"}


def row_card(table: "PixTable", row: Mapping[str, Any]) -> Lines:
    """Names and values of a row, top down.

    Parameters
    ----------
    table : PixTable
    row : mapping of str to scalar
        One row as `decode_rows` gives it.

    Returns
    -------
    tuple of (name, value)
        The columns of the file by their names in the file, and what is decoded of them.
    """
    return (
        ("row", f"{int(row['row'])} of {table.n_row} (from 0)"),
        *_place(table, row),
        *_measured(table, row),
        *_origin(table, row),
        *(
            (_name(table, name), _column(table, name, row))
            for name in table.columns
            if name not in _TOLD_APART
        ),
    )


def _place(table: "PixTable", row: Mapping[str, Any]) -> Lines:
    raw = tuple((_name(table, name), _column(table, name, row)) for name in ("x", "y"))
    if not table.frame.is_sky:
        return raw
    ra, dec = float(row["ra"]), float(row["dec"])
    return (
        ("RA Dec", f"{hms(ra, 3)} {dms(dec, 2)} ({ra:.7f} {dec:+.7f})"),
        ("Δα cos δ, Δδ", f"{float(row['xi']):+.3f}″ {float(row['eta']):+.3f}″"),
        *raw,
    )


def _measured(table: "PixTable", row: Mapping[str, Any]) -> Lines:
    value, variance = float(row["data"]), float(row["variance"])
    sigma = f"σ {sqrt(variance):.6g}" if variance >= 0 else "σ unknown"
    ratio = f", S/N {value / sqrt(variance):.4g}" if variance > 0 and isfinite(value) else ""
    return (
        (_name(table, "wave"), _column(table, "wave", row)),
        (_name(table, "data"), _column(table, "data", row)),
        (_name(table, "variance"), f"{_column(table, 'variance', row)} ({sigma}{ratio})"),
        (_name(table, "flags"), _flags(int(row["flags"]))),
    )


def _flags(value: int) -> str:
    unsigned = value & quality.ALL_BITS
    return f"{unsigned} ({quality.words(value)})"


def _origin(table: "PixTable", row: Mapping[str, Any]) -> Lines:
    slice_no = int(row["slice"])
    numberings = f"{slice_no} on the CCD"
    if 1 <= slice_no <= N_SLICE:
        stack, place = (int(n) for n in ccd_to_optical(slice_no))
        numberings += (
            f", {int(row['slice_sky'])} on the sky, {stack}.{place} optical, MPDAF stack {int(row['stack'])}"
        )
    x_det = int(row["x_det"])
    x_text = str(x_det) if x_det >= 0 else "unknown"
    return (
        (_name(table, "origin"), str(int(row["origin"]) & quality.ALL_BITS)),
        ("IFU", str(int(row["ifu"]))),
        ("slice", numberings),
        ("CCD x, y", f"{x_text}, {int(row['y_det'])} (from 0)"),
        ("exposure", f"{int(row['exposure'])} of {table.offsets.n_exposure}"),
    )


def _name(table: "PixTable", name: str) -> str:
    return table.columns[name].fits_name


def _column(table: "PixTable", name: str, row: Mapping[str, Any]) -> str:
    value = row[name]
    if np.issubdtype(np.asarray(value).dtype, np.floating):
        text = f"{float(value):.9g}" if name in ("x", "y") else f"{float(value):.7g}"
    else:
        text = str(value)
    unit = pretty_unit(table.columns[name].unit)
    return f"{text} {unit}" if unit else text
