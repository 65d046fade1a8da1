"""What to extract and where to: any criteria, counted while they are typed, and a file."""

from pathlib import Path

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui.dialogs.criteria import CriteriaBox, side_by_side
from pixviewer.gui.errors import sentence_of
from pixviewer.gui.widgets.criterion_edit import CriterionEdit
from pixviewer.model.extract_names import proposed_path, safe
from pixviewer.model.extracting import ExtractPlan, Prediction, command_line
from pixviewer.model.readout import rows_text
from pixviewer.model.units import bytes_text
from pixviewer.model.workspace import Workspace

# Counting starts when typing pauses.
PAUSE_MS = 200


class ExtractDialog(QDialog):
    """Criteria, what they select, and the file."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Extract rows to a new pixel table")
        self._workspace = workspace
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)

        self.criteria = CriteriaBox(workspace)
        layout = QVBoxLayout(self)
        layout.addWidget(self.criteria)
        layout.addWidget(self._make_output())
        self.predicted = QLabel()
        self.predicted.setWordWrap(True)
        self.predicted.setAccessibleName("What would be extracted")
        self.command = QLineEdit()
        self.command.setReadOnly(True)
        self.command.setAccessibleName("Equivalent command")
        self.command.setToolTip("The same on the command line; it is written into the file's HISTORY too")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.extract_button = QPushButton("Extract")
        self.extract_button.setDefault(True)
        self.buttons.addButton(self.extract_button, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        if cancel is not None:  # else Return would mean Cancel while rows are counted
            cancel.setAutoDefault(False)
        for widget in (self.predicted, self.command, self.buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(640)

        self._counted: Prediction | None = None
        self._is_wanted = False  # Enter came while rows were still counted
        self._connect()
        self.path.setText(str(self._proposed_path()))
        self.criteria.fill()

    def _make_output(self) -> QGroupBox:
        box = QGroupBox("File")
        form = QFormLayout(box)
        self.form = QComboBox()
        self.form.addItem("image extensions (as the pipeline writes)", "image")
        self.form.addItem("binary table", "table")
        self.form.setAccessibleName("Form of the file")
        self.path = CriterionEdit("File name", "name of a new .fits file", self._parse_path)
        self.browse = QPushButton("Browse…")
        self.browse.setAutoDefault(False)
        form.addRow("Form", self.form)
        form.addRow("Save as", side_by_side(self.path, self.browse))
        return box

    def _connect(self) -> None:
        self.criteria.edited.connect(self._on_edited)
        self.form.currentIndexChanged.connect(self._on_edited)
        self.path.textChanged.connect(self._on_path_edited)
        self.path.edit.returnPressed.connect(self._on_return_pressed)
        self.browse.clicked.connect(self._on_browse)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self._timer.timeout.connect(self._ask)
        # An answer that came later would find no dialog.
        self.finished.connect(self._workspace.forget_prediction)
        self.destroyed.connect(self._workspace.forget_prediction)

    def _proposed_path(self) -> Path:
        source = self._workspace.table.path if self._workspace.table else None
        current = self._workspace.regions.current
        return proposed_path(source, safe(current.name) if current else "extract")

    def _parse_path(self, text: str) -> Path:
        if not text.strip():
            raise ValueError("name the file to extract to")
        path = Path(text.strip()).expanduser().absolute()
        source = self._workspace.table.path if self._workspace.table else None
        if path.is_dir():
            raise ValueError("this is a folder; name a file in it")
        if not path.parent.is_dir():
            raise ValueError(f"there is no folder {path.parent}")
        if source is not None and path.exists() and source.exists() and path.samefile(source):
            raise ValueError("this is the open table itself, which is never changed; choose another name")
        return path

    # What the user does

    def _on_browse(self) -> None:
        # The dialog's own question about overwriting would be asked again on Extract.
        name, _ = QFileDialog.getSaveFileName(
            self, "Extract to", self.path.text(), "FITS files (*.fits)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if name:
            self.path.setText(name)

    def _on_path_edited(self) -> None:
        """Another name needs no other count: Enter right after it extracts."""
        self._is_wanted = False
        self._show_command()
        if self._counted is not None:
            self._show_counted(self._counted)
        elif not self._timer.isActive():
            self._timer.start()

    def _on_return_pressed(self) -> None:
        self._is_wanted = not self.extract_button.isEnabled()  # else the button takes it

    def _on_edited(self) -> None:
        self._counted, self._is_wanted = None, False
        self.extract_button.setEnabled(False)
        self.predicted.setText("Counting…")
        self._timer.start()
        self._show_command()

    def _show_command(self) -> None:
        try:
            source = self._workspace.table.path if self._workspace.table else None
            self.command.setText(command_line(self.plan(), source))
            self.command.setCursorPosition(0)
        except ValueError:
            self.command.clear()

    def _ask(self) -> None:
        if not all([self.criteria.check(), self.path.check()]):
            self.predicted.setText("<b>Nothing is counted before the field marked ⚠ is right.</b>")
            return
        self._workspace.predict(self.plan(), self._on_predicted)

    def _on_predicted(self, prediction: Prediction | Exception) -> None:
        if self._timer.isActive():
            return  # typed on meanwhile: this is the answer to an older question
        if isinstance(prediction, Exception):
            self._say(prediction)
            return
        self._counted = prediction
        self._show_counted(prediction)
        if self._is_wanted and self.extract_button.isEnabled():
            self._on_accepted()

    def _show_counted(self, prediction: Prediction) -> None:
        self.extract_button.setEnabled(self.path.check() and prediction.n_row > 0)
        if prediction.n_row == 0:
            self.predicted.setText("<b>No row meets these criteria.</b>")
            return
        self.predicted.setText(
            f"<b>{rows_text(prediction.n_row)} rows</b>, {rows_text(prediction.n_good)} good and "
            f"{rows_text(prediction.n_bad)} flagged; the file will have {bytes_text(prediction.n_bytes)}."
        )

    def _say(self, error: Exception) -> None:
        text = sentence_of(error) or str(error)
        self.predicted.setText(f"<b>{text[:1].upper() + text[1:]}</b>")

    def _on_accepted(self) -> None:
        if not all([self.criteria.check(), self.path.check()]):
            return
        plan = self.plan()
        if plan.path.exists() and not self._may_overwrite(plan.path):
            return
        self._workspace.extract(self.plan(overwrite=plan.path.exists()))
        self.accept()

    def _may_overwrite(self, path: Path) -> bool:
        answer = QMessageBox.question(
            self, "Overwrite?", f"{path} exists. Overwrite it?",
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No, QMessageBox.StandardButton.No,
        )  # fmt: skip
        return answer == QMessageBox.StandardButton.Yes

    def plan(self, *, overwrite: bool = False) -> ExtractPlan:
        """What the fields say.

        Raises
        ------
        ValueError
            If a field cannot be read.
        """
        return ExtractPlan(
            **self.criteria.criteria(),
            form=self.form.currentData(),
            path=self.path.value(),
            overwrite=overwrite,
        )
