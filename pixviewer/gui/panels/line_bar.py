"""What stands beside the band boxes while a line map is being made: its bands, a menu, warnings."""

from collections.abc import Callable

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup, QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QInputDialog, QMenu, QSizePolicy, QToolButton, QWidget

from pixviewer.gui import theme
from pixviewer.gui.canvas.band_painting import CONTINUUM_STYLE, LINE_STYLE, BandLook, swatch
from pixviewer.gui.canvas.items import Key
from pixviewer.gui.widgets.elided_label import ElidedLabel
from pixviewer.model.lines.bands import (
    BY_WIDTH,
    LINE,
    PARTS,
    STRAIGHT,
    WEIGHTING_NAMES,
    LineBands,
    band_words,
    short_band_words,
)
from pixviewer.model.lines.mapping import key_of
from pixviewer.model.sky_lines import sky_line_warnings
from pixviewer.model.workspace import Workspace

_FOR_LINE = "point at the line and press Alt+C"
_FOR_CONTINUUM = "now point beside the line and press Alt+X"
_WEIGHTING_TIPS = {
    BY_WIDTH: "The mean over both bands, each weighted by its width",
    STRAIGHT: "Through both bands, at the centre of the line",
}


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
        self.menu_button = QToolButton()
        self.menu = QMenu(self)
        self.parts = {part: QToolButton() for part in PARTS}
        self.warning = ElidedLabel()
        self._fill_menu()
        self._dress()

        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.menu_button, *self.parts.values()):
            layout.addWidget(widget)
        layout.addWidget(self.warning, 1)

        for part, button in self.parts.items():
            button.clicked.connect(lambda checked, part=part: self.partSelected.emit(key_of(part)))
        state = self.lines.state.events
        for signal in (state.bands, state.problem, workspace.display.events.image):
            signal.connect(self._show)
        workspace.table_changed.connect(self._show)
        self._show()

    def _fill_menu(self) -> None:
        self.naming = self._add("&Name the Line…", "What it is called, such as Hα", self.ask_name)
        self.menu.addSeparator()
        group = QActionGroup(self.menu)
        self.weightings: dict[str, QAction] = {}
        for name, title in WEIGHTING_NAMES.items():
            made = self._add(
                title, _WEIGHTING_TIPS[name], lambda checked, name=name: self.lines.set_weighting(name)
            )
            made.setCheckable(True)
            group.addAction(made)
            self.weightings[name] = made
        self.menu.addSeparator()
        self.showing = self._add(
            "Show in the Sky &Image", "Line minus continuum, or white light", self._on_shown
        )
        self.showing.setCheckable(True)
        self.clearing = self._add("&Clear", "Take all bands of the line map away", self.lines.clear)

    def _add(self, title: str, tip: str, slot: Callable[..., object]) -> QAction:
        made = QAction(title, self.menu)
        made.setToolTip(tip)
        made.triggered.connect(slot)
        self.menu.addAction(made)
        return made

    def _dress(self) -> None:
        # It takes the room that there is: were it to ask for more, docks would move under the mouse.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.menu.setToolTipsVisible(True)
        self.menu_button.setText("Line Map")
        self.menu_button.setMenu(self.menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setToolTip("Name, continuum, sky image, clear")
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for button in self.parts.values():
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(14, 14))
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.warning.setAccessibleName("What to know of the line map")

    # From the model

    def _show(self) -> None:
        bands, looks = self.lines.bands, line_looks(self.lines.bands)
        self.setVisible(bool(bands.present))
        for part, button in self.parts.items():
            band = bands.of(part)
            button.setVisible(band is not None)
            if band is not None:
                words = f"{bands.title_of(part)}, {band_words(band)}"
                button.setAccessibleName(words)
                button.setToolTip(f"{words}: click to select it, then type it in Å, nudge or delete it")
                button.setIcon(swatch(looks[key_of(part)]))
        self._fit()
        for name, action in self.weightings.items():
            action.setChecked(name == bands.weighting)
            action.setEnabled(len(bands.continuum) > 1)
        self.showing.setChecked(self.lines.is_shown)
        self.showing.setEnabled(bands.is_complete)
        text, role = self._words(bands)
        self.warning.setText(text)
        self.warning.setStyleSheet(f"color: {getattr(theme.colours(), role)}" if role else "")

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Say as much of the bands as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask for no width."""
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Write titles with wavelengths, or titles alone, or nothing but the hatches."""
        bands = self.lines.bands
        shown = [(self.parts[part], bands.title_of(part), band) for part, band in bands.present]
        forms = (
            [f"{_short(title)} {short_band_words(band)}" for _, title, band in shown],
            [_short(title) for _, title, _ in shown],
            ["" for _ in shown],
        )
        for texts in forms:
            for (button, *_), text in zip(shown, texts, strict=True):
                button.setText(text)
            needed = self.menu_button.sizeHint().width() + sum(b.sizeHint().width() + 4 for b, *_ in shown)
            if needed + 10 <= self.width():
                break

    def _words(self, bands: LineBands) -> tuple[str, str]:
        """What there is to say, and the colour it is said in."""
        if bands.line is None:
            return _FOR_LINE, ""
        if not bands.continuum:
            return _FOR_CONTINUUM, ""
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

    def ask_name(self) -> None:
        """Ask what the line is called."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Name the Line")
        dialog.setLabelText("Name, such as Hα or [O III] 5007:")
        dialog.setTextValue(self.lines.bands.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self.lines.set_name)
        dialog.open()

    def _on_shown(self, is_on: bool) -> None:
        self.lines.show("line" if is_on else "mean")


def _short(title: str) -> str:
    return title.replace("Continuum", "Cont.")
