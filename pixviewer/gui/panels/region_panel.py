"""Table of the regions: what they are called, where they are, what they hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget

from pixviewer.gui.canvas.items import Key


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region as a row of the table.

    ``ra``, ``dec`` are degrees and ``size`` arcsec (all pixels for a pixel-state table); None stands for
    what the region does not have, or what is not counted yet.
    """

    id: Key
    name: str
    shape_kind: str
    ra: float | None
    dec: float | None
    size: float | None
    wave_low: float | None = None
    wave_high: float | None = None
    n_row: int | None = None
    n_good: int | None = None
    n_bad: int | None = None
    colour: str = "#00d7ff"
    visible: bool = True
    locked: bool = False
    role: str = "source"


class RegionPanel(QWidget):
    """Regions as an editable table."""

    # id, field, value; fields are those of RegionRow, values in its units (None empties a wavelength)
    edited = pyqtSignal(object, str, object)
    selectedChanged = pyqtSignal(object)  # id of the current row, or None
    deleteRequested = pyqtSignal(list)  # ids
    focusRequested = pyqtSignal(object)  # id: centre the views on it
    extractRequested = pyqtSignal(object)  # id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_rows(self, rows: Sequence[RegionRow]) -> None:
        """Show these regions; selection and an open editor are kept where the region is still there."""

    def set_selected(self, region: Key | None) -> None:
        """Select the row of a region."""

    def selected(self) -> list[Key]:
        """Ids of the selected rows."""
        return []

    def set_sky(self, is_sky: bool) -> None:
        """Head the columns RA, Dec and ″, or x, y and pix."""

    def set_sexagesimal(self, sexagesimal: bool) -> None:
        """Show positions as hours and degrees, or as decimal degrees."""
