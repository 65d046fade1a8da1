"""What stands above the spectrum with a line map: its bands, how they are weighted, warnings."""

from PyQt6.QtCore import QSignalBlocker, QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from pixviewer.gui import theme
from pixviewer.gui.canvas.band_painting import CONTINUUM_STYLE, LINE_STYLE, BandLook, swatch
from pixviewer.gui.canvas.items import Key
from pixviewer.gui.widgets.flow_layout import FlowLayout
from pixviewer.model.lines.bands import LINE, PARTS, WEIGHTING_NAMES, LineBands, band_words
from pixviewer.model.lines.mapping import key_of
from pixviewer.model.sky_lines import sky_line_warnings
from pixviewer.model.workspace import Workspace

_HINTS = {
    LINE: "point at the line in the spectrum and press Alt+C",
    "continuum": "point beside the line in the spectrum and press Alt+X",
}
_NAME_WIDTH = 90


def line_looks(bands: LineBands) -> dict[Key, BandLook]:
    """How the bands of a line map are drawn in the spectrum."""
    return {
        key_of(part): BandLook(
            bands.title_of(part), LINE_STYLE if part == LINE else CONTINUUM_STYLE, level=int(part != LINE)
        )
        for part, _ in bands.present
    }


class LineBar(QWidget):
    """The line map, joined to the model; hidden while it has no band."""

    partSelected = pyqtSignal(object)  # key of a band of the spectrum

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.lines = workspace.lines
        self.name = QLineEdit()
        self.parts = {part: QToolButton() for part in PARTS}
        self.weighting = QComboBox()
        self.is_shown = QCheckBox("In the sky &image")
        self.warning = QLabel()
        self.clear_button = QToolButton()
        self._dress()

        layout = FlowLayout(self, gap=6)
        layout.setContentsMargins(6, 3, 6, 0)
        for widget in (QLabel("<b>Line map</b>"), self.name, *self.parts.values(), self.weighting,
                       self.is_shown, self.clear_button, self.warning):  # fmt: skip
            layout.addWidget(widget)

        for part, button in self.parts.items():
            button.clicked.connect(lambda checked, part=part: self.partSelected.emit(key_of(part)))
        self.name.editingFinished.connect(self._on_named)
        self.weighting.activated.connect(lambda: self.lines.set_weighting(self.weighting.currentData()))
        self.is_shown.clicked.connect(self._on_shown)
        self.clear_button.clicked.connect(self.lines.clear)
        state = self.lines.state.events
        for signal in (state.bands, state.problem, workspace.display.events.image):
            signal.connect(self._show)
        workspace.table_changed.connect(self._show)
        self._show()

    def _dress(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.name.setPlaceholderText("Name")
        self.name.setFixedWidth(_NAME_WIDTH)
        self.name.setAccessibleName("Name of the line")
        self.name.setToolTip("What the line is called, such as Hα")
        for part, button in self.parts.items():
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(14, 14))
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setProperty("part", part)
            button.setToolTip("Select this band: then type it in Å, move it with the arrows, or delete it")
        for name, text in WEIGHTING_NAMES.items():
            self.weighting.addItem(text, name)
        self.weighting.setAccessibleName("How two continuum bands become one level")
        self.weighting.setToolTip(
            "By width: the mean over both bands. Straight line: through both, at the centre of the line"
        )
        self.is_shown.setToolTip("Show line minus continuum in the sky image, or white light (Ctrl+Alt+X)")
        self.clear_button.setText("Clear")
        self.clear_button.setToolTip("Take all bands of the line map away")
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.warning.setAccessibleName("What to know of the line map")
        self.warning.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    # From the model

    def _show(self) -> None:
        bands, looks = self.lines.bands, line_looks(self.lines.bands)
        self.setVisible(bool(bands.present))
        for part, button in self.parts.items():
            band = bands.of(part)
            button.setVisible(band is not None)
            if band is not None:
                words = f"{bands.title_of(part)} {band_words(band)}"
                button.setText(words)
                button.setAccessibleName(words)
                button.setIcon(swatch(looks[key_of(part)]))
        if not self.name.hasFocus():
            self.name.setText(bands.name)
        with QSignalBlocker(self.weighting), QSignalBlocker(self.is_shown):
            self.weighting.setCurrentIndex(max(self.weighting.findData(bands.weighting), 0))
            self.is_shown.setChecked(self.lines.is_shown)
        self.weighting.setVisible(len(bands.continuum) > 1)
        self.is_shown.setEnabled(bands.is_complete)
        text, role = self._words(bands)
        self.warning.setText(text)
        self.warning.setVisible(bool(text))
        self.warning.setStyleSheet(f"color: {getattr(theme.colours(), role)}" if role else "")
        self.updateGeometry()

    def _words(self, bands: LineBands) -> tuple[str, str]:
        """What there is to say, and the colour it is said in."""
        if bands.line is None:
            return f"Next: {_HINTS[LINE]}", ""
        if not bands.continuum:
            return f"Next: {_HINTS['continuum']}", ""
        problem = self.lines.state.problem
        if problem and self.lines.is_shown:
            return f"✗ No map: {problem}.", "bad"
        table = self.workspace.table
        vacuum = table is not None and table.facts.vacuum
        warnings = sky_line_warnings(bands.line, bands.continuum, vacuum)
        return (f"⚠ {'; '.join(warnings)}", "warning") if warnings else ("", "")

    def show_selected(self, key: object) -> None:
        """Mark the band that is selected in the spectrum."""
        for part, button in self.parts.items():
            button.setChecked(key == key_of(part))

    # From the user

    def _on_named(self) -> None:
        if self.name.text().strip() != self.lines.bands.name:
            self.lines.set_name(self.name.text())

    def _on_shown(self, is_on: bool) -> None:
        self.lines.show("line" if is_on else "mean")
