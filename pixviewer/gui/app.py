"""The application around the window."""

import logging
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PyQt6.QtWidgets import QApplication

from pixviewer import __version__, log, resources
from pixviewer.core.errors import PixTableWarning
from pixviewer.gui import fonts
from pixviewer.gui.dressing import dress
from pixviewer.gui.errors import LastResort
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.windows import Windows
from pixviewer.model.preferences import Preferences
from pixviewer.model.project.opening import Wish

_log = logging.getLogger(__name__)

SWITCH_INTERVAL_S = 0.0005


def make_application(theme_choice: str | None = None, preferences: Preferences | None = None) -> QApplication:
    """The one QApplication, dressed; the present one if there is one already.

    Parameters
    ----------
    theme_choice : str, optional
        ``light``, ``dark`` or ``system``; without it, as preferred.
    preferences : Preferences, optional
        The usual without it.
    """
    present = QApplication.instance()
    if isinstance(present, QApplication):
        app = present
    else:
        send_qt_messages_to_log()
        app = QApplication(["pixviewer"])
    # Workers that run Python hand the interpreter back after half a millisecond instead of 5.
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    app.setApplicationName("pixviewer")
    app.setApplicationDisplayName("pixviewer")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("pixviewer")
    fonts.register_fonts()
    dress(preferences or Preferences(), theme_choice)
    app.setWindowIcon(_window_icon())
    return app


def send_qt_messages_to_log() -> None:
    """Keep what Qt's platform plugins mutter off the terminal; what ends the program is still said."""

    def note(kind: QtMsgType, _: object, text: str | None) -> None:
        logging.getLogger("pixviewer.qt").info("%s: %s", kind.name, text)
        if kind is QtMsgType.QtFatalMsg:
            print(f"pixviewer: {text}", file=sys.stderr)

    qInstallMessageHandler(note)


def _window_icon() -> Any:
    from PyQt6.QtGui import QIcon

    return QIcon(str(resources.path("icons", "pixviewer.svg")))


def run_window(
    path: Path | None = None,
    demo: bool = False,
    theme: str | None = None,
    perspective: str | None = None,
    regions: Path | None = None,
    project: Path | None = None,
) -> int:
    """Open the window, and give the exit code once it is closed.

    Parameters
    ----------
    path : Path, optional
        Pixel table to open.
    demo : bool
        Whether to open the simulated exposure instead.
    theme : str, optional
        ``light``, ``dark`` or ``system``; without it, as preferred.
    perspective : str, optional
        ``inspect``, ``extract`` or ``selfcal``; without it, as the project has it or as it was left.
    regions : Path, optional
        Region file to draw in the first table.
    project : Path, optional
        Project to open; its first table is then `path`, if that is given too.
    """
    log_file = log.log_path() if log.log_path().exists() else None
    windows = Windows()
    app = make_application(theme, windows.preferring.value)
    last_resort = LastResort(log_file)
    last_resort.install()
    window = MainWindow(log_file, windows=windows)
    tell_warnings(*_front_of(window.windows))
    if perspective is not None:  # without a wish the window comes back as it was left
        window.set_perspective(perspective)
    window.show()
    if regions is not None:
        window.workspace.exchange.load_with_next_table(regions)
    # Once the window is painted: nothing that takes long may stand before that.
    if project is not None:
        wish = Wish(project, table=path)
        QTimer.singleShot(0, lambda: window.project.open(wish, perspective=perspective))
    else:
        QTimer.singleShot(0, lambda: _open(window, path, demo))
    QTimer.singleShot(0, window.project.look_for_left)
    code = app.exec()
    del last_resort
    return code


def _front_of(
    windows: Windows,
) -> tuple[Callable[[str], None], Callable[[Callable[[], None]], None]]:
    """How to tell something in the window that the user works in, and how to have it told there."""

    def tell(text: str) -> None:
        if windows.front is not None:
            windows.front.warn(text)

    def deliver(call: Callable[[], None]) -> None:
        # From any thread: whether a window is in front may be asked only where windows live.
        for window in windows.windows[:1]:
            window.deliver(call)

    return tell, deliver


def _open(window: MainWindow, path: Path | None, demo: bool) -> None:
    if path is not None:
        window.workspace.open(path)
    elif demo:
        window.workspace.open_demo()
    else:
        window.workspace.warm_up()


def tell_warnings(tell: Callable[[str], None], deliver: Callable[[Callable[[], None]], None]) -> None:
    """Send warnings about tables to the status bar, and all others to the log, from any thread."""

    def show(message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: Any) -> None:
        _log.warning("%s:%s: %s: %s", filename, lineno, category.__name__, message)
        if issubclass(category, PixTableWarning):
            text = str(message)
            deliver(lambda: tell(text[:1].upper() + text[1:]))

    if not sys.warnoptions:
        # Each time, not once per line of code: the next file may be odd in the same way.
        warnings.simplefilter("always", PixTableWarning)
    warnings.showwarning = show  # type: ignore[assignment]
