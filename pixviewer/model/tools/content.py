"""IFUs, slices and exposures that the current region, or the whole table, has rows of."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from pixviewer.core.progress import Progress
from pixviewer.model.jobs import Runner
from pixviewer.model.regions import Regions
from pixviewer.model.resolve import Choice
from pixviewer.model.state import ViewState
from pixviewer.model.tools.chosen import chosen_rows
from pixviewer.model.tools.inquiry import Inquiry
from pixviewer.model.tools.watching import Watched

if TYPE_CHECKING:
    from pixviewer.core.products.contents import Contents
    from pixviewer.core.table.exposures import ExposureInfo
    from pixviewer.core.table.pixtable import PixTable


@dataclass(frozen=True, slots=True)
class ContentRequest:
    """Rows of a choice, by where they come from."""

    table: int
    choice: Choice


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What was counted, and of what."""

    title: str
    counts: "Contents"
    exposures: "list[ExposureInfo]"


class ContentFinder(Watched):
    """Counts rows of the current region, or of the table when none is selected, while somebody looks."""

    def __init__(self, view: ViewState, regions: Regions, runner: Runner) -> None:
        super().__init__(Inquiry(runner, "content", is_kept=True), view, regions)

    @property
    def content(self) -> Content | None:
        """The newest count."""
        return cast("Content | None", self.inquiry.value)

    def refresh(self) -> None:
        """Count what is current now, unless that is known."""
        table, facts = self._table, self._facts
        if not self._is_watched or table is None or facts is None or self._regions.dragged is not None:
            return
        region = self._regions.current
        choice = chosen_rows(self._view, self._regions, region)
        request = ContentRequest(facts.number, choice)
        title = region.title if region else "the whole table" if choice is None else "what filters leave"
        if request == self.inquiry.request and self.inquiry.problem != "cancelled":
            return
        work = partial(compute_content, request, title, table)
        self.inquiry.ask(request, work, f"Counting IFUs and slices of {title}")


def compute_content(request: ContentRequest, title: str, table: "PixTable", progress: Progress) -> Content:
    """Count rows, and read what the header says of exposures."""
    from pixviewer.core.products.contents import contents
    from pixviewer.core.table.exposures import exposures

    table.ensure_blocks(progress)
    counts = contents(table, request.choice, progress=progress)
    return Content(title, counts, exposures(table))
