"""Sizes that are measured in text, and measured again when the font is another."""

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QFontMetrics
from PyQt6.QtWidgets import QTableView, QWidget


class _Fitter(QObject):
    """Calls a function with the measures of the font of its parent, now and whenever they change."""

    def __init__(self, widget: QWidget, fit: Callable[[QFontMetrics], None]) -> None:
        super().__init__(widget)
        self._widget, self._fit = widget, fit
        widget.installEventFilter(self)
        fit(widget.fontMetrics())

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Measure again."""
        if event is not None and event.type() == QEvent.Type.FontChange:
            self._fit(self._widget.fontMetrics())
        return False


def keep_fit(widget: QWidget, fit: Callable[[QFontMetrics], None]) -> None:
    """Fit something to the font of a widget, now and whenever it changes."""
    _Fitter(widget, fit)


def keep_width(widget: QWidget, text: str, extra: int = 0) -> None:
    """Make a widget as wide as a text and some pixels, in whatever font."""
    keep_fit(widget, lambda metrics: widget.setFixedWidth(metrics.horizontalAdvance(text) + extra))


def keep_least_width(widget: QWidget, text: str, extra: int = 0) -> None:
    """Make a widget at least that wide."""
    keep_fit(widget, lambda metrics: widget.setMinimumWidth(metrics.horizontalAdvance(text) + extra))


def keep_rows(table: QTableView, extra: int) -> None:
    """Make the rows of a table as high as a line and some pixels."""

    def fit(metrics: QFontMetrics) -> None:
        rows = table.verticalHeader()
        if rows is not None:
            rows.setMinimumSectionSize(metrics.height() + min(extra, 2))
            rows.setDefaultSectionSize(metrics.height() + extra)

    keep_fit(table, fit)
