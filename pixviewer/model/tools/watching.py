"""What is asked of the current region or the table only while somebody looks."""

from typing import TYPE_CHECKING

from pixviewer.model.regions import Regions
from pixviewer.model.resolve import TableFacts
from pixviewer.model.state import ViewState
from pixviewer.model.tools.inquiry import Inquiry

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable


class Watched:
    """The life of such an inquiry: which table, and whether it is looked at; `refresh` says what is asked."""

    def __init__(self, inquiry: Inquiry, view: ViewState, regions: Regions) -> None:
        self.inquiry = inquiry
        self._view, self._regions = view, regions
        self._table: PixTable | None = None
        self._facts: TableFacts | None = None
        self._is_watched = False

    def set_table(self, table: "PixTable | None", facts: TableFacts | None) -> None:
        """Ask of another table."""
        self._table, self._facts = table, facts
        self.inquiry.forget()
        self.refresh()

    def watch(self, is_watched: bool) -> None:
        """Ask from now on, or no longer: a whole table takes a pass."""
        self._is_watched = is_watched
        if is_watched:
            self.refresh()
        else:
            self.inquiry.cancel()

    def refresh(self) -> None:
        """Ask for what is current now, unless that is known."""
