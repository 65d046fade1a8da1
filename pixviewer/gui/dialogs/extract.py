"""What to extract and where to: the criteria of MPDAF's ``extract``, counted while they are typed."""

import os
from pathlib import Path

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pixviewer.core.cache import cache_path
from pixviewer.core.geometry import Shape
from pixviewer.gui.errors import sentence_of
from pixviewer.model.extracting import (
    ExtractPlan,
    Prediction,
    command_line,
    parse_list,
    parse_ranges,
)
from pixviewer.model.readout import rows_text
from pixviewer.model.workspace import Workspace

WHOLE_FIELD, ALL_REGIONS = "", "*"
# Counting starts when typing pauses.
PAUSE_MS = 200


class ExtractDialog(QDialog):
    """Criteria, how they are merged, what they select, and the file."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Extract rows to a new pixel table")
        self._workspace = workspace
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._n_row: int | None = None

        layout = QVBoxLayout(self)
        layout.addWidget(self._make_criteria())
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
        self.setMinimumWidth(620)

        self._connect()
        self._fill()
        self._on_region_chosen()

    def _make_criteria(self) -> QGroupBox:
        box = QGroupBox("Rows")
        form = QFormLayout(box)
        self.region = QComboBox()
        self.wave = self._edit("all wavelengths; or 6000-6100, 6500-6600", "Wavelengths [Å]")
        self.ifu = self._edit("all; or 5,7-9", "IFUs")
        self.slice_no = self._edit("all; CCD numbering, 1–48", "Slices (CCD)")
        self.stack = self._edit("all; 1 = left … 4 = right", "Stacks")
        self.exposure = self._edit("all", "Exposures")
        self.x_det = self._edit("all; 0-based, like 100-200", "Detector x")
        self.y_det = self._edit("all; 0-based, like 100-200", "Detector y")
        self.good = QCheckBox("only rows without any flag")
        self.match = QComboBox()
        self.match.addItem("all of these (AND)", "all")
        self.match.addItem("any of these (OR)", "any")
        form.addRow("Aperture", self.region)
        form.addRow("Wavelengths [Å]", self.wave)
        form.addRow("IFUs · slices (CCD)", _side_by_side(self.ifu, self.slice_no))
        form.addRow("Stacks · exposures", _side_by_side(self.stack, self.exposure))
        form.addRow("Detector x · y [pix]", _side_by_side(self.x_det, self.y_det))
        form.addRow("Flags", self.good)
        form.addRow("A row must meet", self.match)
        self.region.setAccessibleName("Aperture")
        self.match.setAccessibleName("How criteria are merged")
        return box

    def _make_output(self) -> QGroupBox:
        box = QGroupBox("File")
        form = QFormLayout(box)
        self.form = QComboBox()
        self.form.addItem("image extensions (as the pipeline writes)", "image")
        self.form.addItem("binary table", "table")
        self.form.setAccessibleName("Form of the file")
        self.path = self._edit("name of a new .fits file", "File name")
        self.browse = QPushButton("Browse…")
        self.browse.setAutoDefault(False)
        form.addRow("Form", self.form)
        form.addRow("Save as", _side_by_side(self.path, self.browse))
        return box

    def _edit(self, hint: str, name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setPlaceholderText(hint)
        edit.setAccessibleName(name)
        edit.setToolTip(f"{name}: {hint}")
        return edit

    def _connect(self) -> None:
        for edit in (self.wave, self.ifu, self.slice_no, self.stack, self.exposure, self.x_det, self.y_det):
            edit.textChanged.connect(self._on_edited)
        for box in (self.match, self.form):
            box.currentIndexChanged.connect(self._on_edited)
        self.good.toggled.connect(self._on_edited)
        self.path.textChanged.connect(self._show_command)
        self.region.currentIndexChanged.connect(self._on_region_chosen)
        self.browse.clicked.connect(self._on_browse)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self._timer.timeout.connect(self._ask)

    def _fill(self) -> None:
        regions = self._workspace.regions
        for region in regions.items:
            self.region.addItem(region.name, region.ident)
        if len(regions.items) > 1:
            self.region.addItem("all regions together", ALL_REGIONS)
        self.region.addItem("whole field", WHOLE_FIELD)
        current = regions.current
        if current is not None:
            self.region.setCurrentIndex(self.region.findData(current.ident))
        self.path.setText(str(self._proposed_path()))

    def _proposed_path(self) -> Path:
        source = self._workspace.table.path if self._workspace.table else None
        folder = _writable_folder(source)
        stem = source.name.split(".")[0] if source is not None else "pixtable"
        current = self._workspace.regions.current
        suffix = current.name.replace(" ", "") if current else "extract"
        path = folder / f"{stem}_{suffix}.fits"
        number = 2
        while path.exists():
            path = folder / f"{stem}_{suffix}_{number}.fits"
            number += 1
        return path

    # What the user does

    def _on_region_chosen(self) -> None:
        region = self._workspace.regions.get(str(self.region.currentData()))
        waves = (region.wave if region else ()) or self._workspace.view.bands
        self.wave.setText(", ".join(f"{low:.10g} - {high:.10g}" for low, high in waves))
        self._on_edited()

    def _on_browse(self) -> None:
        # The dialog's own question about overwriting would be asked again on Extract.
        name, _ = QFileDialog.getSaveFileName(
            self, "Extract to", self.path.text(), "FITS files (*.fits)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if name:
            self.path.setText(name)

    def _on_edited(self) -> None:
        self._n_row = None
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
        try:
            plan = self.plan()
        except ValueError as error:
            self._say(error)
            return
        self._workspace.predict(plan, self._on_predicted)

    def _on_predicted(self, prediction: Prediction | Exception) -> None:
        if isinstance(prediction, Exception):
            self._say(prediction)
            return
        self._n_row = prediction.n_row
        self.extract_button.setEnabled(prediction.n_row > 0)
        if prediction.n_row == 0:
            self.predicted.setText("<b>No row meets these criteria.</b>")
            return
        self.predicted.setText(
            f"<b>{rows_text(prediction.n_row)} rows</b>, {rows_text(prediction.n_good)} good and "
            f"{rows_text(prediction.n_bad)} flagged; the file will have {_bytes_text(prediction.n_bytes)}."
        )

    def _say(self, error: Exception) -> None:
        text = sentence_of(error) or str(error)
        self.predicted.setText(f"<b>{text[:1].upper() + text[1:]}</b>")

    def _on_accepted(self) -> None:
        try:
            plan = self.plan()
        except ValueError as error:
            self._say(error)
            return
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
        name = self.path.text().strip()
        if not name:
            raise ValueError("name the file to extract to")
        return ExtractPlan(
            shapes=self._shapes(),
            wave=parse_ranges(self.wave.text().replace("Å", "")),
            ifu=parse_list(self.ifu.text(), 1, 24),
            slice_no=parse_list(self.slice_no.text(), 1, 48),
            stack=parse_list(self.stack.text(), 1, 4),
            exposure=parse_list(self.exposure.text(), 1, 100_000),
            x_det=parse_ranges(self.x_det.text()),
            y_det=parse_ranges(self.y_det.text()),
            good=self.good.isChecked(),
            match=self.match.currentData(),
            form=self.form.currentData(),
            path=Path(name).expanduser().absolute(),
            overwrite=overwrite,
        )

    def _shapes(self) -> tuple[Shape, ...]:
        chosen = self.region.currentData()
        if chosen == ALL_REGIONS:
            return tuple(region.shape for region in self._workspace.regions.items)
        region = self._workspace.regions.get(str(chosen))
        return (region.shape,) if region is not None else ()


def _writable_folder(source: Path | None) -> Path:
    """Folder of the table; the home folder when that cannot be written, or is our own cache."""
    folders = [source.parent] if source is not None and cache_path() not in source.parents else []
    for folder in (*folders, Path.home(), Path.cwd()):
        if os.access(folder, os.W_OK):
            return folder
    return Path.home()


def _side_by_side(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    return row


def _bytes_text(n: int) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n >= size:
            return f"{n / size:.3g} {unit}"
    return f"{n} bytes"
