"""The steps of a self-calibration, from the state of the table to the files that are saved."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from pixviewer.gui.widgets.step_box import StepBox
from pixviewer.model.selfcal import steps
from pixviewer.model.selfcal.steps import is_stopped, steps_of
from pixviewer.model.workspace import Workspace


class StepsPane(QScrollArea):
    """Six steps, joined to the model."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace, self.selfcal = workspace, workspace.selfcal
        self.boxes: dict[str, StepBox] = {}
        self.force_button = QPushButton("Run &Anyway")
        self.run_button = QPushButton("&Run")
        self.cancel_button = QPushButton("Cancel")
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(2)
        for number, step in enumerate(steps_of(self.selfcal.state).values(), 1):
            self.boxes[step.name] = StepBox(number, step.title)
            layout.addWidget(self.boxes[step.name])
        layout.addStretch(1)
        self.boxes[steps.TABLE].body.addWidget(self.force_button)
        buttons = QHBoxLayout()
        buttons.addWidget(self.run_button)
        buttons.addWidget(self.cancel_button)
        self.boxes[steps.RUN].body.addLayout(buttons)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(230)

    def _connect(self) -> None:
        self.force_button.clicked.connect(self.selfcal.force)
        self.run_button.clicked.connect(self.selfcal.run)
        self.cancel_button.clicked.connect(self.selfcal.cancel)
        self.selfcal.state.events.connect(self._show)
        self.workspace.table_changed.connect(self._show)

    def _show(self) -> None:
        state, has_table = self.selfcal.state, self.workspace.table is not None
        for name, step in steps_of(state, has_table=has_table).items():
            self.boxes[name].set_step(step.mark, step.says)
        self.force_button.setVisible(is_stopped(state))
        self.run_button.setEnabled(has_table and not is_stopped(state) and not state.running)
        self.cancel_button.setEnabled(bool(state.running))
