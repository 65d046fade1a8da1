"""A window to take pictures of, and what scenes need of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from pixviewer.gui import theme
from pixviewer.gui.app import make_application
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.regions import Region
from pixviewer.model.workspace import Workspace

IMAGES = Path(__file__).parents[1] / "images"
LIGHT, DARK = "light", "dark"
SMALL, LARGE = (1280, 800), (1920, 1200)
CALM_S, CALM_TURNS = 0.8, 40
STAR = (338.23752675, -60.56826963)  # that of the demo which falls on IFUs 5, 6 and 7: RA and Dec

Size = tuple[int, int]


@dataclass(frozen=True)
class Scene:
    """How to make pictures, in which themes and sizes."""

    act: "Callable[[Stage], None]"
    looks: tuple[str, ...]
    sizes: tuple[Size, ...]


SCENES: dict[str, Scene] = {}


def scene(
    name: str, *, looks: tuple[str, ...] = (DARK,), sizes: tuple[Size, ...] = (SMALL,)
) -> "Callable[[Callable[[Stage], None]], Callable[[Stage], None]]":
    """Make a function a scene with a name."""

    def add(act: "Callable[[Stage], None]") -> "Callable[[Stage], None]":
        SCENES[name] = Scene(act, looks, sizes)
        return act

    return add


class Stage:
    """A window of one theme and size.

    Parameters
    ----------
    name : str
        Of the scene: its pictures begin with it.
    look : str
        Theme.
    size : (width, height)
    several : bool
        Whether the theme is to stand in the names of pictures.
    """

    def __init__(self, name: str, look: str, size: Size, *, several: bool) -> None:
        self.name, self.look, self.size, self._several = name, look, size, several
        self.app: QApplication = make_application(look)
        theme.apply_theme(self.app, look)
        self.window = MainWindow(remembers=False)
        self.window.resize(*size)
        self.window.show()

    @property
    def workspace(self) -> Workspace:
        """The model of the window."""
        return self.window.workspace

    def open_demo(self, perspective: str = "inspect") -> None:
        """Open the demo exposure, and wait until all is exact."""
        self.window.set_perspective(perspective)
        self.workspace.open_demo()
        self.rest()

    def star_place(self) -> tuple[float, float]:
        """Where the star is in the plane, in arcsec."""
        table = self.workspace.table
        assert table is not None
        xi, eta = table.frame.sky_to_plane(*STAR)
        return float(xi), float(eta)

    def draw_star(self, kind: str = "circle", size: float = 2.0) -> Region:
        """Draw a region around the star, and wait for its numbers."""
        region = self.workspace.editor.add_shape(kind, *self.star_place(), size)
        assert region is not None
        self.rest()
        return region

    def do(self, *idents: str) -> None:
        """Trigger actions, by their names in the table."""
        for ident in idents:
            self.window.menus.actions[ident].trigger()
        self.rest()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key."""
        QTest.keyClick(self.app.focusWidget() or self.window, key, modifiers)
        self.rest()

    def hover(self, widget: QWidget, x: float, y: float) -> None:
        """Rest the mouse at a point of a widget, given as shares of its size."""
        QTest.mouseMove(widget, QPoint(round(x * widget.width()), round(y * widget.height())))
        self.rest()

    def rest(self) -> None:
        """Wait until nothing has been under way for a while."""
        calm_since, n_calm = time.monotonic(), 0
        # Calm in several turns: one that took long, as the first with a table does, says nothing.
        while n_calm < CALM_TURNS or time.monotonic() - calm_since < CALM_S:
            self.app.processEvents()
            n_calm += 1
            waits = self.workspace.table is not None and self.workspace.shown.image is None
            if self.workspace.runner.is_busy() or waits:
                calm_since, n_calm = time.monotonic(), 0
            time.sleep(0.01)

    def save(self, widget: QWidget | None = None, name: str = "") -> None:
        """Save what a widget shows, the window by default."""
        ending = f"-{self.look}" if self._several else ""
        path = IMAGES / f"{name or self.name}{ending}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (widget or self.window).grab().save(str(path)):
            raise OSError(f"{path} cannot be written")
        print(path.relative_to(IMAGES.parent), flush=True)

    def close(self) -> None:
        """Let the window go."""
        self.workspace.close()
        self.window.close()
        self.window.deleteLater()
        self.app.processEvents()


def play(name: str) -> None:
    """Make all pictures of a scene."""
    wanted = SCENES[name]
    for look in wanted.looks:
        for size in wanted.sizes:
            stage = Stage(name, look, size, several=len(wanted.looks) > 1)
            try:
                wanted.act(stage)
            finally:
                stage.close()
