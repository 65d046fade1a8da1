"""The brightest place of the sky image, everywhere or near a place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from pixviewer.core.geometry import Frame
from pixviewer.core.progress import Progress
from pixviewer.model import resolve
from pixviewer.model.coordinates import dms, hms
from pixviewer.model.jobs import Runner
from pixviewer.model.lines.bands import LINE_QUANTITIES
from pixviewer.model.lines.requests import image_wanted, shows_line
from pixviewer.model.lines.state import LineState
from pixviewer.model.lines.work import compute_sky_image
from pixviewer.model.regions import Regions
from pixviewer.model.resolve import ImageRequest, TableFacts
from pixviewer.model.state import FILE, IMAGE, DisplayState, ViewState, default_display
from pixviewer.model.tools.backdrop import Backdrop, OpenedImage
from pixviewer.model.tools.inquiry import Inquiry
from pixviewer.model.units import pretty_number, pretty_unit

if TYPE_CHECKING:
    from pixviewer.core.products.image import Image
    from pixviewer.core.products.peak import Peak
    from pixviewer.core.table.pixtable import PixTable

# A click means what is brightest within so many cells: two seeing discs.
NEAR_CELLS = 10
# Numbers of rows are no brightness.
BRIGHTNESSES = ("mean", "sum", "ivw")


@dataclass(frozen=True, slots=True)
class PeakRequest:
    """Where to look, in which image."""

    image: ImageRequest
    near: tuple[float, float] | None = None
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class FoundPeak:
    """A peak, and the image it is in."""

    peak: "Peak"
    unit: str
    source: str


class PeakFinder:
    """Finds the brightest place of what the sky image shows."""

    def __init__(
        self,
        view: ViewState,
        display: DisplayState,
        line: LineState,
        regions: Regions,
        runner: Runner,
        backdrop: Backdrop,
    ) -> None:
        self.inquiry = Inquiry(runner, "peak")
        self._view, self._display, self._regions = view, display, regions
        self._line, self._runner, self._backdrop = line, runner, backdrop
        self._table: PixTable | None = None
        self._facts: TableFacts | None = None

    def set_table(self, table: "PixTable | None", facts: TableFacts | None) -> None:
        """Look in another table."""
        self._table, self._facts = table, facts
        self.inquiry.forget()

    @property
    def found(self) -> FoundPeak | None:
        """The newest peak."""
        return cast("FoundPeak | None", self.inquiry.value)

    def find(self, near: tuple[float, float] | None = None) -> None:
        """Find the brightest place, everywhere or near a place of the plane, in the background."""
        table, facts = self._table, self._facts
        if table is None or facts is None:
            return
        radius = NEAR_CELLS * facts.frame.natural_step if near is not None else 0.0
        opened = self._backdrop.opened
        if self._display.image.by == FILE and opened is not None:
            wanted = self._backdrop.request(facts)
            assert wanted is not None
            request = PeakRequest(wanted, near, radius)
            task: Callable[[Progress], FoundPeak] = partial(_find_in_file, request, opened, table)
        else:
            image = image_wanted(facts, self._view, self._regions, self._display.image, self._line.bands)
            if image is None or (image.statistic not in BRIGHTNESSES and not shows_line(image.statistic)):
                image = resolve.image_request(facts, self._view, self._regions, default_display(IMAGE))
            request = PeakRequest(image, near, radius)
            task = partial(_find_in_table, request, table, self._runner.cache.get(image))
        self.inquiry.ask(request, task, "Finding the brightest place")

    def dismiss(self) -> None:
        """Forget the peak."""
        self.inquiry.forget()


def _find_in_table(
    request: PeakRequest, table: "PixTable", known: "Image | None", progress: Progress
) -> FoundPeak:
    from pixviewer.core.products.peak import find_peak

    image = known if known is not None else compute_sky_image(request.image, table, progress)
    if request.near is None:
        peak = find_peak(image)
    else:
        ra, dec = table.frame.plane_to_sky(*request.near)
        peak = find_peak(image, center=(float(ra), float(dec)), radius=request.radius)
    return FoundPeak(peak, image.unit, _name(request.image.statistic))


def _name(statistic: str) -> str:
    line = dict(LINE_QUANTITIES).get(statistic)
    return f"the {line[0].lower()}{line[1:]}" if line else f"the image ({statistic})"


def _find_in_file(
    request: PeakRequest, opened: OpenedImage, table: "PixTable", progress: Progress
) -> FoundPeak:
    """In the pixels of the file themselves."""
    from pixviewer.core.io.sky_images import pixel_to_plane, plane_to_pixels
    from pixviewer.core.products.peak import Peak, find_peak_in

    info, values = opened.image.info, opened.image.value
    centre = size = None
    if request.near is not None:
        col, row = plane_to_pixels(opened.image, table, *request.near)
        centre, size = (row, col), (request.radius / info.step_y, request.radius / info.step_x)
    found = find_peak_in(values, centre=centre, radius=size)
    if found is None or not found.value > found.background:
        raise ValueError("nothing there rises above the background, so it has no peak; look elsewhere")
    xi, eta = pixel_to_plane(opened.image, table, found.col, found.row)
    ra, dec = (float(v) for v in table.frame.plane_to_sky(xi, eta))
    peak = Peak(ra, dec, xi, eta, found.row, found.col, found.value, found.background)
    return FoundPeak(peak, info.unit, opened.path.name)


def peak_text(found: FoundPeak, frame: Frame) -> str:
    """Place and value of a peak in one line."""
    peak = found.peak
    if frame.is_sky:
        place = f"{hms(peak.ra)} {dms(peak.dec)}  ({peak.ra:.7f}° {peak.dec:+.7f}°)".replace("-", "−")
    else:
        place = f"x {peak.xi:.2f}  y {peak.eta:.2f} pix".replace("-", "−")
    unit = pretty_unit(found.unit)
    above = f"{pretty_number(peak.value)} {unit}".rstrip()
    return f"Peak of {found.source}: {place}  value {above}, background {pretty_number(peak.background)}"
