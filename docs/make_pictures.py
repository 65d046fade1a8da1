"""Make the pictures of a self-calibration in this guide: the demo exposure, in light and dark.

``QT_QPA_PLATFORM=offscreen python docs/make_pictures.py`` drives the window as a user does, and replaces the
files ``selfcal-*``, ``mask-*``, ``maps-*`` and ``verdicts-*`` in ``docs/images``. It takes a minute or two.
"""

import time
from pathlib import Path

from PyQt6.QtWidgets import QApplication, QWidget

from pixviewer.core.calib.painting import Automatic
from pixviewer.gui import theme
from pixviewer.gui.app import make_application
from pixviewer.gui.main_window import MainWindow

IMAGES = Path(__file__).with_name("images")
SIZE = (1280, 800)
CALM_S, CALM_TURNS = 0.8, 40
THEMES = ("light", "dark")


def rest(app: QApplication, window: MainWindow) -> None:
    """Wait until nothing has been under way for a while."""
    calm_since, n_calm = time.monotonic(), 0
    # Calm in several turns: one that took long, as the first with a table does, says nothing.
    while n_calm < CALM_TURNS or time.monotonic() - calm_since < CALM_S:
        app.processEvents()
        n_calm += 1
        if window.workspace.runner.is_busy() or window.workspace.shown.image is None:
            calm_since, n_calm = time.monotonic(), 0
        time.sleep(0.01)


def save(widget: QWidget, name: str) -> None:
    """Save what a widget shows."""
    path = IMAGES / f"{name}.png"
    if not widget.grab().save(str(path)):
        raise OSError(f"{path} cannot be written")
    print(path)


def make(app: QApplication, look: str) -> None:
    """Go through a self-calibration, and take a picture at each stop."""
    theme.apply_theme(app, look)
    window = MainWindow(remembers=False)
    window.resize(*SIZE)
    window.show()
    window.set_perspective("selfcal")
    window.workspace.open_demo()
    rest(app, window)
    window.workspace.selfcal.masking.set_automatic(Automatic.generous())
    window.arrangement.show_dock("Mask")
    rest(app, window)
    save(window, f"mask-{look}")
    window.arrangement.show_dock("Steps")
    window.menus.actions["cal-run"].trigger()
    rest(app, window)
    save(window, f"selfcal-{look}")
    window.menus.actions["verdict-next"].trigger()
    window.arrangement.show_dock("Verdicts")
    rest(app, window)
    save(window.arrangement.docks["Verdicts"], f"verdicts-{look}")
    save(window.arrangement.docks["Maps"], f"maps-{look}")
    window.workspace.close()
    window.close()
    window.deleteLater()
    app.processEvents()


def main() -> None:
    """Make all pictures."""
    app = make_application(THEMES[0])
    for look in THEMES:
        make(app, look)


if __name__ == "__main__":
    main()
