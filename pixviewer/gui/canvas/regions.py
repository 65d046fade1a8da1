"""Regions on the screen: how they look and which part of one is under the mouse."""

import math
from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen
from pyqtgraph.functions import arrayToQPath

from pixviewer.gui.canvas.items import RegionItemData
from pixviewer.gui.canvas.overlays import HALO, paint_halo_text
from pixviewer.gui.canvas.plane_map import PlaneMap

HANDLE_REACH = 7.0  # half of the hit area of a handle
BORDER_REACH = 6.0
_HANDLE = 4.0  # half of what is drawn
_SMALL = 45.0  # up to this size a region is held by its whole inside
_MAX_LABELS = 200
_TINY = 3.0
_Paths = dict[tuple[str, bool, bool], QPainterPath]
_CROWDS: list[tuple[PlaneMap, list[RegionItemData], _Paths]] = []
_DIAGONAL = math.sqrt(0.5)
_Line = tuple[float, float, float, int]
_ROUND, _CORNERED, _SLASH = 0, 1, 2
_AROUND = np.linspace(0.0, 2 * np.pi, 25)
_OUTLINES = {
    _ROUND: (np.cos(_AROUND), np.sin(_AROUND)),
    _CORNERED: (np.array([-1.0, 1, 1, -1, -1]), np.array([-1.0, -1, 1, 1, -1])),
    _SLASH: (np.array([-1.0, 1]), np.array([-1.0, 1])),
}


class Part(Enum):
    """What of a region is held."""

    BODY = "body"
    HANDLE = "handle"
    HOLE = "hole"  # the handle of the inner border


def handles(region: RegionItemData, here: PlaneMap) -> list[tuple[float, float]]:
    """Where the handles of a region are on the screen: the corners, or one on the circle at its right."""
    x, y = here.to_pixel(region.xi, region.eta)
    rx, ry = (region.size * scale for scale in here.scale)
    if region.shape_kind != "square":
        return [(x + rx, y)]
    return [(x + sx * rx, y + sy * ry) for sx in (-1, 1) for sy in (-1, 1)]


def hole_handle(region: RegionItemData, here: PlaneMap) -> tuple[float, float] | None:
    """Where the handle of the inner border of an annulus is: at its left, away from that of the outer."""
    if not region.hole:
        return None
    x, y = here.to_pixel(region.xi, region.eta)
    return x - region.hole * here.scale[0], y


def part_at(region: RegionItemData, here: PlaneMap, px: float, py: float) -> Part | None:
    """Part of a region at a place on the screen.

    The border and the centre always hold a region. The inside does where the region is small or selected,
    but not the wide inside of a large one: there one wants to pan.
    """
    if not region.visible:
        return None
    if region.selected and not region.locked:
        for hx, hy in handles(region, here):
            if abs(px - hx) <= HANDLE_REACH and abs(py - hy) <= HANDLE_REACH:
                return Part.HANDLE
        hole = hole_handle(region, here)
        if hole is not None and max(abs(px - hole[0]), abs(py - hole[1])) <= HANDLE_REACH:
            return Part.HOLE
    x, y = here.to_pixel(region.xi, region.eta)
    dx, dy = px - x, py - y
    distance = max(abs(dx), abs(dy)) if region.shape_kind == "square" else math.hypot(dx, dy)
    size = region.size * here.scale[0]
    if region.hole:
        return _ring_part(region, distance, size, region.hole * here.scale[0])
    reach = 4 * BORDER_REACH if region.selected and size > 4 * _SMALL else BORDER_REACH
    near_border = -reach <= distance - size <= BORDER_REACH
    near_centre = math.hypot(dx, dy) <= 2 * BORDER_REACH
    inside = distance <= size and (size <= _SMALL or (region.selected and size <= 4 * _SMALL))
    return Part.BODY if near_border or near_centre or inside else None


def _ring_part(region: RegionItemData, distance: float, outer: float, inner: float) -> Part | None:
    """An annulus is held by its borders, and by what is between them when it is selected or narrow.

    Never by its hole: there lies the source that it is the background of.
    """
    near = min(abs(distance - outer), abs(distance - inner)) <= BORDER_REACH
    between = inner <= distance <= outer and (region.selected or outer - inner <= _SMALL)
    return Part.BODY if near or between else None


def region_at(
    regions: Sequence[RegionItemData], here: PlaneMap, px: float, py: float
) -> tuple[RegionItemData, Part] | None:
    """Region under the mouse: selected ones first, then the smallest, since a large one can cover it."""
    hits = [(r, part) for r in regions if (part := part_at(r, here, px, py)) is not None]
    return min(hits, key=lambda hit: (not hit[0].selected, hit[0].size), default=None)


def paint_regions(painter: QPainter, here: PlaneMap, regions: Sequence[RegionItemData]) -> None:
    """Paint all visible regions, selected ones last."""
    labels = len(regions) <= _MAX_LABELS
    visible = [region for region in regions if region.visible]
    if not labels:
        _paint_crowd(painter, here, [region for region in visible if not region.selected])
        visible = [region for region in visible if region.selected]
    if len(visible) > _MAX_LABELS:  # each with halo, handles and name, thousands would take many seconds
        _paint_crowd(painter, here, visible, 2.4)
        return
    for region in sorted(visible, key=lambda r: r.selected):
        _paint_region(painter, here, region, labels or region.selected)


