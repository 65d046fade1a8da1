"""Numbers of categories on their patches, where there is room for them."""

from collections.abc import Sequence

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter

from pixviewer.gui.canvas.overlays import paint_halo_text
from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.model.patches import Patch

_INK = QColor("#ffffff")
_LONG = {"ifu": "IFU {}", "slice": "slice {} ccd", "slice_sky": "slice {} sky", "stack": "stack {}",
         "exposure": "exposure {}"}  # fmt: skip

_BROAD = ("ifu", "stack", "exposure")  # named in full at once: their names hide little of them


class PatchNames:
    """A layer of a canvas: names of the patches of its picture."""

    def __init__(self) -> None:
        self.kind = ""
        self.patches: Sequence[Patch] = ()

    def set_patches(self, kind: str, patches: Sequence[Patch]) -> None:
        """Name these patches."""
        self.kind, self.patches = kind, patches

    def paint(self, painter: QPainter, here: PlaneMap) -> None:
        """Paint the names that fit, the long form where there is room for it."""
        metrics = QFontMetricsF(painter.font())
        along_x, along_y = here.scale
        for patch in self.patches:
            room = patch.width * along_x - 6
            if patch.height * along_y < 0.75 * metrics.height():
                continue
            words = [str(patch.label)]
            if patch.height * along_y >= 1.4 * metrics.height() or self.kind in _BROAD:
                words.insert(0, _LONG.get(self.kind, "{}").format(patch.label))
            text = next((w for w in words if metrics.horizontalAdvance(w) <= room), "")
            px, py = here.to_pixel(patch.xi, patch.eta)
            if text and here.contains(px, py):
                left = px - metrics.horizontalAdvance(text) / 2
                paint_halo_text(painter, QPointF(left, py + 0.5 * metrics.capHeight()), text, _INK)
