"""Joins the bars of categories beside the views to the legend: hover, click, Ctrl+click as in its list."""

from collections.abc import Iterable
from functools import partial

from PyQt6.QtCore import QObject, Qt

from pixviewer.gui.canvas.colour_bar import ColourBar
from pixviewer.gui.widgets.throttle import Throttle
from pixviewer.model.legend.entries import GOOD
from pixviewer.model.legend.legend import Legend

GLANCE_MS = 60


class LegendLinking(QObject):
    """Between colour bars and the legend."""

    def __init__(self, legend: Legend, bars: Iterable[ColourBar], parent: QObject) -> None:
        super().__init__(parent)
        self._legend = legend
        self._glance = Throttle(self._legend.glance, self, GLANCE_MS)
        for bar in bars:
            bar.setToolTip("Hover lights a category up, a click picks it, Ctrl+click filters it out")
            bar.labelHovered.connect(partial(self._on_hovered, bar))
            bar.labelClicked.connect(partial(self._on_clicked, bar))

    def _on_hovered(self, bar: ColourBar, text: str | None) -> None:
        label = self.label_of(bar, text)
        if label is not None or self._legend.state.glanced is not None:
            self._glance(label)

    def _on_clicked(self, bar: ColourBar, text: str, modifiers: Qt.KeyboardModifier) -> None:
        label = self.label_of(bar, text)
        if label is None:
            return
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._legend.toggle_shown(label)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._legend.toggle(label)
        else:
            self._legend.choose((label,))

    def label_of(self, bar: ColourBar, text: str | None) -> int | None:
        """Label of a category as a bar writes it; None for what stands for several."""
        if text is None:
            return None
        self._legend.follow(bar.kind)
        if text == "good":
            return GOOD
        entries = self._legend.state.entries
        return next((e.label for e in entries if text in (e.sign, e.value)), None)
