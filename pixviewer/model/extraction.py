"""Verbs of extraction beside the dialog: what would be written, all regions at once, and the same as text."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psygnal import Signal

from pixviewer.model.extract_batch import BatchReport, plan_of_chosen, run_batch
from pixviewer.model.extract_names import proposed_path, safe
from pixviewer.model.extract_script import script
from pixviewer.model.extracting import ExtractPlan, Prediction, command_line, predict
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.regions import Regions
from pixviewer.model.state import ViewState

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable
    from pixviewer.model.resolve import TableFacts

FORESEEING = "foreseeing"


class Extraction:
    """Knows what Extract would do at any time.

    Parameters
    ----------
    facts, table : callable
        Of the open table.
    writing_key : str
        How keys of jobs that write begin, so that closing the window asks.
    factors : callable
        File of factors that the table is seen through, None without.

    Attributes
    ----------
    foreseen : Prediction, Exception or None
        What would be extracted now; None while it is being counted.
    """

    foreseen_changed = Signal()
    told = Signal(str)
    failed = Signal(str, Exception)
    written = Signal(tuple)  # plans of files that are complete

    def __init__(
        self,
        view: ViewState,
        regions: Regions,
        runner: Runner,
        table: Callable[[], "PixTable | None"],
        facts: Callable[[], "TableFacts | None"],
        writing_key: str,
        factors: Callable[[], Path | None] = lambda: None,
    ) -> None:
        self._view, self._regions, self._runner = view, regions, runner
        self._table, self._facts = table, facts
        self._writing_key = writing_key
        self._factors = factors
        self._n_batch = 0
        self._asked: Hashable = None
        self.is_watched = False
        self.foreseen: Prediction | Exception | None = None

    # What would be written

    @property
    def plan(self) -> ExtractPlan:
        """The extraction of what is chosen, without a file."""
        return plan_of_chosen(self._view.filters, self._regions)

    @property
    def chosen_name(self) -> str:
        """What that is: names of regions, or the field."""
        chosen = [region for region in self._regions.chosen if region.role == "source"]
        current = self._regions.current
        if current is not None:
            return current.title
        return f"{len(chosen)} regions" if chosen else "whole field"

    def refresh(self) -> None:
        """Count again if what would be extracted has changed, and anybody looks."""
        table, facts = self._table(), self._facts()
        if table is None or facts is None or not facts.has_blocks:
            self._asked = None
            self._show(None)
            return
        if not self.is_watched or self._regions.dragged is not None:
            return
        plan = self.plan
        request = (FORESEEING, facts.number, plan)
        if request == self._asked:
            return
        self._asked = request
        self._show(None)
        work = partial(predict, plan, table)
        self._runner.submit(
            Task(FORESEEING, request, work, self._on_foreseen, lane=Lane.QUICK, is_shown=False)
        )

    def _on_foreseen(self, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            self._show(answer.value)
        elif answer.error is not None:
            self._show(answer.error)

    def _show(self, foreseen: Prediction | Exception | None) -> None:
        self.foreseen = foreseen
        self.foreseen_changed.emit()

    # The same as text

    @property
    def source(self) -> Path | None:
        """File of the open table."""
        table = self._table()
        return table.path if table is not None else None

    def plan_with_file(self) -> ExtractPlan:
        """What is chosen, into a new file beside the table."""
        return replace(self.plan, path=proposed_path(self.source, safe(self.chosen_name)))

    def as_command(self) -> str:
        """The command that extracts what is chosen.

        Raises
        ------
        ValueError
            If the table is seen through factors, which no option of the command does.
        """
        factors = self._factors()
        if factors is not None:
            raise ValueError(
                f"the table is seen through {factors.name}, and pixviewer extract has no option for factors; "
                "Copy as Python has"
            )
        return command_line(self.plan_with_file(), self.source)

    def as_python(self) -> str:
        """The Python script that extracts what is chosen."""
        return script(self.plan_with_file(), self.source, self._factors())

    # Several at once

    def extract_all(self, plans: tuple[ExtractPlan, ...]) -> None:
        """Write one file for each plan, as one job; a cancel leaves those that are complete."""
        table = self._table()
        if table is None or not plans:
            return
        self._n_batch += 1
        key, report = f"{self._writing_key} batch {self._n_batch}", BatchReport()
        factors = self._factors()
        self._runner.submit(
            Task(
                key,
                (key, plans),
                lambda progress: run_batch(plans, table, progress, report, factors=factors),
                partial(self._on_extracted, plans, report),
                label=f"Extracting {len(plans)} files",
                is_kept=False,
            )
        )

    def _on_extracted(self, plans: tuple[ExtractPlan, ...], report: BatchReport, answer: Answer) -> None:
        if report.plans:
            self.written.emit(report.plans)
        if answer.error is not None:
            self.failed.emit(f"Extracting {len(plans)} files", answer.error)
        elif answer.ending is Ending.CANCELLED:
            self.told.emit(f"extraction was cancelled: {report.sentence(len(plans))}")
        else:
            self.told.emit(f"{report.sentence(len(plans))} in {plans[0].path.parent}")
