"""The same window, rendered to a picture without a display."""

import os
import sys
import time
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from pixviewer.core.errors import OutputError, PixviewerError
from pixviewer.core.progress import Cancelled, Progress
from pixviewer.model.project.files import check_found
from pixviewer.model.project.opening import Opened, Wish

if TYPE_CHECKING:
    from PyQt6.QtGui import QPixmap

    from pixviewer.gui.main_window import MainWindow
    from pixviewer.model.publish.look import Look, Size

WAIT_S = 600.0
# The window must have been idle this long: an answer may ask for another.
CALM_S = 0.4
CALM_TURNS = 20


def render_snapshot(
    path: Path | None,
    out: Path,
    *,
    demo: bool = False,
    size: tuple[int, int] = (1600, 1000),
    theme: str | None = None,
    perspective: str | None = None,
    regions: Path | None = None,
    project: Path | None = None,
    factors: Path | None = None,
    plot: str = "",
    picture: "tuple[Look, Size] | None" = None,
    overwrite: bool = True,
    progress: Progress | None = None,
) -> None:
    """Open a table in the window, wait until everything shown is exact, and save a picture.

    Parameters
    ----------
    path : Path or None
        Pixel table; None, without `demo`, shows the empty window.
    out : Path
        PNG file to write.
    demo : bool
        Whether to show the simulated exposure.
    size : (width, height)
        Pixels.
    theme, perspective : str
        As in `run_window`.
    regions : Path, optional
        Region file to draw.
    project : Path, optional
        Project to show the first window of; its table is then `path`, if that is given too. A
        self-calibration that it had is run again.
    factors : Path, optional
        Factors of a self-calibration to see the table through; the title, and the badge, say so.
    plot : str, optional
        Name of a plot, which is written alone, as a picture for print.
    picture : (Look, Size), optional
        How it looks, and how large it is; for a plot.
    overwrite : bool
        Whether `out` may be replaced.

    Raises
    ------
    PixviewerError
        If the table cannot be shown, or the picture not written.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from pixviewer.gui import plot_snapshot
    from pixviewer.gui.app import make_application
    from pixviewer.gui.main_window import MainWindow

    _check_output(out, overwrite)
    app = make_application("light" if theme in (None, "system") else theme)
    window = MainWindow(remembers=False)
    failures: list[Exception] = []
    window.workspace.failed.disconnect()
    window.workspace.failed.connect(lambda what, error: failures.append(error))
    window.workspace.too_large.disconnect()
    window.workspace.too_large.connect(lambda path, error: failures.append(error))
    window.resize(*size)
    window.show()
    window.set_perspective(perspective or "inspect")
    _listen(window, failures)
    usual_hook, sys.excepthook = sys.excepthook, partial(_keep_unexpected, failures)
    try:
        if regions is not None:
            window.workspace.exchange.load_with_next_table(regions)
        if project is not None:
            wish = Wish(project, path, factors, is_single=True)
            window.project.open(wish, perspective=perspective)
        elif path is not None:
            window.workspace.open(path, factors=factors)
        elif demo:
            window.workspace.open_demo(factors=factors)
        _wait(app, window, failures, progress or Progress())
        shown = project or path or ("the demo exposure" if demo else None)
        if shown is not None and not _is_shown(window):
            raise PixviewerError(f"{shown} could not be shown, and nothing says why")
        if plot and picture is not None:
            plot_snapshot.prepare(window, plot)
            _wait(app, window, failures, progress or Progress())
            plot_snapshot.write_plot(window, plot, *picture, out)
            return
        grabbed = window.grab()
        if failures:
            raise failures[0]
        _save(grabbed, out)
    finally:
        sys.excepthook = usual_hook
        window.workspace.close()
        window.close()
        window.deleteLater()
        app.processEvents()


def _keep_unexpected(
    failures: list[Exception], kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Keep what a slot of the window raises: nobody else hears of it."""
    if issubclass(kind, KeyboardInterrupt):
        failures.append(Cancelled())
        return
    # A signal of the model wraps what its listeners raise; the cause is what happened.
    cause = error.__cause__ or error
    failures.append(cause if isinstance(cause, Exception) else RuntimeError(repr(cause)))


def _listen(window: "MainWindow", failures: list[Exception]) -> None:
    """Let the project of a window ask nobody: what it would ask is a failure, or goes without saying."""
    desk = window.windows.desk
    for signal in (desk.failed, desk.asks_files, desk.had_result):
        signal.disconnect()

    def asked(opened: Opened) -> None:
        try:
            check_found(opened.findings, str(opened.wish.path))
        except PixviewerError as error:
            failures.append(error)

    desk.failed.connect(lambda what, error: failures.append(error))
    desk.asks_files.connect(asked)
    desk.had_result.connect(lambda face: face.workspace.selfcal.run())


def _is_shown(window: "MainWindow") -> bool:
    """Whether a table is open, and its picture there."""
    workspace = window.workspace
    return workspace.table is not None and workspace.shown.image is not None


def _wait(app: object, window: object, failures: list[Exception], progress: Progress) -> None:
    from PyQt6.QtCore import QEventLoop
    from PyQt6.QtWidgets import QApplication

    from pixviewer.gui.main_window import MainWindow

    assert isinstance(app, QApplication)
    assert isinstance(window, MainWindow)
    runner = window.workspace.runner
    started = calm_since = time.monotonic()
    n_calm = 0
    # Calm in several turns: one that took long, as the first with a table does, says nothing.
    while n_calm < CALM_TURNS or time.monotonic() - calm_since < CALM_S:
        progress.check()
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if failures:
            raise failures[0]
        n_calm += 1
        if runner.is_busy():
            jobs = runner.jobs
            if jobs and jobs[0].fraction is not None:
                progress.step(jobs[0].label, jobs[0].fraction, 1.0)
            n_calm, calm_since = 0, time.monotonic()
        if time.monotonic() - started > WAIT_S:
            raise PixviewerError(f"the window did not come to rest within {WAIT_S:.0f} s")
        time.sleep(0.005)


def _save(picture: "QPixmap", out: Path) -> None:
    from PyQt6.QtCore import QBuffer, QIODevice

    from pixviewer.core.io.atomic import atomic_output

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    content = buffer.data().data()
    with atomic_output(out, overwrite=True, n_bytes=len(content)) as output:
        output.file.write(content)


def _check_output(out: Path, overwrite: bool) -> None:
    if out.is_dir() or not out.parent.is_dir():
        raise OutputError(f"{out} cannot be written: there is no such folder, or it is a folder itself")
    if out.exists() and not overwrite:
        raise OutputError(f"{out} exists; say --overwrite to replace it")
