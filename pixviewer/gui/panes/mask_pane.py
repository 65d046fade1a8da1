"""The mask editor: how objects are found, what the hand draws, files, and what is left of each slice."""

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.core.calib.painting import Automatic
from pixviewer.gui import theme
from pixviewer.gui.panes.mask_left import MaskLeft
from pixviewer.gui.widgets.slider_spin import SliderSpin
from pixviewer.gui.widgets.upright_area import UprightArea
from pixviewer.model.selfcal.mask_state import BRUSH, CIRCLE, LARGEST, POLYGON, SMALLEST
from pixviewer.model.workspace import Workspace

METHODS = (("sources", "Sources, as SExtractor"), ("threshold", "Limits, as the pipeline"))
SHAPES = ((BRUSH, "Brush"), (POLYGON, "Polygon"), (CIRCLE, "Circle"))
SIGNS = (
    ("add", "+ Add", "What is drawn, loaded or made of regions is masked (X)"),
    ("erase", "− Erase", "What is drawn, loaded or made of regions is unmasked (X)"),
)
_UNITS = {"threshold": " MAD", "sources": " σ"}
_HINTS = {
    BRUSH: "Drag to paint; Ctrl + wheel, ( and ) size the brush; Shift turns adding and erasing round.",
    POLYGON: "Click corners, double click or Enter closes; or drag around. Backspace takes a corner back.",
    CIRCLE: "Drag from the centre; a click makes one of the brush's size.",
}


