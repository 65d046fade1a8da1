"""Lines of equal value through an image, at levels that depend on the image alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Grid

Floats = npt.NDArray[np.float64]
Line = npt.NDArray[np.float64]  # (n, 2): x and y in the plane

# A cell without data is filled from its neighbours where they weigh as much as this: gaps between slices
# are, what lies around the field is not.
_FILLED = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """Sky level, its noise, and the brightest cell of an image."""

    sky: float
    sigma: float
    peak: float


@dataclass(frozen=True, slots=True, eq=False)
class Contours:
    """Contours of an image.

    Attributes
    ----------
    levels : tuple of float
        Ascending, in ``unit``.
    lines : tuple of tuple of (n, 2) float64
        For each level its lines, as positions of the plane; a closed one ends where it begins.
    image : (n_y, n_x) float64
        The smoothed image that they are of, NaN where there is nothing.
    grid : Grid
        Of the image.
    statistics : Statistics
    unit : str
    fraction : float
        Share of the rows that the image is made of.
    """

    levels: tuple[float, ...]
    lines: tuple[tuple[Line, ...], ...] = field(repr=False)
    image: Floats = field(repr=False)
    grid: Grid
    statistics: Statistics
    unit: str = ""
    fraction: float = 1.0


def find_contours(
    image: npt.NDArray[Any],
    grid: Grid,
    levels: Callable[[Statistics], Sequence[float]],
    *,
    smoothing: float = 0.0,
    unit: str = "",
    fraction: float = 1.0,
) -> Contours:
    """Smooth an image, find its sky, and trace lines of equal value.

    Parameters
    ----------
    image : (n_y, n_x)
        NaN where there is nothing; lines end there.
    grid : Grid
    levels : callable
        From the statistics of the smoothed image to the levels.
    smoothing : float
        σ of the Gaussian in cells; 0 leaves the image as it is.
    unit, fraction
        As in `Contours`.
    """
    smoothed = smooth(image, smoothing)
    found = statistics(smoothed)
    wanted = tuple(levels(found))
    return Contours(wanted, trace(smoothed, grid, wanted), smoothed, grid, found, unit, fraction)


def smooth(image: npt.NDArray[Any], sigma: float) -> Floats:
    """Image smoothed with a Gaussian that leaves out cells without data.

    Parameters
    ----------
    image : (n_y, n_x)
        NaN where there is nothing. Small gaps are filled, what lies outside stays NaN.
    sigma : float
        In cells.
    """
    from scipy.ndimage import gaussian_filter

    values = np.asarray(image, np.float64)
    if not sigma > 0:
        return values.copy()
    good = np.isfinite(values)
    total = gaussian_filter(np.where(good, values, 0.0), sigma, mode="constant")
    weight = gaussian_filter(good.astype(np.float64), sigma, mode="constant")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(good | (weight > _FILLED), total / weight, np.nan)


def statistics(image: Floats) -> Statistics:
    """Median and noise of an image without its objects, and its brightest cell.

    The noise is the median absolute deviation, scaled to a σ, of what is within 3 σ of the median.
    """
    from astropy.stats import sigma_clipped_stats

    values = image[np.isfinite(image)]
    if values.size == 0:
        return Statistics(0.0, 0.0, 0.0)
    _, sky, sigma = sigma_clipped_stats(values, sigma=3.0, maxiters=5, stdfunc="mad_std")
    return Statistics(float(sky), float(sigma), float(values.max()))


def trace(image: Floats, grid: Grid, levels: Sequence[float]) -> tuple[tuple[Line, ...], ...]:
    """Trace lines through an image, linear between the centres of its cells.

    Parameters
    ----------
    image : (n_y, n_x)
    grid : Grid
    levels : sequence of float

    Returns
    -------
    tuple of tuple of (n, 2) float64
        For each level its lines.
    """
    if min(image.shape) < 2:
        return tuple(() for _ in levels)
    from contourpy import LineType, contour_generator

    x, y = grid.centre(np.arange(grid.n_x), 0)[0], grid.centre(0, np.arange(grid.n_y))[1]  # type: ignore[arg-type]
    masked = np.ma.masked_invalid(image)
    generator = contour_generator(x, y, masked, line_type=LineType.Separate)
    return tuple(tuple(np.asarray(line, np.float64) for line in generator.lines(level)) for level in levels)
