"""Times of the window on one table, as JSON on standard output: ``window_times.py TABLE STARTED [gestures]``.

STARTED is ``time.time()`` of whoever started the process, so that interpreter and imports count. With
``gestures`` a hand pans, zooms and drags, alone and beside an extraction.
"""

import json
import os
import sys
import tempfile
import time

started = float(sys.argv[2])

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from gestures import Hand, around, pixel, straight, summary  # noqa: E402
from heartbeat import Heartbeat  # noqa: E402
from measuring import OwnMemory  # noqa: E402
from PyQt6.QtCore import QPoint  # noqa: E402
from PyQt6.QtWidgets import QApplication  # noqa: E402

from pixviewer.gui.app import make_application  # noqa: E402
from pixviewer.gui.canvas.sky_view import SkyView  # noqa: E402
from pixviewer.gui.main_window import MainWindow  # noqa: E402
from pixviewer.model.canvases import LIVE, SPECTRUM  # noqa: E402
from pixviewer.model.extracting import ExtractPlan  # noqa: E402
from pixviewer.model.filters import GOOD_ROWS  # noqa: E402

CALM_S = 0.5
N_STEP = 40
N_STACK = 8  # of the longest gaps, what ran is told
SMALL, LARGE = 2.0, 12.0  # radii of apertures, arcsec


