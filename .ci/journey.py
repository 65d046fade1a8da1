"""One journey through a real window: X events by xdotool, on an X server of its own.

    python .ci/journey.py FOLDER

Open, zoom, draw, type a radius, drag a wavelength range, undo, save and load regions, follow a star to its
three detectors, extract, and open what was extracted. Prints each step with its seconds and saves a picture
of it in FOLDER. Fails, and never skips, when xdotool or Xvfb is not there or a step does not do what it
should.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from window import ROOT, x_server

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

PATIENCE_S = 60.0
CALM_S = 0.3
BAND = (6030.0, 6060.0)


class Journey:
    """A hand at a window, in a thread of its own: the window's thread is asked, and never waited in."""

    def __init__(self, window: "MainWindow", table: Path, out: Path) -> None:
        self.window, self.workspace = window, window.workspace
        self.table, self.out = table, out
        self.began = time.monotonic()
        self.problems: list[str] = []
        self.workspace.failed.connect(lambda what, error: self.problems.append(f"{what}: {error}"))
        self.regions, self.extracted = table.with_name("mine.reg"), table.with_name("star.fits")

    def run(self) -> None:
        """All steps; what goes wrong is kept, and ends the journey."""
        steps = (
            self.open, self.zoom, self.draw, self.type_radius, self.drag_range, self.undo, self.save_regions,
            self.load_regions, self.follow_star, self.extract, self.open_extracted,
        )  # fmt: skip
        try:
            for i, step in enumerate(steps):
                begin = time.monotonic()
                step()
                self.calm()
                assert not self.problems, self.problems
                seconds = time.monotonic() - begin
                print(f"{i + 1:2d}  {step.__name__.replace('_', ' '):16s} {seconds:5.1f} s", flush=True)
                self.ask(lambda i=i, step=step: self.picture(f"{i + 1:02d}-{step.__name__}"))
        except Exception as error:
            self.problems.append(f"{type(error).__name__}: {error}")
            self.ask(lambda: self.picture("problem"))
        print(f"    all {time.monotonic() - self.began:17.1f} s")
        self.window.deliver(self.leave)

    # The steps

    def open(self) -> None:
        self.keys("ctrl+o")
        self.answer_dialog(str(self.table))
        self.until(lambda: self.window.windowTitle().startswith(self.table.name))

    def zoom(self) -> None:
        before = self.ask(lambda: self.sky.box())
        self.move(*self.ask(lambda: self.place(self.sky, *self.middle(self.sky))))
        xdotool("click", "--repeat", "3", "--delay", "30", "4")
        self.until(lambda: width(self.sky.box()) < 0.8 * width(before))

    def draw(self) -> None:
        self.keys("2")
        xi, eta = self.ask(lambda: self.middle(self.sky))
        self.drag(self.sky, (xi, eta), (xi + 2.0, eta))
        self.keys("1")
        self.until(lambda: len(self.workspace.regions.items) == 1)

    def type_radius(self) -> None:
        self.keys("ctrl+Return")
        dialog = self.dialog()
        self.click(dialog.size_edit)
        self.keys("ctrl+a")
        xdotool("type", "2.5")
        self.keys("Return")
        self.until(lambda: self.workspace.regions.items[0].shape.size == 2.5)
        self.focus()

    def drag_range(self) -> None:
        self.keys("5")
        canvas = self.window.spectrum.view.canvas
        y = self.ask(lambda: self.middle(canvas)[1])
        self.drag(canvas, (BAND[0], y), (BAND[1], y))
        self.keys("1")
        self.until(lambda: len(self.workspace.regions.items[0].wave) == 1)
        low, high = self.ask(lambda: self.workspace.regions.items[0].wave[0])
        assert max(abs(low - BAND[0]), abs(high - BAND[1])) < 2, f"{low} to {high} Å were drawn"

    def undo(self) -> None:
        self.keys("ctrl+z")
        self.until(lambda: self.workspace.regions.items[0].wave == ())
        self.keys("ctrl+shift+z")
        self.until(lambda: len(self.workspace.regions.items[0].wave) == 1)

    def save_regions(self) -> None:
        self.keys("ctrl+shift+r")
        self.answer_dialog(str(self.regions))
        self.until(self.regions.exists)

    def load_regions(self) -> None:
        kept = self.ask(lambda: self.workspace.regions.items[0])
        self.delete_region()
        self.keys("ctrl+shift+o")
        self.answer_dialog(str(self.regions))
        self.until(lambda: len(self.workspace.regions.items) == 1)
        shape = self.ask(lambda: self.workspace.regions.items[0].shape)
        assert abs(shape.size - kept.shape.size) < 1e-3, "the region came back changed"
        self.delete_region()

    def follow_star(self) -> None:
        self.keys("grave")  # all of the field
        self.keys("ctrl+b")
        self.until(lambda: any(mark.kind == "peak" for mark in self.workspace.tools.marks))
        star = self.ask(lambda: next(mark for mark in self.workspace.tools.marks if mark.kind == "peak"))
        self.keys("2")
        self.drag(self.sky, (star.xi, star.eta), (star.xi + 3.0, star.eta))
        self.keys("1")
        self.until(lambda: len(self.workspace.regions.items) == 1)
        tabs = self.window.slots.slots[1].tabs
        i = self.ask(lambda: next(i for i in range(tabs.count()) if tabs.tabText(i) == "Detector"))
        self.move(*self.ask(lambda: corner(tabs.mapToGlobal(tabs.tabRect(i).center()))))
        xdotool("click", "1")
        self.until(lambda: self.workspace.linked.shown.ifus == (5, 6, 7))
        self.until(lambda: self.workspace.shown.detector is not None)

    def extract(self) -> None:
        self.keys("ctrl+e")
        dialog = self.dialog()
        self.click(dialog.path)
        self.keys("ctrl+a")
        xdotool("type", "--delay", "3", str(self.extracted))
        self.until(dialog.extract_button.isEnabled)
        self.click(dialog.extract_button)
        self.until(self.extracted.exists)
        self.focus()

    def open_extracted(self) -> None:
        tally = self.ask(lambda: next(iter(self.workspace.shown.tallies.values())))
        self.keys("ctrl+o")
        self.answer_dialog(str(self.extracted))
        self.until(lambda: self.window.windowTitle().startswith(self.extracted.name))
        n_row = self.ask(lambda: self.workspace.facts.n_row)
        assert n_row == tally.n_row > 0, f"{n_row} rows were extracted, {tally.n_row} were promised"

    # The hand

    @property
    def sky(self) -> Any:
        return self.window.panes["image"].view.canvas

    def keys(self, *names: str) -> None:
        xdotool("key", *names)
        time.sleep(0.05)

    def move(self, x: int, y: int) -> None:
        xdotool("mousemove", str(x), str(y))

    def click(self, widget: Any) -> None:
        self.move(*self.ask(lambda: corner(widget.mapToGlobal(widget.rect().center()))))
        xdotool("click", "1")

    def drag(self, canvas: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
        (x0, y0), (x1, y1) = (self.ask(lambda at=at: self.place(canvas, *at)) for at in (start, end))
        self.move(x0, y0)
        xdotool("mousedown", "1")
        for i in range(1, 9):
            self.move(round(x0 + (x1 - x0) * i / 8), round(y0 + (y1 - y0) * i / 8))
            time.sleep(0.02)
        xdotool("mouseup", "1")

    def delete_region(self) -> None:
        shape = self.ask(lambda: self.workspace.regions.items[0].shape)
        xi, eta = self.ask(lambda: self.workspace.facts.frame.sky_to_plane(shape.ra, shape.dec))
        self.move(*self.ask(lambda: self.place(self.sky, float(xi), float(eta))))
        xdotool("click", "1")
        self.until(self.sky.hasFocus)
        self.keys("Delete")
        self.until(lambda: not self.workspace.regions.items)

    def focus(self) -> None:
        """Give the keyboard to whatever window is on top: there is no window manager that would."""

        def top() -> Any:
            from PyQt6.QtWidgets import QApplication

            return QApplication.activeModalWidget() or self.window

        xdotool("windowfocus", str(self.ask(lambda: int(top().winId()))))
        self.until(lambda: top().isActiveWindow())

    def dialog(self) -> Any:
        """The dialog that opens."""
        from PyQt6.QtWidgets import QApplication

        self.until(lambda: QApplication.activeModalWidget() is not None)
        self.until(lambda: QApplication.activeModalWidget().isVisible())
        self.focus()
        return self.ask(QApplication.activeModalWidget)

    def answer_dialog(self, text: str) -> None:
        """Type a name into the dialog that opens, and accept it."""
        from PyQt6.QtWidgets import QApplication

        self.dialog()
        self.keys("ctrl+a")
        xdotool("type", "--delay", "3", text)
        self.keys("Return")
        self.until(lambda: QApplication.activeModalWidget() is None)
        self.focus()

    def place(self, canvas: Any, x: float, y: float) -> tuple[int, int]:
        from PyQt6.QtCore import QPoint

        px, py = canvas.map().to_pixel(x, y)
        return corner(canvas.viewport().mapToGlobal(QPoint(round(px), round(py))))

    def middle(self, canvas: Any) -> tuple[float, float]:
        x0, x1, y0, y1 = canvas.box()
        return (x0 + x1) / 2, (y0 + y1) / 2

    # Patience

    def ask(self, question: Callable[[], Any]) -> Any:
        """Have something called in the thread of the window."""
        answered, answers = threading.Event(), []

        def answer() -> None:
            try:
                answers.append((question(), None))
            except Exception as error:
                answers.append((None, error))
            answered.set()

        self.window.deliver(answer)
        if not answered.wait(PATIENCE_S):
            raise TimeoutError("the window does not answer")
        value, error = answers[0]
        if error is not None:
            raise error
        return value

    def until(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not self.ask(condition):
            if time.monotonic() > end:
                raise TimeoutError("the step did not do what it should")
            time.sleep(0.02)

    def calm(self) -> None:
        """Wait until nothing has been left to do for a while."""
        since = time.monotonic()
        while time.monotonic() - since < CALM_S:
            if self.ask(self.workspace.runner.is_busy):
                since = time.monotonic()
            time.sleep(0.02)

    def picture(self, name: str) -> None:
        screen = self.window.screen()
        assert screen is not None
        screen.grabWindow(0).save(str(self.out / f"{name}.png"))

    def leave(self) -> None:
        from PyQt6.QtWidgets import QApplication

        self.workspace.close()
        self.window.close()
        QApplication.quit()


def xdotool(*arguments: str) -> None:
    subprocess.run(["xdotool", *arguments], check=True, capture_output=True)


def corner(point: Any) -> tuple[int, int]:
    return point.x(), point.y()


def width(box: tuple[float, float, float, float]) -> float:
    return box[1] - box[0]


def go(table: Path, out: Path) -> list[str]:
    """Open the window, and make the journey."""
    from pixviewer.gui import syslibs

    if problem := syslibs.problem():
        sys.exit(problem)
    from pixviewer.gui.app import make_application
    from pixviewer.gui.main_window import MainWindow

    app = make_application("dark")
    window = MainWindow()
    window.setGeometry(0, 0, 1600, 1000)
    window.show()
    journey = Journey(window, table, out)
    hand = threading.Thread(target=lambda: (journey.focus(), journey.run()), daemon=True)
    hand.start()
    app.exec()
    hand.join(5)
    return journey.problems


def main() -> None:
    """Do it."""
    if shutil.which("xdotool") is None:
        sys.exit("xdotool is not installed: apt-get install xdotool")
    out = Path(sys.argv[1]).absolute()
    out.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder, x_server() as display:
        os.environ.pop("WAYLAND_DISPLAY", None)
        os.environ |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PIXVIEWER_LOG_DIR": folder}
        os.environ |= {"XDG_CONFIG_HOME": folder}
        table = Path(folder) / "demo.fits"
        part = ("--preset", "demo", "--ifu", "5,6,7", "--lambda", "6000", "6100")
        simulate = [sys.executable, "-m", "pixviewer", "simulate", str(table), *part]
        subprocess.run(simulate, check=True, cwd=ROOT)
        problems = go(table, out)
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
