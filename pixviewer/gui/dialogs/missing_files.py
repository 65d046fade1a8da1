"""Files of a project that are not where they were, and what to do about each."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import theme
from pixviewer.model.project.fingerprints import Match
from pixviewer.model.project.relinking import Choice, Relinking

ALL = "All files (*)"
SPACE_BETWEEN = 12


class MissingFilesDialog(QDialog):
    """One row for each file: where it was, how it stands with it, and what can be done.

    Parameters
    ----------
    relinking : Relinking
    then : callable
        Called when everything is settled and the user goes on.
    """

    def __init__(self, relinking: Relinking, then: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.relinking, self._then = relinking, then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Missing Files")
        name = relinking.opened.wish.path.name
        self.words = QLabel(
            f"Some files of {name} are not where they were. Show where they are now: a file is known again "
            "by its size and its header, whatever its name."
        )
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.states: dict[str, QLabel] = {}
        self.locate: dict[str, QPushButton] = {}
        self.other: dict[str, QPushButton] = {}
        rows = QWidget()
        self._grid = QGridLayout(rows)
        self._grid.setColumnStretch(0, 1)
        for path in relinking.wrong:
            self._add_row(path)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(rows)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go_on = QPushButton("&Open the Project")
        self.buttons.addButton(self.go_on, QDialogButtonBox.ButtonRole.AcceptRole)

        layout = QVBoxLayout(self)
        for widget in (self.words, area, self.buttons):
            layout.addWidget(widget)
        self.resize(700, 260)

        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.accepted.connect(self._then)
        self.finished.connect(lambda _: relinking.changed.disconnect(self._show))
        relinking.changed.connect(self._show)
        self._show()

    def _add_row(self, path: str) -> None:
        finding = self.relinking.choices[path].finding
        row = self._grid.rowCount() + 1
        title = QLabel(f"{finding.role[:1].upper()}{finding.role[1:]}: {Path(path).name}")
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setToolTip(path)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        state = QLabel()
        state.setWordWrap(True)
        state.setTextFormat(Qt.TextFormat.PlainText)
        state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        locate = QPushButton("Locate…")
        locate.setAccessibleName(f"Locate {Path(path).name}")
        other = QPushButton()
        for button in (locate, other):
            button.setAutoDefault(False)
        if row > 1:
            self._grid.setRowMinimumHeight(row - 1, SPACE_BETWEEN)
        self._grid.addWidget(title, row, 0)
        self._grid.addWidget(state, row + 1, 0)
        self._grid.addWidget(locate, row, 1)
        self._grid.addWidget(other, row, 2)
        self.states[path], self.locate[path], self.other[path] = state, locate, other
        locate.clicked.connect(partial(self._on_locate, path))
        other.clicked.connect(partial(self._on_other, path))

    def _on_locate(self, path: str, *_: object) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, f"Where is {Path(path).name}?", str(self.relinking.opened.wish.path.parent), ALL
        )
        if name:
            self.relinking.locate(path, Path(name))

    def _on_other(self, path: str, *_: object) -> None:
        if self._is_stranger(self.relinking.choices[path]):
            self.relinking.use_anyway(path)
        else:
            self.relinking.leave_out(path)

    @staticmethod
    def _is_stranger(choice: Choice) -> bool:
        return choice.finding.match is Match.OTHER and choice.finding.path is not None

    def _show(self) -> None:
        for path, label in self.states.items():
            choice = self.relinking.choices[path]
            mark = "✓" if choice.is_settled else "⚠"
            was = f"\nIt was {path}" if not choice.is_settled else ""
            label.setText(f"{mark} {choice.words()}{was}")
            label.setStyleSheet("" if choice.is_settled else f"color: {theme.colours().warning}")
            other = self.other[path]
            is_stranger = self._is_stranger(choice)
            other.setText("Use Anyway" if is_stranger else "Leave Out")
            other.setVisible(not choice.is_settled and (is_stranger or not choice.finding.is_needed))
            self.locate[path].setVisible(not choice.is_settled or choice.is_left_out)
        self.go_on.setEnabled(self.relinking.is_complete)
