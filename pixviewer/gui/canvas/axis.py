"""An axis whose label always fits."""

from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PyQt6.QtCore import QLineF, QRectF, Qt
from PyQt6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from pixviewer.gui import fonts
from pixviewer.gui.canvas.axis_drawing import Label, LabelSizes, Side, labels, tick_lines
from pixviewer.model.units import pretty_number

_ROOM_LOST = 8.0  # pixels around a label that a text item keeps for itself
_GAP = 2.0  # pixels between the labels of two ticks
_SMALLEST = 0.75  # of the font, before a label loses letters


class Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis with a true minus, without SI prefixes, and with a label that gives way when it is short."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self._texts: tuple[str, ...] = ()
        self._font = fonts.text_font()
        self._ticks: Callable[[float, float, int], list[tuple[float, str]]] | None = None
        self._written: dict[float, str] = {}
        self.n_most = 5  # ticks that there was room for when they were laid out last
        self.enableAutoSIPrefix(False)

    def set_label(self, *texts: str) -> None:
        """Label the axis with the first of some texts that fits, longest first; the tip is the longest."""
        if texts != self._texts:
            self._texts = texts
            self.setToolTip(texts[0] if texts else "")
            self._fit_label()

    def set_ticks(self, ticks: Callable[[float, float, int], list[tuple[float, str]]] | None) -> None:
        """Let a function choose the ticks: from the ends and the most there may be, to places and texts."""
        self._ticks = ticks
        self.picture = None
        self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """Places of the ticks."""
        if self._ticks is None:
            values: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
            return values
        found = self._ticks(minVal, maxVal, 4)
        if self.orientation in ("left", "right"):
            room = 2.5 * QFontMetricsF(self._font).height()
        else:
            widest = max((QFontMetricsF(self._font).horizontalAdvance(text) for _, text in found), default=1)
            room = 1.25 * widest
        self.n_most = max(int(size / room), 1)
        found = self._ticks(minVal, maxVal, self.n_most)
        self._written = dict(found)
        step = abs(found[1][0] - found[0][0]) if len(found) > 1 else abs(maxVal - minVal)
        return [(step, list(self._written))]

    def major_ticks(self, low: float, high: float, size: float) -> list[float]:
        """Places of the ticks that are labelled."""
        levels = self.tickValues(low, high, size)
        return list(levels[0][1]) if levels else []

    def resizeEvent(self, event: object = None) -> None:
        """Choose the label anew."""
        if getattr(self, "_texts", ()) and self.label is not None:
            self._fit_label()
        super().resizeEvent(event)

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        """Steps between ticks, so wide that labels below an axis stay apart."""
        levels: list[tuple[float, float]] = super().tickSpacing(minVal, maxVal, size)
        if self.orientation in ("left", "right") or not levels or size <= 0 or not maxVal > minVal:
            return levels
        metrics = QFontMetricsF(self._font)
        step, offset = levels[0]
        for factor in (1, 2, 5):
            wide = step * factor
            ends = [wide * round(end / wide) for end in (minVal, maxVal)]
            texts = self.tickStrings(ends, self.scale, wide)
            if max(map(metrics.horizontalAdvance, texts)) + _GAP <= wide / (maxVal - minVal) * size:
                break
        return levels if factor == 1 else [(wide, offset), *levels]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Write the tick labels."""
        if self._ticks is not None:
            return [self._written.get(value, "") for value in values]
        strings = super().tickStrings(values, scale, spacing)
        return [
            pretty_number(float(s)) if "e" in s else ("0" if s == "-0" else s.replace("-", "−"))
            for s in strings
        ]

    def generateDrawSpecs(
        self, p: QPainter
    ) -> tuple[tuple[QPen, QLineF], list[tuple[QPen, list[QLineF]]], list[Label]] | None:
        """Lay the axis out as the base class does, several times faster."""
        side = Side(self.orientation, self.mapRectFromParent(self.geometry()), *map(float, self.range))
        if side.length <= 0 or side.high == side.low:
            return None
        levels = self.tickValues(side.low, side.high, side.length)
        places = [side.places(values) for _, values in levels]
        lines = tick_lines(side, places, self.tickPen(), self.style["tickLength"])
        found: list[Label] = []
        if self.style["showValues"]:
            gap = max(0, self.style["tickLength"]) + self.style["tickTextOffset"][0 if side.is_upright else 1]
            found, across = labels(
                side, levels[: self.style["maxTextLevel"] + 1], places, self._spelled, self._sizes,
                room=self.boundingRect(), gap=gap, limits=self.style["textFillLimits"],
            )  # fmt: skip
            self._updateMaxTextSize(across)
        return (self.pen(), side.line()), lines, found

    def drawPicture(
        self,
        p: QPainter,
        axisSpec: tuple[QPen, QLineF],
        tickSpecs: list[tuple[QPen, list[QLineF]]],
        textSpecs: list[Label],
    ) -> None:
        """Draw what was laid out, each level of ticks in one stroke."""
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        p.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)
        for pen, lines in ((axisSpec[0], [axisSpec[1]]), *tickSpecs):
            if lines:
                p.setPen(pen)
                p.drawLines(*lines)
        p.setFont(self._font)
        p.setPen(self.textPen())
        p.setClipRect(QRectF(self.boundingRect().toAlignedRect()))
        for box, flags, text in textSpecs:
            p.drawText(box, int(flags), text)

    def _spelled(self, values: Sequence[float], step: float) -> list[str]:
        return self.tickStrings(values, self.autoSIPrefixScale * self.scale, step)

    def set_font(self, font: QFont) -> None:
        """Write labels in a font."""
        self._font = font
        self._sizes = LabelSizes(font)
        self.setTickFont(font)
        self.label.setFont(font)
        self._fit_label()

    def _fit_label(self) -> None:
        text, scale = self._fitting()
        font = QFont(self._font)
        font.setPointSizeF(font.pointSizeF() * scale)
        if text != self.labelText or font != self.label.font():
            self.label.setFont(font)
            self.setLabel(text)

    def _fitting(self) -> tuple[str, float]:
        """Text, and by how much its font shrinks."""
        size = self.size()
        room = (size.height() if self.orientation in ("left", "right") else size.width()) - _ROOM_LOST
        if not self._texts:
            return "", 1.0
        if room <= 0:  # not laid out yet
            return self._texts[0], 1.0
        metrics = QFontMetricsF(self._font)
        for text in self._texts:
            if metrics.horizontalAdvance(text) <= room:
                return text, 1.0
        text = self._texts[-1]
        lines = halves(text) if self.orientation in ("left", "right") else ()
        if lines and max(map(metrics.horizontalAdvance, lines)) * _SMALLEST <= room:
            widest = max(map(metrics.horizontalAdvance, lines))
            return "<br>".join(lines), min(0.99 * room / widest, 1.0)
        scale = max(room / metrics.horizontalAdvance(text), _SMALLEST)
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room / scale), 0.99 * scale


def halves(text: str) -> tuple[str, ...]:
    """A text in two lines of nearly one length; none where it is a single word."""
    words = text.split(" ")
    if len(words) < 2:
        return ()
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return min(cuts, key=lambda lines: max(map(len, lines)))
