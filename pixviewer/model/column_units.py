"""Units of what views show of a table."""

from typing import TYPE_CHECKING, Any

from pixviewer.model.compare_state import quantity_of
from pixviewer.model.state import COMPARE, SCATTER

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable
    from pixviewer.model.workspace import Workspace


def unit_of_column(table: "PixTable", by: str) -> str:
    """Unit of a quantity of rows as the file spells it; empty for what has none, such as a S/N."""
    units = {"wave": "Angstrom", "data": table.facts.data_unit, "variance": table.facts.variance_unit}
    return units.get(by, "")


def unit_of_view(workspace: "Workspace", view: str) -> str:
    """Unit of the numbers that a view shows now, as the file spells it; a raster knows nothing of its own."""
    picture: Any = getattr(workspace.shown, view)
    table = workspace.table
    if picture is None or table is None:
        return ""
    if view == SCATTER:
        return unit_of_column(table, picture.display.by)
    state = workspace.comparison.state
    if view == COMPARE and state.subject == SCATTER:
        return unit_of_column(table, quantity_of(SCATTER, picture.display))
    unit: str = picture.unit
    return unit
