"""A figure as a description: frozen values that say what is drawn where, and nothing of how.

A description is made in a moment from what a view shows, and drawn later in a worker. Colours are roles of
the paper (see `papers`), or ``#rrggbb``. What may be left out has a ``part`` that says what it belongs to.
"""

from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Frame, Grid
from pixviewer.model.world_axes import WorldAxis

Floats: TypeAlias = npt.NDArray[np.float64]
Rgba: TypeAlias = npt.NDArray[np.uint8]

TITLE, BAR, SCALE_BAR, COMPASS, REGIONS, NAMES, LINES, ERRORS, COUNTS, OUTLINES, OVERLAYS, PICK = (
    "title", "colour-bar", "scale-bar", "compass", "regions", "names", "lines", "errors", "counts",
    "outlines", "overlays", "pick",
)  # fmt: skip
# What a picture may contain, and how that is called.
PARTS = {
    TITLE: "Title",
    BAR: "Colour bar, legend",
    SCALE_BAR: "Scale bar",
    COMPASS: "North and east",
    REGIONS: "Regions and marks",
    NAMES: "Names of regions",
    OVERLAYS: "Grid and contours",
    OUTLINES: "Outlines of slices",
    PICK: "What is picked",
    LINES: "Sky lines",
    ERRORS: "Errors (1σ)",
    COUNTS: "Rows per bin",
}


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """A picture, ``(n_y, n_x, 4)``, on a grid: its cells are embedded one by one."""

    rgba: Rgba = field(repr=False)
    grid: Grid
    part: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A step curve: ``(n + 1,)`` edges, ``(n,)`` values."""

    edges: Floats = field(repr=False)
    value: Floats = field(repr=False)
    colour: str = "curve"
    name: str = ""
    part: str = ""
    is_right: bool = False  # of the axis at the right


@dataclass(frozen=True, slots=True, eq=False)
class Fill:
    """The area between two step curves."""

    edges: Floats = field(repr=False)
    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    colour: str = "error_band"
    part: str = ERRORS


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line through points; NaN interrupts it. With a halo it shows on any picture."""

    x: Floats = field(repr=False)
    y: Floats = field(repr=False)
    colour: str = "curve"
    width: float = 1.0
    name: str = ""
    part: str = ""
    has_halo: bool = False
    is_dashed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """Many lines of equal length, ``(n_line, n_point)`` values, in ``(n_line, 3)`` colours."""

    x: Floats = field(repr=False)
    y: Floats = field(repr=False)
    colours: npt.NDArray[np.uint8] = field(repr=False)
    part: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """Points, in one colour or ``(n, 4)`` of them; ``symbol`` is ``dot``, ``square`` or ``cross``."""

    x: Floats = field(repr=False)
    y: Floats = field(repr=False)
    colour: str | Rgba = "curve"
    size: float = 1.5  # points
    symbol: str = "dot"
    error: Floats | None = field(default=None, repr=False)
    name: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A range across, such as a band of wavelengths."""

    low: float
    high: float
    colour: str = "band"
    part: str = REGIONS


@dataclass(frozen=True, slots=True)
class Rule:
    """A line through the whole panel at one value: of x, or of y."""

    value: float
    is_upright: bool = False
    colour: str = "axis"
    part: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A circle, square or annulus with its name; sizes in units of the axes."""

    kind: str
    x: float
    y: float
    size: float
    colour: str
    hole: float = 0.0
    name: str = ""
    style: str = "solid"  # dashed, dotted
    is_slashed: bool = False
    part: str = REGIONS


@dataclass(frozen=True, slots=True)
class Word:
    """A word on the picture."""

    x: float
    y: float
    text: str
    colour: str = "#ffffff"
    part: str = NAMES


@dataclass(frozen=True, slots=True, eq=False)
class SkyLines:
    """Ticks from the top, ``(n,)`` places with fluxes up to 100 and names."""

    wave: Floats = field(repr=False)
    flux: Floats = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    part: str = LINES


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A length in the lower left corner."""

    length: float
    text: str
    part: str = SCALE_BAR


@dataclass(frozen=True, slots=True)
class Compass:
    """Arrows to the north, up, and to the east, left, in the lower right corner."""

    part: str = COMPASS


@dataclass(frozen=True, slots=True)
class TickGrid:
    """Lines at the ticks of both axes."""

    colour: str
    part: str = OVERLAYS


@dataclass(frozen=True, slots=True)
class Graticule:
    """Lines of constant RA and Dec through the ticks of a panel of the sky."""

    frame: Frame
    axes: str
    colour: str
    part: str = OVERLAYS


@dataclass(frozen=True, slots=True)
class Note:
    """Some words in the upper left corner."""

    text: str
    part: str = ""


Layer: TypeAlias = (
    Raster | Steps | Fill | Line | Bundle | Dots | Span | Rule | Shape | Word | SkyLines | ScaleBar | Compass
    | TickGrid | Graticule | Note
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: from its left or lower end to the other; ``world`` makes other ticks than those of numbers.

    ``ticks`` are places with texts, where they are no numbers of a scale.
    """

    label: str
    low: float
    high: float
    world: WorldAxis | None = None
    is_log: bool = False
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """A continuous colour bar; ``colours``, ``(n, 3)``, are spread evenly from its foot."""

    lo: float
    hi: float
    stretch: str
    colours: npt.NDArray[np.uint8] = field(repr=False)
    label: str


@dataclass(frozen=True, slots=True)
class Legend:
    """Categories: a list from the top, or a bar of numbers from its foot."""

    labels: tuple[str, ...]
    colours: tuple[str, ...]
    label: str
    is_list: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Axes with what is drawn in them, the first layer lowest.

    ``is_square`` says that units of both axes are of one length; otherwise ``shape`` is the height over the
    width that it likes to have.
    """

    x: Axis
    y: Axis
    layers: tuple[Layer, ...] = field(repr=False)
    is_square: bool = False
    background: str = "paper"
    title: str = ""
    bar: Scale | Legend | None = None
    right: Axis | None = None
    shape: float = 0.62
    RATIO_LIMITS: ClassVar[tuple[float, float]] = (0.05, 6.0)

    @property
    def ratio(self) -> float:
        """Height over width."""
        if not self.is_square:
            return self.shape
        low, high = self.RATIO_LIMITS
        return float(np.clip(abs((self.y.high - self.y.low) / (self.x.high - self.x.low)), low, high))


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """Panels side by side, row by row from the top.

    With ``shares_labels`` the axes are labelled once for all panels, as those of the first; panels that are
    ``is_joined`` have the same axes, and ticks at the outside only. ``bar`` is one for all.
    """

    title: str
    panels: tuple[Panel, ...]
    columns: int = 1
    bar: Scale | Legend | None = None
    is_joined: bool = False
    shares_labels: bool = False

    @property
    def rows(self) -> int:
        """Rows of panels."""
        return -(-len(self.panels) // self.columns)

    @property
    def parts(self) -> frozenset[str]:
        """What of `PARTS` there is to include."""
        found = {layer.part for panel in self.panels for layer in panel.layers}
        if any(isinstance(layer, Shape) and layer.name for panel in self.panels for layer in panel.layers):
            found.add(NAMES)
        if self.bar is not None or any(panel.bar is not None for panel in self.panels):
            found.add(BAR)
        return frozenset(found | {TITLE}) - {""}
