"""Numbers that say what some rows are like."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# Of a normal distribution, σ over the median absolute deviation.
MAD_SIGMA = 1.4826


@dataclass(frozen=True, slots=True)
class ValueStatistics:
    """Statistics of the good rows among some: those without flags, with finite value and variance.

    Attributes
    ----------
    n_row, n_good : int
    mean, median, minimum, maximum, total : float
        NaN without a good row.
    sigma : float
        Standard deviation of the values; NaN of a single one.
    robust_sigma : float
        1.4826 times the median absolute deviation.
    error : float
        1σ of the mean, from the variances: √Σs / n.
    """

    n_row: int
    n_good: int
    mean: float
    median: float
    sigma: float
    robust_sigma: float
    minimum: float
    maximum: float
    total: float
    error: float

    @property
    def snr(self) -> float:
        """Mean over its 1σ; NaN where that is not positive."""
        return self.mean / self.error if self.error > 0 else math.nan


def is_good(
    value: npt.NDArray[np.floating], variance: npt.NDArray[np.floating], flags: npt.NDArray[np.integer]
) -> npt.NDArray[np.bool_]:
    """Rows without flags, with finite value and variance."""
    good: npt.NDArray[np.bool_] = (flags == 0) & np.isfinite(value) & np.isfinite(variance)
    return good


def value_statistics(
    value: npt.NDArray[np.floating], variance: npt.NDArray[np.floating], flags: npt.NDArray[np.integer]
) -> ValueStatistics:
    """Statistics of rows, in double precision.

    Parameters
    ----------
    value, variance, flags : (n,)
    """
    good = is_good(value, variance, flags)
    v, s = value[good].astype(np.float64), variance[good].astype(np.float64)
    n = v.size
    if not n:
        return ValueStatistics(value.size, 0, *[math.nan] * 8)
    median = float(np.median(v))
    spread = float(s.sum())
    return ValueStatistics(
        n_row=value.size,
        n_good=n,
        mean=float(v.mean()),
        median=median,
        sigma=float(v.std(ddof=1)) if n > 1 else math.nan,
        robust_sigma=MAD_SIGMA * float(np.median(np.abs(v - median))),
        minimum=float(v.min()),
        maximum=float(v.max()),
        total=float(v.sum()),
        error=math.sqrt(spread) / n if spread >= 0 else math.nan,
    )
