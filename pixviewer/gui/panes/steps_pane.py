"""The steps of a self-calibration, from the state of the table to the files that are saved."""

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from pixviewer.gui.panels.factors_panel import FactorsPanel
from pixviewer.gui.panels.run_panel import RunPanel
from pixviewer.gui.panels.save_panel import SavePanel
from pixviewer.gui.widgets.step_box import StepBox
from pixviewer.gui.widgets.upright_area import UprightArea
from pixviewer.model.selfcal import steps
from pixviewer.model.selfcal.calibrator import GATHERING
from pixviewer.model.selfcal.steps import is_stopped, steps_of
from pixviewer.model.workspace import Workspace


class StepsPane(UprightArea):
    """Six steps, joined to the model.

    Parameters
    ----------
    workspace : Workspace
    """

    loadRequested = pyqtSignal()
    saveRequested = pyqtSignal(str)
    panelRequested = pyqtSignal(str)  # Mask or Verdicts
    compareRequested = pyqtSignal()
    told = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace, self.selfcal = workspace, workspace.selfcal
        self.boxes: dict[str, StepBox] = {}
        self.force_button = QPushButton("Run &Anyway")
        self.run_panel = RunPanel()
        self.factors = FactorsPanel()
        self.save_panel = SavePanel()
        self.mask_button = QPushButton("&Mask…")
        self.compare_button = QPushButton("Before and &After")
        self.look_button = QPushButton("&Verdicts…")
        # Many values change in one turn: all of it is shown once, at its end.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._lay_out()
        self._connect()
        self.show_state()

    def _lay_out(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(2)
        for number, step in enumerate(steps_of(self.selfcal.state).values(), 1):
            self.boxes[step.name] = StepBox(number, step.title)
            layout.addWidget(self.boxes[step.name])
        layout.addStretch(1)
        self.force_button.setToolTip("Run although something speaks against it")
        self.mask_button.setToolTip("Find objects, paint, draw, load")
        self.compare_button.setToolTip("Show the table before and after in the middle")
        self.look_button.setToolTip("List the slices that are off, and decide about them")
        for name, widget in (
            (steps.TABLE, self.force_button),
            (steps.MASK, self.mask_button),
            (steps.RUN, self.run_panel),
            (steps.COMPARE, self.factors),
            (steps.COMPARE, self.compare_button),
            (steps.LOOK, self.look_button),
            (steps.SAVE, self.save_panel),
        ):
            body = self.boxes[name].body
            body.insertWidget(0 if name == steps.RUN else body.count(), widget)
        self.setWidget(inside)
        inside.setMinimumWidth(234)

    def _connect(self) -> None:
        selfcal, panel = self.selfcal, self.run_panel
        self._soon.timeout.connect(self.show_state)
        self.force_button.clicked.connect(selfcal.force)
        panel.runRequested.connect(selfcal.run)
        panel.cancelRequested.connect(selfcal.cancel)
        panel.methodChosen.connect(selfcal.set_method)
        panel.clipChosen.connect(selfcal.set_clip)
        panel.ramanChosen.connect(selfcal.set_raman)
        panel.flaggedChosen.connect(selfcal.set_flagged)
        panel.minimumChosen.connect(selfcal.set_minimum)
        panel.gestureBegan.connect(self.workspace.history.seal)
        self.mask_button.clicked.connect(lambda: self.panelRequested.emit("Mask"))
        self.look_button.clicked.connect(lambda: self.panelRequested.emit("Verdicts"))
        self.compare_button.clicked.connect(self.compareRequested)
        selfcal.masking.state.events.connect(self.show_soon)
        self.factors.chosen.connect(selfcal.show_factors)
        self.factors.dropRequested.connect(selfcal.drop_factors)
        self.factors.loadRequested.connect(self.loadRequested)
        self.save_panel.saveRequested.connect(self.saveRequested)
        self.save_panel.copied.connect(self.told)
        selfcal.state.events.connect(self.show_soon)
        selfcal.saver.changed.connect(self.show_soon)
        self.workspace.table_changed.connect(self.show_soon)
        self.workspace.runner.jobs_changed.connect(self._show_job)

    def show_soon(self, *_: object) -> None:
        """Show the model once this turn of the event loop is over."""
        if not self._soon.isActive():
            self._soon.start()

    def show_state(self) -> None:
        """Show the model."""
        state, has_table = self.selfcal.state, self.workspace.table is not None
        saved = [kind for kind in self.selfcal.saver.files if self.selfcal.saver.is_current(kind)]
        coverage = self.selfcal.masking.coverage
        for name, step in steps_of(state, has_table=has_table, saved=saved, coverage=coverage).items():
            self.boxes[name].set_step(step.mark, step.says)
        self.mask_button.setEnabled(has_table)
        self.compare_button.setEnabled(state.factors is not None)
        self.look_button.setEnabled(state.review is not None)
        self.force_button.setVisible(has_table and is_stopped(state))
        self.run_panel.set_choices(state.calibration)
        self.run_panel.set_possible(
            has_table=has_table,
            can_run=has_table and not is_stopped(state) and not state.running,
            is_running=bool(state.running),
        )
        self.factors.set_factors(
            state.loaded, state.factors_name, has_own=state.estimate is not None, has_table=has_table
        )
        self.save_panel.show_saver(self.selfcal.saver)
        self._show_job()

    def _show_job(self) -> None:
        running = self.selfcal.state.running
        self.run_panel.set_job(self.workspace.runner.job_of(GATHERING) if running else None, running)
