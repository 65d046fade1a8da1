"""Where a fit begins: a peak, a background and a width read off the points themselves."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pixviewer.core.products.profile_input import Points
from pixviewer.core.products.profile_models import Parameters

START_BETA = 2.5  # usual for seeing

POINTS_PER_CELL = 6
BRIGHT_SIGMA = 2.0
MOST_CELLS = 200  # along a side: 0.3" in a field of one arcmin, less than any seeing

Floats = npt.NDArray[np.float64]


class _CellMeans(NamedTuple):
    """Cells that hold points: weighted means with their 1σ, and the area of a cell."""

    value: Floats
    sigma: Floats
    x: Floats
    y: Floats
    area: float


def estimate(points: Points) -> Parameters:
    """Estimate the parameters of the most significant profile among some points.

    The points are averaged in cells, with their weights, so that one bad pixel is no peak. The background is
    the median of the fainter half of the cells; the peak is the cell furthest above it in its own σ; the
    centre is that of gravity of the bright cells around it, and the width that of a disc as large as these.
    """
    cells = _cell_means(points, min(max(round(math.sqrt(points.x.size / POINTS_PER_CELL)), 4), MOST_CELLS))
    background = float(np.median(cells.value[cells.value <= np.median(cells.value)]))
    above = cells.value - background
    top = int(np.argmax(above / cells.sigma))
    amplitude = float(above[top])
    bright = (above > 0.5 * amplitude) & (above > BRIGHT_SIGMA * cells.sigma)
    bright[top] = True
    # Not the bright cells of other stars: no further than twice the radius of all bright cells in one disc.
    reach = 2.0 * math.sqrt(bright.sum() * cells.area / math.pi)
    near = np.hypot(cells.x - cells.x[top], cells.y - cells.y[top]) <= reach
    weight = np.where(bright & near, above, 0.0)
    if amplitude <= 0.0:  # all cells alike
        weight[top] = 1.0
    return Parameters(
        amplitude=amplitude,
        x0=float((weight * cells.x).sum() / weight.sum()),
        y0=float((weight * cells.y).sum() / weight.sum()),
        fwhm=2.0 * math.sqrt(np.count_nonzero(weight) * cells.area / math.pi),
        background=background,
        beta=START_BETA,
    )


def _cell_means(points: Points, n: int) -> _CellMeans:
    col, width = _cells(points.x, n)
    row, height = _cells(points.y, n)
    cell = row * n + col
    # In units of the median, which weights of any unit survive; and no point shall decide by a variance next
    # to nothing.
    unit = 1.0 if points.sigma is None else float(np.median(points.sigma))
    sigma = np.ones_like(points.value) if points.sigma is None else np.maximum(points.sigma / unit, 0.1)
    weight = sigma**-2
    total = np.bincount(cell, weight, n * n)
    used = total > 0
    value, x, y = (
        np.bincount(cell, weight * part, n * n)[used] / total[used]
        for part in (points.value, points.x, points.y)
    )
    return _CellMeans(value, unit / np.sqrt(total[used]), x, y, width * height)


def _cells(at: Floats, n: int) -> tuple[npt.NDArray[np.int64], float]:
    low = float(at.min())
    side = (float(at.max()) - low) / n
    return np.minimum(((at - low) / side).astype(np.int64), n - 1), side
