"""Groups of detector pixels that touch: how many defects there are, rather than how many pixels they have."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

# Half of the eight neighbours: each pair of pixels is found once.
_NEIGHBOURS = ((0, 1), (1, -1), (1, 0), (1, 1))
_HEIGHT = 1 << 14
_WIDTH = 1 << 13


def group_pixels(ifu: Ints, slice_no: Ints, x_det: Ints, y_det: Ints) -> Ints:
    """Number groups of rows whose detector pixels touch, at a side or a corner, within one slice.

    Parameters
    ----------
    ifu, slice_no, x_det, y_det : (n,) int
        Of each row; rows of several exposures on one pixel are in one group.

    Returns
    -------
    (n,) int64
        Number of the group of each row, from 1 in the order of IFU, slice, y and x.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    place = np.asarray(ifu, np.int64) * 64 + np.asarray(slice_no, np.int64)
    # Room at the borders, so that a neighbour never falls into another row or slice.
    key = (place * _HEIGHT + np.asarray(y_det, np.int64) + 1) * _WIDTH + np.asarray(x_det, np.int64) + 2
    pixels, which = np.unique(key, return_inverse=True)
    firsts, seconds = [], []
    for dy, dx in _NEIGHBOURS:
        wanted = pixels + dy * _WIDTH + dx
        at = np.minimum(np.searchsorted(pixels, wanted), max(pixels.size - 1, 0))
        found = np.flatnonzero(pixels[at] == wanted) if pixels.size else np.empty(0, np.int64)
        firsts.append(found)
        seconds.append(at[found] if pixels.size else found)
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    graph = coo_array((np.ones(first.size, np.int8), (first, second)), shape=(pixels.size, pixels.size))
    _, label = connected_components(graph, directed=False)
    # In the order of their first pixels.
    _, begin = np.unique(label, return_index=True)
    order = np.empty(begin.size, np.int64)
    order[np.argsort(begin)] = np.arange(1, begin.size + 1)
    numbers: Ints = order[label[which]] if pixels.size else np.empty(0, np.int64)
    return numbers