class MaskPane(UprightArea):
    """The panel of the mask."""

    toolRequested = pyqtSignal(str)
    loadRequested = pyqtSignal()
    saveRequested = pyqtSignal()
    told = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.masking = workspace.selfcal.masking
        self.state = self.masking.state
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setAccessibleName("The mask in words")
        self.left = MaskLeft(workspace)

        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(5)
        layout.addWidget(self.summary)
        for part in (self._make_search(), self._make_drawing(), self._make_rest()):
            layout.addWidget(part)
        layout.addWidget(self.left, 1)
        self.setWidget(inside)
        inside.setMinimumWidth(234)
        self._connect()
        self._show_plan()
        self._show_look()
        self._on_table_changed()

    def _make_search(self) -> QWidget:
        self.search = QGroupBox("Find objects in the white light")
        self.search.setCheckable(True)
        self.search.setToolTip("Mask what is found in the white-light image, 4650–9300 Å")
        self.method = QComboBox()
        self.method.setAccessibleName("How objects are found")
        for key, text in METHODS:
            self.method.addItem(text, key)
        self.threshold = SliderSpin("Threshold", 0.5, 50.0, decimals=1, is_log=True)
        self.area = SliderSpin("Least area of an object, in cells of 0.2″", 1, 200, is_log=True)
        self.growth = SliderSpin("Cells of 0.2″ by which objects are made larger", 0, 20)
        form = QFormLayout(self.search)
        form.setContentsMargins(8, 2, 8, 4)
        form.setSpacing(4)
        form.addRow(self.method)
        for text, part in (
            ("Threshold", self.threshold), ("Least cells", self.area), ("Grow cells", self.growth),
        ):  # fmt: skip
            form.addRow(text, part)
        return self.search

    def _make_drawing(self) -> QWidget:
        box = QGroupBox("Draw (tool 4)")
        self.shapes = QButtonGroup(self)
        self.signs = QButtonGroup(self)
        shapes, signs = QHBoxLayout(), QHBoxLayout()
        for key, text in SHAPES:
            shapes.addWidget(_choice(self.shapes, key, text, _HINTS[key]))
        for key, text, tip in SIGNS:
            signs.addWidget(_choice(self.signs, key, text, tip))
        for row in (shapes, signs):
            row.addStretch(1)
        self.brush = SliderSpin("Radius of the brush (Ctrl + wheel)", 0.1, 30.0, decimals=2, is_log=True)
        form = QFormLayout(box)
        form.setContentsMargins(8, 2, 8, 4)
        form.setSpacing(4)
        form.addRow(shapes)
        form.addRow(signs)
        form.addRow("Radius", self.brush)
        return box

    def _make_rest(self) -> QWidget:
        box = QWidget()
        changes, files = QHBoxLayout(), QHBoxLayout()
        self.buttons: dict[str, QToolButton] = {}
        for row, key, text, tip in (
            (changes, "invert", "Invert", "Mask what is not masked, and nothing else"),
            (changes, "regions", "Regions",
             "Mask the source regions of the window, without the excluded ones"),
            (changes, "clear", "Clear", "Mask nothing"),
            (files, "load", "Load…",
             "Add a FITS mask, of MPDAF or the pipeline, or the shapes of a region file"),
            (files, "save", "Save…",
             "As FITS for MPDAF or for the pipeline, or the borders as DS9 regions"),
        ):  # fmt: skip
            self.buttons[key] = button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            row.addWidget(button)
        self.visible = QCheckBox("Show")
        self.visible.setToolTip("Draw the mask above every image of the sky (Shift+M)")
        self.opacity = SliderSpin("Opacity of the mask", 0, 100, unit=" %")
        self.opacity.spin.hide()
        files.addSpacing(8)
        files.addWidget(self.visible)
        files.addWidget(self.opacity, 1)
        changes.addStretch(1)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(changes)
        layout.addLayout(files)
        return box

    def _connect(self) -> None:
        masking, state = self.masking, self.state
        self.search.toggled.connect(self._on_search_toggled)
        self.method.activated.connect(self._on_method_chosen)
        for part in (self.threshold, self.area, self.growth):
            part.gripped.connect(masking.begin_gesture)
            part.edited.connect(self._on_numbers_edited)
        self.shapes.buttonClicked.connect(self._on_shape_chosen)
        self.signs.buttonClicked.connect(self._on_sign_chosen)
        self.brush.edited.connect(masking.set_radius)
        self.visible.toggled.connect(lambda checked: setattr(state, "is_visible", checked))
        self.opacity.edited.connect(lambda value: setattr(state, "opacity", value / 100))
        self.buttons["invert"].clicked.connect(lambda: masking.invert())
        self.buttons["regions"].clicked.connect(lambda: masking.add_regions(erases=state.erases))
        self.buttons["clear"].clicked.connect(lambda: masking.clear())
        self.buttons["load"].clicked.connect(lambda: self.loadRequested.emit())
        self.buttons["save"].clicked.connect(lambda: self.saveRequested.emit())
        self.workspace.selfcal.state.events.calibration.connect(self._show_plan)
        self.workspace.table_changed.connect(self._on_table_changed)
        self.workspace.facts_changed.connect(self._show_mask)
        for signal in (state.events.shape, state.events.radius, state.events.erases):
            signal.connect(self._show_brush)
        for signal in (state.events.is_visible, state.events.opacity):
            signal.connect(self._show_look)
        for signal in (state.events.mask, state.events.coverage, state.events.problem, state.events.plan):
            signal.connect(self._show_mask)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Have the rows of slices counted once that can be seen."""
        super().showEvent(event)
        self.state.is_seen = True

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Nobody looks at what is left any more."""
        super().hideEvent(event)
        self.state.is_seen = False

    # From the model

    def _on_table_changed(self) -> None:
        facts = self.workspace.facts
        is_sky = facts is None or facts.frame.is_sky
        self.brush.set_unit("″" if is_sky else " pix")
        cell = self.masking.cell
        self.brush.set_range(max(SMALLEST * cell, 0.01), LARGEST * cell)
        self._show_brush()
        self._show_mask()

    def _show_plan(self) -> None:
        automatic = self.masking.plan.automatic
        with QSignalBlocker(self.search):
            self.search.setChecked(automatic is not None)
        if automatic is not None:
            self._show_numbers(automatic)
        self.buttons["clear"].setEnabled(bool(self.masking.plan.steps))
        self._show_mask()

    def _show_numbers(self, automatic: Automatic) -> None:
        with QSignalBlocker(self.method):
            self.method.setCurrentIndex(self.method.findData(automatic.method))
        self.threshold.set_unit(_UNITS[automatic.method])
        self.threshold.set_value(automatic.threshold)
        self.area.set_value(automatic.min_area)
        self.growth.set_value(automatic.grow)

    def _show_brush(self) -> None:
        for group, key in ((self.shapes, self.state.shape), (self.signs, self._sign)):
            for button in group.buttons():
                button.setChecked(button.property("key") == key)
        self.brush.set_value(self.state.radius)
        self.buttons["regions"].setText("− Regions" if self.state.erases else "Regions")

    @property
    def _sign(self) -> str:
        return "erase" if self.state.erases else "add"

    def _show_look(self) -> None:
        with QSignalBlocker(self.visible):
            self.visible.setChecked(self.state.is_visible)
        self.opacity.set_value(100 * self.state.opacity)

    def _show_mask(self) -> None:
        problem = self.state.problem
        self.summary.setText(f"⚠ {problem}" if problem else self.summary_text())
        self.summary.setStyleSheet(f"color: {theme.colours().warning}" if problem else "")
        is_there = self.state.mask is not None and self.state.plan == self.masking.plan
        self.buttons["save"].setEnabled(is_there)
        self.left.show_coverage(self.state.coverage)

    def summary_text(self) -> str:
        """How much is masked."""
        if not self.masking.plan.steps:
            return "Nothing is masked: draw on an image with tool 4, let objects be found, or load a mask."
        facts = self.workspace.facts
        if facts is not None and not facts.has_blocks:
            return "The mask is made once the table is indexed (View ▸ Index the Table)"
        if self.state.mask is None:
            return "Making the mask…"
        coverage = self.state.coverage
        rows = f", {coverage.share_masked:.1%} of rows" if coverage is not None else ""
        return f"Masked: {self.state.mask.share:.1%} of field{rows}"

    # From the user

    def _on_search_toggled(self, checked: bool) -> None:
        self.masking.set_automatic(Automatic.generous(self.method.currentData()) if checked else None)

    def _on_method_chosen(self) -> None:
        self.masking.set_automatic(Automatic.generous(self.method.currentData()))

    def _on_numbers_edited(self) -> None:
        before = self.masking.plan.automatic
        if before is not None:
            area, growth = round(self.area.value()), round(self.growth.value())
            self.masking.set_automatic(Automatic(before.method, self.threshold.value(), area, growth))

    def _on_shape_chosen(self, button: QRadioButton) -> None:
        shape = button.property("key")
        self.masking.set_shape(shape)
        self.toolRequested.emit("mask")
        self.told.emit(_HINTS[shape])

    def _on_sign_chosen(self, button: QRadioButton) -> None:
        self.state.erases = button.property("key") == "erase"


def _choice(group: QButtonGroup, key: str, text: str, tip: str) -> QRadioButton:
    button = QRadioButton(text)
    button.setProperty("key", key)
    button.setToolTip(tip)
    group.addButton(button)
    return button
