"""What lies around a picture: the colour of its cells without data, in either theme."""

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QPainter

from pixviewer.gui.canvas.plane_map import PlaneMap


def paint_blank(painter: QPainter, here: PlaneMap, colour: str) -> None:
    """Fill a view as if the picture went on without data.

    Were it the background of the theme, white or nearly black, it would look like a value of the map.

    Parameters
    ----------
    painter : QPainter
    here : PlaneMap
    colour : str
        Of cells without data, as ``#rrggbb``.
    """
    painter.fillRect(QRectF(here.left, here.top, here.width, here.height), QColor(colour))
