"""The names and numbers of a slice, and the slices around it to click."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from pixviewer.core.table import origin
from pixviewer.core.table.neighbours import (
    ABOVE,
    BELOW,
    CCD_LEFT,
    CCD_RIGHT,
    LEFT,
    RIGHT,
    Cell,
    neighbours,
)  # fmt: skip
from pixviewer.model.readout import rows_text
from pixviewer.model.units import pretty_number, pretty_unit

if TYPE_CHECKING:
    from pixviewer.core.calib.inspecting import SliceInspection, SliceLevel

_PLACES = {ABOVE: (0, 1), LEFT: (1, 0), RIGHT: (1, 2), BELOW: (2, 1)}
_ARROWS = {ABOVE: "↑", BELOW: "↓", LEFT: "←", RIGHT: "→", CCD_LEFT: "◂", CCD_RIGHT: "▸"}


def names_of_slice(ifu: int, slice_no: int) -> tuple[str, str]:
    """A slice in all numberings: what it is mostly called, and the rest."""
    stack, row = (int(n) for n in origin.ccd_to_optical(slice_no))
    sky = int(origin.ccd_to_sky(slice_no))
    return (
        f"IFU {ifu} · slice {slice_no} on the CCD",
        f"{sky} on the sky · stack {stack}, row {row} (optical) · "
        f"MPDAF stack {int(origin.stack_of(slice_no))}",
    )


class SliceCard(QWidget):
    """What a slice is called, and what it has."""

    stepRequested = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.others = QLabel(), QLabel()
        self.title.setObjectName("paneTitle")
        self.numbers = QLabel()
        self.numbers.setTextFormat(Qt.TextFormat.RichText)
        self.numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.title, self.others, self.numbers):  # however long, they must not widen the panel
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.previous = _step_button("◂", "Previous slice ({)")
        self.next = _step_button("▸", "Next slice (})")

        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.previous)
        top.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.others)
        layout.addWidget(self.numbers)

        self.previous.clicked.connect(lambda: self.stepRequested.emit(-1))
        self.next.clicked.connect(lambda: self.stepRequested.emit(1))

    def show_name(self, cell: Cell | None) -> None:
        """Name a slice, or say how to pick one."""
        for label in (self.others, self.numbers):
            label.setVisible(cell is not None)
        if cell is None:
            self.title.setText("No slice is picked")
            return
        title, others = names_of_slice(*cell)
        self.title.setText(title)
        self.others.setText(others)

    def show_numbers(self, found: "SliceInspection | None", factors_name: str = "") -> None:
        """Show what a slice has; nothing while that is not known."""
        if found is None:
            self.numbers.setText("…")
            return
        n = max(found.n_row, 1)
        lines = [
            ("Rows", rows_text(found.n_row)),
            ("Good", f"{rows_text(found.n_good)} ({100 * found.n_good / n:.4g} %)"),
            ("Flagged", f"{rows_text(found.n_flagged)} ({100 * found.n_flagged / n:.2g} %)"),
            ("Masked", f"{rows_text(found.n_masked)} ({100 * found.n_masked / n:.3g} %)"),
            ("Median − sky", level_text(found.before, pretty_unit(found.unit))),
        ]
        if found.after is not None:
            through = f" ({factors_name})" if factors_name else ""
            lines.append((f"after{through}", level_text(found.after, pretty_unit(found.unit))))
        rows = "".join(
            f"<tr><td style='padding-right:8px'>{name}</td><td>{text}</td></tr>" for name, text in lines
        )
        self.numbers.setText(f"<table>{rows}</table>")


class NeighbourGrid(QWidget):
    """The slices next to one, where they lie in the field of view, and on its detector."""

    cellRequested = pyqtSignal(int, int)  # IFU, CCD slice

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: dict[str, Cell] = {}
        self.buttons = {side: QToolButton() for side in (*_PLACES, CCD_LEFT, CCD_RIGHT)}
        self.middle = _centred("")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(3)
        for side, (line, column) in _PLACES.items():
            grid.addWidget(self.buttons[side], line, column)
        grid.addWidget(self.middle, 1, 1)
        grid.addWidget(self.buttons[CCD_LEFT], 3, 0)
        grid.addWidget(_centred("on the CCD"), 3, 1)
        grid.addWidget(self.buttons[CCD_RIGHT], 3, 2)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        for side, button in self.buttons.items():
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda checked, side=side: self.cellRequested.emit(*self._cells[side]))

    def show_cell(
        self,
        cell: Cell,
        own: "SliceLevel | None",
        levels: "Mapping[str, SliceLevel]",
        present: tuple[int, ...],
    ) -> None:
        """Show the slices around one, and how far each lies from the sky."""
        self._cells = {side: at for side, at in neighbours(*cell).items() if at[0] in present}
        self.middle.setText(f"<b>{percent_text(own)}</b>" if own is not None else "…")
        for side, button in self.buttons.items():
            at = self._cells.get(side)
            button.setEnabled(at is not None)
            button.setText(f"{_ARROWS[side]} {percent_text(levels.get(side))}" if at is not None else "–")
            title = f"{names_of_slice(*at)[0]}, {side}" if at is not None else f"nothing {side}"
            button.setToolTip(title)
            button.setAccessibleName(title)


def _centred(text: str) -> QLabel:
    label = QLabel(text)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label


def percent_text(level: "SliceLevel | None") -> str:
    """How far a slice lies from the sky, in per cent; nothing while that is not known."""
    if level is None:
        return ""
    return f"{level.percent:+.2f} %".replace("-", "−") if level.n_used else "no rows"


def level_text(level: "SliceLevel", unit: str) -> str:
    """How far a slice lies from the sky, in words."""
    if not level.n_used:
        return "no good unmasked row"
    return f"{percent_text(level)} · {pretty_number(level.offset, 3)} {unit}"


def _step_button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button
