"""What the maps and curves of a self-calibration show, and how: one subject for all of them."""

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt
from psygnal import Signal, SignalGroupDescriptor

from pixviewer.core.report.bins import INSTRUMENT
from pixviewer.model.canvases import Canvases
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.selfcal.calibrator import SelfCal
from pixviewer.model.selfcal.maps import COUNT, FACTOR, Subject, stepped_bin
from pixviewer.model.selfcal.state import OWN

if TYPE_CHECKING:
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.calib.judging import Judgement
    from pixviewer.core.calib.levels import Levels
    from pixviewer.core.products.spectrum import Spectrum
    from pixviewer.core.progress import Progress
    from pixviewer.core.table.pixtable import PixTable

JUDGING, SKY = "judge shown factors", "sky of the bins"
# So many rows tell where the lines of the sky are.
SKY_ROWS = 1_000_000
SKY_STEP = 5.0  # Å, some pixels of the slider
OWN_TITLE = "measured here"
Cell = tuple[int, int]  # IFU and CCD slice


@dataclass
class ExhibitState:
    """How maps and curves are shown.

    ``left`` and ``right`` are quantities of the two maps; ``limit`` the ends of diverging ones in per cent,
    None for those of the values; ``curves`` what they show, factors or differences; ``zoomed`` the IFU whose
    curves have all the room, 0 for none; ``other`` the set that the shown one is compared with; ``hovered``
    the slice under the mouse in any of them.
    """

    left: str = FACTOR
    right: str = COUNT
    limit: float | None = None
    curves: str = FACTOR
    zoomed: int = 0
    other: str | None = None
    hovered: Cell | None = None

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


@dataclass(frozen=True, eq=False)
class SkyOfTable:
    """Mean of some rows by wavelength: where the lines of the sky are."""

    wave: npt.NDArray[np.float64] = field(repr=False)
    value: npt.NDArray[np.float64] = field(repr=False)


