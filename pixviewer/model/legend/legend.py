"""Verbs of the legend: look at a category, choose several, filter by them."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from pixviewer.model import choosing, linking
from pixviewer.model.deciding import Decider
from pixviewer.model.editor import Editor
from pixviewer.model.jobs import Runner
from pixviewer.model.legend.counts import counts_of, flag_counts
from pixviewer.model.legend.entries import KINDS, Entry, entries_of, expression_of
from pixviewer.model.legend.showing import is_shown, with_shown, without_kind
from pixviewer.model.legend.state import LegendState
from pixviewer.model.linked_views import LinkedViews
from pixviewer.model.linking import Pick
from pixviewer.model.resolve import TableFacts
from pixviewer.model.state import SCATTER
from pixviewer.model.tools.content import ContentRequest, compute_content
from pixviewer.model.tools.inquiry import Inquiry

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable


class Legend:
    """Categories of the kind by which the views were coloured last.

    Attributes
    ----------
    state : LegendState
        Observable.
    """

    def __init__(self, decider: Decider, editor: Editor, linked: LinkedViews, runner: Runner) -> None:
        self.state = LegendState()
        self._decider, self._editor, self._linked = decider, editor, linked
        self._inquiry = Inquiry(runner, "legend", is_kept=True)
        self._table: PixTable | None = None
        self._facts: TableFacts | None = None
        self._is_watched = False
        self._own_pick: Pick | None = None
        self._inquiry.changed.connect(self._on_counted)
        display = decider.display.events
        display.scatter.connect(lambda: self.follow(decider.display.scatter.by))
        display.detector.connect(lambda: self.follow(decider.display.detector.by))
        decider.view.events.filters.connect(self.refresh)
        linked.links.events.pick.connect(self._on_pick)

    # What there is

    def set_table(self, table: "PixTable | None", facts: TableFacts | None) -> None:
        """Go on with another table, or more knowledge of it."""
        if table is not self._table:
            self.glance(None)
            self.state.chosen = frozenset()
            self._inquiry.forget()
            self.state.kind = _kind_of(self._decider.display.scatter.by, "ifu")
        self._table, self._facts = table, facts
        self.refresh()

    def watch(self, is_watched: bool) -> None:
        """Count rows from now on, or no longer: a whole table takes a pass."""
        self._is_watched = is_watched
        if is_watched:
            self.refresh()
        else:
            self._inquiry.cancel()
            self.glance(None)

    def refresh(self) -> None:
        """Show the entries of the kind, and ask for their rows."""
        table = self._table
        self.state.entries = () if table is None else self._entries(table)
        if table is not None:
            self._ask(table)

    def _entries(self, table: "PixTable") -> tuple[Entry, ...]:
        blocks = table.blocks
        return entries_of(
            self.state.kind,
            ifus=() if blocks is None else tuple(int(i) for i in blocks.ifus),
            n_exposure=table.offsets.n_exposure,
            flags=() if blocks is None else [bit for bit in range(32) if blocks.per_flag[bit]],
            own=self._decider.display.scatter.flag_colours,
        )

    def _ask(self, table: "PixTable") -> None:
        facts = self._facts
        if not self._is_watched or facts is None or not facts.has_blocks:
            return
        if self.state.kind == "flags":
            assert table.blocks is not None
            self.state.counts = flag_counts(table.blocks, table.n_row)
            return
        # Counted as if no category was filtered out: what is hidden keeps its number.
        filters = without_kind(self._decider.view.filters, self.state.kind)
        choice = choosing.wanted_rows(filters, self._decider.regions)
        request = ContentRequest(facts.number, choice)
        if request == self._inquiry.request:
            self._on_counted()
        else:
            work = partial(compute_content, request, "", table)
            self._inquiry.ask(request, work, f"Counting rows by {KINDS[self.state.kind]}")

    def _on_counted(self) -> None:
        content = self._inquiry.value
        if self.state.kind != "flags":
            self.state.counts = {} if content is None else counts_of(self.state.kind, content.counts)

    # Which kind

    def set_kind(self, kind: str) -> None:
        """Show the categories of a kind, and colour the scatter by them."""
        self._editor.set_display(SCATTER, by=kind)
        self.follow(kind)

    def follow(self, by: str) -> None:
        """Show the categories of a kind, if it is one, as a view does that is looked at."""
        if by in KINDS and by != self.state.kind:
            self.glance(None)
            if self.state.chosen:
                self.choose(())
            self.state.kind, self.state.counts = by, {}
        self.refresh()

    # Looking and choosing

    def entry(self, label: int | None) -> Entry | None:
        """Entry of a label."""
        return next((entry for entry in self.state.entries if entry.label == label), None)

    def glance(self, label: int | None) -> None:
        """Light up the rows of one category and dim all others, while it is looked at."""
        entry = self.entry(label)
        self.state.glanced = None if entry is None else entry.label
        expression = None if entry is None else expression_of((entry,))
        glance = None if entry is None or expression is None else Pick(expression, entry.name)
        if glance != self._linked.links.glance:
            self._linked.links.glance = glance

    def choose(self, labels: Iterable[int]) -> None:
        """Choose just these categories: their rows are picked in every view."""
        known = {entry.label for entry in self.state.entries}
        chosen = frozenset(labels) & known
        self.state.chosen = chosen
        entries = [entry for entry in self.state.entries if entry.label in chosen]
        expression = expression_of(entries)
        if expression is None:
            if self._own_pick is not None:
                self._linked.drop_pick()
            return
        self._own_pick = Pick(expression, words_of(entries))
        self._linked.pick(self._own_pick, linking.REPLACE)

    def toggle(self, label: int) -> None:
        """Choose a category too, or no longer."""
        self.choose(self.state.chosen ^ {label})

    def choose_all(self) -> None:
        """Choose every category."""
        self.choose(entry.label for entry in self.state.entries)

    def choose_none(self) -> None:
        """Choose no category."""
        self.choose(())

    def invert(self) -> None:
        """Choose those that are not chosen."""
        self.choose({entry.label for entry in self.state.entries} - self.state.chosen)

    def _on_pick(self, pick: Pick | None) -> None:
        if pick != self._own_pick:
            self._own_pick = None
            self.state.chosen = frozenset()

    # Filtering

    @property
    def shown(self) -> frozenset[int]:
        """Labels that pass the filters."""
        filters = self._decider.view.filters
        return frozenset(entry.label for entry in self.state.entries if is_shown(filters, entry))

    def toggle_shown(self, label: int) -> None:
        """Filter a category out, or let it pass again."""
        entry = self.entry(label)
        if entry is not None:
            verb = "leave out" if label in self.shown else "show"
            self._filter(self.shown ^ {label}, f"{verb} {entry.name}")

    def show_only_chosen(self) -> None:
        """Filter all but the chosen categories out."""
        self._if_chosen(lambda words: self._filter(self.state.chosen, f"show only {words}"))

    def leave_chosen_out(self) -> None:
        """Filter the chosen categories out."""
        self._if_chosen(lambda words: self._filter(self.shown - self.state.chosen, f"leave out {words}"))

    def show_all(self) -> None:
        """Take the filters on this kind of category away."""
        self._filter({entry.label for entry in self.state.entries}, f"show every {KINDS[self.state.kind]}")

    def _if_chosen(self, act: Callable[[str], None]) -> None:
        chosen = [entry for entry in self.state.entries if entry.label in self.state.chosen]
        if chosen:
            act(words_of(chosen))

    def _filter(self, labels: Iterable[int], label: str) -> None:
        filters = self._decider.view.filters
        changed = with_shown(filters, self.state.entries, labels)
        if changed != filters:
            self._editor.set_filters(changed, label)


def words_of(entries: Iterable[Entry]) -> str:
    """What some entries are called together, in a few words."""
    chosen = tuple(entries)
    if len(chosen) <= 3:
        return ", ".join(entry.name for entry in chosen)
    return f"{len(chosen)} of {KINDS[chosen[0].kind]}: {', '.join(e.sign for e in chosen[:6])}" + (
        "…" if len(chosen) > 6 else ""
    )


def _kind_of(by: str, otherwise: str) -> str:
    return by if by in KINDS else otherwise
