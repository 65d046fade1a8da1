"""Wavelength bands as they are drawn: plain ones of filters and regions, and named ones of a line map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QBrush, QColor, QFontMetricsF, QIcon, QPainter, QPen, QPixmap

from pixviewer.gui import theme
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.items import Key
from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.gui.canvas.spectrum_gestures import Band

LINE_STYLE, CONTINUUM_STYLE = "line", "continuum"
# Colour in light and dark, and hatch: told apart without colour, too, and by their words.
_STYLES = {
    LINE_STYLE: ("#b8321a", "#ff9078", Qt.BrushStyle.BDiagPattern),
    CONTINUUM_STYLE: ("#5f45ad", "#bda8ff", Qt.BrushStyle.FDiagPattern),
}


@dataclass(frozen=True, slots=True)
class BandLook:
    """How a named band is drawn.

    Parameters
    ----------
    title : str
        The words in it.
    style : str
        ``line`` or ``continuum``.
    level : int
        Line of words counted from below, so that those of narrow neighbours do not meet.
    """

    title: str
    style: str
    level: int = 0

    @property
    def colour(self) -> QColor:
        """Colour for the present theme."""
        light, dark, _ = _STYLES[self.style]
        return QColor(dark if theme.is_dark() else light)

    @property
    def hatch(self) -> Qt.BrushStyle:
        """Pattern of the inside."""
        return _STYLES[self.style][2]


def paint_bands(
    painter: QPainter,
    here: PlaneMap,
    bands: Sequence[Band],
    looks: Mapping[Key, BandLook],
    selected: Sequence[Key],
) -> None:
    """Paint bands, plain ones first; one that is selected has handles."""
    for band in sorted(bands, key=lambda band: band[0] in looks):
        look = looks.get(band[0])
        _paint_band(painter, here, band, look, is_selected=band[0] in selected)
    for key, low, high in bands:
        if key in looks:
            _paint_title(painter, here, (low, high), looks[key])


def _paint_band(
    painter: QPainter, here: PlaneMap, band: Band, look: BandLook | None, *, is_selected: bool
) -> None:
    left, right = here.to_pixel(band[1], 0)[0], here.to_pixel(band[2], 0)[0]
    area = QRectF(left, here.top, right - left, here.height)
    colour = QColor(theme.colours().band) if look is None else look.colour
    fill = QColor(colour)
    fill.setAlpha(70 if is_selected else 40)
    painter.fillRect(area, fill)
    if look is not None:
        hatch = QColor(colour)
        hatch.setAlpha(110)
        painter.fillRect(area, QBrush(hatch, look.hatch))
    painter.setPen(QPen(colour, 2.4 if is_selected else 1.4))
    for px in (left, right):
        painter.drawLine(QPointF(px, here.top), QPointF(px, here.top + here.height))
    if is_selected:
        painter.setBrush(colour)
        for px in (left, right):
            painter.drawRect(QRectF(px - 3, here.top + here.height / 2 - 10, 6, 20))
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_title(painter: QPainter, here: PlaneMap, band: tuple[float, float], look: BandLook) -> None:
    left, right = here.to_pixel(band[0], 0)[0], here.to_pixel(band[1], 0)[0]
    if right < here.left or left > here.left + here.width:
        return
    metrics = QFontMetricsF(painter.font())
    width = metrics.horizontalAdvance(look.title)
    # In the middle of what is seen of the band, and within the view.
    middle = (max(left, here.left) + min(right, here.left + here.width)) / 2
    x = min(max(middle - width / 2, here.left + 2), here.left + here.width - width - 2)
    y = here.top + here.height - 5 - look.level * metrics.height()
    paper = QColor(theme.colours().canvas)
    overlays.paint_halo_text(painter, QPointF(x, y), look.title, look.colour, paper)


def swatch(look: BandLook, size: int = 14) -> QIcon:
    """A small square with the hatch of a band."""
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    area = QRectF(0.5, 0.5, size - 1, size - 1)
    fill = QColor(look.colour)
    fill.setAlpha(60)
    painter.fillRect(area, fill)
    painter.fillRect(area, QBrush(look.colour, look.hatch))
    painter.setPen(QPen(look.colour, 1))
    painter.drawRect(area)
    painter.end()
    return QIcon(picture)
