"""Numbers of a comparison of factors: how well two sets agree bin by bin, and where they differ most."""

from collections.abc import Sequence

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QHeaderView, QTableWidgetItem, QWidget

from pixviewer.core.calib.comparing import Agreement, Comparison, rows_of
from pixviewer.gui.panels.number_table import NumberTable

BINS = ("Bin [Å]", "Cells", "Mean %", "rms %", "Largest %", "Corr.")
WORST = ("IFU", "Slice ccd", "Bin", "Other", "Shown", "Diff. %")
N_WORST = 20


class HeadedTable(NumberTable):
    """A table of numbers with heads of its columns, which scrolls where room is short."""

    def __init__(self, name: str, heads: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(name, parent, n_column=len(heads), can_shrink=True)
        self.setHorizontalHeaderLabels(list(heads))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        across = self.horizontalHeader()
        if across is not None:
            across.show()
            across.setHighlightSections(False)
            across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def sizeHint(self) -> QSize:
        """As high as the rows and their heads."""
        across = self.horizontalHeader()
        height = across.sizeHint().height() if across is not None else 0
        return super().sizeHint() + QSize(0, height)

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these texts, numbers to the right."""
        super().set_rows(rows)
        for i in range(self.rowCount()):
            for j in range(1, self.columnCount()):
                item = self.item(i, j)
                if isinstance(item, QTableWidgetItem):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def bin_rows(comparison: Comparison) -> tuple[list[list[str]], list[int]]:
    """Lines of the bins that both sets have, all bins first, and their numbers; 0 for all."""
    lines, numbers = [["all", *_numbers(comparison.total)]], [0]
    for number, (low, high, found) in enumerate(rows_of(comparison), 1):
        if found.n_cell:
            lines.append([f"{low:.0f}–{high:.0f}", *_numbers(found)])
            numbers.append(number)
    return lines, numbers


def worst_rows(comparison: Comparison) -> tuple[list[list[str]], list[tuple[int, int, int]]]:
    """Lines of the cells that differ most, and their bins, IFUs and slices."""
    worst = comparison.worst(N_WORST)
    lines = [
        [str(cell.ifu), str(cell.slice_no), str(cell.bin_no), f"{cell.first:.4f}", f"{cell.other:.4f}",
         _percent(cell.value, 2)]
        for cell in worst
    ]  # fmt: skip
    return lines, [(cell.bin_no, cell.ifu, cell.slice_no) for cell in worst]


def verdict(comparison: Comparison, shown: str, other: str) -> str:
    """Say how far the sets are apart."""
    total = comparison.total
    if not total.n_cell:
        return f"“{shown}” and “{other}” have no cell in common."
    return (
        f"“{shown}” and “{other}” differ by {100 * total.rms:.2f} % (rms over {total.n_cell:,} slices and "
        f"bins, without a level common to each bin), by {100 * total.largest:.1f} % at most."
    )


def _numbers(found: Agreement) -> list[str]:
    return [
        str(found.n_cell), _percent(found.level, 3), f"{100 * found.rms:.3f}", f"{100 * found.largest:.2f}",
        f"{found.correlation:.3f}".replace("-", "−"),
    ]  # fmt: skip


def _percent(value: float, digits: int) -> str:
    return f"{100 * value:+.{digits}f}".replace("-", "−")
