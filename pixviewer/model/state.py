"""What the user wants to see: small frozen values, held by dataclasses that announce changes.

Fields that belong together live in one frozen value, so that they change together and are announced once.
Nothing here knows how it is drawn or computed.
"""

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.model.filters import Filters
from pixviewer.model.limit_rules import GLOBAL, N_SIGMA, SKY_PERCENT, ZSCALE
from pixviewer.model.overlays import Overlays
from pixviewer.model.palette import Palette

Bounds = tuple[float, float, float, float]  # x low, x high, y low, y high, in the plane
Range = tuple[float, float]

IMAGE = "image"
SCATTER = "scatter"
DETECTOR = "detector"
COMPARE = "compare"
FILE = "file"  # what the sky image shows when it is not made of the table: an image file
VIEWS = (IMAGE, SCATTER)
ALL_VIEWS = (*VIEWS, DETECTOR, COMPARE)

COLOUR_BY = (
    "ifu",
    "slice",
    "slice_sky",
    "stack",
    "exposure",
    "flags",
    "wave",
    "data",
    "variance",
    "snr",
    "count",
)
STATISTICS = ("mean", "sum", "ivw", "count")


@dataclass(frozen=True, slots=True)
class Display:
    """How one view turns numbers into colours.

    ``low`` and ``high`` count only when ``limits`` is ``User``, ``n_sigma`` only when it is ``Sky ±nσ``;
    ``scope`` says whether a rule looks at the whole picture or at what of it is in view. ``contrast`` and
    ``bias`` are those of DS9: 1 and 0.5 change nothing. ``by`` is what is shown: a statistic in the sky
    image, a quantity or category in the scatter. ``flag_colours`` are those the user has chosen, by bit, as
    ``#rrggbb``. ``shows_bad`` gives cells all of whose rows are flagged a colour of their own.
    """

    by: str = "mean"
    stretch: str = "Linear"
    limits: str = "99.5%"
    low: float | None = None
    high: float | None = None
    cmap: str = "Grey"
    invert: bool = False
    flag_colours: tuple[tuple[int, str], ...] = ()
    contrast: float = 1.0
    bias: float = 0.5
    n_sigma: float = N_SIGMA
    scope: str = GLOBAL
    shows_bad: bool = False

    @property
    def has_tone(self) -> bool:
        """Whether contrast or bias change anything."""
        return (self.contrast, self.bias) != (1.0, 0.5)

    def with_changes(self, **changes: Any) -> "Display":
        """Copy with some fields changed; typing a limit makes the limits the user's own."""
        if ("low" in changes or "high" in changes) and "limits" not in changes:
            changes["limits"] = "User"
        return replace(self, **changes)


def default_display(view: str) -> Display:
    """Display a view starts with."""
    if view == IMAGE:
        # A few stars hold most of the light: percentiles would leave galaxies and slice edges in the dark.
        return Display(by="mean", stretch="Linear", limits=ZSCALE, cmap="Grey")
    if view == DETECTOR:
        return Display(by="data", stretch="Linear", limits=ZSCALE, cmap="Grey")
    if view == COMPARE:
        # As residuals of a sky background are judged: a few per cent of its mean to either side.
        return Display(by="mean", stretch="Linear", limits=SKY_PERCENT, cmap="Coolwarm (diverging)")
    return Display(by="ifu", stretch="Linear", limits="99.5%", cmap="Viridis")


@dataclass
class DisplayState:
    """The display of each view, and the colours of what is no value in all of them."""

    image: Display = field(default_factory=lambda: default_display(IMAGE))
    scatter: Display = field(default_factory=lambda: default_display(SCATTER))
    detector: Display = field(default_factory=lambda: default_display(DETECTOR))
    compare: Display = field(default_factory=lambda: default_display(COMPARE))
    palette: Palette = field(default_factory=Palette)

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    def of(self, view: str) -> Display:
        """Display of one view."""
        display: Display = getattr(self, view)
        return display

    def put(self, view: str, display: Display) -> None:
        """Give one view another display."""
        setattr(self, view, display)


@dataclass
class ViewState:
    """Where the linked views look, and through which filters.

    ``bounds`` is what must be visible; a view of another shape shows more than that. ``shape`` of a view is
    its size on screen in pixels. ``filters`` say which rows count at all, in every view. ``axes`` are
    the coordinates that stand beside the sky views, ``overlays`` what is drawn above the pictures;
    ``is_mirrored`` says whether the other views show where the cursor is.
    """

    bounds: Bounds | None = None
    image_shape: tuple[int, int] = (512, 512)
    scatter_shape: tuple[int, int] = (512, 512)
    filters: Filters = field(default_factory=Filters)
    is_frozen: bool = False
    is_mirrored: bool = True
    axes: str = "offsets"
    overlays: Overlays = field(default_factory=Overlays)

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    @property
    def bands(self) -> tuple[Range, ...]:
        """Wavelength ranges that the filters let through, as the spectrum draws them; none means all."""
        return self.filters.bands
