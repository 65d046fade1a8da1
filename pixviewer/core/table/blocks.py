"""Bounds of every block of consecutive rows, so that a small question reads little.

The pipeline writes rows by IFU and slice, and inside a slice by wavelength or detector row. A block of
1024 consecutive rows is then a short stretch of wavelength in one slice. In a file of any other order
bounds are wide, and answers are as right, only slower.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pixviewer.core.table.origin import N_IFU, N_SLICE

BLOCK_ROWS = 1024

Float32s = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

# Bits of `Blocks.odd`; the same as in the kernel that sets them, which this file need not import.
ODD_POSITION, ODD_WAVE = 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Bounds of the blocks of a table, and counts of the whole of it.

    Attributes
    ----------
    n_row : int
    bounds : (6, n_block) float32
        ξ min, max, η min, max, λ min, max over the finite rows of each block, rounded outward; minimum
        above maximum where there are none.
    codes : (4, n_block) uint8
        IFU min, max, slice min, max.
    flags : (n_block,) uint32
        OR of the flags.
    n_flagged : (n_block,) uint16
        Number of rows with a flag.
    odd : (n_block,) uint8
        Bit 0: some row has no finite position; bit 1: none for wavelength.
    per_slice : (32, 64) int64
        Rows by IFU and slice.
    per_flag : (32,) int64
        Rows by flag bit.
    numbers : (n_block,) int64 or None
        Which blocks of the table these are; None for all.
    """

    n_row: int
    bounds: Float32s
    codes: Bytes
    flags: npt.NDArray[np.uint32]
    n_flagged: npt.NDArray[np.uint16]
    odd: Bytes
    per_slice: npt.NDArray[np.int64]
    per_flag: npt.NDArray[np.int64]
    numbers: npt.NDArray[np.int64] | None = None

    @property
    def n_block(self) -> int:
        """Number of blocks."""
        return self.flags.size

    @property
    def row_ranges(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """First row of each block, and the row after its last."""
        number = np.arange(self.n_block, dtype=np.int64) if self.numbers is None else self.numbers
        first = number * BLOCK_ROWS
        return first, np.minimum(first + BLOCK_ROWS, self.n_row)

    def take(self, which: npt.NDArray[np.int64]) -> "Blocks":
        """Give some of the blocks; the counts stay those of the whole table."""
        return replace(
            self,
            bounds=self.bounds[:, which],
            codes=self.codes[:, which],
            flags=self.flags[which],
            n_flagged=self.n_flagged[which],
            odd=self.odd[which],
            numbers=which if self.numbers is None else self.numbers[which],
        )

    @property
    def n_flagged_rows(self) -> int:
        """Rows of the table that have any flag."""
        return int(self.n_flagged.sum(dtype=np.int64))

    @property
    def ifus(self) -> list[int]:
        """IFUs that have rows."""
        return [int(i) for i in np.flatnonzero(self.per_slice.sum(axis=1)) if 1 <= i <= N_IFU]

    @property
    def n_slice(self) -> int:
        """Number of pairs of IFU and slice that have rows."""
        return int(np.count_nonzero(self.per_slice[1 : N_IFU + 1, 1 : N_SLICE + 1]))

    @property
    def wave_range(self) -> tuple[float, float]:
        """Smallest and largest wavelength; NaN when no row has one."""
        return _range(self.bounds[4], self.bounds[5])

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Smallest and largest ξ, smallest and largest η; NaN when no row has a position."""
        return *_range(self.bounds[0], self.bounds[1]), *_range(self.bounds[2], self.bounds[3])


def _range(low: Float32s, high: Float32s) -> tuple[float, float]:
    known = low <= high
    if not known.any():
        return float("nan"), float("nan")
    return float(low[known].min()), float(high[known].max())


def rounded_outward(bounds: npt.NDArray[np.float64]) -> Float32s:
    """Bounds as float32 that hold no less: minima rounded down, maxima up.

    Parameters
    ----------
    bounds : (n_block, 6) float64
        In the order of `Blocks.bounds`.

    Returns
    -------
    (6, n_block) float32
    """
    near = bounds.T.astype(np.float32)
    for row, values in enumerate(bounds.T):
        towards = np.float32(-np.inf if row % 2 == 0 else np.inf)
        is_inside = near[row] > values if row % 2 == 0 else near[row] < values
        near[row, is_inside] = np.nextafter(near[row, is_inside], towards)
    return near
