"""Tables for the tests of the self-calibration, whose answers are known."""

from dataclasses import dataclass

import numpy as np

from pixviewer.core.calib.segments import SEGMENTS
from pixviewer.core.table.origin import encode
from pixviewer.core.table.pixtable import PixTable


@dataclass(frozen=True)
class RowsMasked:
    """A mask that is known row by row."""

    masked: np.ndarray
    needs: tuple[str, ...] = ()

    def __call__(self, chunk):
        return self.masked[chunk.rows]


def table_of(ifu, slice_no, x, wave, data, *, variance=1.0, flags=0, header=None):
    """A table in memory; numbers are repeated for all rows."""
    parts = np.broadcast_arrays(ifu, slice_no, x, wave, data, variance, flags)
    ifu, slice_no, x, wave, data, variance, flags = (np.ravel(part) for part in parts)
    zero = np.zeros(ifu.size, np.float32)
    columns = {
        "x": zero, "y": zero, "wave": wave.astype(np.float32), "data": data.astype(np.float32),
        "flags": flags.astype(np.int32), "variance": variance.astype(np.float32),
        "origin": encode(ifu, slice_no, 0, x),
    }  # fmt: skip
    return PixTable.from_arrays(columns, header)


def vector_table():
    """The table of section 7.3 of the reference page: integer arithmetic only. Gives its mask, too."""
    low = np.array(SEGMENTS[:-1])
    high = np.array(SEGMENTS[1:])
    low[0], high[-1] = 4700.0, 9400.0
    i, s, q, x, j = (
        part.ravel()
        for part in np.meshgrid(
            np.arange(1, 3),
            np.arange(1, 49),
            np.arange(1, 21),
            np.arange(20, 45),
            np.arange(51),
            indexing="ij",
        )
    )
    wave = low[q - 1] + (high - low)[q - 1] * (j + 0.5) / 51
    data = 1000.0 + 5 * ((7 * i + 11 * s + 3 * q) % 13) + (5 * x + 7 * j) % 19
    data[(i == 1) & (s == 5) & (x >= 30) & (x <= 32)] += 300
    data[(i == 1) & (s == 6) & (x >= 30) & (x <= 35)] += 300
    data[(i == 1) & (s == 10) & (q == 5)] += 400
    data[(i == 1) & (s == 11) & (q == 5)] += 2000
    masked = (i == 2) & (s == 40)
    exists = ~((i == 2) & (s == 41) & (x > 34)) & ~((i == 1) & (s == 20) & (j > 49))
    masked |= (i == 2) & (s >= 11) & (s <= 24) & (q == 20)
    hit = (i == 1) & (s == 2) & (x == 20) & (j == 0)
    data[hit] += 100000
    flags = np.where(hit, 32, 0)
    table = table_of(*(part[exists] for part in (i, s, x, wave, data)), flags=flags[exists])
    return table, RowsMasked(masked[exists])
