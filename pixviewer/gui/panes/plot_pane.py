"""The diagram panel: any column of rows against any other."""

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pixviewer.gui.canvas.colour_bar import ColourBar
from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.gui.canvas.plot_canvas import Modifiers
from pixviewer.gui.canvas.points import Points
from pixviewer.gui.canvas.raster import fast_image, paint_image
from pixviewer.gui.canvas.xy_canvas import XYCanvas
from pixviewer.model.categories import category_colours, flag_legend
from pixviewer.model.diagrams import Series
from pixviewer.model.readout import rows_text
from pixviewer.model.tools.plotting import AXES, COLOUR_MAP, COLOURS, EAST_LEFT, PlotAnswer
from pixviewer.model.workspace import Workspace

SETTLED_MS = 100


class PointsCanvas(XYCanvas):
    """A diagram of single rows in their colours; a click picks one."""

    picked = pyqtSignal(int)  # row number

    def __init__(self, parent: QWidget | None = None) -> None:
        self._points: Points | None = None
        super().__init__(parent)
        self.setAccessibleName("Diagram of rows")

    def show_answer(self, answer: PlotAnswer) -> None:
        """Draw the points of an answer."""
        good = np.isfinite(answer.x) & np.isfinite(answer.y)
        packed = np.ascontiguousarray(answer.rgba[good]).view(np.uint32).ravel()
        x, y = answer.x[good].astype(np.float64), answer.y[good].astype(np.float64)
        self._points = Points(x, y, packed, answer.rows[good])
        self._east_left = answer.request.x in EAST_LEFT
        self.getViewBox().invertX(self._east_left)
        self.set_labels((answer.labels[0],), (answer.labels[1],))
        ends = Series(x, y)  # what is to be seen; the points themselves are stamped
        self.set_series([ends])

    def clear_points(self, message: str = "") -> None:
        """Draw nothing but some words."""
        self._points = None
        self.clear_series(message)

    def click(self, at: QPointF, button: Qt.MouseButton, modifiers: Modifiers) -> None:
        """Pick the row nearest to the mouse."""
        super().click(at, button, modifiers)
        if self._points is not None and button == Qt.MouseButton.LeftButton:
            row = self._points.nearest(self.map(), *self.map().to_plane(at.x(), at.y()))
            if row is not None:
                self.picked.emit(row)

    def paint_series(self, painter: QPainter, here: PlaneMap) -> None:
        """Stamp the points."""
        if self._points is not None:
            ratio = self.devicePixelRatioF()
            area = QRectF(here.left, here.top, here.width, here.height)
            paint_image(painter, area, fast_image(self._points.stamped(here, ratio)), ratio)


class PlotPane(QWidget):
    """Diagram and its choices, joined to the model."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.plotting = workspace.tools.plotting
        self.across, self.upwards, self.by = QComboBox(), QComboBox(), QComboBox()
        self.swap_button = QPushButton("S&wap Axes")
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.canvas = PointsCanvas()
        self.colour_bar = ColourBar()
        self.colour_bar.hide()
        # A panel that is laid out behind another is shown for a moment: nobody looks at it then.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)

        grid = QGridLayout()
        for i, (name, box, choices, value) in enumerate(
            (
                ("Ac&ross", self.across, AXES, self.plotting.x),
                ("&Upwards", self.upwards, AXES, self.plotting.y),
                ("C&olour", self.by, COLOURS, self.plotting.by),
            )
        ):
            for key, text in choices:
                box.addItem(text, key)
            box.setCurrentIndex(box.findData(value))
            box.setAccessibleName(name.replace("&", ""))
            label = QLabel(name)
            label.setBuddy(box)
            grid.addWidget(label, i, 0)
            grid.addWidget(box, i, 1)
        grid.addWidget(self.swap_button, 0, 2, 2, 1)
        grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(grid)
        layout.addWidget(self.note)
        drawing = QHBoxLayout()
        drawing.setSpacing(0)
        drawing.addWidget(self.canvas, 1)
        drawing.addWidget(self.colour_bar)
        layout.addLayout(drawing, 1)

        for box in (self.across, self.upwards, self.by):
            box.currentIndexChanged.connect(self._on_chosen)
        self.swap_button.clicked.connect(self._on_swap)
        self.canvas.picked.connect(self._on_picked)
        self._settled.timeout.connect(lambda: self.plotting.watch(True))
        self.plotting.inquiry.changed.connect(self._show)
        self._show()

    def set_seen(self, is_seen: bool) -> None:
        """Draw while the panel is in front."""
        if is_seen:
            self._settled.start()
        else:
            self._settled.stop()
            self.plotting.watch(False)

    def _show(self) -> None:
        answer, inquiry = self.plotting.answer, self.plotting.inquiry
        if answer is not None:
            drawn = answer.rows.size
            part = "all drawn" if drawn == answer.n_row else f"{rows_text(drawn)} drawn, all flagged ones too"
            self.note.setText(f"{answer.title}: {rows_text(answer.n_row)} rows, {part}")
            self.canvas.show_answer(answer)
            self._show_colours(answer)
        elif inquiry.is_working:
            self.note.setText("Reading rows…")
        else:
            problem = inquiry.problem if inquiry.problem != "cancelled" else ""
            self.note.setText(problem[:1].upper() + problem[1:])
            self.canvas.clear_points()
            self.colour_bar.clear()

    def _show_colours(self, answer: PlotAnswer) -> None:
        by, bar = answer.request.by, self.colour_bar
        here = self.canvas.map()
        bar.set_margins(here.top, self.canvas.height() - here.top - here.height)
        title = dict(COLOURS)[by]
        if answer.limits is not None:
            bar.set_scale(*answer.limits, "Linear", COLOUR_MAP, answer.unit, title=title)
        elif by == "flags":
            entries = flag_legend(
                int(np.bitwise_or.reduce(np.array(answer.present, np.uint32), initial=0)),
                answer.request.flag_colours,
            )
            bar.set_legend("flags", [name for name, _ in entries], [c for _, c in entries], title)
        else:
            colours = category_colours(by, max(answer.present, default=1))
            shown = [tuple(int(c) for c in colours[i - 1]) for i in answer.present if i > 0]
            bar.set_legend(by, [str(i) for i in answer.present if i > 0], shown, title)

    def _on_chosen(self) -> None:
        self.plotting.choose(self.across.currentData(), self.upwards.currentData(), self.by.currentData())

    def _on_swap(self) -> None:
        x, y = self.across.currentIndex(), self.upwards.currentIndex()
        self.across.blockSignals(True)
        self.across.setCurrentIndex(y)
        self.across.blockSignals(False)
        self.upwards.setCurrentIndex(x)

    def _on_picked(self, row: int) -> None:
        answer = self.plotting.answer
        if answer is not None:
            i = int(np.flatnonzero(answer.rows == row)[0])
            self.workspace.hover(float(answer.xi[i]), float(answer.eta[i]))
