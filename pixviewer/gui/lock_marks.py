"""Shows what is locked: marks in the menu, and words at the foot of the window."""

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QLabel

from pixviewer.model.locking import OF_VIEWS, OF_WINDOWS

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


class LockMarks:
    """Between the locks of a session and one window."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._session = window.windows.session
        self.label = QLabel()
        self.label.setAccessibleName("Locks")
        self.label.setToolTip("What views and windows keep in common: View ▸ Lock")
        window.status.insertPermanentWidget(0, self.label)
        self._session.locks.events.connect(self.show)
        self.show()

    def close(self) -> None:
        """Follow the locks no more."""
        self._session.locks.events.disconnect(self.show)

    def show(self, *_: object) -> None:
        """Show what is locked."""
        locks, actions = self._session.locks, self._window.menus.actions
        for what in OF_WINDOWS:
            actions[f"lock-{what}"].setChecked(what in locks.windows)
        for what in OF_VIEWS:
            actions[f"lock-views-{what}"].setChecked(what in locks.views)
        actions["lock-all"].setChecked(locks.windows == frozenset(OF_WINDOWS))
        self.label.setText(locks.text())
        self.label.setVisible(bool(locks.text()))
