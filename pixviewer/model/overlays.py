"""What is drawn above the pictures of every view: grid, compass, scale bar, contours."""

from dataclasses import dataclass, field, replace
from typing import Any

Colour = str  # #rrggbb

GRID, COMPASS, SCALE_BAR, CONTOURS = "has_grid", "has_compass", "has_scale_bar", "has_contours"
SIGMA, PERCENT, VALUES = "sigma", "percent", "values"
RULES = {SIGMA: "Sky + n σ", PERCENT: "Per cent of the peak", VALUES: "Own values"}

MOST_LEVELS = 24
SMOOTHEST = 20.0  # cells


@dataclass(frozen=True, slots=True)
class ContourLevels:
    """At which values of the white-light image contours are drawn, whatever its stretch and limits are.

    Parameters
    ----------
    rule : {"sigma", "percent", "values"}
        Multiples of the noise above the sky, shares of the peak above the sky, or values as they are.
    n : int
        How many levels of the first two rules.
    first : float
        Lowest level in σ.
    factor : float
        Each level in σ is so many times the one before.
    values : tuple of float
        Own levels, in the unit of the image.
    smoothing : float
        σ of the Gaussian that the image is smoothed with before, in cells; 0 leaves it as it is.

    Raises
    ------
    ValueError
        If a number makes no sense; the message says which.
    """

    rule: str = SIGMA
    n: int = 5
    first: float = 5.0
    factor: float = 3.0
    values: tuple[float, ...] = ()
    smoothing: float = 1.0

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ValueError(f"the rule of contours is one of {', '.join(RULES)}, got {self.rule!r}")
        if not 1 <= self.n <= MOST_LEVELS:
            raise ValueError(f"there are 1 to {MOST_LEVELS} contours, got {self.n}")
        if not 0 < self.first < 1e6:
            raise ValueError(f"the first contour is some σ above the sky, got {self.first:g}")
        if not 1.01 <= self.factor <= 1e3:
            raise ValueError(f"each contour is 1.01 to 1000 times the one before, got {self.factor:g}")
        if not 0 <= self.smoothing <= SMOOTHEST:
            raise ValueError(f"contours are smoothed by 0 to {SMOOTHEST:g} cells, got {self.smoothing:g}")
        if len(self.values) > MOST_LEVELS:
            raise ValueError(f"there are 1 to {MOST_LEVELS} contours, got {len(self.values)}")

    def of(self, sky: float, sigma: float, peak: float) -> tuple[float, ...]:
        """Levels, ascending, of an image with a sky level, a noise and a peak."""
        if self.rule == VALUES:
            return tuple(sorted(set(self.values)))
        if self.rule == PERCENT:
            return tuple(sky + (peak - sky) * (i + 1) / (self.n + 1) for i in range(self.n))
        wanted = (sky + sigma * self.first * self.factor**i for i in range(self.n))
        return tuple(level for level in wanted if sky < level < peak)


@dataclass(frozen=True, slots=True)
class Overlays:
    """What is drawn above the pictures, and in which colours.

    Parameters
    ----------
    has_grid, has_compass, has_scale_bar, has_contours : bool
    levels : ContourLevels
    grid_colour, contour_colour : str
        As ``#rrggbb``.
    """

    has_grid: bool = False
    has_compass: bool = True
    has_scale_bar: bool = True
    has_contours: bool = False
    levels: ContourLevels = field(default_factory=ContourLevels)
    grid_colour: Colour = "#58b4ff"
    contour_colour: Colour = "#ffd23c"

    def with_changes(self, **changes: Any) -> "Overlays":
        """Copy with some fields changed."""
        return replace(self, **changes)

    def toggled(self, name: str) -> "Overlays":
        """Copy with one of them switched on or off.

        Parameters
        ----------
        name : str
            ``has_grid``, ``has_compass``, ``has_scale_bar`` or ``has_contours``.
        """
        return self.with_changes(**{name: not getattr(self, name)})
