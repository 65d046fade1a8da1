"""Verbs of the Examine tool."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from psygnal import SignalGroupDescriptor

from pixviewer.core.progress import Progress
from pixviewer.model import choosing
from pixviewer.model.canvases import Canvases
from pixviewer.model.coordinates import dms, hms
from pixviewer.model.examining.requests import (
    DETECTOR,
    EXAMINATIONS,
    SKY,
    STATISTICS,
    ExamineRequest,
    Place,
)
from pixviewer.model.examining.work import Examined, examine
from pixviewer.model.jobs import Runner
from pixviewer.model.publish.numbers import Numbers
from pixviewer.model.publish.writing import write_numbers
from pixviewer.model.regions import Regions
from pixviewer.model.state import ViewState
from pixviewer.model.tools.fitting import MODELS
from pixviewer.model.tools.inquiry import Inquiry
from pixviewer.model.tools.writing import FileWriter

if TYPE_CHECKING:
    from pixviewer.core.geometry import Frame
    from pixviewer.core.table.pixtable import PixTable

SKY_CELLS, DETECTOR_PIXELS = 10, 8.0  # radius at first: two seeing discs; a track and what is beside it


@dataclass
class ExamineState:
    """How the tool examines.

    Attributes
    ----------
    what : str
        What a click asks for; the key that was pressed last.
    place : Place or None
        What was examined last.
    sky_radius, detector_radius : float
        In the plane, in detector pixels; the former starts as what suits the table.
    model : str
        Of the radial profile.
    """

    what: str = STATISTICS
    place: Place | None = None
    sky_radius: float = 2.0
    detector_radius: float = DETECTOR_PIXELS
    model: str = MODELS[0]

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


class Examiner:
    """Examines places, one at a time, in the background."""

    def __init__(
        self, view: ViewState, regions: Regions, runner: Runner, canvases: Canvases, files: FileWriter
    ) -> None:
        self.state = ExamineState()
        self.inquiry = Inquiry(runner, "examine")
        self._view, self._regions = view, regions
        self._canvases, self._files = canvases, files

    @property
    def found(self) -> Examined | None:
        """The newest outcome."""
        return cast("Examined | None", self.inquiry.value)

    def on_table_changed(self) -> None:
        """Forget: another table is open, or none."""
        self.state.place = None
        facts = self._canvases.facts
        if facts is not None:
            self.state.sky_radius = SKY_CELLS * facts.frame.natural_step
        self.inquiry.forget()

    def radius_of(self, kind: str) -> float:
        """Radius around places of a kind."""
        return self.state.sky_radius if kind == SKY else self.state.detector_radius

    def examine(self, place: Place, what: str | None = None) -> None:
        """Examine a place; ``what`` as the last time where nothing is said."""
        table, facts = self._canvases.table, self._canvases.facts
        if table is None or facts is None:
            return
        if what is not None:
            self.state.what = what
        self.state.place = place
        choice = choosing.seen_rows(self._view.filters, self._regions)
        if place.kind == DETECTOR:
            choice = choosing.wanted_rows(self._view.filters, self._regions)
        radius = self.radius_of(place.kind)
        request = ExamineRequest(facts.number, self.state.what, place, radius, choice, self.state.model)
        label = EXAMINATIONS[self.state.what]
        self.inquiry.ask(request, partial(examine, request, table), label)

    def set_radius(self, radius: float) -> None:
        """Examine with another radius, of places like the last."""
        if not radius > 0:
            raise ValueError(f"a radius must be positive, got {radius:g}")
        place = self.state.place
        if place is not None and place.kind == DETECTOR:
            self.state.detector_radius = radius
        else:
            self.state.sky_radius = radius
        self.again()

    def set_model(self, model: str) -> None:
        """Fit another model to radial profiles."""
        self.state.model = model
        self.again()

    def show(self, what: str) -> None:
        """Examine the same place otherwise."""
        self.state.what = what
        self.again()

    def again(self) -> None:
        """Examine the last place once more: filters or radius have changed."""
        if self.state.place is not None:
            self.examine(self.state.place)

    # In words and files

    def title(self, request: ExamineRequest) -> str:
        """What was examined, in one line."""
        return f"{EXAMINATIONS[request.what]} · {self.place_text(request.place, request.radius)}"

    def place_text(self, place: Place, radius: float) -> str:
        """A place and the radius around it."""
        facts = self._canvases.facts
        if place.kind == DETECTOR:
            return f"IFU {place.ifu}, x {place.x:.1f}  y {place.y:.1f} pix, r < {radius:g} pix"
        frame: Frame | None = facts.frame if facts is not None else None
        if frame is None or not frame.is_sky:
            return f"x {place.x:.2f}  y {place.y:.2f} pix, r < {radius:g} pix"
        ra, dec = (float(v) for v in frame.plane_to_sky(place.x, place.y))
        return f"{hms(ra)} {dms(dec)}, r < {radius:g}″".replace("-", "−")

    def text(self) -> str:
        """All numbers as text, for the clipboard."""
        found = self.found
        if found is None:
            return ""
        lines = [self.title(found.request), *([found.note] if found.note else [])]
        return "\n".join(
            [*lines, *(f"{name:<18} {value} {unit}".rstrip() for name, value, unit in found.rows)]
        )

    def numbers(self) -> Numbers | None:
        """The numbers behind what is shown; None while there are none."""
        found = self.found
        if found is None:
            return None
        told = tuple((name, f"{value} {unit}".strip()) for name, value, unit in found.rows)
        return Numbers(self.title(found.request), found.columns, notes=told)

    def save(self, path: Path) -> None:
        """Write the numbers as CSV, ECSV or FITS, in the background."""
        numbers, table = self.numbers(), self._canvases.table
        if numbers is not None:
            work = partial(_write, numbers, path, table)
            self._files.write(work, f"Writing {path.name}", path)


def _write(numbers: Numbers, path: Path, table: "PixTable | None", progress: Progress) -> str:
    own = [table.path] if table is not None and table.path is not None else []
    return write_numbers(numbers, path, table=table, protect=own, progress=progress)
