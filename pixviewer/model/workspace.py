"""The whole model: what is open, shown and decided, and the verbs that change it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psygnal import Signal

from pixviewer.core.cache import DEMO, cache_path
from pixviewer.core.errors import PixviewerError
from pixviewer.core.progress import Progress
from pixviewer.model import work
from pixviewer.model.canvases import Canvases
from pixviewer.model.comparing import Comparison
from pixviewer.model.cuts import Cuts
from pixviewer.model.deciding import Decider
from pixviewer.model.editor import Editor
from pixviewer.model.examining.examiner import Examiner
from pixviewer.model.extracting import ExtractPlan, Prediction, predict, run_plan
from pixviewer.model.extraction import Extraction
from pixviewer.model.jobs import Answer, Deliver, Ending, Lane, Runner, Task
from pixviewer.model.legend.legend import Legend
from pixviewer.model.letting_go import let_signals_go
from pixviewer.model.lines.mapping import LineMapping
from pixviewer.model.linked_views import LinkedViews
from pixviewer.model.marking.markers import Markers
from pixviewer.model.marking.ruler import Ruler
from pixviewer.model.navigator import Navigator
from pixviewer.model.numbering import next_table_number
from pixviewer.model.preferences import Preferring
from pixviewer.model.preferred_colours import PreferredColours
from pixviewer.model.recipe import products
from pixviewer.model.recipe.log import Recipes
from pixviewer.model.recipe.step import Source
from pixviewer.model.region_exchange import RegionExchange
from pixviewer.model.regions import Regions
from pixviewer.model.resolve import TableFacts
from pixviewer.model.second_table import SecondTable
from pixviewer.model.selfcal.before_after import BeforeAfter
from pixviewer.model.selfcal.calibrator import SelfCal
from pixviewer.model.selfcal.exhibits import Exhibits
from pixviewer.model.selfcal.factor_sets import FactorSets
from pixviewer.model.selfcal.verdict_desk import VerdictDesk
from pixviewer.model.state import Bounds, DisplayState, ViewState
from pixviewer.model.storage import network_warning
from pixviewer.model.thumbnails import Thumbnails
from pixviewer.model.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

OPENING, INDEXING, EXTENT, WRITING, PREDICTING = "opening", "indexing", "extent", "writing", "predicting"
HEADER, WARMING, STORAGE = "header", "warming", "storage"


class Workspace:
    """One open table and everything around it.

    Parameters
    ----------
    deliver : callable
        Brings answers to where the model lives: a queued call in the GUI, a plain call in tests.
    preferring : Preferring, optional
        What the user prefers in all windows; the usual without it.

    Attributes
    ----------
    preferring
        As given.
    view, display, regions, shown
        Observable state; see their classes.
    cuts
        Histogram of the picture of the view that is used, and its limits.
    editor, navigator, lines
        Verbs for what is drawn, for where the user looks, and for the line map.
    selfcal
        Self-calibration of the open table.
    verdicts
        Slices that are looked at one after the other, and decided about.
    exhibits, factor_sets
        What maps and curves of its factors show, and several sets of them.
    markers, ruler
        Rows that were noted down, and distances that were measured.
    legend
        Categories that views are coloured by: which there are, which are lit up, which are filtered.
    tools
        What is asked now and then: fits, peaks, content, headers, image files.
    """

    table_changed = Signal()  # another table is open, or none
    facts_changed = Signal()  # more is known of the open table
    told = Signal(str)  # one line that needs no answer
    failed = Signal(str, Exception)  # what was being done, and why it could not
    too_large = Signal(Path, Exception)  # opening needs a yes first
    extracted = Signal(Path, int)

    def __init__(self, deliver: Deliver, preferring: Preferring | None = None) -> None:
        self.preferring = preferring if preferring is not None else Preferring()
        self.view = ViewState()
        self.display = DisplayState()
        self.regions = Regions()
        self.runner = Runner(deliver)
        self.decider = Decider(self.view, self.display, self.regions)
        self.history = self.decider.history
        self.editor = Editor(self.decider)
        self._colours = PreferredColours(self.preferring, self.display, self.editor.changed)
        self.navigator = Navigator(self.view)
        # How to begin with a table: at once, or when its owner has shown what there is to show already.
        self.when_ready: Callable[[Callable[[], None]], None] = lambda begin: begin()
        self.canvases = Canvases(self.view, self.display, self.regions, self.runner)
        self.shown = self.canvases.shown
        self.cuts = Cuts(self.shown, self.editor, self.runner)
        self.lines = LineMapping(self.decider, self.editor)
        self.canvases.line = self.lines.state
        self.linked = LinkedViews(self.view, self.display, self.regions, self.runner, self.canvases)
        self.legend = Legend(self.decider, self.editor, self.linked, self.runner)
        self.markers = Markers(self.decider, self.navigator, self.linked, self.shown, self.runner)
        self.ruler = Ruler(self.linked.asker)
        self.comparison = Comparison(
            self.view, self.display, self.regions, self.runner, self.canvases, self.linked
        )
        self.linked.contouring.guests = self.comparison.detector_panels
        for changed in (self.comparison.state.events, self.comparison.fitted):
            changed.connect(lambda *_: self.linked.refresh())
        self.second = SecondTable(self.runner, self.canvases, self.comparison, lambda: self.name)
        self.tools = Toolbox(self.decider, self.runner)
        self.examiner = Examiner(self.view, self.regions, self.runner, self.canvases, self.tools.files)
        self.canvases.backdrop = self.tools.backdrop
        self.exchange = RegionExchange(self.regions, self.decider, self.canvases, self.runner)
        self.extraction = Extraction(
            self.view, self.regions, self.runner, lambda: self.table, lambda: self.facts, WRITING,
            lambda: self._factors,
        )  # fmt: skip
        self.selfcal = SelfCal(self.decider, self.runner, self.canvases)
        self.verdicts = VerdictDesk(self.selfcal, self.linked, self.runner)
        self.thumbnails = Thumbnails(
            self.view, self.regions, self.runner, lambda: self.table, lambda: self.facts
        )
        self.exhibits = Exhibits(self.selfcal, self.runner, self.canvases)
        self.factor_sets = FactorSets(self.selfcal, self.exhibits, self.runner)
        self._n_opened = 0
        self._factors: Path | None = None  # what the open table is seen through
        self._n_written = 0
        self.recipes = Recipes(self, lambda: self.source)

        self.decider.decided.connect(self.canvases.refresh)
        self.editor.changed.connect(self.canvases.refresh)
        self.navigator.moved.connect(self.canvases.refresh)
        self.lines.changed.connect(self.canvases.refresh)
        self.canvases.failed.connect(self._on_failed)
        for signal in (self.decider.decided, self.editor.changed, self.navigator.moved, self.facts_changed):
            signal.connect(self.linked.refresh)
            signal.connect(self.comparison.refresh)
        self.linked.failed.connect(self._on_failed)
        self.linked.told.connect(self.told)
        self.before_after = BeforeAfter(self.selfcal, self.comparison)
        for part in (self.comparison, self.second):
            part.failed.connect(self._on_failed)
            part.told.connect(self.told.emit)
        self.extraction.failed.connect(self._on_failed)
        self.extraction.told.connect(self.told.emit)
        for signal in (self.decider.decided, self.editor.changed, self.facts_changed, self.table_changed):
            signal.connect(self.extraction.refresh)
            signal.connect(self.thumbnails.refresh)
        self.thumbnails.failed.connect(self._on_failed)
        self.exchange.failed.connect(self._on_failed)
        self.exchange.told.connect(self.told.emit)
        self.table_changed.connect(self.exchange.on_table_changed)
        self.table_changed.connect(self.second.on_table_changed)
        self.selfcal.failed.connect(self._on_failed)
        self.selfcal.told.connect(self.told.emit)
        self.verdicts.failed.connect(self._on_failed)
        self.verdicts.told.connect(self.told.emit)
        self.table_changed.connect(self.selfcal.on_table_changed)
        self.facts_changed.connect(self.selfcal.masking.refresh)
        for shows in (self.exhibits, self.factor_sets):
            shows.failed.connect(self._on_failed)
            self.table_changed.connect(shows.on_table_changed)
        self.factor_sets.told.connect(self.told.emit)
        for signal in (self.table_changed, self.facts_changed):
            signal.connect(lambda: self.legend.set_table(self.table, self.facts))
            signal.connect(lambda: self.markers.set_table(self.table, self.facts))
        self.table_changed.connect(self.ruler.reset)
        self.table_changed.connect(self.examiner.on_table_changed)
        self.markers.failed.connect(self._on_failed)
        self.markers.told.connect(self.told.emit)
        self.linked.inspector.follow(self.selfcal.state, self.selfcal.masking.state)

    @property
    def table(self) -> "PixTable | None":
        """The open table."""
        return self.canvases.table

    @property
    def is_demo(self) -> bool:
        """Whether the simulated exposure is open."""
        table = self.table
        return table is not None and table.path is not None and table.path.parent == cache_path() / DEMO

    @property
    def factors(self) -> Path | None:
        """File of factors that the open table is seen through."""
        return self._factors

    @property
    def n_opened(self) -> int:
        """Number of the table that was asked for last; `TableFacts.number` once it is open."""
        return self._n_opened

    @property
    def name(self) -> str:
        """Name of the open table: its file name, unless it is the demo, and what it is seen through."""
        table = self.table
        if table is None:
            return ""
        name = "demo exposure" if self.is_demo else table.name
        return f"{name} through {self._factors.name}" if self._factors is not None else name

    @property
    def source(self) -> Source:
        """Where the open table lies, and the factors that it is seen through."""
        return Source(self.table.path if self.table is not None else None, self._factors)

    @property
    def facts(self) -> TableFacts | None:
        """What is known of the open table."""
        return self.canvases.facts

    # Files

    def open(self, path: Path | str, *, allow_large: bool = False, factors: Path | None = None) -> None:
        """Open a pixel table in the background; the present one stays until that worked.

        Data and variances are seen through a file of factors, if one is given.
        """
        path = Path(path)
        self._open(f"Opening {path.name}", partial(_open_table, path, allow_large), path, factors)

    def open_demo(self, *, factors: Path | None = None) -> None:
        """Open the simulated exposure, made on first use; see `open` for the factors."""
        self._open("Making the demo exposure", _open_demo, None, factors)

    def warm_up(self) -> None:
        """Load what the first table will need, while nobody waits for it."""
        self.runner.submit(
            Task(
                WARMING, WARMING, work.load_core, lambda answer: None, lane=Lane.QUICK, is_kept=False,
                is_shown=False,
            )
        )  # fmt: skip

    def close_table(self) -> None:
        """Show no table."""
        self.runner.forget(OPENING)
        self._adopt(None)

    def close(self) -> bool:
        """End all work and its threads; True when they have ended."""
        let_signals_go()
        return self.runner.close()

    def build_index(self) -> None:
        """Make the block bounds of the open table, with progress."""
        table = self.table
        if table is None or self.facts is None or self.facts.has_blocks:
            return
        number = self.facts.number
        self.runner.submit(
            Task(
                INDEXING,
                (INDEXING, number),
                partial(work.build_blocks, table),
                self._on_indexed,
                label=f"Indexing {self.name}",
                is_kept=False,
            )
        )

    def extract(self, plan: ExtractPlan) -> None:
        """Write the rows of a plan to a new file, in the background."""
        table = self.table
        if table is None:
            return
        self._n_written += 1
        key, factors = f"{WRITING} {self._n_written}", self._factors
        self.runner.submit(
            Task(
                key,
                (key, plan),
                lambda progress: run_plan(plan, table, progress, factors=factors),
                partial(self._on_extracted, plan),
                label=f"Extracting to {plan.path.name}",
                is_kept=False,
            )
        )

    def save_region_table(self, path: Path) -> None:
        """Write the table of regions with its numbers."""
        if self.facts is not None:
            self.exchange.save_report(path, dict(self.shown.tallies))

    def read_header(self, then: Callable[[str], None]) -> None:
        """Write out the cards of the primary header, one a line; `then` is told."""
        table, facts = self.table, self.facts
        if table is None or facts is None:
            return

        def arrived(answer: Answer) -> None:
            if answer.ending is Ending.FINISHED:
                then(answer.value)
            elif answer.error is not None:
                self._on_failed("Reading the header", answer.error)

        self.runner.submit(
            Task(
                HEADER,
                (HEADER, facts.number),
                lambda progress: table.header.tostring(sep="\n", padding=False),
                arrived,
                label="Reading the header",
                lane=Lane.QUICK,
                is_shown=False,
            )
        )

    def predict(self, plan: ExtractPlan, then: Callable[[Prediction | Exception], None]) -> None:
        """Count what a plan would write; `then` is told, unless a newer plan is asked about first."""
        table, facts = self.table, self.facts
        if table is None or facts is None:
            return

        def arrived(answer: Answer) -> None:
            if answer.ending is Ending.FINISHED:
                then(answer.value)
            elif answer.error is not None:
                then(answer.error)

        request = (PREDICTING, facts.number, replace(plan, path=Path(), overwrite=False))
        self.runner.submit(
            Task(
                PREDICTING,
                request,
                lambda progress: predict(plan, table, progress),
                arrived,
                label="Counting what would be extracted",
                lane=Lane.QUICK,
                is_shown=False,
            )
        )

    def forget_header(self) -> None:
        """Nobody waits for the header any more."""
        self.runner.forget(HEADER)

    def forget_prediction(self) -> None:
        """Nobody waits for a prediction any more."""
        self.runner.forget(PREDICTING)

    # Looking

    def set_view(self, bounds: Bounds) -> None:
        """Look at a box of the plane; sketches follow at once, the exact scatter when `settle` is called."""
        self.navigator.set_view(bounds)

    def settle(self) -> None:
        """The view rests: remember it, and draw it exactly."""
        self.navigator.remember()
        self.canvases.settle()

    def set_shape(self, view: str, shape: tuple[int, int]) -> None:
        """Learn the size of a view on screen, in pixels."""
        setattr(self.view, f"{view}_shape", shape)
        self.canvases.refresh()
        self.linked.refresh()

    def go_to(self, text: str) -> tuple[float, float]:
        """Centre the views on a position in any pasted form; gives its place in the plane.

        Raises
        ------
        ValueError
            If it is no position, or not on the field.
        """
        xi, eta = self.navigator.find(text)
        self.navigator.centre_on(xi, eta)
        return xi, eta

    def hover(self, xi: float, eta: float) -> None:
        """Read out the place under the cursor."""
        self.canvases.hover(xi, eta)

    def toggle_freeze(self) -> None:
        """Keep the readout as it is, or let it follow the cursor again."""
        self.view.is_frozen = not self.view.is_frozen

    def match_display(self, view: str) -> None:
        """Give all views the stretch and the map of one, and its limits where they show the same quantity."""
        self.editor.match_display(view, getattr(self.shown, view))

    # Undo

    def undo(self) -> None:
        """Take the newest decision back."""
        label = self.decider.undo()
        if label:
            self.told.emit(f"undone: {label}")

    def redo(self) -> None:
        """Bring the last undone decision back."""
        label = self.decider.redo()
        if label:
            self.told.emit(f"done again: {label}")

    def go_to_decision(self, n_done: int) -> None:
        """Go back or on to where so many decisions are done."""
        label = self.decider.go_to(n_done)
        if label is not None:
            self.told.emit(f"at: {label}" if label else "at the beginning: all decisions are taken back")

    # Answers

    def _open(
        self,
        label: str,
        opener: Callable[[Progress], "PixTable"],
        path: Path | None,
        factors: Path | None,
    ) -> None:
        self._n_opened = next_table_number()

        def work_all(progress: Progress) -> "PixTable":
            # One thread imports, and before the views appear: two at a time, or one while the window is laid
            # out for the first time, and the window stands still.
            work.load_core(progress)
            table = opener(progress)
            return table if factors is None else work.seen_through(table, factors)

        self.runner.forget(WARMING)
        arrived = partial(self._on_opened, path, factors)
        task = Task(OPENING, (OPENING, self._n_opened), work_all, arrived, label, is_kept=False)
        self.runner.submit(task)

    def _on_opened(self, path: Path | None, factors: Path | None, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            self._factors = factors
            self._adopt(answer.value)
        elif answer.error is not None:
            if path is not None and type(answer.error).__name__ == "LargeFileError":
                self.too_large.emit(path, answer.error)
            else:
                self._on_failed(f"Opening {path.name if path else 'the demo exposure'}", answer.error)
        else:
            self.told.emit("opening was cancelled")

    def _adopt(self, table: "PixTable | None") -> None:
        self.runner.forget(INDEXING, EXTENT, PREDICTING)
        self.runner.cache.clear()
        facts = None
        if table is not None:
            facts = TableFacts(self._n_opened, table.n_row, table.frame, table.blocks is not None)
        # The former table is not closed here: a worker may be reading it. It closes with its last reference.
        self.canvases.set_table(table, facts)
        self.linked.reset()
        self.second.forget()
        self.comparison.reset()
        self.editor.frame = facts.frame if facts else None
        self.navigator.reset(facts.frame if facts else None)
        self.decider.reset()
        self.tools.set_table(table, facts)
        self.view.is_frozen = False
        self.table_changed.emit()
        if table is not None:
            self.when_ready(partial(self._find_extent, table, facts))
            self._warn_of_network(table)

    def _warn_of_network(self, table: "PixTable") -> None:
        path = table.path
        if path is None:
            return
        # Not here: a look at a dead file system waits.
        work_it = partial(network_warning, path)
        self.runner.submit(
            Task(STORAGE, (STORAGE, path), work_it, self._on_storage, lane=Lane.QUICK, is_shown=False)
        )

    def _on_storage(self, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED and answer.value:
            self.told.emit(answer.value)

    def _find_extent(self, table: "PixTable", facts: TableFacts | None) -> None:
        if table is not self.table:
            return  # closed meanwhile
        number = facts.number if facts else 0
        self.runner.submit(
            Task(
                EXTENT,
                (EXTENT, number),
                partial(work.compute_extent, table),
                self._on_extent,
                label="Looking where the rows lie",
                lane=Lane.QUICK,
                rank=0,
                is_kept=False,
                is_shown=False,
            )
        )

    def _on_extent(self, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED and self.navigator.extent is None:
            self.navigator.set_extent(answer.value)
            self.canvases.refresh()
        elif answer.error is not None:
            self._on_failed("Reading the table", answer.error)
        # Not before: the first sketches would wait for the disk that indexing reads from end to end.
        if answer.ending is not Ending.FAILED:
            self.build_index()

    def _on_indexed(self, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED and self.facts is not None:
            self.runner.forget(EXTENT)
            self.navigator.set_extent(answer.value)
            self.canvases.set_facts(replace(self.facts, has_blocks=True))
            self.settle()
            self.facts_changed.emit()
        elif answer.ending is Ending.CANCELLED:
            self.told.emit("indexing was cancelled: only sketches are shown (View ▸ Index the table goes on)")
            self.facts_changed.emit()
        elif answer.error is not None:
            self._on_failed("Indexing the table", answer.error)

    def _on_extracted(self, plan: ExtractPlan, answer: Answer) -> None:
        if answer.ending is Ending.CANCELLED:
            self.told.emit(f"extraction was cancelled; {plan.path.name} was not written")
        elif answer.error is not None:
            self._on_failed(f"Extracting to {plan.path.name}", answer.error)
        elif answer.value == 0:
            self._on_failed("Extracting", PixviewerError("nothing is selected, so no file was written"))
        else:
            self.recipes.add(products.extraction(plan, self.source))
            self.extracted.emit(plan.path, answer.value)

    def _on_failed(self, what: str, error: Exception) -> None:
        self.failed.emit(what, error)


def _open_table(path: Path, allow_large: bool, progress: Progress) -> "PixTable":
    from pixviewer.core.io.reading import open_table

    return open_table(path, progress=progress, allow_large=allow_large)


def _open_demo(progress: Progress) -> "PixTable":
    from pixviewer.core.io.reading import open_table
    from pixviewer.core.simulate import demo_table

    return open_table(demo_table(progress), progress=progress)
