"""A view as a picture for print: which, how large, on what paper, and with what; drawn as it is chosen."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QSignalBlocker, Qt, QTimer
from PyQt6.QtGui import QPixmap, QResizeEvent
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pixviewer.core.errors import PixviewerError
from pixviewer.gui import settings, theme
from pixviewer.gui.dialogs.publish.plot_choice import PlotChoice
from pixviewer.gui.dialogs.publish.remembering import Choice, remember, remembered
from pixviewer.gui.errors import sentence_of
from pixviewer.model.extract_names import safe
from pixviewer.model.publish.figure import PARTS, Figure
from pixviewer.model.publish.look import (
    FORMATS,
    PRESETS,
    PX,
    UNITS,
    Look,
    Size,
    check_size,
    check_text,
    preset_of,
)
from pixviewer.model.publish.numbers import with_ending
from pixviewer.model.publish.papers import PAPERS
from pixviewer.model.publish.publisher import Publisher
from pixviewer.model.publish.stage import Stage
from pixviewer.model.workspace import Workspace

PAUSE_MS = 150  # a preview is drawn when typing pauses
OWN = "own"
_PAPER_NAMES = {"light": "Light, for print", "dark": "Dark, for a slide"}


class PictureDialog(QDialog):
    """Choices at the left, the preview at the right."""

    def __init__(
        self, workspace: Workspace, stage: Callable[[], Stage], plot: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export Picture")
        self._stage = stage
        self._publisher = Publisher(workspace)
        self._figure: Figure | None = None
        self._pixmap: QPixmap | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self.view = PlotChoice(stage(), plot)
        self.form = _choices("Format", FORMATS)
        self.preset = _choices("Size", {**{p.ident: p.title for p in PRESETS}, OWN: "As given below"})
        self.width_edit = _number("Width", 1, 0.0, 1e6)
        self.height_edit = _number("Height", 1, 0.0, 1e6)
        self.unit = _choices("Unit of width and height", UNITS)
        self.fits = QCheckBox("as high as &needed")
        self.fits.setToolTip("The height follows from what is drawn: no empty paper above or below")
        self.dpi = _number("Resolution", 0, 0.0, 1e5, " dpi")
        self.text = _number("Height of letters", 1, 0.0, 1000.0, " pt")
        self.paper = _choices("Paper", {name: _PAPER_NAMES.get(name, name) for name in PAPERS})
        self.parts = {name: QCheckBox(title) for name, title in PARTS.items()}
        self.preview = QLabel()
        self.told = QLabel()
        self.export_button = QPushButton("&Export…")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._lay_out()
        self._fill(remembered())
        self._connect()
        self._on_view()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("&View", self.view)
        form.addRow("&Format", self.form)
        form.addRow("&Size", self.preset)
        for text, edit, beside in (
            ("&Width", self.width_edit, self.unit), ("&Height", self.height_edit, self.fits),
        ):  # fmt: skip
            label = QLabel(text)
            label.setBuddy(edit)
            form.addRow(label, _beside(edit, beside))
        form.addRow("&Resolution", self.dpi)
        form.addRow("&Letters", self.text)
        form.addRow("&Paper", self.paper)
        box = QGroupBox("With")
        grid = QGridLayout(box)
        for i, check in enumerate(self.parts.values()):
            grid.addWidget(check, i // 2, i % 2)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setMinimumSize(420, 360)
        self.preview.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.preview.setAccessibleName("Preview")
        self.told.setWordWrap(True)
        self.told.setAccessibleName("What would be written")
        self.told.setMinimumHeight(2 * self.fontMetrics().height())
        self.export_button.setDefault(True)
        self.buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        if close is not None:
            close.setAutoDefault(False)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addWidget(box)
        left.addStretch(1)
        both = QHBoxLayout()
        both.addLayout(left)
        both.addWidget(self.preview, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(both, 1)
        layout.addWidget(self.told)
        layout.addWidget(self.buttons)
        self.resize(980, 600)

    def _connect(self) -> None:
        self.view.currentIndexChanged.connect(self._on_view)
        self.preset.activated.connect(self._on_preset)
        self.unit.currentIndexChanged.connect(self._on_unit)
        for spin in (self.width_edit, self.height_edit, self.dpi, self.text):
            spin.valueChanged.connect(self._on_edited)
        self.fits.toggled.connect(self._on_edited)
        for combo in (self.form, self.paper):
            combo.currentIndexChanged.connect(self._on_edited)
        for check in self.parts.values():
            check.toggled.connect(self._on_edited)
        self._soon.timeout.connect(self._draw)
        self.buttons.accepted.connect(self._on_export)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self._publisher.forget_preview)
        self.destroyed.connect(self._publisher.forget_preview)

    # What the fields say

    def choice(self) -> Choice:
        """Size, look and form as the fields have them."""
        height = None if self.fits.isChecked() else self.height_edit.value()
        size = Size(self.width_edit.value(), height, self.unit.currentData(), self.dpi.value())
        without = frozenset(name for name, check in self.parts.items() if not check.isChecked())
        return Choice(
            size, Look(self.paper.currentData(), self.text.value(), without), self.form.currentData()
        )

    def _fill(self, choice: Choice) -> None:
        size = choice.size
        self.form.setCurrentIndex(self.form.findData(choice.ending))
        self.paper.setCurrentIndex(self.paper.findData(choice.look.theme))
        for name, check in self.parts.items():
            check.setChecked(choice.look.has(name))
        self.text.setValue(choice.look.text)
        self._fill_size(size)

    def _fill_size(self, size: Size) -> None:
        fields = (self.width_edit, self.height_edit, self.unit, self.dpi, self.fits)
        blockers = [QSignalBlocker(widget) for widget in fields]
        for spin in (self.width_edit, self.height_edit):
            spin.setDecimals({PX: 0}.get(size.unit, 2))
        self.unit.setCurrentIndex(self.unit.findData(size.unit))
        self.width_edit.setValue(size.width)
        self.height_edit.setValue(size.height if size.height is not None else 0.75 * size.width)
        self.fits.setChecked(size.height is None)
        self.dpi.setValue(size.dpi)
        del blockers
        self._unit = size.unit
        self._show_size()

    def _show_size(self) -> None:
        self.height_edit.setEnabled(not self.fits.isChecked())
        choice = self.choice()
        with QSignalBlocker(self.preset):
            ident = preset_of(choice.size, choice.look.text) or OWN
            self.preset.setCurrentIndex(self.preset.findData(ident))

    # What the user does

    def _on_view(self) -> None:
        plot = self.view.plot
        stage = self._stage()
        self._figure = plot.figure(stage) if plot.is_shown(stage) else None
        there = self._figure.parts if self._figure is not None else frozenset()
        for name, check in self.parts.items():
            check.setEnabled(name in there)
        self._on_edited()

    def _on_preset(self) -> None:
        for preset in PRESETS:
            if preset.ident == self.preset.currentData():
                with QSignalBlocker(self.text):
                    self.text.setValue(preset.text)
                self._fill_size(preset.size)
        self._on_edited()

    def _on_unit(self) -> None:
        """Say the same size in another unit."""
        before = self.choice().size
        try:
            same = Size(before.width, before.height, self._unit, before.dpi).in_unit(self.unit.currentData())
        except ZeroDivisionError:
            same = before
        self._fill_size(same)
        self._on_edited()

    def _on_edited(self) -> None:
        self._show_size()
        problem = self.problem()
        self._say(problem or self._words(), is_problem=bool(problem))
        self.export_button.setEnabled(not problem and self._figure is not None)
        if not problem:
            self._soon.start()

    def problem(self) -> str:
        """Why nothing can be drawn as it is chosen, in a sentence; or nothing."""
        if self._figure is None:
            return f"{self.view.plot.title} shows nothing yet: {self.view.plot.needs}"
        choice = self.choice()
        try:
            check_size(choice.size)
            check_text(choice.look.text)
        except (PixviewerError, ZeroDivisionError) as error:
            return sentence_of(error) or str(error)
        return ""

    def _words(self) -> str:
        size = self.choice().size
        width, height = size.inches
        about = [f"{25.4 * width:.1f} mm × " + ("as needed" if height is None else f"{25.4 * height:.1f} mm")]
        if self.form.currentData() == ".png":
            pixels = f"{width * size.dpi:.0f} × " + ("…" if height is None else f"{height * size.dpi:.0f}")
            about.append(f"{pixels} pixels")
        return " · ".join(about)

    def _say(self, text: str, *, is_problem: bool) -> None:
        self.told.setText(f"⚠ {text[:1].upper()}{text[1:]}." if is_problem else text)
        self.told.setStyleSheet(f"color: {theme.colours().bad}" if is_problem else "")

    def _draw(self) -> None:
        if self._figure is not None and not self.problem():
            choice = self.choice()
            self._publisher.preview(self._figure, choice.look, choice.size, self._on_drawn)

    def _on_drawn(self, drawn: bytes | Exception) -> None:
        if isinstance(drawn, Exception):
            self._say(sentence_of(drawn) or str(drawn), is_problem=True)
            self.export_button.setEnabled(False)
            return
        self._pixmap = QPixmap()
        self._pixmap.loadFromData(drawn, "PNG")
        self._show_preview()

    def _show_preview(self) -> None:
        if self._pixmap is not None:
            room, ratio = self.preview.size(), self.devicePixelRatioF()
            shown = self._pixmap.scaled(
                room * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            shown.setDevicePixelRatio(ratio)
            self.preview.setPixmap(shown)

    @property
    def has_preview(self) -> bool:
        """Whether a preview is shown."""
        return self._pixmap is not None

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the preview as large as there is room."""
        super().resizeEvent(event)
        self._show_preview()

    def _on_export(self) -> None:
        choice, figure = self.choice(), self._figure
        if figure is None or self.problem():
            return
        proposed = (
            Path(settings.last_folder()) / f"{safe(self.view.plot.title.lower(), 'picture')}{choice.ending}"
        )
        name, _ = QFileDialog.getSaveFileName(
            self,
            "Export the picture",
            str(proposed),
            f"{FORMATS[choice.ending]} (*{choice.ending})",
        )
        if not name:
            return
        try:
            path = with_ending(Path(name), choice.ending, [choice.ending])
            self._publisher.write_picture(figure, choice.look, choice.size, path)
        except PixviewerError as error:
            self._say(str(error), is_problem=True)
            return
        remember(choice)
        self.accept()


def _choices(name: str, items: dict[str, str]) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for key, text in items.items():
        combo.addItem(text, key)
    return combo


def _number(name: str, decimals: int, low: float, high: float, suffix: str = "") -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setAccessibleName(name)
    spin.setDecimals(decimals)
    spin.setRange(low, high)  # wide: what makes no sense is told in a sentence
    spin.setSuffix(suffix)
    spin.setKeyboardTracking(True)
    return spin


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for i, widget in enumerate(widgets):
        row.addWidget(widget, 1 if i == 0 else 0)
    return row
