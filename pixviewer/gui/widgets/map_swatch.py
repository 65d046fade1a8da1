"""Colour maps as small pictures."""

from functools import cache

import numpy as np
from PyQt6.QtGui import QIcon, QImage, QPixmap

from pixviewer.model.colour_maps import colour_table


@cache
def map_swatch(name: str, width: int, height: int) -> QPixmap:
    """A map from its lowest colour at the left to its highest."""
    line = colour_table(name)[np.linspace(0, 255, width).round().astype(int)]
    image = QImage(np.ascontiguousarray(line).tobytes(), width, 1, 3 * width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image.scaled(width, height))


def map_icon(name: str, width: int, height: int) -> QIcon:
    """The same as an icon, which keeps its colours where it is selected."""
    swatch = map_swatch(name, width, height)
    icon = QIcon(swatch)
    icon.addPixmap(swatch, QIcon.Mode.Selected)
    return icon