class Exhibits:
    """The factors that are shown, with all that is known of them.

    Attributes
    ----------
    state : ExhibitState
        Observable.
    subject : Subject or None
        What maps and curves are made of; None without factors.
    sky : SkyOfTable or None
    """

    changed = Signal()  # the subject is another
    sky_changed = Signal()
    failed = Signal(str, Exception)

    def __init__(self, selfcal: SelfCal, runner: Runner, canvases: Canvases) -> None:
        self._selfcal, self._runner, self._canvases = selfcal, runner, canvases
        self.state = ExhibitState()
        self.subject: Subject | None = None
        self.sky: SkyOfTable | None = None
        self._judged: Judgement | None = None  # of a set that was not measured here
        self._asked_sky = 0
        selfcal.changed.connect(self._refresh)
        selfcal.state.events.loaded.connect(self._refresh)
        self.state.events.other.connect(self._refresh)

    def on_table_changed(self) -> None:
        """Start afresh with another table, or none."""
        self._runner.forget(JUDGING, SKY)
        self._judged, self.sky, self._asked_sky = None, None, 0
        self.state.other, self.state.hovered, self.state.zoomed = None, None, 0
        self._refresh()
        self.sky_changed.emit()

    # Verbs

    def step_bin(self, step: int) -> None:
        """Show the bin after or before, among those with rows; all of them come before the first."""
        if self.subject is not None:
            self._selfcal.set_bin(stepped_bin(self.subject.shown.index + 1, self.bin_no, step))

    def ask_sky(self) -> None:
        """Ask for the spectrum of the sky, once a table."""
        table, facts = self._canvases.table, self._canvases.facts
        if table is None or facts is None or self._asked_sky == facts.number:
            return
        self._asked_sky = facts.number
        work = partial(_sky_of, table)
        self._runner.submit(
            Task(SKY, (SKY, facts.number), work, self._on_sky, "", Lane.QUICK, is_kept=False, is_shown=False)
        )

    @property
    def bin_no(self) -> int:
        """Bin that is shown, 0 for all; one that the factors have."""
        n_bin = self.subject.factors.n_bin if self.subject is not None else 0
        return self._selfcal.state.bin_no if self._selfcal.state.bin_no <= n_bin else 0

    @property
    def is_judging(self) -> bool:
        """Whether residuals of the shown factors are on their way."""
        subject, estimate = self.subject, self._selfcal.state.estimate
        return (
            subject is not None
            and subject.judgement is None
            and estimate is not None
            and np.array_equal(estimate.edges, subject.factors.edges)
        )

    @property
    def mark(self) -> str:
        """What must be said beside everything that is shown: that it is not of the present choices."""
        state = self._selfcal.state
        if state.factors is None or state.factors_name != OWN or not state.is_stale:
            return ""
        return "out of date: measuring again…" if state.running else "out of date: run again"

    @property
    def needs(self) -> str:
        """What is missing before anything can be shown."""
        if self._selfcal.state.running:
            return "measuring slices…"
        return "Run the self-calibration (Ctrl+Shift+X), or load factors (Ctrl+Alt+O)"

    def factors_of(self, name: str) -> "Factors | None":
        """Factors of a set by its name."""
        if name == OWN:
            return self._selfcal.own_factors
        return next((one.factors for one in self._selfcal.state.loaded if one.name == name), None)

    # From the self-calibration

    def _refresh(self) -> None:
        state = self._selfcal.state
        if state.factors is None:
            self.subject = None
            self.changed.emit()
            return
        other = None if self.state.other is None else self.factors_of(self.state.other)
        if other is None and self.state.other is not None:
            self.state.other = None  # it was forgotten; comes back here
            return
        is_own, estimate = state.factors_name == OWN, state.estimate
        wanted = Subject(
            title_of(state.factors_name),
            state.factors,
            estimate.levels if is_own and estimate is not None else None,
            self._judgement(state.factors),
            other,
            "" if self.state.other is None else title_of(self.state.other),
            self._wave,
        )
        if not _is_same(wanted, self.subject):
            self.subject = wanted
            self.changed.emit()

    @property
    def _wave(self) -> tuple[float, float] | None:
        table = self._canvases.table
        blocks = table.blocks if table is not None else None
        return None if blocks is None else blocks.wave_range

    def _judgement(self, factors: "Factors") -> "Judgement | None":
        """What is known of the factors that are shown; asked for if they were not measured here."""
        state = self._selfcal.state
        estimate = state.estimate
        if estimate is None:
            return None
        for known in (state.judgement, self._judged):
            if known is not None and known.levels is estimate.levels and _is_of(known, factors):
                return known
        if state.factors_name == OWN:
            return None
        if np.array_equal(estimate.edges, factors.edges):
            work = partial(_judge, estimate.levels, factors)
            request = (JUDGING, id(factors), id(estimate.levels))
            self._runner.submit(
                Task(JUDGING, request, work, self._on_judged, "", Lane.QUICK, is_kept=False, is_shown=False)
            )
        return None

    def _on_judged(self, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            self._judged = answer.value
            self._refresh()
        elif answer.error is not None:
            self.failed.emit("Judging the factors that are shown", answer.error)

    def _on_sky(self, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            self.sky = answer.value
            self.sky_changed.emit()
        elif answer.error is not None:
            self.failed.emit("Reading the sky of the table", answer.error)


def title_of(name: str) -> str:
    """What a set is called."""
    return name or OWN_TITLE


def _is_of(judgement: "Judgement", factors: "Factors") -> bool:
    """Whether factors were judged, perhaps as a copy of theirs."""
    known = judgement.factors
    return known is factors or np.array_equal(known.factor, factors.factor)


def _is_same(one: Subject, two: Subject | None) -> bool:
    return two is not None and all(
        getattr(one, name) is getattr(two, name) for name in ("factors", "levels", "judgement", "other")
    )


def _judge(levels: "Levels", factors: "Factors", progress: "Progress") -> "Judgement":
    from pixviewer.core.calib.judging import judge

    return judge(levels, factors)


def _sky_of(table: "PixTable", progress: "Progress") -> SkyOfTable:
    from pixviewer.core.products.spectrum import spectrum

    # With a range no index is needed.
    found: Spectrum = spectrum(table, step=SKY_STEP, wave=INSTRUMENT, sketch=SKY_ROWS, progress=progress)
    return SkyOfTable(found.wave, found.value)
