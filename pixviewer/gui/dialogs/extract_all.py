"""All regions at once, one file each: by which names, and what speaks against them."""

from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import theme
from pixviewer.gui.dialogs.criteria import side_by_side
from pixviewer.model.extract_batch import EXISTS, INPUT, NEW, SAME, BatchFile, files_of, plans_of, sources
from pixviewer.model.extract_names import PATTERN, PLACEHOLDERS, stem_of, writable_folder
from pixviewer.model.readout import rows_text
from pixviewer.model.regions import Region
from pixviewer.model.workspace import Workspace

MOST_SHOWN = 300
_HEADS = ("Region", "File", "Rows", "State")


class ExtractAllDialog(QDialog):
    """Which regions, how their files are called, and a preview of all names."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Extract all regions, one file each")
        self._workspace = workspace
        self._source = workspace.table.path if workspace.table is not None else None
        self._files: list[BatchFile] = []
        self._make_fields()
        self.table = _preview()
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAccessibleName("What would be written")
        self.overwrite = QCheckBox("replace the files that exist")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.extract_button = QPushButton("Extract")
        self.extract_button.setDefault(True)
        self.buttons.addButton(self.extract_button, QDialogButtonBox.ButtonRole.AcceptRole)

        form = QFormLayout()
        form.addRow("Regions", self.which)
        form.addRow("Names", self.pattern)
        form.addRow("Folder", side_by_side(self.folder, self.browse))
        form.addRow("Form", self.form)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        for widget in (self.table, self.message, self.overwrite, self.buttons):
            layout.addWidget(widget)
        self.resize(720, 520)
        self._connect()
        self._preview()

    def _make_fields(self) -> None:
        everyone = sources(self._workspace.regions.items)
        chosen = sources(self._workspace.regions.chosen)
        self.which = QComboBox()
        self.which.setAccessibleName("Regions")
        self.which.addItem(f"all {len(everyone)} source regions", everyone)
        if 1 < len(chosen) < len(everyone):
            self.which.addItem(f"the {len(chosen)} selected", chosen)
        self.pattern = QLineEdit(PATTERN)
        self.pattern.setAccessibleName("Pattern of the names")
        self.pattern.setToolTip("May have " + ", ".join(f"{{{name}}}" for name in PLACEHOLDERS))
        self.folder = QLineEdit(str(writable_folder(self._source)))
        self.folder.setAccessibleName("Folder")
        self.browse = QPushButton("Browse…")
        self.browse.setAutoDefault(False)
        self.form = QComboBox()
        self.form.setAccessibleName("Form of the files")
        self.form.addItem("image extensions (as the pipeline writes)", "image")
        self.form.addItem("binary tables", "table")

    def _connect(self) -> None:
        self.which.currentIndexChanged.connect(self._preview)
        self.pattern.textChanged.connect(self._preview)
        self.folder.textChanged.connect(self._preview)
        self.overwrite.toggled.connect(self._show_message)
        self.browse.clicked.connect(self._on_browse)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)

    def regions(self) -> tuple[Region, ...]:
        """The regions that are extracted."""
        found: tuple[Region, ...] = self.which.currentData()
        return found

    def _preview(self) -> None:
        self._problem = ""
        self._files = []
        folder = Path(self.folder.text().strip()).expanduser()
        try:
            if not folder.is_dir():
                raise ValueError(f"there is no folder {folder}")
            pattern, stem = self.pattern.text(), stem_of(self._source)
            self._files = files_of(self.regions(), pattern, folder.absolute(), stem, self._source)
        except (ValueError, OSError) as error:
            self._problem = str(error)
        self._fill_table()
        self._show_message()

    def _fill_table(self) -> None:
        shown = self._files[:MOST_SHOWN]
        self.table.setRowCount(len(shown))
        tallies = self._workspace.shown.tallies
        for i, file in enumerate(shown):
            tally = tallies.get(file.region.ident)
            rows = "…" if tally is None else rows_text(tally.n_row)
            state = file.state if file.state == NEW else f"⚠ {file.state}"
            for column, text in enumerate((file.region.name, file.path.name, rows, state)):
                item = QTableWidgetItem(text)
                item.setToolTip(str(file.path))
                if column == 2:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(i, column, item)

    def _show_message(self) -> None:
        n = {state: sum(file.state == state for file in self._files) for state in (EXISTS, SAME, INPUT)}
        self.overwrite.setVisible(bool(n[EXISTS]))
        self.overwrite.setText(
            f"replace the {n[EXISTS]} that exist" if n[EXISTS] > 1 else "replace the file that exists"
        )
        problem = self._problem or _objection(n, is_allowed=self.overwrite.isChecked())
        self.extract_button.setEnabled(bool(self._files) and not problem)
        more = len(self._files) - MOST_SHOWN
        total = f"{len(self._files)} files" + (
            f", the first {MOST_SHOWN} of which are listed" if more > 0 else ""
        )
        self.message.setText(f"⚠ {problem[:1].upper()}{problem[1:]}." if problem else f"{total}.")
        self.message.setStyleSheet(f"color: {theme.colours().bad}" if problem else "")

    def _on_browse(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Extract to", self.folder.text())
        if name:
            self.folder.setText(name)

    def _on_accepted(self) -> None:
        self._preview()  # the folder may have changed meanwhile
        if not self.extract_button.isEnabled():
            return
        workspace = self._workspace
        plans = plans_of(self._files, workspace.view.filters, workspace.regions, self.form.currentData())
        workspace.extraction.extract_all(plans)
        self.accept()


def _objection(n: dict[str, int], *, is_allowed: bool) -> str:
    if n[INPUT]:
        return "one of them is the open table itself, which is never changed; choose another name or folder"
    if n[SAME]:
        return f"{n[SAME]} regions would share a file; put {{number}} into the names, or rename regions"
    if n[EXISTS] and not is_allowed:
        return (
            f"{n[EXISTS]} of the files exist; allow that they are replaced, or choose another name or folder"
        )
    return ""


def _preview() -> QTableWidget:
    table = QTableWidget(0, len(_HEADS))
    table.setHorizontalHeaderLabels(_HEADS)
    table.setAccessibleName("Files to be written")
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    rows, columns = table.verticalHeader(), table.horizontalHeader()
    if rows is not None:
        rows.hide()
    if columns is not None:
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    return table
