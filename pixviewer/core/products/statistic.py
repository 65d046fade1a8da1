"""The few ways in which good rows of a cell or bin become one value, and its variance."""

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

Statistic = Literal["mean", "sum", "ivw", "count"]
STATISTICS: tuple[str, ...] = get_args(Statistic)

Floats = npt.NDArray[np.float64]


def check_statistic(statistic: str) -> None:
    """Raise `ValueError` for a statistic that does not exist."""
    if statistic not in STATISTICS:
        raise ValueError(f"statistic must be one of {', '.join(STATISTICS)}, got {statistic!r}")


def is_weighted(statistic: str) -> bool:
    """Whether rows are weighted with the inverse of their variance."""
    return statistic == "ivw"


def finish(
    statistic: str, total: Floats, total_variance: Floats, count: npt.NDArray[np.integer]
) -> tuple[Floats, Floats]:
    """Value and variance from sums; NaN where there is no good row.

    Parameters
    ----------
    statistic : str
    total, total_variance : float64
        Sums of values and variances; for ``ivw`` of values over variances and of inverse variances.
    count : integer
        Good rows.

    Notes
    -----
    ``mean``: Σv/n, variance Σs/n². ``sum``: Σv, Σs. ``ivw``: Σ(v/s)/Σ(1/s), 1/Σ(1/s). ``count``: n, and
    variance n.
    """
    n = count.astype(np.float64)
    if statistic == "count":
        return n, n.copy()
    n[count == 0] = np.nan
    if statistic == "mean":
        return total / n, total_variance / n**2
    if statistic == "sum":
        return np.where(count > 0, total, np.nan), np.where(count > 0, total_variance, np.nan)
    weight = np.where(count > 0, total_variance, np.nan)
    return total / weight, 1.0 / weight


def unit_of(statistic: str, data_unit: str) -> str:
    """Unit of the value."""
    return "" if statistic == "count" else data_unit
