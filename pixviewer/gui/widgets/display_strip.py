"""Strip of controls above a view: what is shown, and how it is coloured."""

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget


class DisplayStrip(QWidget):
    """Quantity, stretch, limits, colour map, invert and the two limits as numbers."""

    changed = pyqtSignal(dict)  # only what the user changed: quantity, stretch, limits, cmap, invert, lo, hi

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_quantities(self, quantities: Sequence[tuple[str, str]]) -> None:
        """Offer these (id, label) pairs; an empty list hides the menu."""

    def set_state(
        self,
        *,
        quantity: str | None = None,
        stretch: str | None = None,
        limits: str | None = None,
        cmap: str | None = None,
        invert: bool | None = None,
        lo: float | None = None,
        hi: float | None = None,
        unit: str | None = None,
        categorical: bool | None = None,
    ) -> None:
        """Show what was decided elsewhere; None leaves a control alone.

        ``categorical`` greys out what has no meaning for categories.
        """
