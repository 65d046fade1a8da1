"""Ticks of sky lines above a spectrum, and their names where there is room."""

from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from pixviewer.gui import theme
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.model.sky_lines import SkyLine, sky_line_list

REACH = 5.0  # pixels from a tick at which its line is meant
_GAP = 8.0
_WIDE = 1500.0  # ångström across the view, from which on OH lines go by the name of their band


def line_under(here: PlaneMap, x: float, *, vacuum: bool) -> SkyLine | None:
    """The line whose tick is under a place of the screen; of several the brightest."""
    scale = here.scale[0]
    wave = here.to_plane(x, here.top)[0]
    near = [line for line in sky_line_list(vacuum) if abs(line.wave - wave) * scale <= REACH]
    return max(near, key=lambda line: line.flux, default=None)


def hover_text(line: SkyLine) -> str:
    """What is said of a line under the mouse."""
    band = f" ({line.band})" if line.band else ""
    return f"{line.name}{band} · {line.wave:.2f} Å · {line.flux:g} % of [O I] 5577"


def paint_sky_lines(
    painter: QPainter, here: PlaneMap, *, vacuum: bool, free_from: float, hovered: SkyLine | None
) -> None:
    """Paint a tick for each line in view, the longer the brighter, and names from the brightest down.

    Parameters
    ----------
    painter : QPainter
    here : PlaneMap
    vacuum : bool
        Whether wavelengths are in vacuum.
    free_from : float
        Place on the screen left of which other words stand.
    hovered : SkyLine or None
        Line under the mouse: it is drawn through, and named whatever the room.
    """
    now = theme.colours()
    ink, paper = QColor(now.sky_line), QColor(now.canvas)
    low, high = here.box[:2]
    lines = [line for line in sky_line_list(vacuum) if low < line.wave < high]
    painter.setPen(QPen(ink, 1.4))
    for line in lines:
        painter.drawLine(_tick(here, line))
    if hovered is not None:
        painter.setPen(QPen(ink, 1, Qt.PenStyle.DotLine))
        px = here.to_pixel(hovered.wave, 0)[0]
        painter.drawLine(QPointF(px, here.top), QPointF(px, here.top + here.height))
    others = [line for line in lines if line != hovered]
    for text, x, y in _labels(painter, here, others, free_from, is_wide=high - low > _WIDE):
        overlays.paint_halo_text(painter, QPointF(x, y), text, ink, paper)
    if hovered is not None:
        at = QPointF(here.to_pixel(hovered.wave, 0)[0], here.top + 4)
        area = QRectF(here.left, here.top, here.width, here.height)
        overlays.paint_pill(painter, area, hover_text(hovered), Qt.AlignmentFlag.AlignLeft, at)


def _tick(here: PlaneMap, line: SkyLine) -> QLineF:
    px, length = here.to_pixel(line.wave, 0)[0], 5 + 9 * min(line.flux, 100.0) / 100
    return QLineF(px, here.top, px, here.top + length)


def _labels(
    painter: QPainter, here: PlaneMap, lines: list[SkyLine], free_from: float, *, is_wide: bool
) -> list[tuple[str, float, float]]:
    """Words, and where: a bright line keeps its place from fainter neighbours."""
    metrics = QFontMetricsF(painter.font())
    baseline = here.top + 14 + metrics.ascent()
    taken: list[tuple[float, float]] = [(-1e9, free_from)]
    found = []
    for line in sorted(lines, key=_rank):
        text = _name(line, is_wide=is_wide)
        width = metrics.horizontalAdvance(text)
        left = here.to_pixel(line.wave, 0)[0] - width / 2
        is_inside = left + width < here.left + here.width
        is_free = all(left > end or left + width < begin - _GAP for begin, end in taken)
        if text and is_inside and is_free:
            found.append((text, left, baseline))
            taken.append((left, left + width + _GAP))
    return found


def _rank(line: SkyLine) -> tuple[bool, bool, float]:
    """Atoms first, which everybody knows, then heads of bands, then by brightness."""
    return line.species in ("OH", "O2"), not line.band, -line.flux


def _name(line: SkyLine, *, is_wide: bool) -> str:
    if not is_wide:
        return line.name
    return line.band if line.species == "OH" else line.name
