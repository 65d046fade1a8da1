"""Pictures in the form that Qt paints fastest."""

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QColor, QImage, QPainter

from pixviewer.gui import theme


def fast_image(rgba: npt.NDArray[np.uint8]) -> QImage:
    """Image of a contiguous (n_y, n_x, 4) array, copied.

    Converted once here: an opaque picture is then copied to the screen as it is, where RGBA would be
    converted at every paint.
    """
    n_y, n_x = rgba.shape[:2]
    image = QImage(rgba.tobytes(), n_x, n_y, 4 * n_x, QImage.Format.Format_RGBA8888)
    is_opaque = bool((rgba[..., 3] == 255).all())
    target = QImage.Format.Format_RGB32 if is_opaque else QImage.Format.Format_ARGB32_Premultiplied
    return image.convertToFormat(target)


def paint_image(painter: QPainter, target: QRectF, image: QImage, ratio: float) -> None:
    """Paint an image into a rectangle, cell by cell and never blurred unless it shrinks.

    One that was made for the screen, pixel by pixel, is snapped to its pixels.
    """
    width, height = target.width() * ratio, target.height() * ratio
    if abs(width - image.width()) < 0.6 and abs(height - image.height()) < 0.6:
        image.setDevicePixelRatio(ratio)
        corner = QPointF(round(target.left() * ratio) / ratio, round(target.top() * ratio) / ratio)
        painter.drawImage(corner, image)
        return
    image.setDevicePixelRatio(1.0)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, width < 0.8 * image.width())
    painter.drawImage(target, image)


def veil_of(rgba: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The same opacities in the colour of the ground: what lies below is dimmed in light and dark."""
    ground = QColor(theme.colours().canvas)
    veil = rgba.copy()
    veil[..., :3] = ground.red(), ground.green(), ground.blue()
    return veil