class Session:
    """The window on a table, what it painted, and how it answered."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pictures: list[tuple[float, str]] = []
        self._watch_pictures()
        self.app: QApplication = make_application("light")
        self.window = MainWindow(remembers=False)
        self.window.resize(1600, 1000)
        self.window.show()
        self.app.processEvents()
        self.workspace = self.window.workspace
        self.hand = Hand(self.app)
        self.figures: dict[str, Any] = {"window_seconds": time.time() - started}
        self.sky = self.window.panes["image"].view.canvas
        self.spectrum = self.window.spectrum.view.canvas

    def _watch_pictures(self) -> None:
        set_picture = SkyView.set_picture

        def watched(view: Any, rgba: Any, grid: Any, note: str = "") -> None:
            set_picture(view, rgba, grid, note)
            self.pictures.append((time.time() - started, note))

        SkyView.set_picture = watched  # type: ignore[method-assign]

    def run(self, *, has_gestures: bool) -> None:
        with OwnMemory() as memory:
            self.heart = Heartbeat()
            self.heart.enter("opening")
            self.workspace.open(self.path)
            self.hand.until(lambda: bool(self.pictures))
            self.figures["first_picture_seconds"] = self.pictures[0][0]
            self.figures["first_picture_note"] = self.pictures[0][1]
            self.heart.enter("first pictures, indexing" if not self._is_indexed() else "first pictures")
            self.until_calm()
            self.figures["all_exact_seconds"] = time.time() - started - CALM_S
            if has_gestures:
                self.gestures()
            self.heart.stop()
        self.figures["own_peak_mb"] = memory.peak / 1e6
        self.figures["gaps_ms"] = self.heart.worst_ms()
        worst = sorted(self.heart.late, key=lambda late: -late[1])[:N_STACK]
        self.figures["late"] = [f"{p}: {1e3 * gap:.0f} ms, {stack}" for p, gap, stack in worst]
        self.workspace.close()
        self.window.close()

    def _is_indexed(self) -> bool:
        facts = self.workspace.facts
        return facts is not None and facts.has_blocks

    def until_calm(self) -> None:
        """Until nothing has been left to do for a while."""
        calm = time.monotonic()
        while time.monotonic() - calm < CALM_S:
            self.hand.rest(0.001)
            if self.workspace.runner.is_busy():
                calm = time.monotonic()

    # The gestures

    def gestures(self) -> None:
        self._looking("alone")
        self._apertures("alone")
        self._bands()
        self._filters()
        with tempfile.TemporaryDirectory(dir=os.environ.get("PIXVIEWER_BENCH_SCRATCH")) as folder:
            self._extract_beside(Path(folder))
            self._cancel(Path(folder))

    def _looking(self, beside: str) -> None:
        """Pan and zoom, in the image and in the scatter."""
        middle = self._middle(self.sky)
        self.heart.enter(f"panning, {beside}")
        frames = self.hand.drag(self.sky, around(middle, 120, N_STEP))
        scatter = self.window.panes["scatter"].view.canvas
        frames += self.hand.drag(scatter, around(self._middle(scatter), 120, N_STEP))
        self.figures[f"panning, {beside}"] = summary(frames)
        self.heart.enter(f"zooming, {beside}")
        frames = self.hand.turn_wheel(self.sky, middle, [1] * 20 + [-1] * 20)
        self.figures[f"zooming, {beside}"] = summary(frames)
        if beside == "alone":
            self.until_calm()

    def _apertures(self, beside: str) -> None:
        """Drag an aperture about: a small one, followed exactly, and a large one, estimated."""
        for radius in (SMALL, LARGE):
            name = f"aperture of {radius:g}″, {beside}"
            self.workspace.navigator.fit()
            x0, x1, y0, y1 = self.sky.box()
            self.workspace.editor.add_shape("circle", (x0 + x1) / 2, (y0 + y1) / 2, radius)
            self._settle(beside)
            self.heart.enter(name)
            behind = Behind(self)
            frames = self.hand.drag(self.sky, around(self._middle(self.sky), 60, 2 * N_STEP))
            self.figures[name] = {"frames": summary(frames), **behind.stop()}
            self._settle(beside)
            self.workspace.editor.delete_regions((self.workspace.regions.items[-1].ident,))
            self._settle(beside)

    def _settle(self, beside: str) -> None:
        if beside == "alone":
            self.until_calm()
        else:
            self.hand.rest(0.3)

    def _bands(self) -> None:
        """Drag a wavelength range in the spectrum."""
        edges = self.workspace.shown.spectrum.product.edges
        low, high = (float(edges[0] + share * (edges[-1] - edges[0])) for share in (0.3, 0.4))
        self.workspace.editor.add_band(low, high)
        self.until_calm()
        self.heart.enter("wavelength range")
        inside = pixel(self.spectrum, (low + high) / 2, 0.0)
        inside.setY(self._middle(self.spectrum).y())
        frames = self.hand.drag(self.spectrum, straight(inside, inside + QPoint(200, 0), N_STEP))
        self.figures["wavelength range"] = summary(frames)
        self.until_calm()
        self.workspace.undo()
        self.workspace.undo()
        self.until_calm()

    def _filters(self) -> None:
        """Change the filters, and wait for sketch and truth."""
        self.heart.enter("filters")
        filters = self.workspace.view.filters
        n = len(self.pictures)
        begin = time.perf_counter()
        self.workspace.editor.set_filters(filters.added(GOOD_ROWS), "good rows")
        self.hand.until(lambda: len(self.pictures) > n)
        self.figures["filter_to_sketch_ms"] = 1e3 * (time.perf_counter() - begin)
        self.until_calm()
        self.workspace.undo()
        self.until_calm()

    def _extract_beside(self, folder: Path) -> None:
        plan = ExtractPlan(wave=(self._part(),), path=folder / "part.fits", overwrite=True)
        # Written again and again, so that a small table keeps the disk busy as long as a large one.
        self.workspace.extracted.connect(lambda *_: self.workspace.extract(plan))
        self.workspace.extract(plan)
        self._looking("beside an extraction")
        self._apertures("beside an extraction")
        self.workspace.extracted.disconnect()
        self.until_calm()

    def _part(self) -> tuple[float, float]:
        edges = self.workspace.shown.spectrum.product.edges
        return float(edges[0]), float(edges[0] + 0.5 * (edges[-1] - edges[0]))

    def _cancel(self, folder: Path) -> None:
        """From the wish to stop an extraction of everything to its end."""
        self.heart.enter("cancelling")
        self.workspace.extract(ExtractPlan(path=folder / "all.fits"))
        runner = self.workspace.runner
        self.hand.until(lambda: any(job.fraction for job in runner.jobs))
        begin = time.perf_counter()
        for job in runner.jobs:
            runner.cancel(job.ident)
        self.hand.until(lambda: not runner.is_busy())
        self.figures["cancel_ms"] = 1e3 * (time.perf_counter() - begin)
        self.figures["left_after_cancel"] = len(list(folder.glob("*all*")))

    def _middle(self, canvas: Any) -> QPoint:
        here = canvas.map()
        return QPoint(round(here.left + here.width / 2), round(here.top + here.height / 2))


class Behind:
    """How far spectrum and count are behind a dragged aperture: from a position told to its answer shown.

    A position is told as soon as the mouse has been there, every 33 ms at most.
    """

    def __init__(self, session: Session) -> None:
        self._canvases, self._runner = session.workspace.canvases, session.workspace.runner
        self._asked: dict[Any, float] = {}
        self._behind: dict[str, list[float]] = {SPECTRUM: [], LIVE: []}
        self._fractions: list[float] = []
        self._wrap()

    def stop(self) -> dict[str, Any]:
        """Take the ears away; gives what was heard."""
        for owner, name in (
            (self._runner, "submit"),
            (self._canvases, "_on_spectrum"),
            (self._canvases, "_on_live"),
        ):
            delattr(owner, name)
        return {
            "positions": len(self._asked) // 2,
            "spectrum": summary(self._behind[SPECTRUM]),
            "count": summary(self._behind[LIVE]),
            "fraction": min(self._fractions, default=0.0),
        }

    def _wrap(self) -> None:
        submit = self._runner.submit
        on_spectrum, on_live = self._canvases._on_spectrum, self._canvases._on_live

        def submitted(*tasks: Any) -> None:
            if tasks[0].key in self._behind and self._canvases.regions.dragged is not None:
                self._asked[tasks[0].request] = time.perf_counter()
            submit(*tasks)

        def spectrum(title: str, answer: Any) -> None:
            on_spectrum(title, answer)
            self._heard(SPECTRUM, answer)

        def live(answer: Any) -> None:
            on_live(answer)
            self._heard(LIVE, answer)

        self._runner.submit = submitted
        self._canvases._on_spectrum, self._canvases._on_live = spectrum, live

    def _heard(self, key: str, answer: Any) -> None:
        if answer.request in self._asked and answer.value is not None:
            self._behind[key].append(time.perf_counter() - self._asked[answer.request])
            self._fractions.append(answer.value.fraction)


if __name__ == "__main__":
    session = Session(Path(sys.argv[1]))
    session.run(has_gestures="gestures" in sys.argv[3:])
    print(json.dumps(session.figures))
