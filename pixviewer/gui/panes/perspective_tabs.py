"""The three perspectives as tabs at the top left."""

from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QTabBar, QWidget

# Names of the tabs, and the actions that they stand for.
TABS = {"inspect": "Inspect", "extract-view": "Extract", "selfcal-view": "Self-cal QA"}

# Fusion's own selected tab can hardly be told from others on a dark ground.
SHEET = (
    "QTabBar::tab { padding: 4px 8px; border: 1px solid palette(mid); }"
    "QTabBar::tab:selected { background: palette(highlight); color: palette(highlighted-text); }"
    "QTabBar::tab:focus { text-decoration: underline; }"
)


class PerspectiveTabs(QTabBar):
    """Each tab triggers an action, and follows its mark.

    Parameters
    ----------
    actions : mapping
        Of the window, by ident.
    """

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setStyleSheet(SHEET)
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
