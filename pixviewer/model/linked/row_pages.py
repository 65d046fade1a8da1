"""Asks for the rows that the table of rows lists."""

from pixviewer.model import detector, linking, row_list
from pixviewer.model.jobs import Answer
from pixviewer.model.linked.asker import Asker
from pixviewer.model.linked.shown import LinkedShown
from pixviewer.model.linking import Links, Pick
from pixviewer.model.resolve import TableFacts
from pixviewer.model.row_list import RowListState, RowsRequest

ROWS = "rows"


class RowPages:
    """Pages of rows that are picked, under the cursor, or flagged."""

    def __init__(self, asker: Asker, links: Links, row_list: RowListState, shown: LinkedShown) -> None:
        self.asker, self.links, self.row_list, self.shown = asker, links, row_list, shown
        self._cursor: Pick | None = None

    def reset(self) -> None:
        """List nothing: another table is open, or none."""
        self._cursor = None
        self.row_list.page = 0

    def refresh(self, facts: TableFacts) -> None:
        """Ask for the page, unless it is shown."""
        if not self.row_list.is_visible:
            return
        request = self._rows_request(facts)
        if request is None:
            if self.asker.asked.pop(ROWS, None) is not None:
                self.asker.runner.forget(ROWS)
            self.shown.rows, self.shown.is_listing = None, False
        elif self.asker.is_new(ROWS, request):
            self.shown.is_listing = True
            self.asker.submit(ROWS, request, row_list.compute_rows, self._on_rows, label="Listing rows")

    def _rows_request(self, facts: TableFacts) -> RowsRequest | None:
        state = self.row_list
        if state.source == row_list.FLAGGED:
            choice = self.asker.choice(detector.REGION_ROWS)
            return RowsRequest(facts.number, None, choice, only_flagged=True, page=state.page)
        pick = self.links.pick if state.source == row_list.PICKED else self._cursor
        return None if pick is None else RowsRequest(facts.number, self.asker.lit_rows(pick), page=state.page)

    def follow_cursor(self) -> None:
        """List the rows under the cursor, once it rests: those of its place on the sky."""
        reading = self.asker.canvases.shown.reading
        if (
            self.row_list.source != row_list.CURSOR
            or not self.row_list.is_visible
            or self.asker.facts is None
        ):
            return
        if reading is not None and reading.row is not None:
            self._cursor = linking.pick_of_place(self.asker.facts.frame, reading.row.xi, reading.row.eta)
            self.refresh(self.asker.facts)

    def _on_rows(self, answer: Answer) -> None:
        self.shown.is_listing = False
        if self.asker.is_good(answer, "Listing rows"):
            self.shown.rows = answer.value
