"""Times of a self-calibration in the window, as JSON on standard output: ``… TABLE STARTED``.

It does what a user does: finds a mask, runs, changes each choice, saves a report, and cancels at each stage.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gestures import summary
from heartbeat import Heartbeat
from measuring import OwnMemory
from window_times import N_STACK, Session

from pixviewer.core.calib.deciding import SliceVerdict
from pixviewer.core.calib.painting import Automatic, Disc, MaskPlan
from pixviewer.gui.panes.steps_pane import StepsPane
from pixviewer.model.selfcal import calibrator
from pixviewer.model.selfcal.saving import REPORT, TABLE

NOTCHES = range(30, 70)  # of the slider of the correction clip
MOVE_S = 1 / 30
# Stages of a run with the key of their job, and how far it has come when it is cancelled.
STAGES = (
    ("painting the mask", calibrator.GATHERING, 0.0),
    ("measuring slices", calibrator.GATHERING, 0.2),
    ("estimating factors", calibrator.ESTIMATING, 0.0),
    ("judging factors", calibrator.JUDGING, 0.0),
)


class SelfcalSession(Session):
    """The window in the perspective of a self-calibration, and when it showed what."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.window.set_perspective("selfcal")
        self.selfcal = self.workspace.selfcal
        self.factors: list[float] = []  # when factors became known
        self.after: list[tuple[float, bool]] = []  # when a picture of the corrected table came, exact or not
        self.selfcal.state.events.factors.connect(lambda *_: self.factors.append(time.perf_counter()))
        self.workspace.canvases.shown.events.compare.connect(self._on_pictures)

    def _on_pictures(self, *_: object) -> None:
        facts, known = self.selfcal.after_facts, self.workspace.comparison._products[1]
        if facts is not None and known is not None and known[0].table == facts.number:
            self.after.append((time.perf_counter(), not known[0].sketch))

    def work(self) -> None:
        """Do everything; fills the figures."""
        self.heart = Heartbeat()
        self._with_memory("opening", lambda: self._phase("opening", lambda: self.workspace.open(self.path)))
        self._with_memory("first run", self._first_run)
        self._with_memory("changes", self._changes)
        with tempfile.TemporaryDirectory(dir=os.environ.get("PIXVIEWER_BENCH_SCRATCH")) as folder:
            self._with_memory("report", lambda: self._report(Path(folder)))
            self._with_memory("cancelled runs", lambda: self._cancel_runs(Path(folder)))
        self.heart.stop()
        self.figures["longest gap"] = self.heart.worst_ms()
        worst = sorted(self.heart.late, key=lambda late: -late[1])[: 2 * N_STACK]
        self.figures["late"] = [f"{p}: {1e3 * gap:.0f} ms, {stack}" for p, gap, stack in worst]
        self.workspace.close()
        self.window.close()

    def _with_memory(self, name: str, work: Callable[[], None]) -> None:
        with OwnMemory() as memory:
            work()
        self.figures[f"peak of own memory, {name} [MB]"] = memory.peak / 1e6

    def _phase(self, name: str, act: Callable[[], object]) -> float:
        """Do something, and wait for all that follows; gives when it began."""
        self.heart.enter(name)
        self.factors.clear()
        self.after.clear()
        begin = time.perf_counter()
        act()
        self.until_calm()
        return begin

    # What is measured

    def _first_run(self) -> None:
        plan = MaskPlan((Automatic("threshold", 5.0, 1, 6),))
        begin = self._phase("automatic mask", lambda: self.selfcal.set_mask_plan(plan, "sources"))
        self.figures["automatic mask and its coverage [s]"] = time.perf_counter() - begin - 0.5
        begin = self._phase("first run", self.selfcal.run)
        if not self.factors:
            raise RuntimeError(f"no factors: {self.selfcal.state.problem}")
        self.figures["run, to the factors [s]"] = self.factors[0] - begin
        for name, is_exact in (("a sketch", False), ("exact", True)):
            found = [at for at, exact in self.after if exact == is_exact]
            if found:
                self.figures[f"factors to after-image, {name} [s]"] = found[0] - self.factors[0]
        self.figures["what it says"] = " ".join(self.selfcal.state.words)

    def _changes(self) -> None:
        selfcal, decided = self.selfcal, self.selfcal.decided
        for name, act in (
            ("another clip", lambda: selfcal.set_clip(5.0)),
            ("the other method", lambda: selfcal.set_method("deepfield")),
            ("the first method again", lambda: selfcal.set_method("mpdaf")),
            ("a slice excluded", lambda: selfcal.set_verdict(SliceVerdict(5, 7, "exclude"))),
            ("a slice set to one", lambda: selfcal.set_verdict(SliceVerdict(9, 20, "one"))),
            ("a disc added to the mask", lambda: self._mask(decided.mask.added(Disc(5.0, 5.0, 1.0)))),
            ("undone", self.workspace.undo),
        ):
            self._reestimate(name, act)
        self._phase("another bin", lambda: selfcal.set_bin(3))
        self._phase("all bins", lambda: selfcal.set_bin(0))
        self._drag_clip()

    def _mask(self, plan: MaskPlan) -> None:
        self.selfcal.set_mask_plan(plan, "disc")

    def _reestimate(self, name: str, act: Callable[[], object]) -> None:
        begin = self._phase(name, act)
        self.figures[f"{name}: factors [ms]"] = 1e3 * (self.factors[0] - begin)
        if self.after:
            self.figures[f"{name}: after-image [ms]"] = 1e3 * (self.after[0][0] - begin)

    def _drag_clip(self) -> None:
        """Move the slider as a hand does: each position's paint, and how long its factors took to come."""
        panel = self.window.arrangement.panel("Steps", StepsPane).run_panel
        behind: list[float] = []

        def drag() -> None:
            for notch in NOTCHES:
                begin, n = time.perf_counter(), len(self.factors)
                panel.slider.setValue(notch)
                self.hand.until(lambda n=n: len(self.factors) > n, 2.0)
                behind.append(time.perf_counter() - begin)
                self.hand.rest(MOVE_S - behind[-1])

        self._phase("dragging the clip", drag)
        self.figures["dragging the clip: factors"] = summary(behind)

    def _report(self, folder: Path) -> None:
        path = folder / "report.html"
        begin = self._phase("saving the report", lambda: self.selfcal.saver.save(REPORT, path))
        self.figures["report saved [s]"] = time.perf_counter() - begin - 0.5

    # From the wish to stop to its end

    def _cancel_runs(self, folder: Path) -> None:
        for i, (stage, key, share) in enumerate(STAGES):
            self.heart.enter(f"cancelling, {stage}")
            plan = MaskPlan((Automatic("threshold", 4.0 + 0.1 * i, 1, 6),))
            self.selfcal.set_mask_plan(plan, "sources")
            self.selfcal.run()
            if self.hand.until(lambda key=key, share=share: self._has_come(key, share), 120):
                self._cancel(stage, self.selfcal.cancel, key)
            self.until_calm()
        self.heart.enter("running again")
        self.selfcal.run()
        self.until_calm()
        self.heart.enter("cancelling a corrected table")
        self.selfcal.saver.save(TABLE, folder / "corrected.fits")
        if self.hand.until(lambda: any(job.fraction for job in self.workspace.runner.jobs), 120):
            self._cancel("writing the corrected table", self._cancel_jobs)
        self.figures["files left of it"] = len(list(folder.glob("*corrected*")))

    def _cancel_jobs(self) -> None:
        for job in self.workspace.runner.jobs:
            self.workspace.runner.cancel(job.ident)

    def _has_come(self, key: str, share: float) -> bool:
        runner = self.workspace.runner
        return runner.is_busy(key) and (not share or (runner.fraction_of(key) or 0.0) >= share)

    def _cancel(self, stage: str, act: Callable[[], None], *keys: str) -> None:
        begin = time.perf_counter()
        act()
        self.hand.until(lambda: not self.workspace.runner.is_busy(*keys))
        self.figures[f"cancelled, {stage} [ms]"] = 1e3 * (time.perf_counter() - begin)


if __name__ == "__main__":
    session = SelfcalSession(Path(sys.argv[1]))
    session.work()
    print(json.dumps(session.figures))
