"""The Examine panel: what the rows around a place are like."""

from pathlib import Path

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import theme
from pixviewer.gui.canvas.xy_canvas import XYCanvas
from pixviewer.gui.panels.number_table import NumberTable
from pixviewer.model.examining.requests import DETECTOR, EXAMINATIONS, PROFILE, SKY
from pixviewer.model.tools.fitting import MODELS
from pixviewer.model.workspace import Workspace

_HINT = "With the tool Examine (6) click a place of the sky or a detector, or press R, H or S there."
_SHORT = 4  # letters of a unit that stands beside its number
_FORMS = "CSV for spreadsheets (*.csv);;ECSV with units (*.ecsv);;FITS table (*.fits)"


class ExaminePane(QWidget):
    """Examinations, joined to the model."""

    told = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.examiner = workspace.examiner
        self.what = QComboBox()
        self.radius = QDoubleSpinBox()
        self.model = QComboBox()
        self.state = QLabel(_HINT)
        self.results = NumberTable("What was found", n_column=2, can_shrink=True)
        self.unit = QLabel()
        self.diagram = XYCanvas()
        self.copy_button = QPushButton("Copy")
        self.save_button = QPushButton("Save…")
        self._dress()
        self._lay_out()

        self.what.activated.connect(lambda: self.examiner.show(self.what.currentData()))
        self.radius.valueChanged.connect(self.examiner.set_radius)
        self.model.activated.connect(lambda: self.examiner.set_model(self.model.currentData()))
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.ask_save)
        self.examiner.inquiry.changed.connect(self._show)
        state = self.examiner.state.events
        for signal in (state.what, state.place, state.sky_radius, state.detector_radius, state.model):
            signal.connect(self._show_choices)
        workspace.table_changed.connect(self._show_choices)
        self._show_choices()
        self._show()

    def _dress(self) -> None:
        for name, title in EXAMINATIONS.items():
            self.what.addItem(title, name)
        self.what.setAccessibleName("What to examine")
        self.radius.setRange(0.01, 1000.0)
        self.radius.setDecimals(2)
        self.radius.setKeyboardTracking(False)  # a radius that is half typed is none
        self.radius.setAccessibleName("Radius around the place")
        self.radius.setToolTip("Rows nearer than this to the place are examined")
        for name in MODELS:
            self.model.addItem(name.title(), name)
        self.model.setAccessibleName("Model of the profile")
        self.state.setWordWrap(True)
        self.unit.setWordWrap(True)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state.setAccessibleName("State of the examination")
        self.diagram.setAccessibleName("Diagram of the examination")
        self.copy_button.setToolTip("Copy all numbers as text")
        self.save_button.setToolTip("Save the numbers: rings, bins, or statistics, as CSV, ECSV or FITS")

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.what, 1)
        top.addWidget(self.radius)
        top.addWidget(self.model)
        bottom.addWidget(self.copy_button)
        bottom.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(top)
        layout.addWidget(self.state)
        layout.addWidget(self.results)
        layout.addWidget(self.unit)
        layout.addWidget(self.diagram, 1)
        layout.addLayout(bottom)
        layout.addStretch(0)

    # From the model

    def _show_choices(self) -> None:
        state, facts = self.examiner.state, self.workspace.facts
        kind = state.place.kind if state.place is not None else SKY
        is_sky = kind != DETECTOR and (facts is None or facts.frame.is_sky)
        with QSignalBlocker(self.what), QSignalBlocker(self.radius), QSignalBlocker(self.model):
            self.what.setCurrentIndex(self.what.findData(state.what))
            self.radius.setSuffix("″" if is_sky else " pix")
            self.radius.setSingleStep(0.2 if is_sky else 1.0)
            self.radius.setValue(self.examiner.radius_of(kind))
            self.model.setCurrentIndex(self.model.findData(state.model))
        self.model.setVisible(state.what == PROFILE)

    def _show(self) -> None:
        inquiry, found = self.examiner.inquiry, self.examiner.found
        rows = found.rows if found is not None else ()
        self.results.set_rows([(name, _with_short_unit(value, unit)) for name, value, unit in rows])
        self.results.setVisible(found is not None)
        long = [unit for *_, unit in rows if len(unit) > _SHORT]
        self.unit.setText(f"Values in {long[0]}" if long else "")
        self.unit.setVisible(bool(long))
        made = found.diagram if found is not None else None
        self.diagram.setVisible(made is not None)
        if made is not None:
            self.diagram.set_labels(made.bottom, made.left)
            self.diagram.set_series(made.series, zero=made.zero, units=made.units)
        for button in (self.copy_button, self.save_button):
            button.setEnabled(found is not None)
        if inquiry.is_working:
            self._say("Examining…", "")
        elif found is not None:
            note = f"\n⚠ {found.note[:1].upper()}{found.note[1:]}." if found.note else ""
            self._say(f"{self.examiner.title(found.request)}{note}", "warning" if note else "")
        elif inquiry.problem:
            self._say(f"✗ {inquiry.problem[:1].upper()}{inquiry.problem[1:]}.", "bad")
        else:
            self._say(_HINT, "")

    def _say(self, text: str, role: str) -> None:
        self.state.setText(text)
        self.state.setStyleSheet(f"color: {getattr(theme.colours(), role)}" if role else "")

    # From the user

    def copy(self) -> None:
        """Copy all numbers as text."""
        clipboard = QApplication.clipboard()
        if clipboard is not None and self.examiner.found is not None:
            clipboard.setText(self.examiner.text())
            self.told.emit("copied what was examined")

    def ask_save(self) -> None:
        """Ask for a file, and write the numbers to it."""
        name, chosen = QFileDialog.getSaveFileName(
            self, "Save what was examined", f"{self.examiner.state.what}.csv", _FORMS
        )
        if name:
            endings = {"CSV": ".csv", "ECSV": ".ecsv", "FITS": ".fits"}
            path = Path(name)
            known = path.suffix.lower() in endings.values()
            self.examiner.save(path if known else Path(f"{name}{endings[chosen.split()[0]]}"))


def _with_short_unit(value: str, unit: str) -> str:
    """A value for a narrow panel: a long unit stands below."""
    if not unit or len(unit) > _SHORT:
        return value
    return f"{value}{'' if unit in '°″' else ' '}{unit}"
