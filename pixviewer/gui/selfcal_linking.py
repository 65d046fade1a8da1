"""Joins a self-calibration to the window: what the view in the middle shows, and when."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

IMAGE, COMPARE = "image", "compare"


class SelfcalLinking:
    """In the perspective of a self-calibration one view is shown: the image, then before and after."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._selfcal = window.workspace.selfcal
        self._had_after = self._had_factors = False
        self._selfcal.changed.connect(self._on_changed)
        window.workspace.table_changed.connect(self.enter)

    def enter(self) -> None:
        """Show what there is to see, as the perspective begins."""
        if self._window.arrangement.perspective == "selfcal":
            self._window.slots.show(0, COMPARE if self._selfcal.after is not None else IMAGE)

    def show_pair(self) -> None:
        """Show before and after, in the view that is seen."""
        self._window.slots.show(0, COMPARE)

    def _on_changed(self) -> None:
        has_after = self._selfcal.after is not None
        has_factors = self._selfcal.state.factors is not None
        if has_after and not self._had_after and self._window.arrangement.perspective == "selfcal":
            self.show_pair()
        if has_factors != self._had_factors:
            self._window.arrangement.size_maps(has_maps=has_factors)
        self._had_after, self._had_factors = has_after, has_factors
