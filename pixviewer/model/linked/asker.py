"""Asks the runner on behalf of the linked views: which rows they are of, and what was asked last."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from pixviewer.core.table.selection import Expression, all_of
from pixviewer.model import choosing, detector
from pixviewer.model.canvases import Canvases
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.linking import Pick
from pixviewer.model.resolve import Choice, TableFacts
from pixviewer.model.state import ViewState

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable
    from pixviewer.model.regions import Region, Regions


class Asker:
    """What the linked views share: the table, its rows that count, and the newest wish of each."""

    failed = Signal(str, Exception)
    told = Signal(str)
    changed = Signal()  # more may be asked now

    def __init__(self, view: ViewState, regions: "Regions", runner: Runner, canvases: Canvases) -> None:
        self.view, self.regions = view, regions
        self.runner, self.canvases = runner, canvases
        self.asked: dict[str, Any] = {}

    @property
    def table(self) -> "PixTable | None":
        """The open table."""
        return self.canvases.table

    @property
    def facts(self) -> TableFacts | None:
        """What is known of the open table."""
        return self.canvases.facts

    @property
    def present(self) -> tuple[int, ...]:
        """IFUs that the table has, once it is indexed."""
        table = self.table
        blocks = table.blocks if table is not None else None
        return tuple(blocks.ifus) if blocks is not None else ()

    # Rows

    @property
    def chosen(self) -> "tuple[Region, ...]":
        """Regions that views follow, as they were before one is dragged."""
        wanted = set(self.regions.selected)
        several = (region for region in self.regions.items if region.ident in wanted)
        return tuple(region for region in several if choosing.is_counted(region))

    @property
    def followed(self) -> "tuple[Region, ...]":
        """Regions that a view follows while one is dragged: that one, else those that are chosen."""
        dragged = self.regions.dragged
        return (dragged,) if dragged is not None and choosing.is_counted(dragged) else self.chosen

    @property
    def chosen_name(self) -> str:
        """What the rows of the region are called: the names of those that are chosen, or nothing."""
        return ", ".join(region.title for region in self.chosen)

    def sky_rows(self) -> Choice:
        """Rows that the sky views show."""
        return choosing.seen_rows(self.view.filters, self.regions)

    def lit_rows(self, pick: Pick) -> Expression:
        """Rows of a pick that the sky views show."""
        return all_of([pick.expression, self.sky_rows()]) or pick.expression

    def choice(self, rows: str, *, is_live: bool = False) -> Choice:
        """Rows that pass the filters: all, or those of the region, or of several that are chosen.

        With ``is_live`` those of the region that is being dragged.
        """
        filters, chosen = self.view.filters, self.followed if is_live else self.chosen
        if rows == detector.REGION_ROWS and len(chosen) == 1:
            return choosing.region_rows(filters, chosen[0], self.regions)
        return choosing.wanted_rows(filters, self.regions, chosen if rows == detector.REGION_ROWS else ())

    # Asking

    def submit(
        self, key: str, request: Hashable, compute: Callable[..., Any], then: Callable[[Answer], None],
        *, label: str = "", is_kept: bool = True,
    ) -> None:  # fmt: skip
        """Ask for something in the quick lane."""
        work_it = self.compute(compute, request)
        self.runner.submit(
            Task(key, request, work_it, then, label, Lane.QUICK, is_kept=is_kept, is_shown=False)
        )

    def compute(self, compute: Callable[..., Any], request: Hashable) -> Callable[..., Any]:
        """Work on the table that is open now, whatever is opened meanwhile."""
        return partial(compute, request, self.table)

    def is_new(self, key: str, wish: Hashable) -> bool:
        """Whether a key did not ask for this last; it does now."""
        if self.asked.get(key) == wish:
            return False
        self.asked[key] = wish
        return True

    def forget(self, *keys: str) -> None:
        """Want no more answers of some keys; they may be asked again."""
        self.runner.forget(*keys)
        for key in keys:
            self.asked.pop(key, None)

    def reset(self) -> None:
        """Want no more answers at all: another table is open, or none."""
        if self.asked:
            self.forget(*tuple(self.asked))

    def is_good(self, answer: Answer, what: str) -> bool:
        """Whether an answer may be shown; a failure is told."""
        if answer.ending is Ending.FAILED and answer.error is not None:
            self.failed.emit(what, answer.error)
        return answer.ending is Ending.FINISHED
