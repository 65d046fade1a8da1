"""The diagram of the Examine tool: radial profile or histogram of the rows around a place."""

from pixviewer.model.examining.work import Examined
from pixviewer.model.publish.figure import Figure
from pixviewer.model.publish.numbers import Numbers
from pixviewer.model.publish.plots.parts import diagram_panel
from pixviewer.model.publish.stage import Stage

EXAMINED = "examined"


def _found(stage: Stage) -> Examined | None:
    return stage.workspace.examiner.found


def has_examined(stage: Stage) -> bool:
    """Whether a diagram is drawn; statistics are numbers alone."""
    found = _found(stage)
    return found is not None and found.diagram is not None


def examined_figure(stage: Stage) -> Figure:
    """Describe the diagram as it is in view."""
    found = _found(stage)
    assert found is not None
    assert found.diagram is not None
    title = stage.workspace.examiner.title(found.request)
    return Figure(title, (diagram_panel(found.diagram, stage.box(EXAMINED)),))


def examined_numbers(stage: Stage) -> Numbers:
    """The rings or bins, with what was found as notes."""
    numbers = stage.workspace.examiner.numbers()
    assert numbers is not None
    return numbers
