"""The numbers behind a plot: which plot, and in which form."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.core.errors import PixviewerError
from pixviewer.gui import settings
from pixviewer.gui.dialogs.publish.plot_choice import PlotChoice
from pixviewer.model.extract_names import safe
from pixviewer.model.publish.numbers import ENDINGS, Numbers, with_ending
from pixviewer.model.publish.publisher import Publisher
from pixviewer.model.publish.stage import Stage
from pixviewer.model.units import pretty_count, pretty_unit
from pixviewer.model.workspace import Workspace

KEY = "numbers-form"


class NumbersDialog(QDialog):
    """Says what a file would hold, before it is written."""

    def __init__(
        self, workspace: Workspace, stage: Callable[[], Stage], plot: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export Numbers")
        self._stage = stage
        self._publisher = Publisher(workspace)
        self._numbers: Numbers | None = None
        self.view = PlotChoice(stage(), plot)
        self.form = QComboBox()
        self.form.setAccessibleName("Format")
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setAccessibleName("What the file will hold")
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told.setMinimumHeight(12 * self.fontMetrics().height())
        self.export_button = QPushButton("&Export…")
        self.export_button.setDefault(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        if close is not None:
            close.setAutoDefault(False)
        form = QFormLayout()
        form.addRow("&View", self.view)
        form.addRow("&Format", self.form)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.told, 1)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(520)
        self.view.currentIndexChanged.connect(self._on_view)
        self.buttons.accepted.connect(self._on_export)
        self.buttons.rejected.connect(self.reject)
        self._on_view()

    def _on_view(self) -> None:
        stage, plot = self._stage(), self.view.plot
        self._numbers = plot.numbers(stage) if plot.is_shown(stage) else None
        wanted = self.form.currentData() or settings.saved_text(KEY)
        self.form.clear()
        for ending in self._numbers.endings if self._numbers is not None else ENDINGS:
            self.form.addItem(ENDINGS[ending], ending)
        self.form.setCurrentIndex(max(self.form.findData(wanted), 0))
        self.export_button.setEnabled(self._numbers is not None)
        words = describe(self._numbers) if self._numbers is not None else ""
        self.told.setText(words or f"{plot.title} shows nothing yet: {plot.needs}.")

    def _on_export(self) -> None:
        numbers, ending = self._numbers, self.form.currentData()
        if numbers is None:
            return
        proposed = Path(settings.last_folder()) / f"{safe(self.view.plot.title.lower(), 'numbers')}{ending}"
        name, _ = QFileDialog.getSaveFileName(
            self, "Export the numbers", str(proposed), f"{ENDINGS[ending].split(',')[0]} (*{ending})"
        )
        if not name:
            return
        try:
            self._publisher.write_numbers(numbers, with_ending(Path(name), ending, [ending]))
        except PixviewerError as error:
            self.told.setText(f"⚠ {error}.")
            return
        settings.save(KEY, ending)
        self.accept()


def describe(numbers: Numbers) -> str:
    """Tables and pictures with their units, a line each."""
    lines = [numbers.title, ""]
    for image in numbers.images:
        n_y, n_x = image.values.shape
        unit = f" [{pretty_unit(image.unit)}]" if image.unit else ""
        about = f": {image.about}" if image.about else ""
        lines.append(f"{image.name}{unit}, {n_x} × {n_y} cells{about}")
    if numbers.columns:
        lines.append(f"{pretty_count(numbers.columns[0].values.size)} lines of")
    for column in numbers.columns:
        unit = f" [{pretty_unit(column.unit)}]" if column.unit else ""
        about = f": {column.about}" if column.about else ""
        lines.append(f"• {column.name}{unit}{about}")
    return "\n".join(lines)
