"""What a plain diagram draws: series of points, and the labels of its axes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DOTS, MARKS, LINE = "dots", "marks", "line"


@dataclass(frozen=True, eq=False)
class Series:
    """Values to draw.

    Parameters
    ----------
    style : {"dots", "marks", "line"}
        Many small dots, filled symbols with error bars, or a line.
    role : str
        Name of a colour of the theme.
    symbol : {"disc", "square"}
    """

    x: Floats
    y: Floats
    error: Floats | None = None
    style: str = DOTS
    role: str = "curve"
    symbol: str = "disc"
    name: str = ""


@dataclass(frozen=True)
class Diagram:
    """A diagram ready for a canvas; labels are the longest first."""

    series: list[Series]
    bottom: tuple[str, ...]
    left: tuple[str, ...]
    units: tuple[str, str]
    zero: bool = False
