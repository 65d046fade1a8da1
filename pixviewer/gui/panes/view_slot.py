"""A place for one of the linked views, with tabs that choose which."""

from collections.abc import Mapping

from PyQt6.QtCore import QObject, QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QSizePolicy, QTabBar, QVBoxLayout, QWidget


class ViewSlot(QWidget):
    """Shows one of several views; the others are elsewhere, or nowhere.

    A view is in one slot at most: `Slots` exchanges them.
    """

    chosen = pyqtSignal(str)

    def __init__(self, titles: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = list(titles)
        self.name = ""
        self.tabs = QTabBar()
        self.tabs.setDocumentMode(True)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName("What this view shows")
        self.tabs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for title in titles.values():
            self.tabs.addTab(title)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.tabs)

        self.tabs.currentChanged.connect(lambda i: self.chosen.emit(self._names[i]))

    def hold(self, name: str, view: QWidget) -> None:
        """Show a view."""
        self.name = name
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(self._names.index(name))
        self._layout.addWidget(view, 1)
        view.show()


class Slots(QObject):
    """Two slots and the views in them.

    Parameters
    ----------
    views : dict of str to QWidget
        Every view by name.
    titles : dict of str to str
        What their tabs say.
    first, second : str
        What the slots show at first.
    parent : QWidget, optional
        The window.
    """

    shown_changed = pyqtSignal()

    def __init__(
        self,
        views: Mapping[str, QWidget],
        titles: Mapping[str, str],
        first: str,
        second: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._views = views
        self.slots = (ViewSlot(titles), ViewSlot(titles))
        for i, name in enumerate((first, second)):
            self.slots[i].hold(name, views[name])
            self.slots[i].chosen.connect(lambda chosen, i=i: self.show(i, chosen))
        # Parent of the views that are in no slot; they go with the window.
        self._hidden = QWidget(parent)
        self._hidden.hide()
        for name, view in views.items():
            if name not in (first, second):
                view.setParent(self._hidden)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all views."""
        return tuple(self._views)

    @property
    def shown(self) -> tuple[str, str]:
        """Names of the views that are shown."""
        return self.slots[0].name, self.slots[1].name

    def show(self, i: int, name: str) -> None:
        """Show a view in a slot; if the other slot has it, they exchange theirs."""
        slot, other = self.slots[i], self.slots[1 - i]
        if slot.name == name:
            return
        before = slot.name
        if other.name == name:
            other.hold(before, self._views[before])
        else:
            self._views[before].setParent(self._hidden)
        slot.hold(name, self._views[name])
        self.shown_changed.emit()
