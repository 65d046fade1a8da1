"""The recipe: what was done and what is shown, as scripts that do the same without a window."""

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import fonts
from pixviewer.model.recipe.log import ABOUT, LANGUAGES, LAST, PYTHON
from pixviewer.model.workspace import Workspace

NOTHING = {
    "last": "Nothing was done yet: draw a region, set a filter, save a file.",
    "state": "No table is open.",
    "files": "No file was written yet.",
}


class RecipePane(QWidget):
    """What it is of, in which language, and the text, to be copied or saved."""

    saveRequested = pyqtSignal(str, str)  # of what, in which language
    told = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self._is_seen = False
        self.about = self._combo(ABOUT, "What the recipe is of")
        self.language = self._combo(LANGUAGES, "Language of the recipe")
        self.title = QLabel()
        self.text = QPlainTextEdit()
        self.copy_button = QPushButton("Copy")
        self.save_button = QPushButton("Save…")
        self._lay_out()
        # Many signals of one decision make one text, and none while nobody looks.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.show_recipe)
        self.about.currentIndexChanged.connect(self.show_recipe)
        self.language.currentIndexChanged.connect(self.show_recipe)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self._on_save)
        workspace.recipes.changed.connect(self._on_changed)

    def set_seen(self, is_seen: bool) -> None:
        """Follow what is done only while somebody looks."""
        self._is_seen = is_seen
        if is_seen:
            self.show_recipe()

    def show_recipe(self) -> None:
        """Write the recipe anew."""
        about, recipes = self.about.currentData(), self.workspace.recipes
        text = recipes.text(about, self.language.currentData())
        self.title.setText(recipes.title(about) if text else "")
        self.title.setToolTip(self.title.text())
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
        self.text.setPlaceholderText(NOTHING[about])
        for button in (self.copy_button, self.save_button):
            button.setEnabled(bool(text))

    def copy(self) -> None:
        """Put the recipe on the clipboard."""
        clipboard = QApplication.clipboard()
        if clipboard is not None and self.text.toPlainText():
            clipboard.setText(self.text.toPlainText())
            self.told.emit(f"copied: {self.about.currentText()}, as {self.language.currentText()}")

    def show_about(self, about: str, language: str = PYTHON) -> None:
        """Show one of the recipes."""
        self.about.setCurrentIndex(max(self.about.findData(about), 0))
        self.language.setCurrentIndex(max(self.language.findData(language), 0))
        self.show_recipe()

    def _on_changed(self) -> None:
        if self._is_seen:
            self._soon.start()

    def _on_save(self) -> None:
        self.saveRequested.emit(self.about.currentData(), self.language.currentData())

    @staticmethod
    def _combo(entries: dict[str, str], name: str) -> QComboBox:
        combo = QComboBox()
        for key, title in entries.items():
            combo.addItem(title, key)
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        return combo

    def _lay_out(self) -> None:
        self.about.setCurrentIndex(self.about.findData(LAST))
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Recipe")
        self.text.setFont(fonts.mono_font())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.title.setMinimumWidth(1)  # long names are cut, rather than the panel made wide
        self.copy_button.setToolTip("Copy the recipe")
        self.save_button.setToolTip("Save the recipe as a script that runs without a window")
        row = QHBoxLayout()
        row.addWidget(self.about, 1)
        row.addWidget(self.language)
        buttons = QHBoxLayout()
        buttons.addWidget(self.title, 1)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(row)
        layout.addLayout(buttons)
        layout.addWidget(self.text, 1)
