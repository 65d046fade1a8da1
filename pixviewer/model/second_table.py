"""Opens a second table, to compare the open one with."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psygnal import Signal

from pixviewer.core.progress import Progress
from pixviewer.model import compare_work, work
from pixviewer.model.canvases import Canvases
from pixviewer.model.compare_state import Side
from pixviewer.model.comparing import Comparison
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.numbering import next_table_number
from pixviewer.model.resolve import TableFacts

if TYPE_CHECKING:
    from pixviewer.core.io.header_differences import HeaderDifference
    from pixviewer.core.table.pixtable import PixTable

OPENING, INDEXING = "opening the second table", "indexing the second table"
HEADERS = "headers of both tables"


class SecondTable:
    """Opens tables in the background and offers each as side B, beside the open one.

    Parameters
    ----------
    name : callable
        Gives the name of the open table.
    """

    failed = Signal(str, Exception)
    told = Signal(str)
    too_large = Signal(Path, Exception)  # opening needs a yes first

    def __init__(
        self, runner: Runner, canvases: Canvases, comparison: Comparison, name: Callable[[], str]
    ) -> None:
        self._runner, self._canvases, self._comparison = runner, canvases, comparison
        self._name = name
        self._next: Path | None = None

    def open(self, path: Path | str, *, allow_large: bool = False) -> None:
        """Open a table as side B; the pair before stays until that worked."""
        path = Path(path)
        if self._canvases.table is None:
            self.told.emit(f"open a table first, then compare it with {path.name}")
            return
        number = next_table_number()
        request = compare_work.OpenRequest(str(path), number)
        opener = partial(compare_work.open_side, str(path), allow_large)
        arrived = partial(self._on_opened, path, number)
        self._runner.submit(Task(OPENING, request, opener, arrived, f"Opening {path.name}", is_kept=False))

    def open_with_next_table(self, path: Path | str) -> None:
        """Open a table as side B as soon as the one that is being opened now is there."""
        self._next = Path(path)

    def on_table_changed(self) -> None:
        """Another table is open: open the one that was to stand beside it."""
        path, self._next = self._next, None
        if path is not None and self._canvases.table is not None:
            self.open(path)

    def compare_headers(self, then: "Callable[[list[HeaderDifference] | Exception], None]") -> None:
        """Find the header cards in which both sides differ; `then` is told."""
        pair = self._comparison.state.pair
        if pair is None:
            return

        def arrived(answer: Answer) -> None:
            if answer.ending is Ending.FINISHED:
                then(answer.value)
            elif answer.error is not None:
                then(answer.error)

        request = (HEADERS, pair[0].facts.number, pair[1].facts.number)
        find = partial(_differences, pair[0].table, pair[1].table)
        label = "Comparing the headers"
        self._runner.submit(Task(HEADERS, request, find, arrived, label, Lane.QUICK, is_shown=False))

    def forget_headers(self) -> None:
        """Nobody waits for the headers any more."""
        self._runner.forget(HEADERS)

    def forget(self) -> None:
        """Wait for no table: another one is open on side A, or none."""
        self._runner.forget(OPENING, INDEXING, HEADERS)

    def _on_opened(self, path: Path, number: int, answer: Answer) -> None:
        first, facts = self._canvases.table, self._canvases.facts
        if answer.ending is Ending.FINISHED and first is not None and facts is not None:
            table: PixTable = answer.value
            side = Side(path.name, table, TableFacts(number, table.n_row, table.frame, bool(table.blocks)))
            self._offer(Side(self._name(), first, facts), side)
            self._index(side)
        elif answer.ending is Ending.CANCELLED:
            self.told.emit(f"{path.name} was not opened")
        elif type(answer.error).__name__ == "LargeFileError" and answer.error is not None:
            self.too_large.emit(path, answer.error)
        elif answer.error is not None:
            self.failed.emit(f"Opening {path.name}", answer.error)

    def _offer(self, first: Side, second: Side) -> None:
        name = f"{first.name} | {second.name}"
        self._comparison.offer(name, (first, second))
        self._comparison.choose(name)
        same = first.table.path is not None and first.table.path == second.table.path
        self.told.emit(
            f"both sides are the same file, {second.name}" if same
            else f"comparing {first.name} (A) with {second.name} (B)"
        )  # fmt: skip

    def _index(self, side: Side) -> None:
        if side.facts.has_blocks:
            return
        task = Task(
            INDEXING,
            (INDEXING, side.facts.number),
            partial(work.build_blocks, side.table),
            partial(self._on_indexed, side),
            label=f"Indexing {side.name}",
            is_kept=False,
        )
        self._runner.submit(task)

    def _on_indexed(self, side: Side, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            self._comparison.set_indexed(side.facts.number)
        elif answer.ending is Ending.CANCELLED:
            self.told.emit(f"{side.name} was not indexed: only sketches of it are shown")
        elif answer.error is not None:
            self.failed.emit(f"Indexing {side.name}", answer.error)


def _differences(first: "PixTable", second: "PixTable", progress: Progress) -> "list[HeaderDifference]":
    from pixviewer.core.io.header_differences import header_differences

    return header_differences(first, second, progress)
