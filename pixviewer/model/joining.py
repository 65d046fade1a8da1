"""Which rows are neighbours along their slice: the order in which the detector saw them."""

from typing import Any

import numpy as np
import numpy.typing as npt


def joined_neighbours(decoded: dict[str, npt.NDArray[Any]]) -> npt.NDArray[np.int32]:
    """Pairs of rows on neighbouring detector columns of the same detector row and slice.

    Parameters
    ----------
    decoded : dict of str to (n,) array
        ``exposure``, ``ifu``, ``slice``, ``y_det`` and ``x_det`` of each row.

    Returns
    -------
    (n_pair, 2) int32
        Places in the arrays.
    """
    names = ("exposure", "ifu", "slice", "y_det", "x_det")
    order = np.lexsort([decoded[name] for name in reversed(names)])
    step = np.stack([np.diff(decoded[name][order]) for name in names], axis=1)
    is_next = (step == (0, 0, 0, 0, 1)).all(axis=1)
    return np.stack([order[:-1][is_next], order[1:][is_next]], axis=1).astype(np.int32)
