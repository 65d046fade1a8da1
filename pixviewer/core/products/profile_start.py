"""Where a fit begins: a peak, a background and a width read off the points themselves."""

import math

import numpy as np
import numpy.typing as npt

from pixviewer.core.products.profile_models import Parameters

START_BETA = 2.5  # usual for seeing

POINTS_PER_CELL = 6
MOST_CELLS = 200  # along a side: 0.3" in a field of one arcmin, less than any seeing

Floats = npt.NDArray[np.float64]


def estimate(x: Floats, y: Floats, value: Floats) -> Parameters:
    """Estimate the parameters of the brightest profile among some points.

    The points are averaged in cells, so that one bad pixel is no peak. The background is the median of the
    fainter half of the cells; the centre is that of gravity around the brightest; the width is that of a
    disc as large as the cells above half of the peak next to it.

    Parameters
    ----------
    x, y, value : (n,) float64
        Finite; not all at one place.
    """
    n_cell = min(max(round(math.sqrt(x.size / POINTS_PER_CELL)), 4), MOST_CELLS)
    mean, x_cell, y_cell, area = _cell_means(x, y, value, n_cell)
    background = float(np.median(mean[mean <= np.median(mean)]))
    top = int(np.argmax(mean))
    amplitude = float(mean[top]) - background
    above = mean - background
    bright = above > 0.5 * amplitude
    near = np.hypot(x_cell - x_cell[top], y_cell - y_cell[top])
    # Not the bright cells of other stars: no further than all bright cells in one disc would reach, twice.
    reach = 2.0 * math.sqrt(bright.sum() * area / math.pi)
    weight = np.where(bright & (near <= reach), above, 0.0)
    total = weight.sum()
    if total <= 0.0:  # all cells alike
        return Parameters(amplitude, float(np.mean(x)), float(np.mean(y)), reach, background, START_BETA)
    return Parameters(
        amplitude=amplitude,
        x0=float((weight * x_cell).sum() / total),
        y0=float((weight * y_cell).sum() / total),
        fwhm=2.0 * math.sqrt(np.count_nonzero(weight) * area / math.pi),
        background=background,
        beta=START_BETA,
    )


def _cell_means(x: Floats, y: Floats, value: Floats, n: int) -> tuple[Floats, Floats, Floats, float]:
    """Mean value and position of the points in each cell that has any, and the area of a cell."""
    col, width = _cells(x, n)
    row, height = _cells(y, n)
    cell = row * n + col
    count = np.bincount(cell, minlength=n * n)
    used = count > 0
    means = [np.bincount(cell, part, n * n)[used] / count[used] for part in (value, x, y)]
    return means[0], means[1], means[2], width * height


def _cells(at: Floats, n: int) -> tuple[npt.NDArray[np.int64], float]:
    low = float(at.min())
    side = (float(at.max()) - low) / n
    return np.minimum(((at - low) / side).astype(np.int64), n - 1), side
