"""Numbers of each region and of each filter, asked for a few at a time.

There may be thousands of regions. Only some are asked about at once, the selected ones first, and answers are
announced together, so that neither the runner nor a table on the screen drowns in them.
"""

from collections.abc import Callable, Hashable
from functools import partial

from pixviewer.model import choosing, resolve
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.regions import BACKGROUND, EXCLUDE, Region, Regions
from pixviewer.model.resolve import Choice, CountRequest, MeasuresRequest, TableFacts
from pixviewer.model.shown import Shown
from pixviewer.model.state import ViewState
from pixviewer.model.work import Tally

AT_ONCE = 32
# With more than so many waiting, they are asked about in batches, one at a time: a job for each of
# thousands would keep the window busier than the workers.
CROWD, BATCH = 250, 100
ANNOUNCEMENTS = 64  # for all regions together

_NOBODY, _BATCH_KEY = "nobody", "count several"

Make = Callable[..., Task]


class Counting:
    """Keeps ``Shown.tallies`` and ``Shown.filter_tallies`` as regions and filters are.

    Parameters
    ----------
    make : callable
        Makes a task of key, request, label and what is done with the answer.
    is_good : callable
        Whether an answer is one; tells of failures.
    """

    def __init__(
        self,
        view: ViewState,
        regions: Regions,
        shown: Shown,
        runner: Runner,
        make: Make,
        is_good: Callable[[Answer, str], bool],
    ) -> None:
        self._view = view
        self._regions = regions
        self._shown = shown
        self._runner = runner
        self._make = make
        self._is_good = is_good
        self._last: Hashable = None
        self._items: tuple[Region, ...] = ()
        self._asked: dict[str, tuple[Region, Hashable]] = {}  # region → itself, and what else it hangs on
        self._wanted: dict[str, Region] = {}
        self._others = Regions()
        self._common: Hashable = None
        self._waiting: list[str] = []
        self._open: set[str] = set()
        self._fresh: dict[str, Tally] = {}
        self._batch: tuple[tuple[str, Region], ...] = ()
        self._filters_asked: list[tuple[Choice, bool]] = []

    def reset(self) -> None:
        """Forget everything: another table is open."""
        # With a key that nobody has: without any, all would be forgotten.
        keys = [_key(ident) for ident in self._asked] + [
            _filter_key(i) for i in range(len(self._filters_asked))
        ]
        self._runner.forget(_NOBODY, _BATCH_KEY, *keys)
        self._batch = ()
        self._last, self._items = None, ()
        self._asked.clear()
        self._filters_asked.clear()
        self._waiting.clear()
        self._open.clear()
        self._fresh.clear()

    def refresh(self, facts: TableFacts) -> None:
        """Ask about what is new."""
        # By identity: comparing thousands of regions at each step of a drag would be felt.
        now = (facts, self._view.filters)
        if now != self._last or self._items is not self._regions.items:
            self._last, self._items = now, self._regions.items
            self._refresh_regions(facts)
            self._refresh_filters(facts)

    # Regions

    def _refresh_regions(self, facts: TableFacts) -> None:
        wanted = {r.ident: r for r in self._regions.items if choosing.is_counted(r)}
        self._wanted = wanted
        # What the numbers of any region depend on besides itself.
        self._others = Regions(tuple(r for r in self._regions.items if r.role in (EXCLUDE, BACKGROUND)))
        common = (facts, self._view.filters, self._others.items)
        if common != self._common:
            self._common = common
            self._forget_batch()
        for ident in [ident for ident in self._asked if ident not in wanted]:
            self._runner.forget(_key(ident))
            del self._asked[ident]  # a region that undo brings back is counted again
            self._open.discard(ident)
        if self._shown.tallies.keys() - wanted.keys():
            self._shown.tallies = {i: tally for i, tally in self._shown.tallies.items() if i in wanted}
        first = set(self._regions.selected)
        unknown = [ident for ident, region in wanted.items() if not self._is_asked(region)]
        self._waiting = sorted(unknown, key=lambda ident: ident not in first)
        self._ask_more(facts)

    def _is_asked(self, region: Region) -> bool:
        known = self._asked.get(region.ident)
        return known is not None and known[0] is region and known[1] is self._common

    def _ask_more(self, facts: TableFacts) -> None:
        if len(self._waiting) > CROWD or self._batch:
            self._ask_batch(facts)
            return
        i = 0
        while i < len(self._waiting) and len(self._open) < AT_ONCE:
            region = self._wanted.get(self._waiting[i])
            i += 1
            if region is not None:
                self._ask(facts, region)
        del self._waiting[:i]

    def _ask(self, facts: TableFacts, region: Region) -> None:
        if self._is_asked(region):
            return
        self._asked[region.ident] = (region, self._common)
        exact = resolve.measure_request(facts, region, self._view, self._others)
        key, then = _key(region.ident), partial(self._on_counted, facts, region.ident)
        sketch = resolve.live_sketch(facts, region)
        tasks = []
        if sketch or not facts.has_blocks:
            size = sketch or resolve.LIVE_SKETCH_ROWS
            rough = CountRequest(facts.number, exact.choice, size)
            tasks.append(self._make(key, rough, "Counting", then, lane=Lane.QUICK, rank=0))
        if facts.has_blocks:
            lane = Lane.HEAVY if sketch else Lane.QUICK
            tasks.append(self._make(key, exact, f"Counting {region.title}", then, lane=lane))
        self._open.add(region.ident)
        self._runner.submit(*tasks)

    # Thousands of them

    def _ask_batch(self, facts: TableFacts) -> None:
        if self._batch or not facts.has_blocks:
            return  # without bounds of its blocks, each would read all of the table
        several = [self._wanted[ident] for ident in self._waiting[:BATCH] if ident in self._wanted]
        n_left = len(self._waiting)
        del self._waiting[:BATCH]
        self._batch = tuple((region.ident, region) for region in several)
        self._asked |= {region.ident: (region, self._common) for region in several}
        request = MeasuresRequest(
            tuple(resolve.measure_request(facts, region, self._view, self._others) for region in several)
        )
        then = partial(self._on_batch_counted, facts, self._batch)
        self._runner.submit(self._make(_BATCH_KEY, request, f"Counting {n_left} regions", then))

    def _on_batch_counted(
        self, facts: TableFacts, batch: tuple[tuple[str, Region], ...], answer: Answer
    ) -> None:
        self._batch = ()
        if self._is_good(answer, "Counting rows"):
            # Without those that changed meanwhile: they were asked about again.
            current = [(i, region) for i, (_, region) in enumerate(batch) if self._is_asked(region)]
            new = {region.ident: answer.value[i] for i, region in current}
            self._shown.tallies = {**self._shown.tallies, **new}
            self._ask_more(facts)
        else:
            self._waiting.clear()  # the others would fail alike, or are not wanted

    def _forget_batch(self) -> None:
        if self._batch:
            self._runner.forget(_BATCH_KEY)
            for ident, _ in self._batch:
                self._asked.pop(ident, None)
            self._batch = ()

    def _on_counted(self, facts: TableFacts, ident: str, answer: Answer) -> None:
        is_last = bool(answer.rank) or answer.ending is not Ending.FINISHED or not facts.has_blocks
        if is_last:
            self._open.discard(ident)
        if self._is_good(answer, "Counting rows") and ident in self._wanted:
            self._fresh[ident] = answer.value
        if answer.ending is Ending.FAILED:
            self._waiting.clear()  # the others would fail alike
        self._ask_more(facts)
        enough = max(len(self._regions.items) // ANNOUNCEMENTS, 1)
        if len(self._fresh) >= enough or not self._open:
            self._shown.tallies = {**self._shown.tallies, **self._fresh}
            self._fresh.clear()

    # Filters

    def _refresh_filters(self, facts: TableFacts) -> None:
        steps = list(self._view.filters.steps())
        left_out = choosing.not_excluded(self._regions)
        if steps or left_out is not None:
            steps.append(choosing.wanted_rows(self._view.filters, self._regions))
        wishes = [(choice, facts.has_blocks) for choice in steps]
        before, self._filters_asked = self._filters_asked, wishes
        gone = [_filter_key(i) for i in range(len(wishes), len(before))]
        self._runner.forget(_NOBODY, *gone)
        same = [i < len(before) and before[i][0] == choice for i, choice in enumerate(steps)]
        known = self._shown.filter_tallies
        self._shown.filter_tallies = tuple(
            known[i] if is_same and i < len(known) else None for i, is_same in enumerate(same)
        )
        for i, wish in enumerate(wishes):
            if i >= len(before) or before[i] != wish:
                self._count_filter(facts, i, wish[0])

    def _count_filter(self, facts: TableFacts, i: int, choice: Choice) -> None:
        key, then = _filter_key(i), partial(self._on_filter_counted, i)
        tasks = []
        if facts.n_row > resolve.LIVE_SKETCH_ROWS or not facts.has_blocks:
            rough = CountRequest(facts.number, choice, resolve.LIVE_SKETCH_ROWS)
            tasks.append(self._make(key, rough, "Counting", then, lane=Lane.QUICK, rank=0))
        if facts.has_blocks:
            tasks.append(self._make(key, CountRequest(facts.number, choice), "Counting filtered rows", then))
        self._runner.submit(*tasks)

    def _on_filter_counted(self, i: int, answer: Answer) -> None:
        # A failure is told by the views, which read the same rows.
        if answer.ending is Ending.FINISHED and i < len(self._shown.filter_tallies):
            tallies = self._shown.filter_tallies
            self._shown.filter_tallies = (*tallies[:i], answer.value, *tallies[i + 1 :])


def _key(ident: str) -> str:
    return f"count {ident}"


def _filter_key(i: int) -> str:
    return f"filter {i}"
