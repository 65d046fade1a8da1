"""A bounded number of rows, read together: what criteria test and products add up."""

from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.table.origin import Offsets

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


class Chunk:
    """Some rows of some columns, as native arrays that are valid until the next chunk.

    ``chunk["x"]`` gives a column.

    Attributes
    ----------
    starts, stops : (n_run,) int64
        The runs of rows that it holds, one after the other.
    keep : (n_row,) bool
        Which rows are selected.
    n_row : int
    """

    __slots__ = ("_columns", "_offsets", "keep", "n_row", "starts", "stops")

    def __init__(
        self, columns: dict[str, npt.NDArray[Any]], starts: Ints, stops: Ints, keep: Bools, offsets: Offsets
    ) -> None:
        self._columns = columns
        self._offsets = offsets
        self.starts, self.stops = starts, stops
        self.keep = keep
        self.n_row = keep.size

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self._columns[name]

    @property
    def rows(self) -> Ints:
        """Row numbers."""
        return self.rows_at(np.arange(self.n_row))

    def rows_at(self, places: Ints) -> Ints:
        """Row numbers of some rows of the chunk, given by their places in it."""
        ends = np.cumsum(self.stops - self.starts)
        run = np.searchsorted(ends, places, side="right")
        return places + (self.stops - ends)[run]

    @property
    def exposure(self) -> Ints:
        """Exposure of each row from 1, 0 for none."""
        if not self._offsets.is_combined:
            return np.ones(self.n_row, np.int64)
        return self._offsets.exposure_of(self.rows)

    def stretches(self, length: int) -> tuple[Bools, Ints, Ints]:
        """Stretches of rows with a kept one among them.

        Returns
        -------
        is_near : (n_row,) bool
            Rows in such a stretch.
        starts, stops : (n_stretch,) int64
            The runs of rows that these are; together as many rows as `is_near` has.
        """
        ends = np.cumsum(self.stops - self.starts)
        cuts = np.unique(np.concatenate([[0], ends, np.arange(0, self.n_row, length)]))
        begins, lengths = cuts[:-1], np.diff(cuts)
        is_hit = np.logical_or.reduceat(self.keep, begins)
        run = np.searchsorted(ends, begins, side="right")
        starts = (begins + (self.stops - ends)[run])[is_hit]
        return np.repeat(is_hit, lengths), starts, starts + lengths[is_hit]

    def run(self, i: int) -> "Chunk":
        """Give the i-th run of rows as a chunk that shares the arrays of this one."""
        lengths = self.stops[: i + 1] - self.starts[: i + 1]
        rows = slice(int(lengths[:-1].sum()), int(lengths.sum()))
        columns = {name: values[rows] for name, values in self._columns.items()}
        return Chunk(columns, self.starts[i : i + 1], self.stops[i : i + 1], self.keep[rows], self._offsets)
