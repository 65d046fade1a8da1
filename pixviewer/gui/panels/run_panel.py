"""The choices of a self-calibration, its Run button, and how far it is."""

import math

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.core.calib.minimum import Minimum
from pixviewer.gui.widgets.job_bar import eta_text
from pixviewer.model.jobs import JobInfo
from pixviewer.model.selfcal.decisions import Calibration

METHODS = (
    ("mpdaf", "MPDAF", "As MPDAF 3.1: flagged rows take no part, double precision"),
    ("deepfield", "Deep field", "As the pipeline's autocalib=deepfield: flags are ignored, single precision"),
)
FLAGGED = ((None, "as the method"), (True, "used"), (False, "left out"))
LEAST = (
    ("rows", "rows of a slice", "A slice is measured in a bin with more rows than this"),
    ("rows_in_column", "rows of a column", "A column of a slice counts with more rows than this"),
    ("columns", "columns", "A slice is measured with so many columns at least"),
)
LOWEST_CLIP, HIGHEST_CLIP, NOTCHES = 0.5, 50.0, 100


class RunPanel(QWidget):
    """Choices, told by signals; it shows what it is given and remembers nothing."""

    methodChosen = pyqtSignal(str)
    clipChosen = pyqtSignal(float)
    ramanChosen = pyqtSignal(float)
    flaggedChosen = pyqtSignal(object)
    minimumChosen = pyqtSignal(object)
    gestureBegan = pyqtSignal()
    runRequested = pyqtSignal()
    cancelRequested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Calibration | None = None
        self.method = QComboBox()
        self.clip = QDoubleSpinBox()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.raman = QDoubleSpinBox()
        self.flagged = QComboBox()
        self.least = {name: QSpinBox() for name, _, _ in LEAST}
        self.more_button = QToolButton()
        self.more = QWidget()
        self.run_button = QPushButton("&Run")
        self.cancel_button = QPushButton("Cancel")
        self.stage = QLabel()
        self.bar = QProgressBar()
        self._dress()
        self._lay_out()
        self._connect()

    def _dress(self) -> None:
        for name, title, tip in METHODS:
            self.method.addItem(title, name)
            self.method.setItemData(self.method.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.method.setAccessibleName("Method")
        self.method.setToolTip("Which program's self-calibration is followed, to the last digit")
        self.clip.setRange(LOWEST_CLIP, HIGHEST_CLIP)
        self.clip.setDecimals(2)
        self.clip.setSuffix(" σ")
        self.clip.setAccessibleName("Correction clip")
        self.slider.setRange(0, NOTCHES)
        self.slider.setAccessibleName("Correction clip")
        for widget in (self.clip, self.slider):
            widget.setToolTip("A factor farther than this off those of its half IFU is replaced")
        self.raman.setRange(0.0, 50.0)
        self.raman.setDecimals(1)
        self.raman.setSuffix(" Å")
        self.raman.setSpecialValueText("kept")
        self.raman.setAccessibleName("Rows near Raman lines")
        self.raman.setToolTip("Leave out rows so near to the Raman lines of the lasers; 5 Å is a good value")
        for value, title in FLAGGED:
            self.flagged.addItem(title, value)
        self.flagged.setAccessibleName("Flagged rows")
        self.flagged.setToolTip("MPDAF leaves flagged rows out, the pipeline uses them")
        for name, title, tip in LEAST:
            self.least[name].setRange(0, 100_000)
            self.least[name].setAccessibleName(f"Least {title}")
            self.least[name].setToolTip(tip)
        self.more_button.setText("More choices")
        self.more_button.setCheckable(True)
        self.more_button.setAutoRaise(True)
        self.more_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.hide()
        self.run_button.setToolTip("Measure all slices, and estimate their factors (Ctrl+Shift+X)")
        self.bar.setAccessibleName("Progress of the self-calibration")
        self.bar.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stage.setWordWrap(True)
        for typed in (self.clip, self.raman, *self.least.values()):
            typed.setKeyboardTracking(False)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("Method", self.method)
        clip = QHBoxLayout()
        clip.addWidget(self.slider, 1)
        clip.addWidget(self.clip)
        form.addRow("Clip", clip)
        more = QFormLayout(self.more)
        more.setContentsMargins(0, 0, 0, 0)
        more.addRow("Raman lines", self.raman)
        more.addRow("Flagged rows", self.flagged)
        for name, title, _ in LEAST:
            more.addRow(f"Least {title}", self.least[name])
        buttons = QHBoxLayout()
        buttons.addWidget(self.run_button)
        buttons.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(form)
        layout.addWidget(self.more_button)
        layout.addWidget(self.more)
        layout.addLayout(buttons)
        layout.addWidget(self.bar)
        layout.addWidget(self.stage)
        self._show_more(False)
        self.set_job(None)

    def _connect(self) -> None:
        self.method.activated.connect(lambda: self.methodChosen.emit(self.method.currentData()))
        self.clip.valueChanged.connect(self._on_clip)
        self.slider.valueChanged.connect(lambda notch: self._on_clip(clip_of(notch)))
        self.slider.sliderPressed.connect(self.gestureBegan)
        self.raman.valueChanged.connect(self._on_raman)
        self.flagged.activated.connect(lambda: self.flaggedChosen.emit(self.flagged.currentData()))
        for spin in self.least.values():
            spin.valueChanged.connect(self._on_least)
        self.more_button.toggled.connect(self._show_more)
        self.run_button.clicked.connect(self.runRequested)
        self.cancel_button.clicked.connect(self.cancelRequested)

    def set_choices(self, decided: Calibration) -> None:
        """Show what is decided."""
        if decided == self._shown:
            return
        self._shown = None
        self.method.setCurrentIndex(self.method.findData(decided.method))
        self.clip.setValue(decided.corr_clip)
        if clip_of(self.slider.value()) != decided.corr_clip:
            self.slider.setValue(notch_of(decided.corr_clip))
        self.raman.setValue(decided.raman_width)
        self.flagged.setCurrentIndex([value for value, _ in FLAGGED].index(decided.flagged))
        for name, spin in self.least.items():
            spin.setValue(getattr(decided.minimum, name))
        self._shown = decided

    def set_possible(self, *, has_table: bool, can_run: bool, is_running: bool) -> None:
        """Enable what can be done."""
        for widget in (self.method, self.clip, self.slider, self.raman, self.flagged, *self.least.values()):
            widget.setEnabled(has_table)
        self.run_button.setEnabled(can_run)
        self.cancel_button.setEnabled(is_running)

    def set_job(self, job: JobInfo | None, label: str = "") -> None:
        """Show how far the work is: its stage, its share, and the time that is left."""
        is_seen = job is not None or bool(label)
        self.bar.setVisible(is_seen)
        self.stage.setVisible(is_seen)
        if not is_seen:
            return
        fraction = job.fraction if job is not None else None
        left = eta_text(job.eta_s) if job is not None else ""
        self.stage.setText((job.label if job is not None else label) + (f", {left} left" if left else ""))
        self.bar.setRange(0, 1000 if fraction is not None else 0)
        self.bar.setValue(round(1000 * (fraction or 0.0)))
        self.bar.setFormat(f"{100 * fraction:.0f} %" if fraction is not None else "")

    def _show_more(self, is_shown: bool) -> None:
        self.more.setVisible(is_shown)
        arrow = Qt.ArrowType.DownArrow if is_shown else Qt.ArrowType.RightArrow
        self.more_button.setArrowType(arrow)

    def _on_clip(self, clip: float) -> None:
        if self._shown is not None and clip != self._shown.corr_clip:
            self.clipChosen.emit(clip)

    def _on_raman(self, width: float) -> None:
        if self._shown is not None and width != self._shown.raman_width:
            self.ramanChosen.emit(width)

    def _on_least(self) -> None:
        minimum = Minimum(**{name: spin.value() for name, spin in self.least.items()})
        if self._shown is not None and minimum != self._shown.minimum:
            self.minimumChosen.emit(minimum)


def clip_of(notch: int) -> float:
    """Correction clip at a notch of the slider, whose steps are of equal ratio."""
    return round(LOWEST_CLIP * math.exp(notch / NOTCHES * math.log(HIGHEST_CLIP / LOWEST_CLIP)), 2)


def notch_of(clip: float) -> int:
    """Notch of a correction clip."""
    share = math.log(max(clip, LOWEST_CLIP) / LOWEST_CLIP) / math.log(HIGHEST_CLIP / LOWEST_CLIP)
    return round(NOTCHES * min(share, 1.0))
