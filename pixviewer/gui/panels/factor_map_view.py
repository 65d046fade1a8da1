"""One map of the factors with its choice, its title and its colours explained."""

import numpy as np
from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtGui import QColor, QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from pixviewer.gui.canvas.colour_bar import ColourBar
from pixviewer.gui.canvas.factor_map_canvas import FactorCells, FactorMapCanvas
from pixviewer.gui.canvas.state_legend import Entry, StateLegend
from pixviewer.gui.panes.slice_map_pane import choices_menu
from pixviewer.model.selfcal.cell_text import bin_text
from pixviewer.model.selfcal.map_colours import SHORT_WORDS, coloured, kind_colour
from pixviewer.model.selfcal.maps import (
    ALL_BINS,
    COUNT,
    QUANTITIES,
    STATE,
    CellMap,
    Subject,
    all_kinds,
    map_of,
)
from pixviewer.model.slices import slice_order


class FactorMapView(QWidget):
    """A map, and the quantity that it shows."""

    quantityChosen = pyqtSignal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.quantity = choices_menu(f"Quantity of the {name} map", "What the map shows", QUANTITIES)
        self.title = QLabel()
        # However long, the title must not widen the view.
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.canvas = FactorMapCanvas()
        self.bar, self.legend = ColourBar(self), StateLegend(self)
        self.map: CellMap | None = None
        self._says = ""
        header = QHBoxLayout()
        header.addWidget(self.quantity)
        header.addWidget(self.title, 1)
        drawing = QHBoxLayout()
        drawing.setSpacing(0)
        drawing.addWidget(self.canvas, 1)
        drawing.addWidget(self.bar)
        drawing.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addLayout(header)
        layout.addLayout(drawing, 1)
        self.bar.hide()
        self.setFocusProxy(self.canvas)
        self.quantity.activated.connect(lambda i: self.quantityChosen.emit(self.quantity.itemData(i)))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the colour bar beside the cells."""
        super().resizeEvent(event)
        self._align()

    def set_quantity(self, quantity: str) -> None:
        """Name the quantity that is shown."""
        with QSignalBlocker(self.quantity):
            self.quantity.setCurrentIndex(self.quantity.findData(quantity))

    def show_message(self, text: str) -> None:
        """Show no map, but what is needed for one."""
        self.map = None
        self._says = ""
        self.title.setText("")
        self.canvas.set_map(None, text)
        self.bar.clear()
        self.legend.set_entries(())

    def show_map(
        self, subject: Subject, quantity: str, bin_no: int, *, limit: float | None, numbering: str,
        mark: str = "", keeps: bool = False,
    ) -> None:  # fmt: skip
        """Show a quantity of a bin.

        Parameters
        ----------
        subject : Subject
        quantity : str
        bin_no : int
        limit : float or None
            Ends of a diverging map in per cent.
        numbering : str
            Order of the slices.
        mark : str
            Word for a result that is out of date.
        keeps : bool
            Whether to leave the former map while the quantity is not known.
        """
        self.set_quantity(quantity)
        try:
            found = map_of(subject, quantity, bin_no, limit)
        except ValueError as error:
            if not (keeps and self.map is not None and self.map.quantity == quantity):
                text = str(error)
                self.show_message(text[:1].upper() + text[1:])
            return
        self.map = found
        order, names, label = slice_order(numbering)
        self.canvas.set_map(FactorCells(coloured(found), found.kinds, order, names, label))
        self._explain(found)
        self._says = " · ".join([bin_text(subject, bin_no), *_summary(found, bin_no)])
        self.set_mark(mark)
        self._align()

    def set_mark(self, mark: str) -> None:
        """Say beside the map that it is out of date, or no more."""
        if self.map is not None:
            text = f"{self._says} · {mark}" if mark else self._says
            self.title.setText(text)
            self.title.setToolTip(f"{self.map.title} · {text}")

    def _explain(self, found: CellMap) -> None:
        if found.quantity == STATE:
            self.bar.clear()
            self.legend.set_entries(_entries(found))
        else:
            self.legend.set_entries(())
            self.bar.set_scale(found.lo, found.hi, "Linear", found.cmap, found.unit)

    def _align(self) -> None:
        area = self.canvas.area()
        self.bar.set_margins(area.top(), self.canvas.height() - area.bottom())


def _colour(kind: int) -> QColor:
    return QColor(*kind_colour(kind))


def _entries(found: CellMap) -> list[Entry]:
    counts = np.bincount(found.kinds.ravel(), minlength=len(all_kinds())).tolist()
    return [Entry(k, _colour(k), SHORT_WORDS[k], n) for k, n in enumerate(counts) if n]


def _summary(found: CellMap, bin_no: int) -> list[str]:
    """One number for a whole map."""
    known = found.values[np.isfinite(found.values)]
    if found.quantity == STATE or not known.size:
        return []
    if found.quantity == COUNT:
        told = "added up" if bin_no == ALL_BINS else "median"
        value = known.sum() if bin_no == ALL_BINS else np.median(known)
        return [f"{told} {value:,.0f}".replace(",", "\u202f")]
    return [f"rms {np.sqrt(np.mean(known**2)):.2f} %"]
