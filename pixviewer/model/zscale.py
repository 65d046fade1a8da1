"""IRAF's zscale: limits about the median that show faint things, however bright the few bright ones are."""

from typing import Any

import numpy as np
import numpy.typing as npt

N_SAMPLE = 1000
CONTRAST = 0.25

_Floats = npt.NDArray[np.float64]
_KAPPA = 2.5
_N_ITERATION = 5


def zscale(values: npt.NDArray[Any]) -> tuple[float, float]:
    """Lowest and highest value to show.

    A line through the sorted sample, refitted without its outliers, has the slope of the sky; the limits are
    where that line, made steeper by the contrast, meets the ends of the sample.

    Parameters
    ----------
    values : (n,)
        Finite values, in the order of the picture.

    Notes
    -----
    Written out, and tested against ``astropy.visualization.ZScaleInterval``, because importing that loads
    matplotlib: half a second in which the window would stand still.

    References
    ----------
    IRAF, ``images/tv/display/zscale.x``.
    """
    ranked = np.sort(values[:: max(1, values.size // N_SAMPLE)][:N_SAMPLE].astype(np.float64))
    n = ranked.size
    slope = _slope_of_sky(ranked)
    if slope is None:  # more than half are outliers: nothing there is sky
        return float(ranked[0]), float(ranked[-1])
    middle, median = (n - 1) // 2, float(np.median(ranked))
    steep = slope / CONTRAST
    low, high = median - (middle - 1) * steep, median + (n - middle) * steep
    return max(float(ranked[0]), low), min(float(ranked[-1]), high)


def _slope_of_sky(ranked: _Floats) -> float | None:
    n = ranked.size
    enough = max(5, n // 2)
    neighbours = np.ones(max(1, n // 100))  # what stands beside an outlier goes with it
    rank = np.arange(n, dtype=np.float64)
    kept = np.ones(n, bool)
    slope, n_before = 0.0, n + 1
    for _ in range(_N_ITERATION):
        n_kept = int(kept.sum())
        if n_kept < enough or n_kept >= n_before:
            break
        n_before = n_kept
        slope, residual = _fit_line(rank, ranked, kept)
        kept &= np.abs(residual) <= _KAPPA * residual[kept].std()
        kept = np.convolve(~kept, neighbours, mode="same") < 0.5
    return slope if int(kept.sum()) >= enough else None


def _fit_line(x: _Floats, y: _Floats, kept: npt.NDArray[np.bool_]) -> tuple[float, _Floats]:
    """Slope of the line through what is kept, and how far everything lies from it."""
    x0, y0 = x[kept].mean(), y[kept].mean()
    dx, dy = x - x0, y - y0
    slope = float(dx[kept] @ dy[kept] / max(float(dx[kept] @ dx[kept]), 1e-300))
    return slope, dy - slope * dx
