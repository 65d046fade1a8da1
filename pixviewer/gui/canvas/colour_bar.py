"""Colour bar of a view: a continuous scale with ticks, or a legend of categories.

As in DS9 the colours are spread evenly along the bar and the ticks follow the stretch, so that the faint end
of a logarithmic picture is not squeezed into a pixel.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from pixviewer.gui import fonts, theme
from pixviewer.model.colour_maps import colour_table
from pixviewer.model.scale_ticks import scale_ticks, tick_labels
from pixviewer.model.stretches import toned
from pixviewer.model.units import pretty_number, pretty_unit

_MARGIN = 8.0
_BAR = 14.0
_TICK = 4.0
_SWATCH = 10.0
_Align = Qt.AlignmentFlag


@dataclass(frozen=True, slots=True)
class Scale:
    """A continuous scale."""

    lo: float
    hi: float
    stretch: str
    cmap: str
    invert: bool
    label: str
    contrast: float = 1.0
    bias: float = 0.5
    others: tuple[tuple[str, str], ...] = ()

    def colours(self, n: int = 512) -> npt.NDArray[np.uint8]:
        """Colours along the bar from its foot, (n, 3)."""
        shades = toned(np.linspace(0.0, 1.0, n), self.contrast, self.bias)
        return colour_table(self.cmap, self.invert)[np.round(255 * shades).astype(np.uint8)]


@dataclass(frozen=True, slots=True)
class Legend:
    """Categories; named ones are a list from the top, numbers a bar from the bottom."""

    labels: tuple[str, ...]
    colours: tuple[QColor, ...]
    label: str
    kind: str

    @property
    def is_list(self) -> bool:
        """Whether they are names."""
        return self.kind == "flags"


class ColourBar(QWidget):
    """A vertical bar with its labels to the right; hidden when it has nothing to show.

    Categories can be hovered and clicked.
    """

    labelHovered = pyqtSignal(object)  # label of a category, or None
    labelClicked = pyqtSignal(str, object)  # and keyboard modifiers

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content: Scale | Legend | None = None
        self._room = 0
        self._top = self._bottom = _MARGIN
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFont(fonts.text_font())
        self.setAccessibleName("Colour bar")
        self.setMouseTracking(True)

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
        """Show a continuous scale.

        Parameters
        ----------
        unit : str
            As the file spells it.
        contrast, bias : float
            As in DS9.
        others : sequence of (name, colour)
            What is no value, told below the bar.
        """
        label = title
        if unit:
            label = f"{title} [{pretty_unit(unit)}]".strip()
        self._show(
            Scale(lo, hi, stretch, cmap, invert, label, contrast, bias, tuple(others)) if hi > lo else None
        )
        self.setAccessibleDescription(f"{label} from {pretty_number(lo)} to {pretty_number(hi)}, {stretch}")
        if others:
            told = ", ".join(name for name, _ in others)
            self.setAccessibleDescription(f"{self.accessibleDescription()}; {told} in colours of their own")

    @property
    def scale(self) -> Scale | None:
        """The scale that is shown, None where there is none."""
        return self._content if isinstance(self._content, Scale) else None

    def set_legend(
        self, kind: str, labels: Sequence[str], colours: Sequence[Sequence[int]], title: str = ""
    ) -> None:
        """Show categories: flags by name from the top, all others as a bar of numbers from the bottom."""
        inks = tuple(QColor(int(c[0]), int(c[1]), int(c[2])) for c in colours)
        content = Legend(tuple(labels), inks, title, kind)
        self._show(content if labels else None)
        self.setAccessibleDescription(f"{title}: {', '.join(labels)}")

    def clear(self) -> None:
        """Show nothing and take no room."""
        self._show(None)

    def set_margins(self, top: float, bottom: float) -> None:
        """Align the bar with the picture beside it, pixels from the upper and from the lower edge."""
        self._top, self._bottom = max(top, 0.0), max(bottom, 0.0)
        self.update()

    def _show(self, content: Scale | Legend | None) -> None:
        # It grows for a wider label but does not shrink again: the view beside would change its size, and
        # ask for another picture, whenever the limits of a picture are other than those of its sketch.
        same_kind = type(content) is type(self._content)
        self._content = content
        self._room = max(self._room if same_kind else 0, self._wanted_width())
        self.setVisible(content is not None)
        self.updateGeometry()
        self.update()

    @property
    def kind(self) -> str:
        """Kind of the categories; empty for a scale."""
        return self._content.kind if isinstance(self._content, Legend) else ""

    def label_at(self, at: QPointF) -> str | None:
        """Label of the category at a place; None beside them."""
        legend = self._content
        if not isinstance(legend, Legend):
            return None
        bar, n = self._bar(), len(legend.labels)
        if legend.is_list:
            i = int((at.y() - self._top) // self._row_height())
            is_inside = at.y() >= self._top and i < self._n_listed(n)
        else:
            i = int((bar.bottom() - at.y()) // (bar.height() / n))
            is_inside = bar.top() <= at.y() < bar.bottom() and 0 <= i < n
        return legend.labels[i] if is_inside else None

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Tell which category the mouse is over."""
        if event is not None:
            label = self.label_at(event.position())
            is_category = label is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if is_category else Qt.CursorShape.ArrowCursor)
            self.labelHovered.emit(label)

    def leaveEvent(self, event: QEvent | None) -> None:
        """Tell that the mouse is gone."""
        super().leaveEvent(event)
        self.labelHovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Tell which category is clicked."""
        label = self.label_at(event.position()) if event is not None else None
        if event is not None and label is not None and event.button() == Qt.MouseButton.LeftButton:
            self.labelClicked.emit(label, event.modifiers())

    def sizeHint(self) -> QSize:
        """Room for the widest label so far."""
        return QSize(self._room, 120)

    def _wanted_width(self) -> int:
        metrics = QFontMetricsF(self.font())
        content = self._content
        if isinstance(content, Legend):
            labels = list(content.labels)
        elif content is not None:
            ticks = scale_ticks(content.lo, content.hi, content.stretch, 7)
            # Never narrower than usual numbers: the view beside would change its size with every limit.
            labels = ["−0.005", *tick_labels([value for value, _ in ticks])]
        else:
            labels = []
        widest = max((metrics.horizontalAdvance(text) for text in labels), default=0.0)
        title = metrics.height() + 4 if content is not None and content.label and not self._is_list() else 0.0
        width = _BAR + 2 * _TICK + 4 + widest + title + _MARGIN
        if isinstance(content, Scale):
            told = (metrics.horizontalAdvance(name) for name, _ in content.others)
            width = max(width, max(told, default=0.0) + _TICK + _SWATCH + _MARGIN)
        return 8 * int(np.ceil(width / 8))

    def minimumSizeHint(self) -> QSize:
        """As wide as wanted, as low as needed."""
        return QSize(self.sizeHint().width(), 60)

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            # Measured here and with each content, not each time that a layout asks.
            self._room = max(self._room, self._wanted_width())
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the bar, its labels and its title."""
        if self._content is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(self.rect(), QColor(theme.colours().canvas))
        ink = QColor(theme.colours().axis)
        painter.setPen(ink)
        if isinstance(self._content, Scale):
            self._paint_scale(painter, self._content, ink)
        elif self._content.is_list:
            self._paint_list(painter, self._content)
        else:
            self._paint_categories(painter, self._content, ink)
        if self._content.label and not self._is_list():
            self._paint_title(painter, self._content.label)

    def _is_list(self) -> bool:
        return isinstance(self._content, Legend) and self._content.is_list

    def _bar(self) -> QRectF:
        content = self._content
        n_other = len(content.others) if isinstance(content, Scale) else 0
        bottom = max(self._bottom, n_other * self._row() + _MARGIN / 2)
        return QRectF(_TICK, self._top, _BAR, max(self.height() - self._top - bottom, 1.0))

    def _row(self) -> float:
        """Height of a line that tells what is no value."""
        return QFontMetricsF(self.font()).height() + 1

    def _paint_scale(self, painter: QPainter, scale: Scale, ink: QColor) -> None:
        bar = self._bar()
        table = np.ascontiguousarray(scale.colours()[::-1])
        image = QImage(table.tobytes(), 1, len(table), 3, QImage.Format.Format_RGB888)
        painter.drawImage(bar, image)
        painter.setPen(QPen(ink, 1))
        painter.drawRect(bar.adjusted(0, 0, -1, -1))
        room = QFontMetricsF(self.font()).height()
        n = max(2, min(8, int(bar.height() / (2.2 * room))))
        ticks = scale_ticks(scale.lo, scale.hi, scale.stretch, n)
        if len(ticks) < 2:  # a low bar about zero: nothing but that would be told
            ticks = scale_ticks(scale.lo, scale.hi, scale.stretch, 4)
        used: list[float] = []
        for (_, place), text in zip(ticks, tick_labels([value for value, _ in ticks]), strict=True):
            y = bar.bottom() - 1 - place * (bar.height() - 1)
            if any(abs(y - other) < room for other in used):
                continue
            used.append(y)
            self._paint_tick(painter, bar, y, text)
        self._paint_others(painter, scale.others)

    def _paint_others(self, painter: QPainter, others: Sequence[tuple[str, str]]) -> None:
        """Tell below the bar what is no value."""
        row = self._row()
        top = self.height() - len(others) * row - 1
        for i, (name, colour) in enumerate(others):
            swatch = QRectF(_TICK, top + i * row + 3, _SWATCH, row - 6)
            painter.fillRect(swatch, QColor(colour))
            painter.drawRect(swatch)
            box = QRectF(_TICK + _SWATCH + 5, top + i * row, self.width(), row)
            painter.drawText(box, _Align.AlignLeft | _Align.AlignVCenter, name)

    def _paint_tick(self, painter: QPainter, bar: QRectF, y: float, text: str) -> None:
        painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + _TICK, y))
        height = QFontMetricsF(self.font()).height()
        top = min(max(y - height / 2, 0.0), self.height() - height)
        box = QRectF(bar.right() + _TICK + 3, top, self.width(), height)
        painter.drawText(box, _Align.AlignLeft | _Align.AlignVCenter, text)

    def _paint_categories(self, painter: QPainter, legend: Legend, ink: QColor) -> None:
        bar, n = self._bar(), len(legend.labels)
        step = bar.height() / n
        room = QFontMetricsF(self.font()).height()
        every = next((k for k in (1, 2, 3, 4, 6, 8, 12, 24) if k * step >= room), n)
        for i, (label, colour) in enumerate(zip(legend.labels, legend.colours, strict=True)):
            top, bottom = bar.bottom() - (i + 1) * step, bar.bottom() - i * step
            painter.fillRect(QRectF(bar.left(), top, bar.width(), bottom - top), colour)
            # 1, 4, 8, … 24 read better than 1, 5, 9: the first, and then the multiples.
            if i == 0 or ((i + 1) % every == 0 and (i + 1 >= every) and (i * step >= room)):
                painter.setPen(ink)
                self._paint_tick(painter, bar, (top + bottom) / 2, label)
        painter.setPen(QPen(ink, 1))
        painter.drawRect(bar.adjusted(0, 0, -1, -1))

    def _paint_list(self, painter: QPainter, legend: Legend) -> None:
        row = self._row_height()
        fits = self._n_fitting()
        labels = list(legend.labels)
        if len(labels) > fits > 0:
            labels = [*labels[: fits - 1], f"+ {len(labels) - fits + 1} more"]
        for i, label in enumerate(labels):
            top = self._top + i * row
            if i < fits - 1 or len(legend.labels) <= fits:
                swatch = QRectF(_TICK, top + 2, _BAR, row - 5)
                painter.fillRect(swatch, legend.colours[i])
                painter.drawRect(swatch)
            box = QRectF(_TICK + _BAR + _TICK + 3, top, self.width(), row)
            painter.drawText(box, _Align.AlignLeft | _Align.AlignVCenter, label)

    def _row_height(self) -> float:
        return QFontMetricsF(self.font()).height() + 3

    def _n_fitting(self) -> int:
        return int((self.height() - self._top - self._bottom) / self._row_height())

    def _n_listed(self, n: int) -> int:
        """How many of a list are painted, the last line telling how many are not."""
        fits = self._n_fitting()
        return n if n <= fits else max(fits - 1, 0)

    def _paint_title(self, painter: QPainter, text: str) -> None:
        height = QFontMetricsF(self.font()).height()
        painter.save()
        bar = self._bar()
        painter.translate(self.width() - height - 3, bar.bottom())
        painter.rotate(-90)
        area = QRectF(0, 0, bar.height(), height)
        elided = QFontMetricsF(self.font()).elidedText(text, Qt.TextElideMode.ElideRight, bar.height())
        painter.drawText(area, _Align.AlignCenter, elided)
        painter.restore()
