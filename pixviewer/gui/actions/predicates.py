"""When an action can be done: questions to the workspace, each with the words that say what is missing."""

from collections.abc import Callable
from dataclasses import dataclass

from pixviewer.model.workspace import Workspace
from pixviewer.model.world_axes import is_offered

Predicate = Callable[[Workspace], bool]

NO_TABLE = "open a table first"
NOT_NOW = "not possible at the moment"


@dataclass(frozen=True, slots=True)
class Condition:
    """A question to the workspace, and what to tell the user where the answer is no."""

    check: Predicate
    words: str

    def __call__(self, workspace: Workspace) -> bool:
        """Ask."""
        return self.check(workspace)


def needs(words: str) -> Callable[[Predicate], Condition]:
    """Make a condition of a question, with words such as *select a region first*."""
    return lambda check: Condition(check, words)


def why_not(predicate: Predicate, workspace: Workspace) -> str:
    """What is missing for an action, nothing where it can be done."""
    if predicate(workspace):
        return ""
    if workspace.table is None:
        return NO_TABLE
    return predicate.words if isinstance(predicate, Condition) else NOT_NOW


def always(workspace: Workspace) -> bool:
    """Always."""
    return True


@needs(NO_TABLE)
def has_table(workspace: Workspace) -> bool:
    """A table is open."""
    return workspace.table is not None


@needs("wait until the table is indexed")
def is_indexed(workspace: Workspace) -> bool:
    """The bounds of all blocks are known."""
    return workspace.facts is not None and workspace.facts.has_blocks


@needs("the table is indexed already")
def lacks_index(workspace: Workspace) -> bool:
    """The bounds of blocks are not known yet."""
    return workspace.facts is not None and not workspace.facts.has_blocks


@needs("nothing to take back")
def can_undo(workspace: Workspace) -> bool:
    """Some decision can be taken back."""
    return workspace.history.undo_label is not None


@needs("nothing was taken back")
def can_redo(workspace: Workspace) -> bool:
    """Some decision was taken back."""
    return workspace.history.redo_label is not None


@needs("the views have not looked elsewhere before")
def can_go_back(workspace: Workspace) -> bool:
    """The views have looked elsewhere."""
    return workspace.navigator.can_go_back


@needs("go back first")
def can_go_forward(workspace: Workspace) -> bool:
    """The views have gone back."""
    return workspace.navigator.can_go_forward


@needs("select a region first")
def has_region(workspace: Workspace) -> bool:
    """A region is selected."""
    return bool(workspace.regions.selected)


@needs("mark a row first")
def has_markers(workspace: Workspace) -> bool:
    """There are markers."""
    return bool(workspace.markers.state.items)


@needs("draw a region first")
def has_any_region(workspace: Workspace) -> bool:
    """There are regions."""
    return bool(workspace.regions.items)


@needs("draw a region first")
def has_savable_region(workspace: Workspace) -> bool:
    """There are regions, or shapes of a file that are only kept."""
    return bool(workspace.regions.items or workspace.regions.kept)


@needs("select a source region that is no annulus")
def has_source(workspace: Workspace) -> bool:
    """The current region is a source that an annulus can surround."""
    current = workspace.regions.current
    return current is not None and current.role == "source" and current.kind != "annulus"


@needs("draw a source region, and wait until the table is indexed")
def has_sources(workspace: Workspace) -> bool:
    """Some region is a source."""
    return is_indexed(workspace) and any(region.role == "source" for region in workspace.regions.items)


@needs("the table is of a single exposure")
def has_exposures(workspace: Workspace) -> bool:
    """Rows of several exposures are in the table."""
    return workspace.table is not None and workspace.table.offsets.n_exposure > 1


@needs("there is no filter")
def has_filter(workspace: Workspace) -> bool:
    """Some filter is there, on or off."""
    return bool(workspace.view.filters.chips)


@needs("mark the band of a line in the spectrum first (Alt+C)")
def has_line_bands(workspace: Workspace) -> bool:
    """Some band of a line map is marked."""
    return bool(workspace.lines.bands.present)


@needs("mark a line and a continuum in the spectrum first (Alt+C, Alt+X)")
def has_line_map(workspace: Workspace) -> bool:
    """Line and continuum are marked."""
    return workspace.lines.bands.is_complete


@needs("nothing is picked")
def has_pick(workspace: Workspace) -> bool:
    """Some rows, or one, are picked."""
    return workspace.linked.links.pick is not None or workspace.linked.links.row is not None


@needs("the mask is empty")
def has_mask(workspace: Workspace) -> bool:
    """Something is masked."""
    return bool(workspace.selfcal.masking.plan.steps)


@needs("run a self-calibration, or load factors")
def has_factors(workspace: Workspace) -> bool:
    """Factors of slices are known."""
    return workspace.selfcal.state.factors is not None


@needs("compare with another table first")
def has_pair(workspace: Workspace) -> bool:
    """Two tables are compared."""
    return workspace.comparison.state.pair is not None


@needs("a self-calibration is running")
def can_calibrate(workspace: Workspace) -> bool:
    """A table is open, and no self-calibration runs."""
    return workspace.table is not None and not workspace.selfcal.state.running


@needs("no self-calibration is running")
def is_calibrating(workspace: Workspace) -> bool:
    """A self-calibration runs."""
    return bool(workspace.selfcal.state.running)


@needs("nothing speaks against a self-calibration")
def has_objection(workspace: Workspace) -> bool:
    """Something speaks against a self-calibration, and nobody has insisted."""
    state = workspace.selfcal.state
    speaks_against = state.objections is not None and bool(state.objections.reasons)
    return speaks_against and not state.calibration.is_forced


@needs("run a self-calibration, or load factors")
def has_lines(workspace: Workspace) -> bool:
    """The slices that are off are listed."""
    return workspace.selfcal.state.review is not None


@needs("run a self-calibration or load factors, and pick a slice")
def has_line(workspace: Workspace) -> bool:
    """A slice is picked that can be judged."""
    return has_lines(workspace) and workspace.linked.slice_picked is not None


def offers_axes(name: str) -> Predicate:
    """Make a condition: the coordinates can be had for this table."""

    @needs("this table has no such coordinates")
    def has_axes(workspace: Workspace) -> bool:
        return workspace.facts is not None and is_offered(workspace.facts.frame, name)

    return has_axes


_TO_SAVE = {"verdicts": "decide about a slice first", "mask": "the mask is empty"}


def can_save(kind: str) -> Predicate:
    """Make a condition: the self-calibration has what a kind of file needs."""

    @needs(_TO_SAVE.get(kind, "run a self-calibration, or load factors"))
    def has_content(workspace: Workspace) -> bool:
        return workspace.selfcal.saver.can_save(kind)

    return has_content
