"""The verbs of a self-calibration, and how one answer leads to the next.

A run adds up the table once. From then on every change of what is decided is followed by itself: factors come
from the sums, and where these are of another mask, the table is added up again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from pixviewer.core.calib.deciding import SliceVerdict
from pixviewer.core.calib.minimum import Minimum
from pixviewer.core.calib.painting import MaskPlan
from pixviewer.model.canvases import Canvases
from pixviewer.model.deciding import Decider
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.numbering import next_table_number
from pixviewer.model.resolve import TableFacts
from pixviewer.model.selfcal import work
from pixviewer.model.selfcal.decisions import Calibration
from pixviewer.model.selfcal.loading import factor_files_among, load_factors
from pixviewer.model.selfcal.masking import Masking
from pixviewer.model.selfcal.recipes import Recipe
from pixviewer.model.selfcal.requests import EstimateRequest, resolve_estimate, resolve_gather
from pixviewer.model.selfcal.saving import Result, Saver
from pixviewer.model.selfcal.state import OWN, CalState, NamedFactors
from pixviewer.model.selfcal.work import Estimated, Gathered, Judged

if TYPE_CHECKING:
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.table.pixtable import PixTable

OBJECTING, GATHERING, ESTIMATING, JUDGING = (
    "selfcal objections", "selfcal gather", "selfcal estimate", "selfcal judge"
)  # fmt: skip
LOADING = "selfcal load"
RUNNING = "Self-calibrating"


class SelfCal:
    """Self-calibration of the open table.

    Attributes
    ----------
    state : CalState
        Observable.
    after : PixTable or None
        The open table, seen through `state.factors`.
    masking : Masking
        Verbs for the mask, and its newest state.
    after_facts : TableFacts or None
        With a number of its own for each set of factors.
    """

    changed = Signal()  # factors, or what they are judged by, are new
    failed = Signal(str, Exception)
    told = Signal(str)

    def __init__(self, decider: Decider, runner: Runner, canvases: Canvases) -> None:
        self._decider, self._runner, self._canvases = decider, runner, canvases
        self.state: CalState = decider.cal
        self.after: PixTable | None = None
        self.after_facts: TableFacts | None = None
        self._gathered: Gathered | None = None
        self._former: Gathered | None = None  # before it: what is undone is there again at once
        self._estimated: Estimated | None = None
        self._asked: dict[str, Any] = {}
        self._is_following = False  # whether changes of what is decided lead to new sums
        self._judged: EstimateRequest | None = None  # what was judged last
        self._refused: Any = None  # what cannot be done as it is decided
        self.saver = Saver(runner, self._result)
        self.saver.failed.connect(self.failed.emit)
        self.saver.told.connect(self.told.emit)
        self.masking = Masking(self.set_mask_plan, decider, runner, canvases)
        self.masking.failed.connect(self.failed.emit)
        self.masking.told.connect(self.told.emit)
        decider.decided.connect(self.refresh)

    @property
    def table(self) -> "PixTable | None":
        """The open table."""
        return self._canvases.table

    @property
    def own_factors(self) -> "Factors | None":
        """Factors measured here, verdicts applied, whatever is shown."""
        return self._estimated.factors if self._estimated is not None else None

    @property
    def facts(self) -> TableFacts | None:
        """What is known of the open table."""
        return self._canvases.facts

    @property
    def decided(self) -> Calibration:
        """What is decided."""
        return self.state.calibration

    def on_table_changed(self) -> None:
        """Start afresh with another table, or none."""
        self._runner.forget(OBJECTING, GATHERING, ESTIMATING, JUDGING, LOADING)
        self._gathered = self._former = self._estimated = self._judged = self._refused = None
        self.saver.forget()
        self._asked.clear()
        self._is_following = False
        state = self.state
        state.objections = state.sums = state.estimate = state.judgement = state.factors = None
        state.review, state.words = None, ()
        state.suspects, state.loaded, state.remarks, state.factors_name = (), (), (), OWN
        state.is_stale, state.bin_no, state.running, state.problem, state.truth = False, 0, "", "", None
        self.masking.on_table_changed()
        self._show(None)
        if self.table is not None:
            self._ask_objections(self.table)

    # Verbs: what is decided

    def run(self) -> None:
        """Add the table up with the present mask, and estimate its factors."""
        if self.table is None:
            return
        found = self.state.objections
        if found is not None and found.reasons and not self.decided.is_forced:
            self.told.emit(f"not run: {'; '.join(found.reasons)} (Run Anyway does it nevertheless)")
            return
        self._is_following, self._refused = True, None
        self.state.problem = ""
        self._asked.pop(GATHERING, None)
        self.refresh()
        if not self.state.running and self.state.estimate is not None:
            self.told.emit("the factors are up to date")

    def cancel(self) -> None:
        """Stop; what was found before stays, marked as out of date if it is."""
        if self.state.running:
            self._runner.forget(GATHERING, ESTIMATING, JUDGING)
            self._is_following = False
            self._asked.clear()
            self.state.running = ""
            self._mark_stale()
            self.told.emit("self-calibration was cancelled")

    def force(self) -> None:
        """Run whatever speaks against it."""
        self._decide("run although something speaks against it", is_forced=True)
        self.run()

    def set_method(self, name: str) -> None:
        """Choose the method."""
        self._decide(f"method {name}", method=name)

    def set_clip(self, clip: float) -> None:
        """Choose the correction clip."""
        self._decide(f"correction clip {clip:g}", merge_key="corr_clip", corr_clip=clip)

    def set_raman(self, width: float) -> None:
        """Leave rows near Raman lines out, or in with 0."""
        label = f"leave out {width:g} Å about Raman lines" if width else "keep rows near Raman lines"
        self._decide(label, merge_key="raman_width", raman_width=width)

    def set_flagged(self, flagged: bool | None) -> None:
        """Let flagged rows take part, or not, or as the method has it."""
        label = {
            None: "flagged rows as the method has it",
            True: "use flagged rows",
            False: "no flagged rows",
        }
        self._decide(label[flagged], flagged=flagged)

    def set_minimum(self, minimum: Minimum) -> None:
        """Choose the least numbers of rows and columns."""
        self._decide("least numbers for a slice", merge_key="minimum", minimum=minimum)

    def set_mask_plan(self, plan: MaskPlan, label: str, merge_key: str | None = None) -> None:
        """Choose the mask."""
        self._decide(label, merge_key=merge_key, mask=plan)

    def set_verdict(self, verdict: SliceVerdict) -> None:
        """Say something of a slice, in the place of what was said of it before."""
        others = self._without_verdict(verdict.ifu, verdict.slice_no)
        label = f"{verdict.decision} slice {verdict.slice_no} of IFU {verdict.ifu}"
        self._decide(label, verdicts=(*others, verdict))

    def set_verdicts(
        self, verdicts: Iterable[SliceVerdict], label: str, merge_key: str | None = None
    ) -> None:
        """Put all that is said of slices in the place of what was said before, under a name."""
        self._decide(label, merge_key=merge_key, verdicts=tuple(verdicts))

    def clear_verdict(self, ifu: int, slice_no: int) -> None:
        """Take a verdict back."""
        label = f"no verdict on slice {slice_no} of IFU {ifu}"
        self._decide(label, verdicts=self._without_verdict(ifu, slice_no))

    def set_bin(self, bin_no: int) -> None:
        """Show one bin, or white light with 0."""
        n_bin = self.state.factors.n_bin if self.state.factors is not None else 0
        self.state.bin_no = min(max(bin_no, 0), n_bin)

    def _without_verdict(self, ifu: int, slice_no: int) -> tuple[SliceVerdict, ...]:
        return tuple(v for v in self.decided.verdicts if (v.ifu, v.slice_no) != (ifu, slice_no))

    def _decide(self, label: str, *, merge_key: str | None = None, **changes: Any) -> None:
        if self.table is not None:
            self._decider.decide(label, merge_key=merge_key, calibration=replace(self.decided, **changes))

    # Verbs: factors of files

    def load_factors(self, path: Path | str) -> None:
        """Read factors from a file, and show them."""
        table, path = self.table, Path(path)
        if table is None:
            return
        self._submit(
            f"{LOADING} {path}",
            path,
            partial(load_factors, path, table),
            partial(self._on_loaded, path),
            f"Reading {path.name}",
            Lane.QUICK,
        )

    def drop_factors(self, name: str) -> None:
        """Forget factors of a file."""
        self.state.loaded = tuple(one for one in self.state.loaded if one.name != name)
        if self.state.factors_name == name:
            self.show_factors(OWN)

    def sort_files(self, paths: Sequence[Path], then: Callable[[list[Path], list[Path]], None]) -> None:
        """Find out which files hold factors; `then` is given these, and all others."""

        def found(answer: Answer) -> None:
            factors = answer.value if answer.ending is Ending.FINISHED else []
            then(factors, [path for path in paths if path not in factors])

        sort = partial(factor_files_among, tuple(paths))
        self._submit(f"{LOADING} sort", tuple(paths), sort, found, "", Lane.QUICK)

    def show_factors(self, name: str) -> None:
        """Show factors of a file everywhere, or those measured here."""
        found = next((one for one in self.state.loaded if one.name == name), None)
        self.state.factors_name = name if found is not None else OWN
        self._show(found if found is not None else self._estimated)

    # From decisions to work

    def refresh(self) -> None:
        """Ask for what the decisions want now; after any change of them."""
        table, facts = self.table, self._canvases.facts
        if table is None or facts is None:
            return
        wanted = resolve_estimate(facts.number, self.decided)
        if self._former is not None and self._former.request == wanted.gathered:
            self._gathered, self._former = self._former, self._gathered
            self.state.sums = self._gathered.sums
        if wanted in (self._refused, self._asked.get(ESTIMATING)):
            pass
        elif self._gathered is not None and self._gathered.request == wanted.gathered:
            self._stop_gathering()
            self._ask_estimate(wanted, self._gathered)
        elif self._is_following:
            self._ask_sums(table, facts.number)
        self._mark_stale()

    def _stop_gathering(self) -> None:
        if self._asked.pop(GATHERING, None) is not None:
            self._runner.forget(GATHERING)
            self.state.running = ""

    def _ask_objections(self, table: "PixTable") -> None:
        find = partial(work.find_objections, table)
        self._submit(OBJECTING, table.name, find, self._on_objections, "", Lane.QUICK)

    def _ask_sums(self, table: "PixTable", number: int) -> None:
        request = resolve_gather(number, self.decided)
        if self._asked.get(GATHERING) == request:
            return
        self._asked[GATHERING] = request
        self._runner.forget(ESTIMATING, JUDGING)
        self._asked.pop(ESTIMATING, None)
        gather = partial(
            work.gather_sums, request, table, self.decided.is_forced, self._gathered, self._runner.cache
        )
        self._submit(GATHERING, request, gather, self._on_gathered, "Measuring slices", Lane.HEAVY)
        self.state.running = RUNNING

    def _ask_estimate(self, wanted: EstimateRequest, gathered: Gathered) -> None:
        if self.table is None:
            return
        if self._estimated is not None and self._estimated.request == wanted:
            if self._asked.pop(ESTIMATING, None) is not None:
                self._runner.forget(ESTIMATING)
            self.state.problem = ""
            self._ask_judgement(self._estimated)
            return
        # What judges the factors before would keep these from being seen.
        self._runner.forget(JUDGING)
        self._asked.pop(JUDGING, None)
        self._asked[ESTIMATING] = wanted
        estimate = partial(work.estimate_factors, wanted, gathered.sums, self._estimated, self.table)
        self._submit(ESTIMATING, wanted, estimate, self._on_estimated, "Estimating factors", Lane.QUICK)

    def _mark_stale(self) -> None:
        facts, found = self._canvases.facts, self._estimated
        if facts is not None and found is not None:
            self.state.is_stale = found.request != resolve_estimate(facts.number, self.decided)

    def _submit(
        self,
        key: str,
        request: Any,
        do: Callable[..., Any],
        then: Callable[[Answer], None],
        label: str,
        lane: Lane,
    ) -> None:
        is_shown = lane is Lane.HEAVY
        task = Task(key, (key, request), do, then, label, lane, is_kept=False, is_shown=is_shown)
        self._runner.submit(task)

    # Answers

    def _on_objections(self, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            self.state.objections = answer.value
            self.changed.emit()
        elif answer.error is not None:
            self.failed.emit("Looking whether the table can be calibrated", answer.error)

    def _on_gathered(self, answer: Answer) -> None:
        if not self._is_good(answer, GATHERING):
            return
        self._gathered, self._former = answer.value, self._gathered
        self._asked.pop(GATHERING, None)
        self.state.sums = answer.value.sums
        self.refresh()

    def _on_estimated(self, answer: Answer) -> None:
        if not self._is_good(answer, ESTIMATING):
            return
        self._asked.pop(ESTIMATING, None)
        found: Estimated = answer.value
        self._estimated = found
        self.state.estimate = found.estimate
        self.state.problem = ""
        self._mark_stale()
        if self.state.factors_name == OWN:
            self._show(found)
        self._ask_judgement(found)

    def _ask_judgement(self, found: Estimated) -> None:
        if self.table is None or found.request in (self._judged, self._asked.get(JUDGING)):
            return
        self._asked[JUDGING] = found.request
        judge = partial(work.judge_factors, found, self.decided.verdicts, self.state.review, self.table)
        then = partial(self._on_judged, found.request)
        self._submit(JUDGING, found.request, judge, then, "Judging factors", Lane.QUICK)

    def _on_judged(self, request: EstimateRequest, answer: Answer) -> None:
        if not self._is_good(answer, JUDGING):
            return
        self._asked.pop(JUDGING, None)
        self._judged = request
        judged: Judged = answer.value
        odd = self._gathered.remarks if self._gathered is not None else ()
        self.state.review, self.state.truth, self.state.words = judged.review, judged.truth, judged.words
        self.state.judgement, self.state.suspects = judged.review.decided, judged.review.suspects
        self.state.remarks = tuple(dict.fromkeys((*odd, *judged.remarks)))
        self.state.running = ""
        self.changed.emit()

    def _on_loaded(self, path: Path, answer: Answer) -> None:
        if answer.error is not None:
            self.failed.emit(f"Reading factors from {path.name}", answer.error)
        elif answer.ending is Ending.FINISHED:
            others = tuple(one for one in self.state.loaded if one.path != path)
            found: NamedFactors = replace(answer.value, name=_name_among(path, others))
            self.state.loaded = (*others, found)
            self.show_factors(found.name)
            for remark in (*found.refusals, *found.remarks):
                self.told.emit(remark)

    def _is_good(self, answer: Answer, key: str) -> bool:
        if answer.ending is Ending.FINISHED:
            return True
        self._asked.pop(key, None)
        self.state.running = ""
        facts = self._canvases.facts
        if answer.error is not None and facts is not None:
            self._refused = resolve_estimate(facts.number, self.decided)
            self._tell_problem(answer.error)
        else:
            self._is_following = False
            self.told.emit("self-calibration was cancelled")
        self._mark_stale()
        self.changed.emit()
        return False

    def _tell_problem(self, error: Exception) -> None:
        reasons = getattr(error, "reasons", None)  # of a refusal: what was decided leaves nothing to do
        self.state.problem = "; ".join(reasons) if reasons else str(error) or type(error).__name__
        if reasons:
            self.told.emit(self.state.problem)
        else:
            self.failed.emit(RUNNING, error)

    # Saving

    def refusals(self) -> tuple[str, ...]:
        """What speaks against correcting the open table with the factors that are shown."""
        found, loaded = self.state.objections, self._shown_file()
        of_table = found.reasons if found is not None else ()
        return (*of_table, *(loaded.refusals if loaded is not None else ()))

    def _shown_file(self) -> NamedFactors | None:
        name = self.state.factors_name
        return next((one for one in self.state.loaded if name and one.name == name), None)

    def _result(self) -> Result | None:
        table, facts, state = self.table, self._canvases.facts, self.state
        if table is None or facts is None:
            return None
        recipe = Recipe(str(table.path or "TABLE.fits"), self.decided, self._shown_file())
        is_judged = self._estimated is not None and self._judged == self._estimated.request
        own = state.review if is_judged and not state.factors_name and not state.is_stale else None
        review = replace(own, verdicts=self.decided.verdicts) if own is not None else None
        is_old = not state.factors_name and state.is_stale
        factors = None if is_old else state.factors
        return Result(table, facts.number, recipe, factors, review, state.truth, state.remarks)

    def _show(self, found: Estimated | NamedFactors | None) -> None:
        table, facts = self.table, self._canvases.facts
        self.after = self.after_facts = None
        if found is not None and table is not None and facts is not None:
            self.after = found.after or work.seen_through(table, found.factors)
            self.after_facts = replace(facts, number=next_table_number())
            self.state.bin_no = min(self.state.bin_no, found.factors.n_bin)
        self.state.factors = found.factors if found is not None else None
        self.changed.emit()


def _name_among(path: Path, others: tuple[NamedFactors, ...]) -> str:
    """Name of a file, with its folder where another one has the same."""
    return f"{path.parent.name}/{path.name}" if any(o.name == path.name for o in others) else path.name
