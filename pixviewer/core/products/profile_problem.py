"""A profile fit as the optimiser sees it: numbers of the order of one, whatever the units are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.products import profile_models as models
from pixviewer.core.products.profile_input import Points
from pixviewer.core.products.profile_models import Parameters
from pixviewer.core.progress import Progress

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Problem:
    """Points and parameters, scaled.

    Attributes
    ----------
    model : str
    names : tuple of str
        The parameters to fit; all others stay as they are in `start`.
    start, offset, scale : Parameters
        Scaled start; what was taken off each parameter, and what it was divided by.
    x, y, value, sigma : (n_point,) float64
    progress : Progress or None
        Asked at each step whether to go on.
    """

    model: str
    names: tuple[str, ...]
    start: Parameters
    offset: Parameters
    scale: Parameters
    x: Floats
    y: Floats
    value: Floats
    sigma: Floats
    progress: Progress | None

    @property
    def units(self) -> Floats:
        """Scales of the parameters to fit."""
        return np.array([getattr(self.scale, name) for name in self.names])

    def parameters(self, free: Floats) -> Parameters:
        """All parameters, scaled, from those that are fitted."""
        return self.start._replace(**dict(zip(self.names, free.tolist(), strict=True)))

    def unscaled(self, free: Floats) -> Parameters:
        """All parameters in the units of the points."""
        at = zip(self.parameters(free), self.scale, self.offset, strict=True)
        return Parameters(*(value * scale + offset for value, scale, offset in at))

    def residuals(self, free: Floats) -> Floats:
        """Model minus value, over σ."""
        if self.progress is not None:
            self.progress.check()
        return (models.evaluate(self.model, self.parameters(free), self.x, self.y) - self.value) / self.sigma

    def jacobian(self, free: Floats) -> Floats:
        """Derivatives of the residuals: (n_point, n_free)."""
        by = models.derivatives(self.model, self.parameters(free), self.x, self.y)
        return by[:, [Parameters._fields.index(name) for name in self.names]] / self.sigma[:, None]


def scaled_problem(
    points: Points, model: str, start: Parameters, names: Sequence[str], progress: Progress | None
) -> Problem:
    """Take positions from their middle in units of the field, and values in units of their spread."""
    zero = (float(np.mean(points.x)), float(np.mean(points.y)))
    side = max(float(np.ptp(points.x)), float(np.ptp(points.y)))
    spread = float(np.std(points.value)) or 1.0
    scale = Parameters(spread, side, side, side, spread, 1.0)
    offset = Parameters(0.0, *zero, 0.0, 0.0, 0.0)
    return Problem(
        model=model,
        names=tuple(names),
        start=Parameters(*((v - o) / s for v, o, s in zip(start, offset, scale, strict=True))),
        offset=offset,
        scale=scale,
        x=(points.x - zero[0]) / side,
        y=(points.y - zero[1]) / side,
        value=points.value / spread,
        sigma=np.ones_like(points.value) if points.sigma is None else points.sigma / spread,
        progress=progress,
    )
