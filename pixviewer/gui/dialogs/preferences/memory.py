"""How much memory the program allows itself."""

from typing import ClassVar

from PyQt6.QtWidgets import QLabel, QSpinBox, QWidget

from pixviewer.gui.dialogs.preferences.page import Page
from pixviewer.model.memory import machine_memory
from pixviewer.model.preferences import LARGEST_SHARE, SMALLEST_SHARE, Preferences
from pixviewer.model.units import bytes_text
from pixviewer.model.workspace import Workspace


class MemoryPage(Page):
    """Budget, as a part of the memory of the machine."""

    title: ClassVar[str] = "Memory"
    names: ClassVar[tuple[str, ...]] = ("memory_share",)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.share = QSpinBox()
        self.share.setRange(round(100 * SMALLEST_SHARE), round(100 * LARGEST_SHARE))
        self.share.setSingleStep(5)
        self.share.setSuffix(" % of the machine's memory")
        self.budget = QLabel()
        self.budget.setAccessibleName("Budget")
        self.form.addRow("&Budget", self.share)
        self.form.addRow("", self.budget)
        self.add_note(
            "The bar in the status line shows the memory of pixviewer's own beside this budget. Work that "
            "would go beyond it asks first. Mapped files do not count: the system takes them back at will."
        )
        self.share.valueChanged.connect(lambda percent: self.change(memory_share=percent / 100))
        self.follow()

    def show_value(self, value: Preferences) -> None:
        """Show preferences in the fields."""
        self.share.blockSignals(True)
        self.share.setValue(round(100 * value.memory_share))
        self.share.blockSignals(False)
        machine = machine_memory()
        known = f"{bytes_text(int(value.memory_share * machine))} of {bytes_text(machine)}"
        self.budget.setText(known if machine else "This system does not tell how much memory it has")
