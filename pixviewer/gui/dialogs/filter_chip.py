"""The values of one filter, typed."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from pixviewer.core.table.quality import FLAGS as FLAG_TABLE
from pixviewer.gui.widgets.criterion_edit import CriterionEdit, NamesEdit
from pixviewer.model.filters import FLAGS, KINDS, Chip, parse_chip


class FilterDialog(QDialog):
    """Values, and whether rows with them are kept or left out; nothing is applied before it is right.

    Parameters
    ----------
    kind : str
        A key of `KINDS`.
    chip : Chip or None
        The filter to be changed; None for a new one.
    """

    edited = pyqtSignal(object)  # Chip

    def __init__(self, kind: str, chip: Chip | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._kind = kind
        self._was_on = chip.is_on if chip is not None else True
        known = KINDS[kind]
        self.setWindowTitle(f"Filter by {known.title}")
        self.values = _field(kind)
        self.inverted = QCheckBox("keep all other rows instead (not)")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )

        form = QFormLayout()
        form.addRow(f"{known.title} [{known.unit}]" if known.unit else known.title, self.values)
        form.addRow("", self.inverted)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(440)
        if chip is not None:
            self.values.setText(chip.edit_text)
            self.inverted.setChecked(chip.is_inverted)
        self.values.edit.selectAll()
        self.values.edit.setFocus()

        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)

    def _on_accepted(self) -> None:
        try:
            chip = parse_chip(
                self._kind,
                self.values.text(),
                is_inverted=self.inverted.isChecked(),
                is_on=self._was_on,
            )
        except ValueError as error:
            self.values.show_problem(str(error))
            return
        self.edited.emit(chip)
        self.accept()


def _field(kind: str) -> CriterionEdit:
    known = KINDS[kind]
    if kind != FLAGS:
        return CriterionEdit(known.title, known.hint, known.parse)
    choices = [(flag.name, flag.meaning) for flag in FLAG_TABLE]
    return NamesEdit(known.title, known.hint, known.parse, choices)
