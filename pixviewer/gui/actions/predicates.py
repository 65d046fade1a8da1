"""When an action can be done: questions to the workspace."""

from collections.abc import Callable

from pixviewer.model.workspace import Workspace
from pixviewer.model.world_axes import is_offered

Predicate = Callable[[Workspace], bool]


def always(workspace: Workspace) -> bool:
    """Always."""
    return True


def has_table(workspace: Workspace) -> bool:
    """A table is open."""
    return workspace.table is not None


def is_indexed(workspace: Workspace) -> bool:
    """The bounds of all blocks are known."""
    return workspace.facts is not None and workspace.facts.has_blocks


def has_region(workspace: Workspace) -> bool:
    """A region is selected."""
    return bool(workspace.regions.selected)


def has_source(workspace: Workspace) -> bool:
    """The current region is a source that an annulus can surround."""
    current = workspace.regions.current
    return current is not None and current.role == "source" and current.kind != "annulus"


def has_sources(workspace: Workspace) -> bool:
    """Some region is a source."""
    return is_indexed(workspace) and any(region.role == "source" for region in workspace.regions.items)


def has_exposures(workspace: Workspace) -> bool:
    """Rows of several exposures are in the table."""
    return workspace.table is not None and workspace.table.offsets.n_exposure > 1


def has_filter(workspace: Workspace) -> bool:
    """Some filter is there, on or off."""
    return bool(workspace.view.filters.chips)


def has_line_bands(workspace: Workspace) -> bool:
    """Some band of a line map is marked."""
    return bool(workspace.lines.bands.present)


def has_line_map(workspace: Workspace) -> bool:
    """Line and continuum are marked."""
    return workspace.lines.bands.is_complete


def has_mask(workspace: Workspace) -> bool:
    """Something is masked."""
    return bool(workspace.selfcal.masking.plan.steps)


def has_factors(workspace: Workspace) -> bool:
    """Factors of slices are known."""
    return workspace.selfcal.state.factors is not None


def has_pair(workspace: Workspace) -> bool:
    """Two tables are compared."""
    return workspace.comparison.state.pair is not None


def has_objection(workspace: Workspace) -> bool:
    """Something speaks against a self-calibration, and nobody has insisted."""
    state = workspace.selfcal.state
    speaks_against = state.objections is not None and bool(state.objections.reasons)
    return speaks_against and not state.calibration.is_forced


def has_lines(workspace: Workspace) -> bool:
    """The slices that are off are listed."""
    return workspace.selfcal.state.review is not None


def has_line(workspace: Workspace) -> bool:
    """A slice is picked that can be judged."""
    return has_lines(workspace) and workspace.linked.slice_picked is not None


def offers_axes(name: str) -> Predicate:
    """Make a predicate: the coordinates can be had for this table."""
    return lambda workspace: workspace.facts is not None and is_offered(workspace.facts.frame, name)


def can_save(kind: str, workspace: Workspace) -> bool:
    """The self-calibration has what a kind of file needs."""
    return workspace.selfcal.saver.can_save(kind)
