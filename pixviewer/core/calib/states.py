"""What became of each cell of a self-calibration, as bits.

One of `MEASURED`, `HALF_LEVEL`, `OTHER_HALF` and `UNTOUCHED` says where the factor comes from. `CLIPPED` is
added when that stands in for a factor of the slice itself that was too far off, `SPIKE_CLEANED` when the mean
of the neighbouring bins has replaced it in the end.
"""

from enum import IntFlag

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels import clipping


class CellState(IntFlag):
    """State of a cell."""

    MEASURED = clipping.MEASURED
    HALF_LEVEL = clipping.HALF_LEVEL
    OTHER_HALF = clipping.OTHER_HALF
    CLIPPED = clipping.CLIPPED
    SPIKE_CLEANED = clipping.SPIKE_CLEANED
    UNTOUCHED = clipping.UNTOUCHED


WORDS = {
    CellState.MEASURED: "measured",
    CellState.HALF_LEVEL: "level of its half IFU",
    CellState.OTHER_HALF: "level of the other half",
    CellState.CLIPPED: "own factor too far off",
    CellState.SPIKE_CLEANED: "mean of the neighbouring bins",
    CellState.UNTOUCHED: "left as it is",
}


def is_measured(state: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Whether the final factor of a cell is its own, measured one."""
    return state == CellState.MEASURED


def describe(state: int) -> str:
    """Say a state in words."""
    return ", ".join(word for bit, word in WORDS.items() if state & bit) or "unknown"


def count_states(state: npt.NDArray[np.uint8]) -> dict[CellState, int]:
    """Cells that have each bit set."""
    return {bit: int(((state & bit) != 0).sum()) for bit in CellState}
