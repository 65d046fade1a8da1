"""Verbs of markers: note a row down, write a note, delete, go there, files."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from pixviewer.core.progress import Progress
from pixviewer.model.deciding import Decider
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.linked_views import LinkedViews
from pixviewer.model.marking.marker import FIELDS, Marker, marker_from, marker_of
from pixviewer.model.navigator import Navigator
from pixviewer.model.readout import Row
from pixviewer.model.shown import Shown

if TYPE_CHECKING:
    from pixviewer.core.geometry import Frame
    from pixviewer.core.table.pixtable import PixTable
    from pixviewer.model.resolve import TableFacts

READING = "reading markers"
MOST = 20_000  # of a file


class Markers:
    """Verbs on `Decisions.markers`; all but going there can be undone."""

    told = Signal(str)
    failed = Signal(str, Exception)

    def __init__(
        self, decider: Decider, navigator: Navigator, linked: LinkedViews, shown: Shown, runner: Runner
    ) -> None:
        self.state = decider.markers
        self._decider, self._navigator, self._linked = decider, navigator, linked
        self._shown, self._runner = shown, runner
        self._table: PixTable | None = None
        self._facts: TableFacts | None = None
        self._n_written = 0

    def set_table(self, table: "PixTable | None", facts: "TableFacts | None") -> None:
        """Go on with another table, or more knowledge of it."""
        if table is not self._table:
            self._runner.forget(READING)
        self._table, self._facts = table, facts

    # Making and changing

    def log(self) -> Marker | None:
        """Note down the row that is read out, in whichever view, or else the picked one."""
        row = self._row()
        if row is None or self._facts is None:
            self.told.emit("no row is read out: rest the mouse over one, or pick one, and mark it then")
            return None
        made = marker_of(row, self._facts.frame, self._next_number())
        self._put((*self.state.items, made), f"mark row {row.number}")
        self.state.selected = (made.number,)
        self.told.emit(f"marker {made.number}: row {row.number}")
        return made

    def _row(self) -> Row | None:
        reading = self._shown.reading
        return reading.row if reading is not None and reading.row is not None else self._linked.links.row

    def set_note(self, number: int, note: str) -> None:
        """Write down what a marker is for."""
        marker = self.state.get(number)
        note = " ".join(note.split())
        if marker is not None and note != marker.note:
            items = tuple(replace(m, note=note) if m.number == number else m for m in self.state.items)
            self._put(items, f"note on marker {number}")

    def delete(self, numbers: Iterable[int]) -> None:
        """Delete some markers."""
        gone = set(numbers)
        kept = tuple(marker for marker in self.state.items if marker.number not in gone)
        n = len(self.state.items) - len(kept)
        if n:
            self._put(kept, f"delete marker {min(gone)}" if n == 1 else f"delete {n} markers")

    def select(self, numbers: Iterable[int]) -> None:
        """Select some markers."""
        self.state.selected = tuple(sorted(set(numbers)))

    def go_to(self, number: int) -> None:
        """Look at a marker, and mark its row in every view."""
        marker = self.state.get(number)
        if marker is None:
            return
        self._navigator.centre_on(marker.xi, marker.eta)
        if marker.row is not None and self._table is not None and marker.row < self._table.n_row:
            self._linked.pick_row(marker.row)
        if marker.ifu is not None:
            self._linked.show_ifu(marker.ifu)

    def _next_number(self) -> int:
        return max((marker.number for marker in self.state.items), default=0) + 1

    def _put(self, items: tuple[Marker, ...], label: str) -> None:
        self._decider.decide(label, markers=items)

    # Text and files

    def text(self, numbers: Iterable[int] = ()) -> str:
        """Some markers as tab-separated lines with a heading, or all; positions in degrees, in full."""
        wanted = set(numbers)
        chosen = [m for m in self.state.items if not wanted or m.number in wanted]
        values = ([getattr(m, name) for name in FIELDS] for m in chosen)
        lines = ("\t".join("" if v is None else str(v) for v in line) for line in values)
        return "\n".join(("\t".join(FIELDS), *lines))

    def save(self, path: Path) -> None:
        """Write all markers, as the ending says."""
        table, facts = self._table, self._facts
        if table is None or facts is None:
            return
        self._n_written += 1
        key, label = f"markers {self._n_written}", f"Writing {path.name}"
        work = partial(_write, self.state.items, path, facts.frame, table)
        done = f"wrote {_counted(len(self.state.items))} to {path}"

        def written(answer: Answer) -> None:
            if self._is_good(answer, label):
                self.told.emit(done)

        self._runner.submit(Task(key, key, work, written, label, Lane.QUICK, is_kept=False, is_shown=False))

    def load(self, path: Path) -> None:
        """Add the markers of a file to those there are."""
        facts = self._facts
        if facts is None:
            return
        label = f"Reading {path.name}"

        def read(answer: Answer) -> None:
            if self._is_good(answer, label) and facts is not None:
                self._add(answer.value, path.name)

        work = partial(_read, path, facts.frame)
        self._runner.submit(
            Task(READING, (READING, path), work, read, label, Lane.QUICK, is_kept=False, is_shown=False)
        )

    def _add(self, found: list[dict[str, Any]], name: str) -> None:
        first = self._next_number()
        made = tuple(marker_from(fields, first + i) for i, fields in enumerate(found[:MOST]))
        self._put((*self.state.items, *made), f"load {_counted(len(made))} of {name}")
        left = f"; the other {len(found) - MOST} were left" if len(found) > MOST else ""
        self.told.emit(f"loaded {_counted(len(made))} from {name}{left}")

    def _is_good(self, answer: Answer, what: str) -> bool:
        if answer.ending is Ending.FAILED and answer.error is not None:
            self.failed.emit(what, answer.error)
        return answer.ending is Ending.FINISHED


def _counted(n: int) -> str:
    return f"{n} marker" if n == 1 else f"{n} markers"


def _write(
    markers: tuple[Marker, ...], path: Path, frame: "Frame", table: "PixTable", progress: Progress
) -> None:
    from pixviewer.core.io.marker_files import write_markers
    from pixviewer.core.table.units import spelling

    kept = (table.path,) if table.path is not None else ()
    unit = spelling(table.facts.data_unit)
    # The dialog has asked already whether a file may be replaced.
    write_markers(
        [asdict(marker) for marker in markers], path, frame, unit=unit, source=table.name, overwrite=True,
        protect=kept,
    )  # fmt: skip


def _read(path: Path, frame: "Frame", progress: Progress) -> list[dict[str, Any]]:
    from pixviewer.core.io.marker_files import read_markers

    return read_markers(path, frame)
