"""One view of the sky: a picture, points, regions to draw and to drag, and the colour bar beside it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QWidget

from pixviewer.core.geometry import Frame, Grid
from pixviewer.gui.canvas.colour_bar import ColourBar
from pixviewer.gui.canvas.items import RegionItemData
from pixviewer.gui.canvas.points import Points
from pixviewer.gui.canvas.sky_canvas import SkyCanvas
from pixviewer.model.tools.marks import Mark


class SkyView(QWidget):
    """A picture of the plane with its axes, regions and colour bar.

    Setters are silent; signals tell of the user's doings only. Positions are in the plane (arcsec or pix).
    """

    viewChanged = pyqtSignal(float, float, float, float)  # x0, x1, y0, y1; also after a resize
    screenChanged = pyqtSignal()  # another size: `screen_shape` and `view` answer differently
    cursorMoved = pyqtSignal(float, float)
    cursorLeft = pyqtSignal()
    clicked = pyqtSignal(float, float)
    regionSelected = pyqtSignal(object)  # id, or None when the selection is dropped
    regionMoved = pyqtSignal(object, float, float, float, bool)  # id, xi, eta, size, finished
    holeMoved = pyqtSignal(object, float, bool)  # id, inner radius of an annulus, finished
    regionDrawing = pyqtSignal(str, float, float, float)  # kind, xi, eta, size
    regionDrawn = pyqtSignal(str, float, float, float)
    regionEditRequested = pyqtSignal(object)
    regionDeleteRequested = pyqtSignal(object)
    gestureCancelled = pyqtSignal()  # a drag was given up; what it had moved has been put back
    toolRequested = pyqtSignal(str)  # Esc with nothing left to cancel asks for "pan"
    contrastDragged = pyqtSignal(float, float)  # right-drag, as fractions of the view since the last one
    contrastEnded = pyqtSignal(bool)  # whether it is kept
    contrastReset = pyqtSignal()
    menuRequested = pyqtSignal(float, float, object)  # xi, eta, global QPoint

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = SkyCanvas(self)
        self.colour_bar = ColourBar(self)
        self.setFocusProxy(self.canvas)

        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.colour_bar)
        self.colour_bar.hide()

        self.canvas.boxChanged.connect(lambda: self.viewChanged.emit(*self.canvas.box()))
        self.canvas.screenChanged.connect(self._on_screen_changed)
        self.canvas.placeHovered.connect(self.cursorMoved)
        self.canvas.placeLeft.connect(self.cursorLeft)
        for name in (
            "clicked", "regionSelected", "regionMoved", "holeMoved", "regionDrawing", "regionDrawn",
            "regionEditRequested", "regionDeleteRequested", "gestureCancelled", "toolRequested",
            "contrastDragged", "contrastEnded", "contrastReset", "menuRequested",
        ):  # fmt: skip
            getattr(self.canvas, name).connect(getattr(self, name))

    def set_frame(self, frame: Frame | None) -> None:
        """Axes for a frame: east to the left on the sky, x to the right in field pixels."""
        self.canvas.set_frame(frame)

    def set_axes(self, axes: str) -> None:
        """Coordinates beside the axes, by their name in `pixviewer.model.world_axes`."""
        self.canvas.set_axes(axes)

    def set_picture(self, rgba: npt.NDArray[np.uint8], grid: Grid, note: str = "") -> None:
        """Show an (n_y, n_x, 4) picture on a grid; ``note`` says in the corner how exact it is."""
        self.canvas.note = note
        self.canvas.set_picture(rgba, grid)

    def clear_picture(self) -> None:
        """Show no picture and no note."""
        self.canvas.note = ""
        self.canvas.clear_picture()

    def set_note(self, note: str) -> None:
        """Change the words in the corner alone."""
        self.canvas.note = note
        self.canvas.refresh()

    def set_points(
        self,
        xi: npt.NDArray[np.floating[Any]],
        eta: npt.NDArray[np.floating[Any]],
        rgba: npt.NDArray[np.uint8],
        row_numbers: npt.NDArray[np.integer[Any]],
        links: npt.NDArray[np.int32] | None = None,
    ) -> None:
        """Draw true points above the picture, coloured one by one (n, 4), some pairs joined."""
        packed = np.ascontiguousarray(rgba, np.uint8).view(np.uint32).ravel()
        x, y, rows = np.asarray(xi, float), np.asarray(eta, float), np.asarray(row_numbers, np.int64)
        self.canvas.set_points(Points(x, y, packed, rows, links))

    def clear_points(self) -> None:
        """Take the points away."""
        self.canvas.set_points(None)

    def row_at(self, xi: float, eta: float) -> int | None:
        """Row number of the drawn point nearest to a position, within 8 screen pixels."""
        return self.canvas.row_at(xi, eta)

    def set_view(self, x0: float, x1: float, y0: float, y1: float) -> None:
        """Show at least this box (the units stay square)."""
        self.canvas.look_at((x0, x1, y0, y1), silent=True)

    def view(self) -> tuple[float, float, float, float]:
        """Box that is shown: smallest and largest x, smallest and largest y."""
        return self.canvas.box()

    def screen_shape(self) -> tuple[int, int]:
        """Device pixels of the picture area, (n_x, n_y)."""
        return self.canvas.screen_shape()

    def zoom(self, factor: float) -> None:
        """Magnify about the centre; emits `viewChanged` as the wheel does."""
        self.canvas.zoom(factor)

    def set_regions(self, regions: Sequence[RegionItemData]) -> None:
        """Draw these regions; one that is being dragged keeps following the mouse."""
        self.canvas.set_regions(regions)

    def set_tool(self, tool: str) -> None:
        """Choose what a left drag does: ``pan``, ``circle`` or ``square``."""
        self.canvas.set_tool(tool)

    def tool(self) -> str:
        """Return the tool in use."""
        return self.canvas.tool()

    def set_drag_text(self, text: str) -> None:
        """Words beside the cursor while a gesture lasts, such as a number of rows."""
        self.canvas.drag_text = text
        self.canvas.refresh()

    def set_crosshair(self, xi: float | None, eta: float | None = None) -> None:
        """Mark a position, or nothing with None."""
        self.canvas.crosshair = None if xi is None or eta is None else (xi, eta)
        self.canvas.refresh()

    def set_marker(self, xi: float | None, eta: float | None = None) -> None:
        """Ring around the row that the readout describes, or nothing with None."""
        self.canvas.marker = None if xi is None or eta is None else (xi, eta)
        self.canvas.refresh()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Marks of tools, above the regions."""
        self.canvas.marks = list(marks)
        self.canvas.refresh()

    def set_message(self, text: str) -> None:
        """Words in the middle of an empty view."""
        self.canvas.message = text
        self.canvas.refresh()

    def set_scale(
        self,
        lo: float,
        hi: float,
        stretch: str = "Linear",
        cmap: str = "gray",
        unit: str = "",
        *,
        invert: bool = False,
        title: str = "",
        contrast: float = 1.0,
        bias: float = 0.5,
        others: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Show a continuous colour bar; see `ColourBar.set_scale`."""
        self.colour_bar.set_scale(
            lo,
            hi,
            stretch,
            cmap,
            unit,
            invert=invert,
            title=title,
            contrast=contrast,
            bias=bias,
            others=others,
        )

    def set_legend(
        self, kind: str, labels: Sequence[str], colours: Sequence[Sequence[int]], title: str = ""
    ) -> None:
        """Show a bar of categories, first label at the bottom; ``colours`` are red, green, blue."""
        self.colour_bar.set_legend(kind, labels, colours, title)

    def clear_scale(self) -> None:
        """Hide the colour bar."""
        self.colour_bar.clear()

    def _on_screen_changed(self) -> None:
        here = self.canvas.map()
        self.colour_bar.set_margins(here.top, self.canvas.height() - here.top - here.height)
        self.screenChanged.emit()
        self.viewChanged.emit(*self.canvas.box())
