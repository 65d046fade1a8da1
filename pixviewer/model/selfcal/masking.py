"""The mask of the open table: painted, found, loaded and saved, and what it leaves of each slice.

What is decided is a plan; the mask is made of it in the background, one at a time, the newest next. Nothing
is asked twice, and nobody who drags a slider waits for what the slider has left behind.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from psygnal import Signal

from pixviewer.core.calib.painting import (
    Automatic,
    Disc,
    FromRegions,
    Inverted,
    MaskPlan,
    MaskStep,
    Outline,
    Place,
    Stroke,
)
from pixviewer.model.canvases import Canvases
from pixviewer.model.deciding import Decider
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.selfcal import mask_work, work
from pixviewer.model.selfcal.mask_state import LARGEST, SHAPES, SMALLEST, MaskState
from pixviewer.model.selfcal.mask_work import Loaded, Painted, PaintRequest

if TYPE_CHECKING:
    from pixviewer.core.calib.coverage import Coverage
    from pixviewer.core.calib.mask import SkyMask
    from pixviewer.core.calib.painter import Painter
    from pixviewer.core.calib.slice_cells import SliceCells
    from pixviewer.model.selfcal.mask_state import Overlay

IMAGE, SLICES, PAINTING, FILES = "mask image", "mask slices", "mask", "mask file"


class SetPlan(Protocol):
    """Decides for a mask."""

    def __call__(self, plan: MaskPlan, label: str, merge_key: str | None = None) -> None:
        """Choose the mask; see `SelfCal.set_mask_plan`."""


class Masking:
    """Verbs for the mask, and its newest state.

    Attributes
    ----------
    state : MaskState
        Observable.
    """

    plan_changed = Signal()
    failed = Signal(str, Exception)
    told = Signal(str)

    def __init__(self, set_plan: SetPlan, decider: Decider, runner: Runner, canvases: Canvases) -> None:
        self.state = MaskState()
        self._set_plan, self._decider, self._runner, self._canvases = set_plan, decider, runner, canvases
        self._told_plan = MaskPlan()
        self._painter: Painter | None = None
        self._cells: SliceCells | None = None
        self._asked: set[str] = set()  # what runs, or failed and is not asked again by itself
        self._painting: PaintRequest | None = None
        self._answered: PaintRequest | None = None  # what the state is of
        self._n_files = 0
        self.state.events.is_seen.connect(self.refresh)
        decider.decided.connect(self.refresh)

    @property
    def mask(self) -> "SkyMask | None":
        """The newest mask."""
        return self.state.mask

    @property
    def coverage(self) -> "Coverage | None":
        """What it leaves of each slice."""
        return self.state.coverage

    @property
    def overlay(self) -> "Overlay | None":
        """Its borders."""
        return self.state.overlay

    @property
    def plan(self) -> MaskPlan:
        """What is decided."""
        return self._decider.cal.calibration.mask

    @property
    def cell(self) -> float:
        """Side of a cell of the field, in the unit of the plane."""
        facts = self._canvases.facts
        return facts.frame.natural_step if facts is not None else 0.2

    # Verbs: steps

    def draw_stroke(self, points: Iterable[Place], radius: float, *, erases: bool) -> None:
        """Paint along points, or erase."""
        self._add(
            Stroke(tuple(points), radius, erases), "erase from the mask" if erases else "paint the mask"
        )

    def draw_outline(self, points: Iterable[Place], *, erases: bool) -> None:
        """Mask the inside of a polygon, or unmask it."""
        label = "erase a polygon from the mask" if erases else "mask a polygon"
        self._add(Outline(tuple(points), erases), label)

    def draw_disc(self, xi: float, eta: float, radius: float, *, erases: bool) -> None:
        """Mask a circle, or unmask it."""
        self._add(
            Disc(xi, eta, radius, erases), "erase a circle from the mask" if erases else "mask a circle"
        )

    def invert(self) -> None:
        """Mask what is not masked, and nothing else."""
        self._add(Inverted(), "invert the mask")

    def clear(self) -> None:
        """Mask nothing."""
        self._decide(MaskPlan(), "clear the mask")

    def add_regions(self, *, erases: bool = False) -> None:
        """Mask the sources among the regions of the window, without what is excluded; or unmask them."""
        shapes = {
            role: tuple(region.shape for region in self._decider.regions.items if region.role == role)
            for role in ("source", "exclude")
        }
        if not shapes["source"]:
            self.told.emit("no region marks an object: draw one, or give one the role Source")
            return
        step = FromRegions(shapes["source"], shapes["exclude"], erases)
        if any(region.selection().kinds != ("shapes",) for region in self._decider.regions.items):
            self.told.emit("a mask knows shapes only: wavelengths and other criteria of regions do not count")
        self._add(step, "erase the regions from the mask" if erases else "mask the regions")

    def set_automatic(self, automatic: Automatic | None) -> None:
        """Find objects with some numbers, or not at all; what is drawn stays."""
        before = self.plan.automatic
        if automatic is None:
            self._decide(self.plan.with_automatic(None), "find no objects for the mask")
        elif before is None or before.method != automatic.method:
            self._decide(self.plan.with_automatic(automatic), f"find objects by {automatic.method}")
        else:
            label = (
                f"mask beyond {automatic.threshold:g}, {automatic.min_area} cells, grown by {automatic.grow}"
            )
            self._decide(self.plan.with_automatic(automatic), label, "automatic mask")

    def begin_gesture(self) -> None:
        """Let what is changed from here on be undone by itself: a slider is taken hold of."""
        self._decider.history.seal()

    # Verbs: the brush

    def set_shape(self, shape: str) -> None:
        """Draw with a brush, polygons or circles."""
        if shape not in SHAPES:
            raise ValueError(f"shape must be one of {', '.join(SHAPES)}, got {shape!r}")
        self.state.shape = shape

    def next_shape(self) -> None:
        """Step through what is drawn."""
        self.state.shape = SHAPES[(SHAPES.index(self.state.shape) + 1) % len(SHAPES)]

    def set_radius(self, radius: float) -> None:
        """Give the brush a radius, from a quarter of a cell to half the field."""
        self.state.radius = min(max(radius, SMALLEST * self.cell), LARGEST * self.cell)

    def scale_brush(self, factor: float) -> None:
        """Make the brush larger or smaller."""
        self.set_radius(self.state.radius * factor)

    # Verbs: files

    def load(self, path: Path | str, *, erases: bool = False) -> None:
        """Add what a mask image or a region file masks; or erase it."""
        path, table = Path(path), self._canvases.table
        if table is not None:
            load = partial(mask_work.load_step, path, table, erases)
            self._submit_file(load, partial(self._on_loaded, path, erases), f"Reading {path.name}")

    def save(self, path: Path | str, form: str = "mpdaf") -> None:
        """Write the mask as an image in MPDAF's form or the pipeline's (``drs``), or as DS9 regions.

        The file may exist: whoever asks for it has asked whether to replace it.
        """
        path, table, state = Path(path), self._canvases.table, self.state
        if table is None:
            return
        if state.mask is None or state.plan != self.plan:
            self.told.emit("there is no mask to save yet" if self.plan.steps else "there is no mask to save")
            return
        self._submit_file(
            partial(mask_work.save_mask, state.mask, state.plan, path, form, table),
            partial(self._on_saved, path),
            f"Writing {path.name}",
        )

    # From decisions to work

    def on_table_changed(self) -> None:
        """Start afresh with another table, or none."""
        self._runner.forget(IMAGE, SLICES, PAINTING)
        self._painter = self._cells = self._painting = self._answered = None
        self._asked.clear()
        self.state.clear()
        self.state.radius = 5 * self.cell

    def refresh(self) -> None:
        """Ask for what is wanted and not there; after any change of the decisions or of what is known."""
        if self._told_plan != self.plan:
            self._told_plan = self.plan
            self.plan_changed.emit()
        facts, table = self._canvases.facts, self._canvases.table
        if facts is None or table is None or not facts.has_blocks:
            return
        if not self.plan.steps and not self.state.is_seen:
            self._answered = None
            self._show(Painted(None, None, None, ""), self.plan)
            return
        if self._painter is None:
            make = partial(work.mask_painter, table, facts.number, self._runner.cache)
            self._ask(IMAGE, make, self._on_image, "White light for the mask")
            return
        if self._cells is None and self.state.is_seen:
            count = partial(mask_work.count_slices, table, self._painter.image)
            self._ask(SLICES, count, self._on_slices, "Counting rows of slices for the mask")
        self._paint(self._painter, PaintRequest(facts.number, self.plan, self._cells is not None))

    def _paint(self, painter: "Painter", request: PaintRequest) -> None:
        """Ask for a mask, unless one is being made: the newest plan comes after it."""
        if self._painting is not None or request == self._answered:
            return
        self._painting = request
        paint = partial(mask_work.paint_mask, request, painter, self._cells)
        self._runner.submit(
            Task(PAINTING, request, paint, self._on_painted, "Painting the mask", Lane.QUICK, is_shown=False)
        )

    def _ask(self, key: str, do: Callable[..., object], then: Callable[[Answer], None], label: str) -> None:
        if key not in self._asked:
            self._asked.add(key)
            self._runner.submit(Task(key, key, do, then, label, Lane.HEAVY, is_kept=False))

    def _submit_file(self, do: Callable[..., object], then: Callable[[Answer], None], label: str) -> None:
        self._n_files += 1
        key = f"{FILES} {self._n_files}"
        self._runner.submit(Task(key, key, do, then, label, Lane.QUICK, is_kept=False))

    def _add(self, step: MaskStep, label: str) -> None:
        self._decide(self.plan.added(step), label)

    def _decide(self, plan: MaskPlan, label: str, merge_key: str | None = None) -> None:
        if self._canvases.table is not None:
            self._set_plan(plan, label, merge_key)

    # Answers

    def _on_image(self, answer: Answer) -> None:
        if self._is_good(answer, IMAGE, "The white-light image of the mask"):
            self._painter = answer.value
            self.refresh()

    def _on_slices(self, answer: Answer) -> None:
        if self._is_good(answer, SLICES, "Counting the rows of slices"):
            self._cells = answer.value
            self.refresh()

    def _on_painted(self, answer: Answer) -> None:
        request, self._painting = self._painting, None
        assert request is not None
        self._answered = request
        if answer.ending is Ending.FINISHED:
            self._show(answer.value, request.plan)
        elif answer.error is not None:
            self._show(Painted(None, None, None, str(answer.error)), request.plan)
            self.failed.emit("The mask", answer.error)
        self.refresh()

    def _show(self, painted: Painted, plan: MaskPlan) -> None:
        state = self.state
        state.mask, state.coverage, state.plan = painted.mask, painted.coverage, plan
        state.problem = painted.problem
        state.overlay = painted.overlay

    def _on_loaded(self, path: Path, erases: bool, answer: Answer) -> None:
        if answer.error is not None:
            self.failed.emit(f"Reading {path.name}", answer.error)
        elif answer.ending is Ending.FINISHED:
            found: Loaded = answer.value
            label = f"erase {path.name} from the mask" if erases else f"mask of {path.name}"
            self._decide(self.plan.added(found.step), label)
            self.told.emit("; ".join(found.remarks) or f"{label}")

    def _on_saved(self, path: Path, answer: Answer) -> None:
        if answer.error is not None:
            self.failed.emit(f"Writing {path.name}", answer.error)
        elif answer.ending is Ending.FINISHED:
            self.told.emit(f"saved the mask to {path}")

    def _is_good(self, answer: Answer, key: str, what: str) -> bool:
        if answer.ending is Ending.FINISHED:
            self._asked.discard(key)
            return True
        if answer.error is not None:
            self.state.problem = str(answer.error)
            self.failed.emit(what, answer.error)
        else:
            # Asked again with the next change: whoever cancels wants it not now.
            self._asked.discard(key)
            self.told.emit(f"{what[0].lower()}{what[1:]} was cancelled")
        return False
