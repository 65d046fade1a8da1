"""What a profile fit is given: usable points, start values, and parameters that are held."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.products.profile_models import Parameters
from pixviewer.core.products.profile_verdict import BETA_RANGE

Floats = npt.NDArray[np.float64]
Start = Mapping[str, float]
Held = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Points:
    """Usable points, and which of the given ones they are."""

    x: Floats
    y: Floats
    value: Floats
    sigma: Floats | None
    usable: npt.NDArray[np.bool_]

    def part(self, chosen: npt.NDArray[np.bool_]) -> "Points":
        """Some of the points."""
        sigma = None if self.sigma is None else self.sigma[chosen]
        return Points(self.x[chosen], self.y[chosen], self.value[chosen], sigma, chosen)


def usable_points(
    x: npt.ArrayLike, y: npt.ArrayLike, value: npt.ArrayLike, variance: npt.ArrayLike | None
) -> Points:
    """Points that are finite and have a positive variance."""
    given = {"x": x, "y": y, "value": value} | ({} if variance is None else {"variance": variance})
    arrays = {name: np.ma.filled(np.ma.asarray(array, np.float64), np.nan) for name, array in given.items()}
    shapes = [array.shape for array in arrays.values()]
    if len(set(shapes)) > 1:
        told = ", ".join(f"{name} {shape}" for name, shape in zip(arrays, shapes, strict=True))
        raise ValueError(f"{', '.join(arrays)} must have one shape, got {told}")
    columns = [array.ravel() for array in arrays.values()]
    usable = np.logical_and.reduce([np.isfinite(column) for column in columns])
    sigma = None
    if variance is not None:
        usable &= columns[3] > 0
        sigma = np.sqrt(columns[3][usable])
    return Points(columns[0][usable], columns[1][usable], columns[2][usable], sigma, usable)


def check_enough(points: Points, model: str, held: Held) -> None:
    """Raise `ValueError` if there are too few points, or all lie on a line along an axis."""
    n_given, n = points.usable.size, points.x.size
    n_free = len(free_names(model, held))
    if n <= n_free:
        raise ValueError(
            f"a {model} with {n_free} parameters needs at least {n_free + 1} points that are finite and have "
            f"a positive variance, got {n} of {n_given}; take more points"
        )
    if np.ptp(points.x) == 0.0 or np.ptp(points.y) == 0.0:
        raise ValueError(
            f"the {n} points lie on a line and tell no round profile; take points around a source"
        )


def free_names(model: str, held: Held) -> tuple[str, ...]:
    """Names of the parameters to fit, in their order."""
    names = Parameters._fields if model == "moffat" else Parameters._fields[:-1]
    return tuple(name for name in names if name not in held)


def checked_held(model: str, beta: float | None, background: float | None) -> dict[str, float]:
    """The parameters that are held, by name.

    Raises
    ------
    ValueError
        If one of them makes no sense.
    """
    held = {}
    if beta is not None:
        if model != "moffat":
            raise ValueError(f"only a moffat has a beta, got beta={beta:g} for a {model}; leave it out")
        held["beta"] = float(beta)
        if not BETA_RANGE[0] < beta < BETA_RANGE[1]:
            raise ValueError(f"beta must lie between {BETA_RANGE[0]:g} and {BETA_RANGE[1]:g}, got {beta:g}")
    if background is not None:
        held["background"] = float(background)
        if not math.isfinite(background):
            raise ValueError(f"background must be a finite number, got {background}")
    return held


def checked_start(start: Start) -> dict[str, float]:
    """Start values by name; `ValueError` for names and numbers that make no sense."""
    for name, value in start.items():
        if name not in Parameters._fields:
            raise ValueError(f"start knows {', '.join(Parameters._fields)}, got {name!r}")
        if not math.isfinite(value) or (name in ("fwhm", "beta") and value <= 0):
            raise ValueError(
                f"start has {name} = {value}; all its numbers are finite, widths and beta positive"
            )
    return {name: float(value) for name, value in start.items()}
