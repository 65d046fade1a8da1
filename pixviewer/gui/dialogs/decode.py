"""Numbers of a pixel table in words: slices in all numberings, origins, flags."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from pixviewer.core.table import origin
from pixviewer.gui import theme
from pixviewer.gui.panels.number_table import NumberTable
from pixviewer.gui.widgets.field_diagram import FieldDiagram, slice_text
from pixviewer.model.tools.decoding import decode_flags, decode_origin, parse_flags, parse_whole

if TYPE_CHECKING:
    from pixviewer.core.table.origin import Offsets


class SliceConverter(QWidget):
    """The numbers of a slice on the CCD, on the sky and in optical order, each typed or clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ccd = _box(origin.N_SLICE, "Number on the CCD, 1 to 48 from the left")
        self.sky = _box(origin.N_SLICE, "Number on the sky, 1 to 48: stack by stack from the left, upwards")
        self.stack = _box(origin.N_STACK, "Optical stack, 4 at the left to 1 at the right")
        self.row = _box(origin.SLICES_PER_STACK, "Optical row, 12 at the bottom to 1 at the top")
        self.diagram = FieldDiagram()
        self.words = QLabel()
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setWordWrap(True)

        line = QHBoxLayout()
        for name, box in (
            ("&CCD", self.ccd), ("&Sky", self.sky), ("&Optical stack", self.stack), ("&row", self.row),
        ):  # fmt: skip
            label = QLabel(name)
            label.setBuddy(box)
            line.addWidget(label)
            line.addWidget(box)
            line.addSpacing(8)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addLayout(line)
        layout.addWidget(self.diagram, 1)
        layout.addWidget(self.words)

        self.ccd.valueChanged.connect(self.set_slice)
        self.sky.valueChanged.connect(lambda n: self.set_slice(int(origin.sky_to_ccd(n))))
        for box in (self.stack, self.row):
            box.valueChanged.connect(
                lambda: self.set_slice(int(origin.optical_to_ccd(self.stack.value(), self.row.value())))
            )
        self.diagram.slicePicked.connect(self.set_slice)
        self.set_slice(1)

    def set_slice(self, ccd: int) -> None:
        """Show a slice by its CCD number."""
        stack, row = (int(n) for n in origin.ccd_to_optical(ccd))
        for box, value in (
            (self.ccd, ccd), (self.sky, int(origin.ccd_to_sky(ccd))), (self.stack, stack), (self.row, row),
        ):  # fmt: skip
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self.diagram.set_slice(ccd)
        self.words.setText(slice_text(ccd))


class OriginDecoder(QWidget):
    """Type an origin: IFU, slice, detector position."""

    def __init__(self, offsets: "Offsets | None", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offsets = offsets
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("823134988 or 0x31100B0C")
        self.edit.setAccessibleName("Origin")
        self.exposure = _box(max(offsets.n_exposure if offsets else 1, 1), "Exposure of the row")
        self.table = NumberTable("Fields of the origin")
        self.problem = _problem()

        form = QFormLayout()
        form.addRow("&Origin", self.edit)
        if offsets is not None and offsets.n_exposure > 1:
            form.addRow("&Exposure", self.exposure)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.table)
        layout.addStretch(1)

        self.edit.textChanged.connect(self._show)
        self.exposure.valueChanged.connect(self._show)
        self._show()

    def _show(self) -> None:
        rows: list[tuple[str, str, str]] = []
        problem = ""
        if self.edit.text().strip():
            try:
                value = parse_whole(self.edit.text(), "an origin")
                rows, problem = self._rows(value)
            except ValueError as error:
                problem = str(error)
        self.table.set_rows(rows)
        self.problem.setText(problem[:1].upper() + problem[1:])
        self.problem.setVisible(bool(problem))

    def _rows(self, value: int) -> tuple[list[tuple[str, str, str]], str]:
        found = decode_origin(value, self._offsets, self.exposure.value())
        rows = [("Origin", f"{value}", f"0x{value:08X}"), ("IFU", f"{found.ifu}", "1 to 24")]
        if 1 <= found.slice_ccd <= origin.N_SLICE:
            stack, row = (int(n) for n in origin.ccd_to_optical(found.slice_ccd))
            rows += [
                ("Slice", f"{found.slice_ccd}", "on the CCD"),
                ("", f"{int(origin.ccd_to_sky(found.slice_ccd))}", "on the sky"),
                ("", f"{stack}, {row}", "optical stack, row"),
            ]
        else:
            rows.append(("Slice", f"{found.slice_ccd}", "on the CCD"))
        rows.append(("x in slice", f"{found.x_in_slice}", "from the offset of the slice"))
        if found.x is not None:
            rows.append(("x", f"{found.x}", f"from 0; {found.x + 1} from 1 (FITS, DS9)"))
        else:
            rows.append(("x", "unknown", "no table is open, or it has no offset for this slice"))
        rows.append(("y", f"{found.y}", f"from 0; {found.y + 1} from 1 (FITS, DS9)"))
        return rows, found.doubt


class FlagDecoder(QWidget):
    """Type flags as a number or by names, and see both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText("8224, 0x2020, or CosmicUnCorrected + DEADPIXEL")
        self.edit.setAccessibleName("Flags")
        self.value = QLabel()
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = NumberTable("Flags by name")
        self.problem = _problem()

        form = QFormLayout()
        form.addRow("&Flags", self.edit)
        form.addRow("Value", self.value)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.table)
        layout.addStretch(1)

        self.edit.textChanged.connect(self._show)
        self._show()

    def _show(self) -> None:
        rows: list[tuple[str, str, str]] = []
        problem = words = ""
        if self.edit.text().strip():
            try:
                value = parse_flags(self.edit.text())
                signed = value - (1 << 32) if value >> 31 else value
                words = f"{value}   0x{value:08X}" + (f"   {signed} in the file" if value >> 31 else "")
                rows = [(f"bit {bit}", name, meaning) for bit, name, meaning in decode_flags(value)]
                rows = rows or [("", "good", "no flag is set")]
            except ValueError as error:
                problem = str(error)
        self.value.setText(words)
        self.table.set_rows(rows)
        self.problem.setText(problem[:1].upper() + problem[1:])
        self.problem.setVisible(bool(problem))


class DecodeDialog(QDialog):
    """Slices, origins and flags; it stays open beside the window."""

    def __init__(self, offsets: "Offsets | None", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Decode numbers")
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("What to decode")
        self.slices = SliceConverter()
        self.origin = OriginDecoder(offsets)
        self.flags = FlagDecoder()
        self.tabs.addTab(self.slices, "&Slice numbers")
        self.tabs.addTab(self.origin, "Ori&gin")
        self.tabs.addTab(self.flags, "F&lags")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs)
        layout.addWidget(buttons)
        self.resize(520, 480)

    def show_row(self, value: int, exposure: int, flags: str) -> None:
        """Start with the origin and the flags of a row."""
        self.origin.exposure.setValue(exposure)
        self.origin.edit.setText(str(value))
        self.slices.set_slice(int(origin.slice_no(value)))
        self.flags.edit.setText(flags)


def _box(highest: int, tip: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(1, highest)
    box.setToolTip(tip)
    box.setAccessibleName(tip)
    return box


def _problem() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setStyleSheet(f"color: {theme.colours().bad}")
    return label
