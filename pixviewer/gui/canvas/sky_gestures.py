"""Drags on the sky: draw a region, move or resize one, zoom into a box, change the contrast."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from pixviewer.gui.canvas.items import RegionItemData
from pixviewer.gui.canvas.overlays import HALO
from pixviewer.gui.canvas.plot_canvas import Modifiers
from pixviewer.gui.canvas.regions import Part
from pixviewer.model.regions import ANNULUS, HOLE_SHARE

if TYPE_CHECKING:
    from pixviewer.gui.canvas.sky_canvas import SkyCanvas

_SMALLEST = 2.0  # pixels; a region can always be taken hold of again
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def drawn_shape(
    kind: str, start: tuple[float, float], end: tuple[float, float], from_corner: bool
) -> tuple[float, float, float]:
    """Centre and size of a region drawn from its centre to its border, or from corner to corner."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    if from_corner:
        half = max(abs(dx), abs(dy)) / 2
        return start[0] + math.copysign(half, dx), start[1] + math.copysign(half, dy), half
    return *start, max(abs(dx), abs(dy)) if kind == "square" else math.hypot(dx, dy)


class DrawGesture:
    """Draw a region."""

    def __init__(self, canvas: "SkyCanvas", kind: str, start: QPointF) -> None:
        self._canvas = canvas
        self._kind = kind
        self._start = canvas.map().to_plane(start.x(), start.y())

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Let the region grow."""
        xi, eta, size = self._shape(at, modifiers)
        hole = HOLE_SHARE * size if self._kind == ANNULUS else 0.0
        ghost = RegionItemData(
            object(), self._kind, xi, eta, size, colour="#ffe14d", selected=True, hole=hole
        )
        self._canvas.show_active(ghost, is_new=True)
        self._canvas.report_drawing(self._kind, xi, eta, size)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Hand the region over."""
        xi, eta, size = self._shape(at, modifiers)
        self._canvas.show_active(None)
        self._canvas.regionDrawn.emit(self._kind, xi, eta, size)

    def cancel(self) -> None:
        """Forget the region."""
        self._canvas.show_active(None)
        self._canvas.gestureCancelled.emit()

    def _shape(self, at: QPointF, modifiers: Modifiers) -> tuple[float, float, float]:
        here = self._canvas.map()
        xi, eta, size = drawn_shape(
            self._kind, self._start, here.to_plane(at.x(), at.y()), bool(modifiers & _SHIFT)
        )
        return xi, eta, max(size, _SMALLEST / here.scale[0])


class RegionGesture:
    """Move a region, or resize it by a handle."""

    def __init__(self, canvas: "SkyCanvas", region: RegionItemData, part: Part, start: QPointF) -> None:
        self._canvas = canvas
        self._before = replace(region, selected=True)
        self._part = part
        self._start = canvas.map().to_plane(start.x(), start.y())

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Follow the mouse, and tell so at a bounded rate."""
        region = self._changed(at)
        self._canvas.show_active(region)
        if self._part is Part.HOLE:
            self._canvas.report_hole(region)
        else:
            self._canvas.report_moved(region)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Tell where it ends."""
        if self._part is Part.HOLE:
            self._canvas.settle_hole(self._changed(at))
        else:
            self._canvas.settle(self._changed(at))

    def cancel(self) -> None:
        """Put the region back."""
        self._canvas.put_back(self._before)

    def _changed(self, at: QPointF) -> RegionItemData:
        here = self._canvas.map()
        x, y = here.to_plane(at.x(), at.y())
        old = self._before
        if self._part is Part.BODY:
            return replace(old, xi=old.xi + x - self._start[0], eta=old.eta + y - self._start[1])

        def reach(x: float, y: float) -> float:
            dx, dy = x - old.xi, y - old.eta
            return max(abs(dx), abs(dy)) if old.shape_kind == "square" else math.hypot(dx, dy)

        # Relative to where the handle was taken, so that the border does not jump to the cursor.
        change, least = reach(x, y) - reach(*self._start), _SMALLEST / here.scale[0]
        if self._part is Part.HOLE:
            return replace(old, hole=min(max(old.hole + change, least), old.size - least))
        return replace(old, size=max(old.size + change, old.hole + least))


class BoxZoomGesture:
    """Zoom into a box."""

    def __init__(self, canvas: "SkyCanvas", start: QPointF) -> None:
        self._canvas = canvas
        self._start = start

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Show the box."""
        self._canvas.show_rubber(QRectF(self._start, at).normalized())

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Show what is in the box."""
        self._canvas.show_rubber(None)
        box = QRectF(self._start, at).normalized()
        if box.width() < 5 or box.height() < 5:
            return
        here = self._canvas.map()
        x0, y0 = here.to_plane(box.left(), box.bottom())
        x1, y1 = here.to_plane(box.right(), box.top())
        self._canvas.look_at((min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)))

    def cancel(self) -> None:
        """Forget the box."""
        self._canvas.show_rubber(None)


class ContrastGesture:
    """Tell of a drag with the right button, as fractions of the view since the last one.

    Parameters
    ----------
    tell : callable
        Of each step: to the right, and up.
    end : callable
        Of whether it is kept.
    """

    def __init__(
        self,
        canvas: "SkyCanvas",
        start: QPointF,
        tell: Callable[[float, float], None],
        end: Callable[[bool], None],
    ) -> None:
        self._canvas = canvas
        self._last = start
        self._tell = tell
        self._end = end

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Tell of one step."""
        here = self._canvas.map()
        step, self._last = at - self._last, at
        self._tell(step.x() / here.width, -step.y() / here.height)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """Stay."""
        self._end(True)

    def cancel(self) -> None:
        """Go back."""
        self._end(False)


def paint_rubber(painter: QPainter, box: QRectF) -> None:
    """Paint the box of a box zoom."""
    painter.setBrush(QColor(255, 225, 77, 40))
    for pen in (QPen(HALO, 3), QPen(QColor("#ffe14d"), 1.2, Qt.PenStyle.DashLine)):
        painter.setPen(pen)
        painter.drawRect(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
