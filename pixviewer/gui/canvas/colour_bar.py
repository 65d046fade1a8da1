"""Colour bar of a view: a continuous scale with ticks, or a legend of categories."""

from collections.abc import Sequence

from PyQt6.QtWidgets import QWidget


class ColourBar(QWidget):
    """A vertical bar with its labels to the right."""

    def set_scale(
        self,
        lo: float,
        hi: float,
        stretch: str = "Linear",
        cmap: str = "Grey",
        unit: str = "",
        *,
        invert: bool = False,
        title: str = "",
    ) -> None:
        """Show a continuous scale."""

    def set_legend(
        self, kind: str, labels: Sequence[str], colours: Sequence[object], title: str = ""
    ) -> None:
        """Show categories, first label at the bottom (flags: at the top, all named)."""

    def clear(self) -> None:
        """Show nothing and take no room."""
