"""The content panel: IFUs, slices and exposures with their rows, and the image file that is open."""

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import (
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pixviewer.core.table import origin
from pixviewer.gui import theme
from pixviewer.gui.panels.number_table import NumberTable
from pixviewer.gui.widgets.upright_area import UprightArea
from pixviewer.model.readout import rows_text
from pixviewer.model.tools.backdrop import info_rows
from pixviewer.model.tools.content import Content
from pixviewer.model.units import pretty_number
from pixviewer.model.workspace import Workspace

SETTLED_MS = 100
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ContentPane(QWidget):
    """What the current region, or the table, consists of; counted while the panel is seen."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.finder = workspace.tools.content
        self.title = _heading()
        self.tree = QTreeWidget()
        self.split_button = QPushButton("Split by &IFU")
        self.exposures_title = _heading("Exposures")
        self.exposures = NumberTable("Exposures", n_column=2)
        self.image_title = _heading("Image file")
        self.image = NumberTable("Image file", n_column=2)
        self.doubt = QLabel()
        # A panel that is laid out behind another is shown for a moment: nobody looks at it then.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(lambda: self.finder.watch(True))
        self._dress()
        self._lay_out()

        self.finder.inquiry.changed.connect(self._show)
        workspace.tools.backdrop.changed.connect(self._show_image)
        workspace.runner.jobs_changed.connect(self._show_title)
        self.tree.itemExpanded.connect(self._on_expanded)
        self.split_button.clicked.connect(workspace.tools.split_by_ifu)
        self._show()
        self._show_image()

    def _dress(self) -> None:
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels(["IFU, slice", "Rows", "Flagged"])
        self.tree.setAccessibleName("Rows by IFU and slice")
        self.tree.setUniformRowHeights(True)
        self.tree.setMinimumHeight(140)
        header = self.tree.header()
        if header is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setStretchLastSection(False)
        self.split_button.setToolTip("A region of the same place for each IFU of the current one")
        self.doubt.setWordWrap(True)

    def _lay_out(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(6, 6, 6, 6)
        for widget in (
            self.title, self.tree, self.split_button, self.exposures_title, self.exposures, self.image_title,
            self.image, self.doubt,
        ):  # fmt: skip
            layout.addWidget(widget, 1 if widget is self.tree else 0)
        area = UprightArea()
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    # From the model

    def _show(self) -> None:
        self._show_title()
        content = self.finder.content
        self.split_button.setEnabled(
            content is not None
            and self.workspace.regions.current is not None
            and len(content.counts.ifus) > 1
        )
        if content is None:
            if not self.finder.inquiry.is_working:
                self.tree.clear()
                self.exposures.set_rows([])
            return
        self._fill_tree(content)
        self._fill_exposures(content)

    def _show_title(self) -> None:
        inquiry, content = self.finder.inquiry, self.finder.content
        if inquiry.is_working:
            fraction = self.workspace.runner.fraction_of("content")
            self.title.setText("Counting…" if not fraction else f"Counting… {100 * fraction:.0f} %")
        elif content is not None:
            counts = content.counts
            n_slice = sum(len(counts.slices_of(ifu)) for ifu in counts.ifus)
            odd = f"\n{rows_text(counts.n_odd)} rows have an origin of no slice" if counts.n_odd else ""
            self.title.setText(
                f"{content.title[:1].upper() + content.title[1:]}: {rows_text(counts.n_row)} rows, "
                f"{len(counts.ifus)} IFU{'' if len(counts.ifus) == 1 else 's'}, "
                f"{n_slice} slice{'' if n_slice == 1 else 's'}{odd}"
            )
        else:
            self.title.setText(inquiry.problem and f"Not counted: {inquiry.problem}")

    def _fill_tree(self, content: Content) -> None:
        counts = content.counts
        opened = {
            item.data(0, Qt.ItemDataRole.UserRole)
            for i in range(self.tree.topLevelItemCount())
            if (item := self.tree.topLevelItem(i)) is not None and item.isExpanded()
        }
        self.tree.clear()
        for ifu in counts.ifus:
            slices = counts.slices_of(ifu)
            about = f"IFU {ifu} ({len(slices)} slice{'' if len(slices) == 1 else 's'})"
            item = _item(about, int(counts.per_slice[ifu].sum()), int(counts.bad_per_slice[ifu].sum()))
            item.setData(0, Qt.ItemDataRole.UserRole, ifu)
            self.tree.addTopLevelItem(item)
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
            item.setExpanded(ifu in opened)

    def _on_expanded(self, item: QTreeWidgetItem) -> None:
        """List the slices of an IFU when they are asked for: all 1 152 would take 0.1 s."""
        content, ifu = self.finder.content, item.data(0, Qt.ItemDataRole.UserRole)
        if content is None or ifu is None or item.childCount():
            return
        counts = content.counts
        for number in counts.slices_of(ifu):
            is_real = 1 <= number <= origin.N_SLICE
            sky = f", {int(origin.ccd_to_sky(number))} sky" if is_real else ""
            rows, bad = counts.per_slice[ifu, number], counts.bad_per_slice[ifu, number]
            item.addChild(_item(f"slice {number} ccd{sky}", int(rows), int(bad)))

    def _fill_exposures(self, content: Content) -> None:
        self.exposures_title.setText(f"Exposures: {len(content.exposures)}")
        rows: list[tuple[str, ...]] = []
        for i, exposure in enumerate(content.exposures):
            n = int(content.counts.per_exposure[i])
            rows.append((f"Exposure {exposure.number}", exposure.date_obs or "no date in the header"))
            rows.append(("rows", f"{rows_text(n)} of {rows_text(exposure.n_row)}"))
            rows.append(("row numbers", f"{exposure.first} to {exposure.last}"))
            if exposure.ra_offset is not None or exposure.dec_offset is not None:
                offsets = f"{_arcsec(exposure.ra_offset)}, {_arcsec(exposure.dec_offset)}"
                rows.append(("offset RA, Dec", offsets))
            if exposure.flux_scale is not None:
                rows.append(("flux scale", pretty_number(exposure.flux_scale, 6)))
            low, high = (float(v) for v in content.counts.weights[i])
            if low == low:
                span = pretty_number(low, 6) if low == high else f"{pretty_number(low)}–{pretty_number(high)}"
                rows.append(("weight", span))
        self.exposures.set_rows(rows)

    def _show_image(self) -> None:
        backdrop = self.workspace.tools.backdrop
        opened, info = backdrop.opened, backdrop.info
        for widget in (self.image_title, self.image, self.doubt):
            widget.setVisible(opened is not None)
        if opened is None or info is None:
            return
        self.image_title.setText(f"Image file: {opened.path.name}")
        self.image.set_rows(info_rows(info))
        self.doubt.setText(f"⚠ {info.doubt[:1].upper() + info.doubt[1:]}." if info.doubt else "")
        self.doubt.setStyleSheet(f"color: {theme.colours().warning}")
        self.doubt.setVisible(bool(info.doubt))

    # From the user

    def set_seen(self, is_seen: bool) -> None:
        """Count while the panel is in front: one behind another counts as visible for Qt."""
        if is_seen:
            self._settled.start()
        else:
            self._settled.stop()
            self.finder.watch(False)


def _heading(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setObjectName("paneTitle")
    label.setWordWrap(True)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def _item(name: str, n_row: int, n_bad: int) -> QTreeWidgetItem:
    item = QTreeWidgetItem([name, rows_text(n_row), rows_text(n_bad)])
    for column in (1, 2):
        item.setTextAlignment(column, _RIGHT)
    return item


def _arcsec(value: float | None) -> str:
    return "–" if value is None else f"{value:+.3f}″".replace("-", "−")
