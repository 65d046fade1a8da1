"""One view of the sky: a picture, points, regions to draw and to drag."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget

from pixviewer.core.geometry import Frame, Grid
from pixviewer.gui.canvas.items import Key, RegionItemData


class SkyView(QWidget):
    """A picture of the plane with its axes, regions and colour bar.

    Setters are silent; signals tell of the user's doings only. Positions are in the plane (arcsec or pix).
    """

    viewChanged = pyqtSignal(float, float, float, float)  # x0, x1, y0, y1; also after a resize
    cursorMoved = pyqtSignal(float, float)
    cursorLeft = pyqtSignal()
    clicked = pyqtSignal(float, float)
    regionSelected = pyqtSignal(object)  # id, or None when the selection is dropped
    regionMoved = pyqtSignal(object, float, float, float, bool)  # id, xi, eta, size, finished
    regionDrawing = pyqtSignal(str, float, float, float)  # kind, xi, eta, size
    regionDrawn = pyqtSignal(str, float, float, float)
    regionEditRequested = pyqtSignal(object)
    regionDeleteRequested = pyqtSignal(object)
    gestureCancelled = pyqtSignal()  # a drag was given up; what it had moved has been put back
    toolRequested = pyqtSignal(str)  # Esc with nothing left to cancel asks for "pan"
    contrastDragged = pyqtSignal(float, float)  # right-drag, as fractions of the view since the last one
    contrastReset = pyqtSignal()
    menuRequested = pyqtSignal(float, float, object)  # xi, eta, global QPoint

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_frame(self, frame: Frame | None) -> None:
        """Axes for a frame: east to the left on the sky, x to the right in field pixels."""

    def set_picture(self, rgba: npt.NDArray[np.uint8], grid: Grid, note: str = "") -> None:
        """Show an (n_y, n_x, 4) picture on a grid; ``note`` says in the corner how exact it is."""

    def clear_picture(self) -> None:
        """Show no picture and no note."""

    def set_note(self, note: str) -> None:
        """Change the words in the corner alone."""

    def set_points(
        self,
        xi: npt.NDArray[np.floating],
        eta: npt.NDArray[np.floating],
        rgba: npt.NDArray[np.uint8],
        row_numbers: npt.NDArray[np.integer],
    ) -> None:
        """Draw true points above the picture, coloured one by one (n, 4)."""

    def clear_points(self) -> None:
        """Take the points away."""

    def row_at(self, xi: float, eta: float) -> int | None:
        """Row number of the drawn point nearest to a position, within 8 screen pixels."""
        return None

    def set_view(self, x0: float, x1: float, y0: float, y1: float) -> None:
        """Show at least this box (the aspect stays 1)."""

    def view(self) -> tuple[float, float, float, float]:
        """Box that is shown: smallest and largest x, smallest and largest y."""
        return 0.0, 1.0, 0.0, 1.0

    def screen_shape(self) -> tuple[int, int]:
        """Device pixels of the picture area, (n_x, n_y)."""
        return 1, 1

    def zoom(self, factor: float) -> None:
        """Magnify about the centre; emits `viewChanged` as the wheel does."""

    def set_regions(self, regions: Sequence[RegionItemData]) -> None:
        """Draw these regions; one that is being dragged keeps following the mouse."""

    def set_tool(self, tool: str) -> None:
        """Choose what a left drag does: ``pan``, ``circle`` or ``square``."""

    def tool(self) -> str:
        """Return the tool in use."""
        return "pan"

    def set_drag_text(self, text: str) -> None:
        """Words beside the cursor while a gesture lasts, such as a number of rows."""

    def set_crosshair(self, xi: float | None, eta: float | None = None) -> None:
        """Mark a position, or nothing with None."""

    def set_message(self, text: str) -> None:
        """Words in the middle of an empty view."""

    def set_marker(self, xi: float | None, eta: float | None = None) -> None:
        """Ring around the row that the readout describes, or nothing with None."""

    def set_scale(
        self,
        lo: float,
        hi: float,
        stretch: str = "Linear",
        cmap: str = "Grey",
        unit: str = "",
        *,
        invert: bool = False,
        title: str = "",
    ) -> None:
        """Show a continuous colour bar; ``unit`` is typeset here."""

    def set_legend(self, kind: str, labels: Sequence[str], colours: Sequence[Key], title: str = "") -> None:
        """Show a bar of categories, first label at the bottom."""

    def clear_scale(self) -> None:
        """Hide the colour bar."""
