"""Times of the window on one table, as JSON on standard output: ``window_times.py TABLE STARTED``.

STARTED is ``time.time()`` of whoever started the process, so that interpreter and imports count.
"""

import json
import os
import sys
import time

started = float(sys.argv[2])

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from itertools import pairwise  # noqa: E402
from pathlib import Path  # noqa: E402

from measuring import OwnMemory  # noqa: E402
from PyQt6.QtCore import QTimer  # noqa: E402

from pixviewer.gui.app import make_application  # noqa: E402
from pixviewer.gui.canvas.sky_view import SkyView  # noqa: E402
from pixviewer.gui.main_window import MainWindow  # noqa: E402

HEARTBEAT_MS = 5
CALM_S = 0.5
PAN_STEPS = 60


def main() -> None:
    pictures: list[tuple[float, str]] = []
    set_picture = SkyView.set_picture

    def watched(view, rgba, grid, note=""):
        set_picture(view, rgba, grid, note)
        pictures.append((time.time() - started, note))

    SkyView.set_picture = watched
    app = make_application("light")
    window = MainWindow(remembers=False)
    window.resize(1600, 1000)
    window.show()
    app.processEvents()
    figures = {"window_seconds": time.time() - started}
    beats = [time.perf_counter()]
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    with OwnMemory() as memory:
        window.workspace.open(Path(sys.argv[1]))
        timer.start(HEARTBEAT_MS)
        until_calm(app, window)
        timer.stop()
        figures["first_picture_seconds"] = pictures[0][0]
        figures["first_picture_note"] = pictures[0][1]
        figures["all_exact_seconds"] = time.time() - started - CALM_S
        figures["largest_event_gap_ms"] = 1e3 * max(b - a for a, b in pairwise(beats))
        figures["pan_frames_per_second"] = pan(app, window)
        until_calm(app, window)
    figures["own_peak_mb"] = memory.peak / 1e6
    window.workspace.close()
    window.close()
    print(json.dumps(figures))


def until_calm(app, window) -> None:
    calm = time.monotonic()
    while time.monotonic() - calm < CALM_S:
        app.processEvents()
        if window.workspace.runner.is_busy():
            calm = time.monotonic()
        time.sleep(0.001)


def pan(app, window) -> float:
    """Frames a second while the view is dragged about, each painted before the next move."""
    view = next(view for view in window.findChildren(SkyView) if view.isVisible())
    x0, x1, y0, y1 = view.view()
    begin = time.perf_counter()
    for i in range(PAN_STEPS):
        shift = (x1 - x0) * 0.2 * (i / PAN_STEPS)
        view.canvas.look_at((x0 + shift, x1 + shift, y0, y1), silent=False)
        app.processEvents()
    return PAN_STEPS / (time.perf_counter() - begin)


main()
