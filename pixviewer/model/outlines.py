"""Borders of slices as they are drawn on a detector."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pixviewer.model.detector import slice_name

if TYPE_CHECKING:
    from pixviewer.core.products.slice_outlines import SliceOutlines

BIN_ROWS = 64


class Outline:
    """Where one slice lies: a name, and its first and last column at each of some rows."""

    __slots__ = ("high", "low", "name", "slice_no", "y")

    def __init__(
        self, slice_no: int, name: str, y: npt.NDArray[np.float64], low: npt.NDArray[np.float64],
        high: npt.NDArray[np.float64],
    ) -> None:  # fmt: skip
        self.slice_no, self.name, self.y, self.low, self.high = slice_no, name, y, low, high


def drawn_outlines(found: "SliceOutlines", numbering: str) -> list[Outline]:
    """Borders of the slices of an IFU, from the first to the last row that has any."""
    made = []
    for i in range(found.low.shape[0]):
        width = found.high[i] - found.low[i]
        bins = np.flatnonzero(width >= 0)
        if bins.size == 0:
            continue
        # Where a range of wavelengths ends, rows of equal wavelength being curved, a bin has only part of the
        # slice's width: its borders are taken from the nearest one that has all of it.
        whole = bins[width[bins] >= 0.93 * np.median(width[bins])]
        middle = BIN_ROWS * whole + (BIN_ROWS - 1) / 2
        ends = np.array([BIN_ROWS * bins[0] - 0.5, BIN_ROWS * (bins[-1] + 1) - 0.5])
        y = np.concatenate([ends[:1], middle, ends[1:]])
        low, high = (np.interp(y, middle, edge[i][whole]) for edge in (found.low, found.high))
        made.append(Outline(i + 1, slice_name(i + 1, numbering), y, low, high))
    return made
