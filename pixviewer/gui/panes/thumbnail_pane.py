"""Thumbnails of the detectors that the current region touches; a click opens one."""

from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PyQt6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui.canvas.raster import fast_image
from pixviewer.model.readout import rows_text
from pixviewer.model.thumbnails import Thumbnail
from pixviewer.model.workspace import Workspace

LEAST = 104, 84
NOTHING = "Select a region: the detectors that it touches are shown here."


class ThumbnailButton(QAbstractButton):
    """One detector in small, with its IFU and the number of rows."""

    def __init__(self, thumbnail: Thumbnail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.thumbnail = thumbnail
        self._image = fast_image(thumbnail.rgba[::-1].copy())
        x0, x1, y0, y1 = thumbnail.box
        self.setText(f"IFU {thumbnail.ifu}")
        self.setAccessibleName(f"Detector of IFU {thumbnail.ifu}")
        self.setToolTip(
            f"IFU {thumbnail.ifu}: {rows_text(thumbnail.n_row)} rows between x {x0} and {x1 - 1}, y {y0} and "
            f"{y1 - 1}; click to open it in the detector view"
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """As small as can be read, in any font."""
        words = f" {self.text()}  {rows_text(self.thumbnail.n_row)} rows "
        return QSize(LEAST[0], LEAST[1]).expandedTo(QSize(self.fontMetrics().horizontalAdvance(words), 0))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the picture with a line of words below it."""
        painter = QPainter(self)
        palette, height = self.palette(), self.fontMetrics().height()
        area = QRectF(self.rect()).adjusted(1, 1, -1, -height - 2)
        painter.fillRect(area, palette.base())
        painter.drawImage(area, self._image)
        is_marked = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(palette.highlight() if is_marked else palette.mid(), 2 if is_marked else 1))
        painter.drawRect(area)
        painter.setPen(palette.text().color())
        words = QRectF(0, self.height() - height - 1, self.width(), height)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft, f" {self.text()}")
        painter.drawText(words, Qt.AlignmentFlag.AlignRight, f"{rows_text(self.thumbnail.n_row)} rows ")


class ThumbnailPane(QWidget):
    """All of them, side by side."""

    opened = pyqtSignal(int)  # IFU

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._thumbnails = workspace.thumbnails
        self.buttons: list[ThumbnailButton] = []
        self._words = QLabel(NOTHING)
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setContentsMargins(8, 8, 8, 8)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(4, 4, 4, 4)
        self._grid.setSpacing(4)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._scroll, 1)
        self._thumbnails.changed.connect(self._show)
        workspace.regions.events.selected.connect(self._show_words)
        self._show()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Draw while it is seen."""
        super().showEvent(event)
        self._thumbnails.is_watched = True
        self._thumbnails.refresh()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Draw for nobody no more."""
        super().hideEvent(event)
        self._thumbnails.is_watched = False

    def _show(self) -> None:
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.deleteLater()
        self.buttons = [ThumbnailButton(one) for one in self._thumbnails.shown or ()]
        n_across = 1 if len(self.buttons) == 1 else 2 if len(self.buttons) <= 4 else 3
        for i, button in enumerate(self.buttons):
            self._grid.addWidget(button, i // n_across, i % n_across)
            button.clicked.connect(lambda checked, ifu=button.thumbnail.ifu: self.opened.emit(ifu))
        self._show_words()

    def _show_words(self) -> None:
        shown = self._thumbnails.shown
        is_chosen = self._workspace.regions.current is not None
        words = (
            NOTHING if not is_chosen else "Finding the detectors…" if shown is None else "No row is in it."
        )
        self._words.setText(words)
        self._words.setVisible(not self.buttons)
        self._scroll.setVisible(bool(self.buttons))
