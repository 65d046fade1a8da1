"""Units of what views show of a table."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable


def unit_of_column(table: "PixTable", by: str) -> str:
    """Unit of a quantity of rows as the file spells it; empty for what has none, such as a S/N."""
    units = {"wave": "Angstrom", "data": table.facts.data_unit, "variance": table.facts.variance_unit}
    return units.get(by, "")
