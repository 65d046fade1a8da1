"""The foot of the window: readout line, rows shown, exactness, jobs."""

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QFontMetrics
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QLayout, QSizePolicy, QStatusBar, QVBoxLayout, QWidget

from pixviewer.gui.widgets.bell import Bell
from pixviewer.gui.widgets.fitting import keep_fit, keep_width
from pixviewer.gui.widgets.job_bar import JobBar, JobEntry, JobRow
from pixviewer.gui.widgets.memory_bar import MemoryBar
from pixviewer.gui.widgets.readout_line import Readout
from pixviewer.gui.widgets.throttle import Throttle
from pixviewer.model.jobs import JobInfo
from pixviewer.model.readout import position_text, row_text, rows_text
from pixviewer.model.state import IMAGE, SCATTER
from pixviewer.model.workspace import Workspace

MESSAGE_MS = 12_000
READOUT_COLUMNS = 152
ROOM_AROUND_JOBS = 6
REPORT_MS = 100  # jobs tell how far they are a hundred times a second


class ReadoutBar(QWidget):
    """The line that says everything about the place under the cursor."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.line = Readout(columns=READOUT_COLUMNS)
        self.line.setAccessibleName("Readout")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.addWidget(self.line)

        workspace.shown.events.reading.connect(self._show)
        workspace.view.events.is_frozen.connect(self.line.set_frozen)
        workspace.facts_changed.connect(self._show)

    def show_text(self, text: str) -> None:
        """Show what another view reads out, unless the line is frozen."""
        if not self.workspace.view.is_frozen:
            self.line.set_text(text)

    def _show(self) -> None:
        reading, facts = self.workspace.shown.reading, self.workspace.facts
        if reading is None or facts is None:
            self.line.set_text("")
            return
        place = position_text(facts.frame, reading.xi, reading.eta)
        if reading.is_known:
            self.line.set_text(f"{place} │ {row_text(reading.row)}")
        elif not facts.has_blocks:
            self.line.set_text(f"{place} │ rows can be read out once the table is indexed")
        else:
            self.line.set_text(f"{place} │")


class _Clipped(QWidget):
    """Shows as much of a widget as there is room for: jobs must not widen the window."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        layout.addWidget(widget)

    def minimumSizeHint(self) -> QSize:
        """Nothing is fine."""
        return QSize(0, 0)


def _job_rows(jobs: list[JobInfo]) -> list[JobRow]:
    """Rows for the jobs that run, and for the first that waits; the others are only counted."""
    running = [job for job in jobs if job.fraction is not None]
    waiting = [job for job in jobs if job.fraction is None]
    rows = [JobRow(j.ident, j.label, j.fraction, j.eta_s, j.is_cancelling) for j in running]
    if waiting:
        first, n_more = waiting[0], len(waiting) - 1
        label = f"{first.label} (waits)" + (f" and {n_more} more" if n_more else "")
        rows.append(JobRow(first.ident, label, 0.0, None, first.is_cancelling))
    return rows


class StatusBar(QStatusBar):
    """Messages, rows shown, exactness and jobs."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.jobs = JobBar()
        self.rows = QLabel()
        self.rows.setAccessibleName("Rows shown")
        self.exact = QLabel()
        self.exact.setAccessibleName("Exactness")
        self.memory = MemoryBar()
        self.bell = Bell()
        for widget in (_Clipped(self.jobs), self.rows, self.exact, self.memory, self.bell):
            self.addPermanentWidget(widget)
        # Fields of fixed widths: no number that grows pushes the others about.
        keep_width(self.rows, "≈ 888 888 888 of 888 888 888 rows in view", extra=4)
        keep_width(self.exact, "refining 100 %", extra=4)
        # As high with a job as without: the views would change their size, ask for other pictures, and so
        # start jobs again and again.
        keep_fit(self, self._keep_height)

        self.jobs.cancelRequested.connect(lambda ident: workspace.runner.cancel(int(ident)))
        self._show_soon = Throttle(self._show, self, REPORT_MS)
        workspace.runner.jobs_changed.connect(lambda: self._show_soon())
        for signal in (workspace.shown.events.image, workspace.shown.events.scatter):
            signal.connect(self._show)
        workspace.table_changed.connect(self._show)

    def _keep_height(self, metrics: QFontMetrics) -> None:
        self.setFixedHeight(JobEntry(JobRow(0, "Indexing")).sizeHint().height() + ROOM_AROUND_JOBS)

    def tell(self, text: str) -> None:
        """Show a message for a while."""
        self.showMessage(text, MESSAGE_MS)

    def _show(self) -> None:
        workspace = self.workspace
        self.jobs.set_jobs(_job_rows(workspace.runner.jobs))
        facts, scatter = workspace.facts, workspace.shown.scatter
        if facts is None:
            self.rows.clear()
            self.exact.clear()
            return
        total = rows_text(facts.n_row)
        if scatter is None:
            self.rows.setText(f"{total} rows")
        else:
            about = "" if scatter.fraction >= 1.0 else "≈ "
            shown = rows_text(round(scatter.n_row / max(scatter.fraction, 1e-9)))
            self.rows.setText(f"{about}{shown} of {total} rows in view")
        pictures = [getattr(workspace.shown, view) for view in (IMAGE, SCATTER)]
        is_exact = all(picture is not None and picture.fraction >= 1.0 for picture in pictures)
        self.exact.setText("exact" if is_exact else self._refining())

    def _refining(self) -> str:
        """How far the slower of the two views is on its way to being exact."""
        jobs = [job for view in (IMAGE, SCATTER) if (job := self.workspace.runner.job_of(view)) is not None]
        if not jobs:
            return "refining" if self.workspace.runner.jobs else "sketch"
        return f"refining {100 * min(job.fraction or 0.0 for job in jobs):.0f} %"
