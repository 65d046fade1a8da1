"""Count values in bins of equal width.

Kernels add to arrays that the caller owns, so rows may arrive in chunks of any size.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit

Int32s = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@jit
def add_to_histogram(
    value: npt.NDArray[Any], flags: Int32s, keep: Bools, low: float, step: float, count: Ints
) -> None:
    """Count good and flagged values.

    Parameters
    ----------
    value : (n_row,) float32 or float64
    flags : (n_row,) int32
    keep : (n_row,) bool
        Rows to look at.
    low, step : float
        Lower edge of the first bin, and the width of all.
    count : (2, n_bin + 2) int64
        Good values, and flagged ones: below the first bin, in each, and above the last; added to. Values
        that are no numbers count nowhere.
    """
    n_bin = count.shape[1] - 2
    for i in range(value.size):
        if not keep[i]:
            continue
        place = (np.float64(value[i]) - low) / step
        if place != place:
            continue
        k = 0
        if place >= n_bin:
            k = n_bin + 1
        elif place >= 0.0:
            k = int(place) + 1
        count[1 if flags[i] != 0 else 0, k] += 1
