"""Files that are written of the current region, other than a pixel table: rows, fits, headers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from pixviewer.core.errors import PixviewerError
from pixviewer.core.progress import Progress
from pixviewer.model.jobs import Answer, Ending, Runner, Task
from pixviewer.model.recipe import products
from pixviewer.model.recipe.commands import rows_command
from pixviewer.model.recipe.step import Source, Step
from pixviewer.model.regions import Regions
from pixviewer.model.resolve import Choice, TableFacts
from pixviewer.model.state import ViewState
from pixviewer.model.tools.chosen import chosen_rows
from pixviewer.model.tools.fitting import FitAnswer, command_of

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

MakeStep = Callable[[Source], Step]


class FileWriter:
    """Writes in the background; what was asked is told when it is done, or why it could not be."""

    written = Signal(str)  # what, and where to
    failed = Signal(str, Exception)
    repeatable = Signal(
        object
    )  # what makes the step of a recipe that writes the same, of where the table lies

    def __init__(self, view: ViewState, regions: Regions, runner: Runner) -> None:
        self._view, self._regions, self._runner = view, regions, runner
        self._table: PixTable | None = None
        self._n_written = 0

    def set_table(self, table: "PixTable | None", facts: TableFacts | None) -> None:
        """Write of another table."""
        self._table = table

    def write_rows(self, path: Path) -> None:
        """Write the rows of the current region, or all, as CSV or ECSV."""
        table, region = self._table, self._regions.current
        if table is None:
            return
        choice = chosen_rows(self._view, self._regions, region)
        work = partial(_write_rows, table, choice, path, rows_command(choice, table.path))
        self.write(work, f"Writing rows to {path.name}", path, partial(products.rows_list, choice, path))

    def write_fit(self, answer: FitAnswer, path: Path) -> None:
        """Write what a fit found as ECSV: a line for each bin of wavelength, or one."""
        table = self._table
        if table is not None:
            step = partial(products.fit, answer.request, path)
            self.write(
                partial(_write_fit, table, answer, path), f"Writing the fit to {path.name}", path, step
            )

    def write_text(self, text: str, path: Path, what: str) -> None:
        """Write some text."""
        self.write(partial(_write_text, text, path, self._table), f"Writing {what} to {path.name}", path)

    def write(
        self, work: Callable[[Progress], Any], label: str, path: Path, step: MakeStep | None = None
    ) -> None:
        """Do some work that writes a file, and gives what is told then.

        Parameters
        ----------
        work : callable
        label : str
        path : path
        step : callable, optional
            Makes the step of a recipe that writes the same.
        """
        # One key for each: none takes the place of another that is being written.
        self._n_written += 1
        key = f"writing text {self._n_written}"
        then = partial(self._on_written, label, path, step)
        self._runner.submit(Task(key, key, work, then, label, is_kept=False))

    def _on_written(self, label: str, path: Path, step: MakeStep | None, answer: Answer) -> None:
        if answer.ending is Ending.CANCELLED:
            self.written.emit(f"cancelled; {path.name} was not written")
        elif answer.error is not None:
            self.failed.emit(label, answer.error)
        else:
            self.written.emit(str(answer.value))
            if step is not None:
                self.repeatable.emit(step)


def _write_rows(table: "PixTable", choice: Choice, path: Path, command: str, progress: Progress) -> str:
    from pixviewer.core.io.row_files import write_rows

    # The file dialog has asked already whether a file may be replaced.
    n_row = write_rows(table, choice, path, command=command, overwrite=True, progress=progress)
    if n_row == 0:
        raise PixviewerError("no row is selected, so no file was written")
    return f"wrote {n_row:,} rows to {path}".replace(",", " ")


def _write_fit(table: "PixTable", answer: FitAnswer, path: Path, progress: Progress) -> str:
    from pixviewer.core.io.profile_curves import write_profile_curve
    from pixviewer.core.io.profile_fits import write_profile_fit

    command = command_of(answer.request, table.path)
    kept = (table.path,) if table.path is not None else ()
    if answer.curve is not None:
        write_profile_curve(answer.curve, path, command=command, overwrite=True, protect=kept)
        return f"wrote {answer.curve.wave.size} bins of wavelength to {path}"
    write_profile_fit(answer.fit, path, command=command, overwrite=True, protect=kept)
    return f"wrote the fit to {path}"


def _write_text(text: str, path: Path, table: "PixTable | None", progress: Progress) -> str:
    from pixviewer.core.io.atomic import atomic_output

    content = text.encode()
    kept = (table.path,) if table is not None and table.path is not None else ()
    with atomic_output(path, overwrite=True, n_bytes=len(content), protect=kept) as output:
        output.write_at(0, content)
    return f"wrote {path}"
