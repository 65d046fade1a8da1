"""What can be saved of a self-calibration, what is saved, and the same as a command or a script."""

from collections.abc import Callable

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import fonts, theme
from pixviewer.gui.actions.calibrate import SAVE_TITLES
from pixviewer.gui.widgets.fitting import keep_fit, keep_least_width
from pixviewer.model.recipe import calibration
from pixviewer.model.selfcal import recipes
from pixviewer.model.selfcal.recipes import Recipe
from pixviewer.model.selfcal.saving import Saver

TEXTS: tuple[tuple[str, Callable[[Recipe], str]], ...] = (
    ("Command line", recipes.command_line),
    ("Python", calibration.python_text),
)


class SavePanel(QWidget):
    """Buttons with marks, and the recipe."""

    saveRequested = pyqtSignal(str)
    copied = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self.marks: dict[str, QLabel] = {}
        self.kind = QComboBox()
        self.copy_button = QPushButton("Copy")
        self.text = QPlainTextEdit()
        self._recipe: Recipe | None = None
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._show_text)
        self.copy_button.clicked.connect(self._on_copy)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(3)
        for row, (kind, title, tip) in enumerate(SAVE_TITLES):
            button, mark = QPushButton(title), QLabel()
            button.setToolTip(tip)
            button.clicked.connect(lambda checked, kind=kind: self.saveRequested.emit(kind))
            keep_least_width(mark, "out of date ")
            grid.addWidget(button, row, 0)
            grid.addWidget(mark, row, 1)
            self.buttons[kind], self.marks[kind] = button, mark
        grid.setColumnStretch(0, 1)
        for title, _ in TEXTS:
            self.kind.addItem(title)
        self.kind.setAccessibleName("Form of the recipe")
        self.text.setReadOnly(True)
        self.text.setAccessibleName("The same without the window")
        self.text.setFont(fonts.mono_font())
        keep_fit(self.text, lambda metrics: self.text.setFixedHeight(6 * metrics.lineSpacing() + 12))
        self.text.setTabChangesFocus(True)
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.copy_button.setToolTip("Copy the recipe")
        row_of_text = QHBoxLayout()
        row_of_text.addWidget(self.kind, 1)
        row_of_text.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(grid)
        layout.addWidget(QLabel("The same without the window"))
        layout.addLayout(row_of_text)
        layout.addWidget(self.text)

    def show_saver(self, saver: Saver) -> None:
        """Show what can be saved and what is."""
        for kind, button in self.buttons.items():
            button.setEnabled(saver.can_save(kind))
            known, mark = saver.files.get(kind), self.marks[kind]
            is_current = saver.is_current(kind)
            mark.setText("" if known is None else "✓ saved" if is_current else "! out of date")
            colours = theme.colours()
            mark.setStyleSheet(f"color: {colours.good if is_current else colours.warning}")
            mark.setToolTip(str(known.path) if known is not None else "")
        self._recipe = saver.recipe()
        self._show_text()

    def _show_text(self) -> None:
        make = TEXTS[self.kind.currentIndex()][1]
        text = make(self._recipe) if self._recipe is not None else ""
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
        self.copy_button.setEnabled(bool(text))

    def _on_copy(self) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.text.toPlainText())
            self.copied.emit(f"copied the {self.kind.currentText()}")
