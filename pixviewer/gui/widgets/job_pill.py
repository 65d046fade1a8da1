"""How many jobs run, and a menu to cancel any of them."""

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QMenu, QToolButton, QWidget

from pixviewer.gui.widgets.fitting import keep_width
from pixviewer.model.jobs import JobInfo


class JobPill(QToolButton):
    """``2 running``; of a fixed width, and nothing to read while nothing runs."""

    cancelRequested = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs: tuple[JobInfo, ...] = ()
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.clicked.connect(self._pop_up)
        keep_width(self, "● 88 running", extra=24)
        self.set_jobs(())

    def set_jobs(self, jobs: Sequence[JobInfo]) -> None:
        """Show these jobs."""
        self._jobs = tuple(jobs)
        n = len(self._jobs)
        self.setText(f"● {n} running" if n else "○ idle")
        self.setAccessibleName(f"{n} jobs running" if n else "No job is running")
        self.setToolTip("\n".join(_line(job) for job in self._jobs) or "No job is running")

    @property
    def jobs_menu(self) -> QMenu:
        """The menu that opens at a click."""
        return self._menu

    def _pop_up(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _fill(self) -> None:
        self._menu.clear()
        if not self._jobs:
            idle = self._menu.addAction("No job is running")
            if idle is not None:
                idle.setEnabled(False)
        for job in self._jobs:
            made = self._menu.addAction(f"Cancel: {_line(job)}".replace("&", "&&"))
            if made is not None:
                made.setEnabled(not job.is_cancelling)
                made.triggered.connect(lambda checked, ident=job.ident: self.cancelRequested.emit(ident))


def _line(job: JobInfo) -> str:
    return f"{job.label}, {'waits' if job.fraction is None else f'{100 * job.fraction:.0f} %'}"
