"""All tools of a workspace, which go with its table."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from pixviewer.core.progress import Progress
from pixviewer.model.deciding import Decider
from pixviewer.model.jobs import Lane, Runner
from pixviewer.model.memory import OverBudget
from pixviewer.model.resolve import TableFacts
from pixviewer.model.tools.backdrop import Backdrop
from pixviewer.model.tools.content import ContentFinder
from pixviewer.model.tools.fitting import Fitting
from pixviewer.model.tools.inquiry import Inquiry
from pixviewer.model.tools.marks import FIT, PEAK, Mark
from pixviewer.model.tools.peaks import PeakFinder
from pixviewer.model.tools.plotting import Plotting
from pixviewer.model.tools.splitting import split_by_ifu
from pixviewer.model.tools.writing import FileWriter

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable


class Toolbox:
    """The tools, and the marks that they leave on the sky."""

    marks_changed = Signal()
    asks_memory = Signal(OverBudget, object)  # whether to go on beyond the budget, and what does so

    def __init__(self, decider: Decider, runner: Runner) -> None:
        view, display, regions = decider.view, decider.display, decider.regions
        self.backdrop = Backdrop(runner, decider)
        self.fitting = Fitting(view, regions, runner)
        self.peaks = PeakFinder(view, display, decider.line, regions, runner, self.backdrop)
        self.content = ContentFinder(view, regions, runner)
        self.plotting = Plotting(view, display, regions, runner)
        self.files = FileWriter(view, regions, runner)
        self.headers = Inquiry(runner, "headers", lane=Lane.QUICK)
        self._decider = decider
        self._table: PixTable | None = None
        self.fitting.inquiry.changed.connect(self.marks_changed.emit)
        self.peaks.inquiry.changed.connect(self.marks_changed.emit)
        for inquiry in (self.fitting.inquiry, self.plotting.inquiry):
            inquiry.asks_memory.connect(self.asks_memory.emit)
        # Another region, or other wavelengths, may be what is counted now.
        for tool in (self.content, self.plotting):
            decider.decided.connect(tool.refresh)
            regions.events.selected.connect(tool.refresh)

    def set_table(self, table: "PixTable | None", facts: TableFacts | None) -> None:
        """Go on with another table, or none."""
        self._table = table
        self.headers.forget()
        tools = (self.backdrop, self.fitting, self.peaks, self.content, self.plotting, self.files)
        for tool in tools:
            tool.set_table(table, facts)

    def read_headers(self, then: Callable[[Any], None]) -> None:
        """Read the headers of all extensions; ``then`` gets a list of `HduCards`."""
        table = self._table
        if table is not None:
            self.headers.ask("headers", partial(_read_headers, table), "Reading the headers", then)

    def split_by_ifu(self) -> None:
        """Split the current region, whose content is known, by its IFUs.

        Raises
        ------
        ValueError
            If no region is selected, or there is nothing to split.
        """
        region, content = self._decider.regions.current, self.content.content
        if region is None or content is None:
            raise ValueError("select the one region that is to be split")
        split_by_ifu(self._decider, region, content.counts.ifus)

    @property
    def marks(self) -> list[Mark]:
        """Marks on the sky now."""
        marks = []
        answer, found = self.fitting.answer, self.peaks.found
        if answer is not None and answer.fit.converged:
            fit = answer.fit
            text = f"FWHM {fit.fwhm:.3f}{'″' if fit.plane_unit == 'arcsec' else ' pix'}"
            marks.append(Mark(FIT, fit.x0, fit.y0, fit.fwhm / 2, text))
        if found is not None:
            marks.append(Mark(PEAK, found.peak.xi, found.peak.eta, text="peak"))
        return marks


def _read_headers(table: "PixTable", progress: Progress) -> Any:
    from pixviewer.core.io.headers import read_headers

    return read_headers(table, progress)
