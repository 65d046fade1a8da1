"""The three perspectives as tabs at the top left."""

from functools import partial

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QAction, QPainter, QPaintEvent
from PyQt6.QtWidgets import QTabBar, QWidget

# Names of the tabs, and the actions that they stand for.
TABS = {"inspect": "Inspect", "extract-view": "Extract", "selfcal-view": "Self-cal QA"}

SPACE = 16  # pixels beside the name of a tab, both sides together


class PerspectiveTabs(QTabBar):
    """Each tab triggers an action, and follows its mark.

    Parameters
    ----------
    actions : mapping
        Of the window, by ident.
    """

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName("Perspectives")
        self._actions = [actions[ident] for ident in TABS]
        for i, (action, title) in enumerate(zip(self._actions, TABS.values(), strict=True)):
            self.addTab(title)
            self.setTabToolTip(i, action.toolTip())
            action.toggled.connect(partial(self._follow, i))
            action.changed.connect(partial(self._tip, i))
        self._follow(next((i for i, action in enumerate(self._actions) if action.isChecked()), 0), True)
        self.currentChanged.connect(self._on_changed)

    def tabSizeHint(self, index: int) -> QSize:
        """Of the name, in the font as it is."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.tabText(index)) + SPACE, metrics.height() + 10)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint tabs of which the chosen one is told in the dark, too, where Fusion's own hardly is."""
        painter, palette = QPainter(self), self.palette()
        for i in range(self.count()):
            is_chosen, box = i == self.currentIndex(), self.tabRect(i).adjusted(0, 0, -1, -1)
            painter.setPen(palette.mid().color())
            painter.setBrush(palette.highlight() if is_chosen else palette.button())
            painter.drawRect(box)
            ink = palette.highlightedText() if is_chosen else palette.buttonText()
            painter.setPen(ink.color())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.tabText(i))
            if is_chosen and self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(2, 2, -2, -2))

    def _follow(self, i: int, is_on: bool) -> None:
        if is_on and i != self.currentIndex():
            self.blockSignals(True)
            self.setCurrentIndex(i)
            self.blockSignals(False)

    def _tip(self, i: int) -> None:
        self.setTabToolTip(i, self._actions[i].toolTip())

    def _on_changed(self, i: int) -> None:
        if not self._actions[i].isChecked():
            self._actions[i].trigger()
