"""A window at the scale that the environment gives, measured: run as a program by `test_scales`."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication, QWidget

from pixviewer.gui.app import make_application
from pixviewer.gui.main_window import MainWindow

N_CALM = 20


def is_exact(window: MainWindow) -> bool:
    """Whether nothing works, and what the sky views show is exact."""
    shown = window.workspace.shown
    pictures = (shown.image, shown.scatter)
    return not window.workspace.runner.is_busy() and all(
        picture is not None and picture.fraction >= 1.0 for picture in pictures
    )


def settle(app: QApplication, window: MainWindow) -> None:
    """Wait until everything is shown, and nothing is left to do."""
    n_calm, end = 0, time.monotonic() + 120.0
    while n_calm < N_CALM and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)
        n_calm = n_calm + 1 if is_exact(window) else 0


def grey(widget: QWidget) -> npt.NDArray[np.float64]:
    """Pixels of the screen that a widget takes, (n_y, n_x)."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    bits = image.constBits()
    assert bits is not None
    bits.setsize(image.sizeInBytes())
    rows = np.frombuffer(bits, np.uint8).reshape(image.height(), image.bytesPerLine())  # type: ignore[call-overload]
    return rows[:, : image.width()].astype(float)


def sharpness(picture: npt.NDArray[np.float64]) -> float:
    """Share of the steps between neighbours that are as steep as steps come: little in what was blown up."""
    steps = np.abs(np.diff(picture, axis=1))
    return float((steps > 24).mean())


def measure(path: Path) -> dict[str, object]:
    """Open a table, and measure what is on screen."""
    app = make_application("light")
    window = MainWindow(remembers=False)
    window.resize(1280, 800)
    window.show()
    window.workspace.open(path)
    settle(app, window)
    view = window.panes["scatter"].view
    view.setFocus()
    shape = view.screen_shape()
    canvas = view.canvas
    shown = window.workspace.shown.scatter
    assert shown is not None
    picture = grey(canvas)
    icon = window.menus.actions["tool-circle"].icon().pixmap(24, 24)
    known = {
        "ratio": window.devicePixelRatioF(),
        "window": [window.width(), window.height()],
        "canvas": [canvas.width(), canvas.height()],
        "picture": list(picture.shape[::-1]),
        "view": list(shape),
        "asked": list(window.workspace.view.scatter_shape),
        "sharpness": sharpness(picture),
        "icon": [icon.width(), icon.height()],
    }
    window.workspace.close()
    window.close()
    return known


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
