"""A column of controls that scrolls up and down."""

from PyQt6.QtCore import QEvent, QObject, QSize, Qt
from PyQt6.QtWidgets import QFrame, QScrollArea, QStyle, QWidget

WIDEST = 340  # pixels, beyond which it would rather scroll than push the views aside


class UprightArea(QScrollArea):
    """As wide as what it holds, in any font, while that is not too much: then it scrolls sideways, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to what in it has the focus
        self.setFrameShape(QFrame.Shape.NoFrame)

    def minimumSizeHint(self) -> QSize:
        """As wide as the content with the bar beside it, and low."""
        inside, style = self.widget(), self.style()
        if inside is None or style is None:
            return super().minimumSizeHint()
        bar = style.pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        width = max(inside.minimumSizeHint().width(), inside.minimumWidth())
        width = min(width + bar + 2 * self.frameWidth(), WIDEST)
        return QSize(width, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Of the content, but not narrower than it can be."""
        return super().sizeHint().expandedTo(self.minimumSizeHint())

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Learn when the content wants another width."""
        if event is not None and event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)
