"""What the chips at the top say of the open table."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixviewer.gui.widgets.badge import BadgeLike
from pixviewer.model.readout import rows_text

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

_STATES = {
    "pixel": "field pixels",
    "projected": "rad, polar about the centre",
    "positioned": "deg on the sky",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A badge about the file itself."""

    label: str
    value: str
    keyword: str
    tip: str


def table_badges(table: "PixTable", name: str) -> list[BadgeLike]:
    """File by its name, rows and coordinates, and then what the header says of the processing."""
    known: list[BadgeLike] = [
        Chip("", name, "", f"{table.path or 'in memory'}: click for the header"),
        Chip("", f"{rows_text(table.n_row)} rows", "", "one row per detector pixel"),
        Chip(
            "positions",
            _STATES[str(table.frame.state)],
            "PIXTABLE WCS",
            "state of the coordinates, from the units of xpos and ypos",
        ),
    ]
    return [*known, *table.facts.badges()]
