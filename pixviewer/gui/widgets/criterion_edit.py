"""A field for one criterion, with what is wrong with it beside it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from pixviewer.gui import theme


class CriterionEdit(QWidget):
    """A line of text that is parsed, and a line below that says why it cannot be.

    Parameters
    ----------
    name : str
        For screen readers and the tip.
    hint : str
        What to write; shown while the field is empty.
    parse : callable
        Takes the text, returns the criterion, raises `ValueError` with the reason.
    """

    textChanged = pyqtSignal(str)

    def __init__(
        self, name: str, hint: str, parse: Callable[[str], Any], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parse = parse
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(name)
        self.edit.setToolTip(f"{name}: {hint}")
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self.setFocusProxy(self.edit)

        self.line = QHBoxLayout()
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.addWidget(self.edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addLayout(self.line)
        layout.addWidget(self.problem)

        self.edit.textChanged.connect(self._on_text_changed)

    def text(self) -> str:
        """Text of the field."""
        return self.edit.text()

    def setText(self, text: str) -> None:
        """Put a text into the field."""
        self.edit.setText(text)

    def value(self) -> Any:
        """The criterion.

        Raises
        ------
        ValueError
            If the text cannot be read.
        """
        return self._parse(self.edit.text())

    def check(self) -> bool:
        """Say beside the field what is wrong with it; gives whether nothing is."""
        try:
            self.value()
        except ValueError as error:
            self.show_problem(str(error))
            return False
        self.show_problem("")
        return True

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self.problem.setStyleSheet(f"color: {theme.colours().bad}")
        self.problem.setText(f"⚠ {text[:1].upper()}{text[1:]}" if text else "")
        self.problem.setVisible(bool(text))
        self.edit.setAccessibleDescription(text)

    def _on_text_changed(self, text: str) -> None:
        self.show_problem("")  # not while it is being typed
        self.textChanged.emit(text)


class NamesEdit(CriterionEdit):
    """Names with commas between them, typed or ticked in a menu.

    Parameters
    ----------
    choices : sequence of (name, meaning)
        What the menu offers.
    parse : callable
        Gives the names as `choices` has them.
    """

    def __init__(
        self,
        name: str,
        hint: str,
        parse: Callable[[str], Sequence[str]],
        choices: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, hint, parse, parent)
        self.button = QToolButton()
        self.button.setText("…")
        self.button.setToolTip(f"Choose: {name.lower()}")
        self.button.setAccessibleName(f"Choose: {name.lower()}")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self._actions: dict[str, QAction] = {}
        for choice, meaning in choices:
            action = QAction(f"{choice}: {meaning}", self.menu)
            action.setCheckable(True)
            action.triggered.connect(partial(self._on_ticked, choice))
            self.menu.addAction(action)
            self._actions[choice] = action
        self.button.setMenu(self.menu)
        self.line.addWidget(self.button)

        self.menu.aboutToShow.connect(self._show_ticks)

    def _names(self) -> list[str]:
        try:
            return list(self.value())
        except ValueError:
            return []

    def _show_ticks(self) -> None:
        names = self._names()
        for choice, action in self._actions.items():
            action.setChecked(choice in names)

    def _on_ticked(self, choice: str, is_ticked: bool) -> None:
        names = [name for name in self._names() if name != choice] + ([choice] if is_ticked else [])
        self.setText(", ".join(name for name in self._actions if name in names))
