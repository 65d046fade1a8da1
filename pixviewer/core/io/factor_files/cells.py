"""Columns of a factor file, one row per cell, as arrays by bin, IFU and slice."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.table.origin import N_IFU, N_SLICE

CELLS_PER_BIN = N_IFU * N_SLICE

Columns = Mapping[str, npt.NDArray[Any]]


def numbers(n_bin: int) -> dict[str, npt.NDArray[np.int32]]:
    """IFU, slice and bin of each row, all from 1, in the order that the pipeline expects."""
    k = np.arange(n_bin * CELLS_PER_BIN, dtype=np.int32)
    return {
        "ifu": k // N_SLICE % N_IFU + 1,
        "sli": k % N_SLICE + 1,
        "quad": k // CELLS_PER_BIN + 1,
    }


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and an extension of it, for messages."""

    name: str
    extension: str

    def __str__(self) -> str:
        return f"{self.name}: {self.extension}"


def by_cell(place: Place, columns: Columns, n_bin: int) -> dict[str, npt.NDArray[Any]]:
    """Bring columns into order, whatever that of the rows is.

    Parameters
    ----------
    place : Place
    columns : mapping of str to (n_row,) arrays
        With ifu and sli among them, and quad unless there is one bin.
    n_bin : int

    Returns
    -------
    dict of str to (n_bin, 24, 48) arrays
        The other columns.

    Raises
    ------
    PixTableError
        If rows are missing, or stand for cells that do not exist or that others stand for.
    """
    n_row, n_needed = columns["ifu"].size, n_bin * CELLS_PER_BIN
    if n_row != n_needed:
        bins = f"{n_bin} bins" if n_bin > 1 else "one bin"
        raise PixTableError(
            f"{place} has {n_row} rows, where {N_IFU} × {N_SLICE} slices and {bins} need {n_needed}; "
            "get a complete file, or write the factors again"
        )
    index = np.zeros(n_row, np.int64)
    for name, n in (("quad", n_bin), ("ifu", N_IFU), ("sli", N_SLICE)):
        number = np.asarray(columns.get(name, np.ones(n_row)), np.int64)
        if ((number < 1) | (number > n)).any():
            wrong = int(number[(number < 1) | (number > n)][0])
            raise PixTableError(f"{place} has {wrong} as {name}, which must be 1 to {n}")
        index = index * n + number - 1
    if np.unique(index).size != n_row:
        raise PixTableError(f"{place} has several rows for the same slice and bin; each must stand once")
    arrays = {}
    for name in columns.keys() - {"ifu", "sli", "quad"}:
        values = np.asarray(columns[name])
        array = np.empty(n_row, values.dtype.newbyteorder("="))
        array[index] = values
        arrays[name] = array.reshape(n_bin, N_IFU, N_SLICE)
    return arrays


def sound(
    place: Place, factor: npt.NDArray[np.float64], repair: bool
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Factors that can be multiplied by, and which of them were none and are 1 now.

    Raises
    ------
    PixTableError
        If there are any, and they shall not be repaired.
    """
    is_bad = ~(np.isfinite(factor) & (factor > 0))
    if not is_bad.any():
        return factor, is_bad
    q, ifu, slice_no = (int(i) for i in np.argwhere(is_bad)[0] + 1)
    n_bad, first = int(is_bad.sum()), factor[is_bad][0]
    kind = "NaN" if np.isnan(first) else f"{first:g}"
    told = (
        f"{n_bad} factors that are no positive numbers"
        if n_bad > 1
        else "a factor that is no positive number"
    )
    sentence = f"{place} has {told}, such as {kind} for IFU {ifu}, slice {slice_no}, bin {q}"
    if not repair:
        raise PixTableError(f"{sentence}; write 1 where nothing was measured")
    warnings.warn(f"{sentence}: taken as not measured", PixTableWarning, stacklevel=3)
    return np.where(is_bad, 1.0, factor), is_bad