def _paint_crowd(
    painter: QPainter, here: PlaneMap, regions: Sequence[RegionItemData], width: float = 1.0
) -> None:
    """Paint thousands of regions in one stroke a colour: thin, without halo and name."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for (name, dashed, dotted), path in _crowd_paths(here, regions).items():
        colour = QColor(name)
        line = QPen(colour if colour.isValid() else QColor("#00d7ff"), width)
        if dashed or dotted:
            line.setDashPattern([4, 3] if dashed else [1, 2])
        painter.setPen(line)
        painter.drawPath(path)
    painter.restore()


def _crowd_paths(here: PlaneMap, regions: Sequence[RegionItemData]) -> _Paths:
    """One path a colour; those of the last paints are kept, as a drag of one moves no other."""
    crowd = list(regions)
    for known_here, known, paths in _CROWDS:
        if known_here == here and known == crowd:
            return paths
    made = _make_paths(here, crowd)
    _CROWDS.append((here, crowd, made))
    del _CROWDS[:-4]  # two views, before and after a region was selected
    return made


def _make_paths(here: PlaneMap, regions: Sequence[RegionItemData]) -> _Paths:
    lines: dict[tuple[str, bool, bool], list[_Line]] = {}
    for region in regions:
        lines.setdefault((region.colour, region.dashed, region.dotted), []).extend(_lines(region))
    return {key: _path(here, np.array(several)) for key, several in lines.items()}


def _lines(region: RegionItemData) -> list[_Line]:
    """What is drawn of a region: where, how far from there, and along which corners."""
    is_round = region.shape_kind != "square"
    drawn = [(region.xi, region.eta, region.size, _ROUND if is_round else _CORNERED)]
    if region.hole:
        drawn.append((region.xi, region.eta, region.hole, _ROUND))
    if region.slashed:
        drawn.append((region.xi, region.eta, region.size, _SLASH))
    return drawn


def _path(here: PlaneMap, lines: npt.NDArray[np.float64]) -> QPainterPath:
    """All lines in one path, corner by corner: Qt's own ellipses are made one by one."""
    (scale_x, scale_y), (xi, eta, size, kind) = here.scale, lines.T
    to_pixels: Any = here.to_pixel  # arrays as well
    x, y = to_pixels(xi, eta)
    rx, ry = size * scale_x, size * scale_y
    right, bottom = here.left + here.width, here.top + here.height
    is_seen = (x + rx >= here.left) & (x - rx <= right) & (y + ry >= here.top) & (y - ry <= bottom)
    x, y, rx, ry, which = (v[is_seen] for v in (x, y, rx, ry, kind.astype(np.int64)))
    # A circle of a few pixels is told from a square by nobody.
    which[(which == _ROUND) & (rx <= _TINY)] = _CORNERED
    parts = []
    for kind_, corners in _OUTLINES.items():
        chosen = which == kind_
        across = x[chosen, None] + rx[chosen, None] * corners[0]
        up = y[chosen, None] + ry[chosen, None] * corners[1]
        joined = np.ones(across.shape, np.int32)
        joined[:, -1] = 0
        parts.append((across.ravel(), up.ravel(), joined.ravel()))
    found: QPainterPath = arrayToQPath(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
    return found


def _paint_region(painter: QPainter, here: PlaneMap, region: RegionItemData, label: bool) -> None:
    x, y = here.to_pixel(region.xi, region.eta)
    rx, ry = (region.size * scale for scale in here.scale)
    if not (
        here.left <= x + rx + 80
        and x - rx <= here.left + here.width
        and here.top <= y + ry
        and y - ry <= here.top + here.height + 20
    ):
        return
    box = QRectF(x - rx, y - ry, 2 * rx, 2 * ry)
    colour = QColor(region.colour)
    if not colour.isValid():
        colour = QColor("#00d7ff")
    if region.selected:
        colour = colour.lighter(130)
    width = 2.4 if region.selected else 1.6
    line = QPen(colour, width)
    if region.dashed:
        line.setDashPattern([4, 3])
    elif region.dotted:
        line.setDashPattern([1, 2])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(HALO, width + 2.6), line):
        painter.setPen(pen)
        if region.shape_kind == "square":
            painter.drawRect(box)
        else:
            painter.drawEllipse(box)
        if region.hole:
            painter.drawEllipse(QPointF(x, y), *(region.hole * scale for scale in here.scale))
        if region.slashed:
            reach = 1.0 if region.shape_kind == "square" else _DIAGONAL
            painter.drawLine(QPointF(x - rx * reach, y - ry * reach), QPointF(x + rx * reach, y + ry * reach))
    if region.selected:
        _paint_handles(painter, here, region, colour)
    if label and region.name:
        paint_halo_text(painter, _label_place(painter, region, x, y, rx, ry), region.name, colour)


def _label_place(
    painter: QPainter, region: RegionItemData, x: float, y: float, rx: float, ry: float
) -> QPointF:
    """Beside a region at its upper right; of a ring below, where it stays clear of what it surrounds."""
    if region.shape_kind == "square":
        return QPointF(x - rx + 3, y - ry - 5)
    if region.hole:
        return QPointF(x + rx * _DIAGONAL + 3, y + ry * _DIAGONAL + 5 + painter.fontMetrics().ascent())
    return QPointF(x + rx * _DIAGONAL + 3, y - ry * _DIAGONAL - 5)


def _paint_handles(painter: QPainter, here: PlaneMap, region: RegionItemData, colour: QColor) -> None:
    x, y = here.to_pixel(region.xi, region.eta)
    for pen in (QPen(HALO, 3), QPen(colour, 1.2)):
        painter.setPen(pen)
        painter.drawLine(QPointF(x - 4, y), QPointF(x + 4, y))
        painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))
    if region.locked:
        return
    painter.setPen(QPen(QColor(0, 0, 0), 1.2))
    painter.setBrush(QColor("#ffffff"))
    hole = hole_handle(region, here)
    for hx, hy in [*handles(region, here), *([hole] if hole else [])]:
        painter.drawRect(QRectF(hx - _HANDLE, hy - _HANDLE, 2 * _HANDLE, 2 * _HANDLE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
