"""The headers of a file, extension by extension, with a search line."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QTextCursor
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import fonts

if TYPE_CHECKING:
    from pixviewer.core.io.headers import HduCards

# A table of ten exposures has 11 500 cards of offsets, and perhaps 1 000 others.
_OFFSET = re.compile(r"HIERARCH ESO DRS MUSE PIXTABLE (EXP\d+) IFU(\d+) SLICE\d+ XOFFSET")


class HeaderDialog(QDialog):
    """Cards as text; typing in the search line keeps those that contain it.

    Cards of slice offsets are folded, one line an IFU and exposure, unless they are looked for.
    """

    saveRequested = pyqtSignal(str, Path)  # text, and where to

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Headers of {name}")
        self._name = name
        self._hdus: Sequence[HduCards] = ()
        self.hdu = QComboBox()
        self.hdu.setAccessibleName("Extension")
        self.hdu.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Show cards that contain… (several words: all of them)")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search in the header")
        self.fold = QCheckBox("&Fold slice offsets")
        self.fold.setChecked(True)
        self.fold.setToolTip("One line for the XOFFSET cards of an IFU")
        self.text = QPlainTextEdit("Reading the headers…")
        self.text.setReadOnly(True)
        self.text.setFont(fonts.mono_font())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName("Header cards")
        self.count = QLabel()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button = QPushButton("&Copy Shown")
        self.save_button = QPushButton("&Save Shown…")
        for button in (self.copy_button, self.save_button):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
            button.setAutoDefault(False)
            button.setEnabled(False)
        # Typing should not wait for ten thousand lines at each letter.
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(80)

        line = QHBoxLayout()
        line.addWidget(self.hdu)
        line.addWidget(self.search, 1)
        line.addWidget(self.fold)
        layout = QVBoxLayout(self)
        layout.addLayout(line)
        for widget in (self.text, self.count, buttons):
            layout.addWidget(widget)
        self.resize(860, 600)
        self.search.setFocus()

        self.search.textChanged.connect(lambda: self._rest.start())
        self._rest.timeout.connect(self._filter)
        self.hdu.currentIndexChanged.connect(self._filter)
        self.fold.toggled.connect(self._filter)
        self.copy_button.clicked.connect(self._on_copy)
        self.save_button.clicked.connect(self._on_save)
        buttons.rejected.connect(self.reject)

    def set_hdus(self, hdus: "Sequence[HduCards]") -> None:
        """Show the headers of a file."""
        self._hdus = hdus
        self.hdu.blockSignals(True)
        self.hdu.clear()
        for hdu in hdus:
            shape = " × ".join(map(str, hdu.shape))
            about = ", ".join(part for part in (f"{len(hdu.cards)} cards", shape, hdu.data_type) if part)
            self.hdu.addItem(f"{hdu.number} {hdu.name or hdu.kind} ({about})")
        if len(hdus) > 1:
            self.hdu.addItem("All extensions")
        self.hdu.blockSignals(False)
        self._filter()

    def set_problem(self, problem: str) -> None:
        """Say why there are no headers."""
        self.text.setPlainText(problem)

    def show_card(self, keyword: str) -> None:
        """Show the cards of a keyword."""
        self.search.setText(keyword)
        self._filter()

    def _chosen(self) -> "Sequence[HduCards]":
        i = self.hdu.currentIndex()
        return self._hdus[i : i + 1] if 0 <= i < len(self._hdus) else self._hdus

    def _filter(self) -> None:
        self._rest.stop()
        if not self._hdus:
            return
        words = self.search.text().lower().split()
        chosen = self._chosen()
        lines: list[str] = []
        n_kept = 0
        for hdu in chosen:
            kept = [card for card in hdu.cards if all(word in card.lower() for word in words)]
            n_kept += len(kept)
            if len(chosen) > 1 and kept:
                lines += [f"——— {hdu.number} {hdu.name or hdu.kind} ———"]
            # Whoever looks for offsets wants to see them.
            lines += folded(kept) if self.fold.isChecked() and "xoffset" not in words else kept
        self.text.setPlainText("\n".join(lines) or f"No card contains “{self.search.text()}”.")
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        n_all = sum(len(hdu.cards) for hdu in chosen)
        hidden = n_kept - sum(1 for line in lines if not line.startswith(("———", "   …")))
        self.count.setText(f"{n_kept} of {n_all} cards" + (f", {hidden} of them folded" if hidden else ""))
        for button in (self.copy_button, self.save_button):
            button.setEnabled(bool(n_kept))

    def _on_copy(self) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.text.toPlainText())
            self.count.setText(f"{self.count.text().removesuffix(' · copied')} · copied")

    def _on_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Save header cards", f"{Path(self._name).stem}-header.txt", "Text (*.txt);;All files (*)"
        )
        if name:
            self.saveRequested.emit(self.text.toPlainText() + "\n", Path(name))


def folded(cards: Sequence[str]) -> list[str]:
    """Cards, with one line in the place of the slice offsets of an IFU and exposure."""
    lines: list[str] = []
    groups: dict[str, int] = {}
    places: dict[str, int] = {}
    for card in cards:
        found = _OFFSET.match(card)
        if found is None:
            lines.append(card)
            continue
        key = f"{found[1]} IFU{found[2]}"
        if key not in groups:
            places[key] = len(lines)
            lines.append("")
        groups[key] = groups.get(key, 0) + 1
    for key, n in groups.items():
        lines[places[key]] = f"   … {key}: {n} XOFFSET cards, one a slice (search “xoffset” to see them)"
    return lines
