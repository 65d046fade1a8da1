"""Running jobs with their progress and a way to stop them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFontMetrics
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from pixviewer.gui import theme
from pixviewer.gui.canvas.items import Key
from pixviewer.gui.widgets.fitting import keep_fit, keep_width

_LONGEST_LABEL = 220  # pixels


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as shown: ``fraction`` None while the end is unknown, ``eta`` in seconds."""

    id: Key
    label: str
    fraction: float | None = None
    eta: float | None = None
    cancelling: bool = False


def eta_text(seconds: float | None) -> str:
    """Time that is left, coarse enough not to flicker: ``12 s``, ``3 min``, ``1 h 05``."""
    if seconds is None or seconds < 0:
        return ""
    if seconds < 100:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d}"


class JobEntry(QWidget):
    """One job: label, bar with per cent and time left, Cancel."""

    cancelRequested = pyqtSignal(object)

    def __init__(self, job: JobRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._label = QLabel()
        self._bar = QProgressBar()
        self._cancel = QToolButton()
        keep_width(self._bar, "100 % · 99 min", extra=36)
        keep_fit(self._bar, lambda metrics: self._bar.setMaximumHeight(metrics.height() + 2))
        self._bar.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._cancel.setAutoRaise(True)
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.set_icon(self._cancel, "cancel")

        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._label)
        layout.addWidget(self._bar)
        layout.addWidget(self._cancel)

        self._cancel.clicked.connect(lambda: self.cancelRequested.emit(self._job.id))
        self.set_job(job)

    def set_job(self, job: JobRow) -> None:
        """Show how far the job is."""
        self._job = job
        label = QFontMetrics(self.font()).elidedText(job.label, Qt.TextElideMode.ElideMiddle, _LONGEST_LABEL)
        self._label.setText(label)
        self._label.setToolTip(job.label)
        self._bar.setAccessibleName(f"Progress of {job.label}")
        self._cancel.setAccessibleName(f"Cancel {job.label}")
        self._cancel.setToolTip(f"Cancel {job.label}")
        self._cancel.setEnabled(not job.cancelling)
        if job.cancelling:
            self._set_bar(0 if job.fraction is None else job.fraction, "cancelling …")
        elif job.fraction is None:
            self._bar.setRange(0, 0)
            self._bar.setFormat("")
        else:
            left = eta_text(job.eta)
            self._set_bar(job.fraction, f"{100 * job.fraction:.0f} %" + (f" · {left}" if left else ""))

    def _set_bar(self, fraction: float, text: str) -> None:
        # Qt paints a bar at once when its value changes, and with it whatever else of the window waits to be
        # painted: a whole frame within each report of progress.
        self._bar.setUpdatesEnabled(False)
        self._bar.setRange(0, 1000)
        self._bar.setValue(round(1000 * min(max(fraction, 0.0), 1.0)))
        self._bar.setFormat(text.replace("%", "%%") if "%p" in text else text)
        self._bar.setUpdatesEnabled(True)


class JobBar(QWidget):
    """One compact entry per job, left to right; nothing when idle."""

    cancelRequested = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[Key, JobEntry] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(4, 0, 4, 0)
        self._layout.setSpacing(12)
        self.setAccessibleName("Running jobs")

    def set_jobs(self, jobs: Sequence[JobRow]) -> None:
        """Show these jobs and no others; entries stay where they are while their job lasts."""
        wanted = {job.id: job for job in jobs}
        for key in [key for key in self._entries if key not in wanted]:
            entry = self._entries.pop(key)
            self._layout.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        for key, job in wanted.items():
            if key in self._entries:
                self._entries[key].set_job(job)
            else:
                entry = JobEntry(job, self)
                entry.cancelRequested.connect(self.cancelRequested)
                self._entries[key] = entry
                self._layout.addWidget(entry)
