"""A window as its project knows it: how it is arranged, and how to arrange it so."""

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QByteArray

from pixviewer.gui import settings
from pixviewer.gui.arrangement import PERSPECTIVES
from pixviewer.model.jobs import Deliver
from pixviewer.model.project.document import Look

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow
    from pixviewer.model.workspace import Workspace


class WindowFace:
    """The face of a main window; see `pixviewer.model.project.opening.Face`.

    Attributes
    ----------
    perspective : str or None
        One that was asked for, whatever a project says.
    """

    def __init__(self, window: "MainWindow") -> None:
        self.window = window
        self.perspective: str | None = None

    @property
    def workspace(self) -> "Workspace":
        """What the window is on."""
        return self.window.workspace

    @property
    def deliver(self) -> Deliver:
        """Brings calls into the thread of the window."""
        return self.window.deliver

    def look(self) -> Look:
        """How the window is arranged."""
        window = self.window
        if not window.arrangement.has_views:
            return Look(window.arrangement.perspective)
        return Look(
            window.arrangement.perspective,
            window.slots.shown,
            window.tool,
            not window.is_checked("hide-regions"),
            window.is_checked("sky-lines"),
            settings.LAYOUT_VERSION,
            *map(_text, window.arrangement.state()),
        )

    def show_look(self, look: Look) -> None:
        """Arrange the window so, as far as it knows what it is told."""
        window = self.window
        wanted = self.perspective or look.perspective
        self.perspective = None
        if wanted in PERSPECTIVES:
            window.set_perspective(wanted)
        if wanted == look.perspective and look.layout_version == settings.LAYOUT_VERSION:
            window.arrangement.put_state(_bytes(look.layout), _bytes(look.splitter))
        for i, name in enumerate(look.slots[:2]):
            if name in window.slots.names:
                window.slots.show(i, name)
        if f"tool-{look.tool}" in window.menus.actions:
            window.set_tool(look.tool)
        window.set_regions_visible(look.has_regions)
        window.menus.actions["hide-regions"].setChecked(not look.has_regions)
        window.spectrum.set_sky_lines_visible(look.has_sky_lines)
        window.menus.actions["sky-lines"].setChecked(look.has_sky_lines)

    def when_laid_out(self, call: Callable[[], None]) -> None:
        """Call a function once every view has its size."""
        # Behind what the layout has yet to do.
        self.window.deliver(lambda: self.window.arrangement.when_painted(call))


def _text(state: QByteArray) -> str:
    return base64.b64encode(state.data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    try:
        return QByteArray(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return QByteArray()
