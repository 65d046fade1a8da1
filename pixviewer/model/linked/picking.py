"""Picks rows in any view, and finds the one that is meant."""

from pixviewer.model import detector, linked_work, linking, row_list, work
from pixviewer.model.jobs import Answer, Lane, Task
from pixviewer.model.linked.asker import Asker
from pixviewer.model.linked.detector_canvas import DetectorCanvas
from pixviewer.model.linked_work import PickRowRequest
from pixviewer.model.linking import Links, Pick
from pixviewer.model.resolve import TableFacts
from pixviewer.model.row_list import RowListState
from pixviewer.model.slices import SliceMapState

PICK_ROW = "pick row"


class Picking:
    """Verbs that pick rows."""

    def __init__(
        self,
        asker: Asker,
        links: Links,
        row_list: RowListState,
        slices: SliceMapState,
        detectors: DetectorCanvas,
    ) -> None:
        self.asker, self.links, self.row_list = asker, links, row_list
        self.slices, self.detectors = slices, detectors

    def reset(self) -> None:
        """Nothing is picked: another table is open, or none."""
        self.asker.forget(PICK_ROW)
        self.links.pick = self.links.row = None

    def pick(self, pick: Pick, mode: str | None = None) -> None:
        """Pick rows: they light up in every view."""
        pick = linking.joined(self.links.pick, pick, mode or self.links.mode)
        self.asker.forget(PICK_ROW)
        self.links.row = None
        if self.row_list.source == row_list.CURSOR:
            self.row_list.source = row_list.PICKED
        self.row_list.page = 0
        self.links.pick = pick
        self.asker.told.emit(f"picked {pick.label}")

    def drop_pick(self) -> None:
        """Nothing is picked any more."""
        self.asker.runner.forget(PICK_ROW)  # it stays asked: without its row the pick would ask again
        self.links.row = None
        self.links.pick = None

    def pick_place(self, xi: float, eta: float) -> None:
        """Pick the rows at a place of the plane."""
        if self.asker.facts is not None:
            self.pick(linking.pick_of_place(self.asker.facts.frame, xi, eta))

    def pick_waves(self, low: float, high: float) -> None:
        """Pick the rows of a range of wavelengths, of the chosen regions when there are any."""
        chosen = self.asker.chosen
        within = self.asker.choice(detector.REGION_ROWS) if chosen else None
        self.pick(linking.pick_of_waves(low, high, within, f" of {self.asker.chosen_name}" if chosen else ""))

    @property
    def slice_picked(self) -> tuple[int, int] | None:
        """IFU and CCD slice of what is picked, when that lies in one slice."""
        return linking.slice_of(self.links.pick, self.links.row)

    def pick_slice(self, ifu: int, slice_ccd: int) -> None:
        """Pick a slice instead of what is picked."""
        self.pick(linking.pick_of_slice(ifu, slice_ccd), linking.REPLACE)

    def step_slice(self, step: int) -> None:
        """Pick the next slice, in the order of the numbering that the slice map shows."""
        cell = self.slice_picked
        if cell is None:
            first = self.detectors.first_ifu
            cell = (first, 0 if step > 0 else 49)
            place = 0 if step > 0 else 49
        else:
            place = detector.place_of(cell[1], self.slices.numbering)
        ifu, place = cell[0], place + step
        present = self.asker.present
        if not 1 <= place <= 48:
            later = [i for i in present if (i > ifu if step > 0 else i < ifu)]
            ifu = (later[0] if step > 0 else later[-1]) if later else ifu
            place = (1 if step > 0 else 48) if later else min(max(place, 1), 48)
        self.pick_slice(ifu, detector.slice_at(place, self.slices.numbering))

    def pick_region(self) -> None:
        """Pick the rows of the chosen regions."""
        if not self.asker.chosen:
            self.asker.told.emit("no region is selected")
            return
        rows = self.asker.choice(detector.REGION_ROWS)
        if rows is not None:
            self.pick(Pick(rows, f"rows of {self.asker.chosen_name}"))

    def pick_row(self, number: int) -> None:
        """Pick one row, by its number."""
        self._read_row(number, picks=True)

    def mark_row(self, number: int) -> None:
        """Mark one row in all views, and leave picked what is."""
        self._read_row(number, picks=False)

    def _read_row(self, number: int, *, picks: bool) -> None:
        table, facts = self.asker.table, self.asker.facts
        if table is None or facts is None:
            return

        def arrived(answer: Answer) -> None:
            if self.asker.is_good(answer, "Reading the row"):
                pick = linking.pick_of_row(answer.value, is_combined=table.offsets.is_combined)
                if picks:
                    self.links.row = None
                    self.links.pick = pick
                    self.asker.asked.pop(PICK_ROW, None)
                self.links.row = answer.value

        request = ("row", facts.number, number)
        task = Task(
            PICK_ROW, request, lambda progress: work.read_row(table, number), arrived, lane=Lane.QUICK,
            is_shown=False,
        )  # fmt: skip
        self.asker.runner.submit(task)

    def refresh(self, facts: TableFacts) -> None:
        """Ask for the row that is meant, unless it is known."""
        pick = self.links.pick
        if pick is not None and pick.has_row and self.links.row is None:
            among = self.asker.sky_rows() if pick.seek is not None else self.asker.lit_rows(pick)
            request = PickRowRequest(facts.number, pick, among)
            if self.asker.is_new(PICK_ROW, request):
                self.asker.submit(PICK_ROW, request, linked_work.compute_pick_row, self._on_pick_row)

    def _on_pick_row(self, answer: Answer) -> None:
        if self.asker.is_good(answer, "Finding the row"):
            if answer.value is None:
                self.asker.told.emit("no row there")
            self.links.row = answer.value
