"""The loupe: cells around the cursor of any view, and what the middle one holds."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from pixviewer.gui import fonts
from pixviewer.gui.canvas.loupe_canvas import LoupeCanvas
from pixviewer.gui.widgets.throttle import Throttle
from pixviewer.model.loupe import Source, cells_of, patch_of, place_text
from pixviewer.model.state import COMPARE, DETECTOR, IMAGE, SCATTER
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

NAMES = {IMAGE: "Sky image", SCATTER: "Scatter", DETECTOR: "IFU {}", COMPARE: "Compare"}


class LoupePane(QWidget):
    """Follows the mouse over all views, unless the readout is frozen."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.canvas = LoupeCanvas()
        self.title, self.place, self.value = (_line(name) for name in ("View", "Place", "Value"))
        self.value.setWordWrap(True)
        # Room for two lines: the cells must not jump with the length of a number.
        self.value.setFixedHeight(2 * self.value.fontMetrics().lineSpacing())
        self.value.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._source: Source | None = None
        self._at = (0.0, 0.0)
        self._is_seen = False
        self._show_soon = Throttle(self._show, self)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 0, 3, 3)
        layout.setSpacing(1)
        layout.addWidget(self.canvas, 1)
        for line in (self.title, self.place, self.value):
            layout.addWidget(line)

        self.canvas.zoomChanged.connect(self._show)
        self.canvas.stepped.connect(self._on_stepped)
        shown = workspace.shown.events
        for view, signal in (
            (IMAGE, shown.image), (SCATTER, shown.scatter), (DETECTOR, shown.detector),
            (COMPARE, shown.compare),
        ):  # fmt: skip
            signal.connect(lambda _, view=view: self._on_picture(view))
        workspace.view.events.is_frozen.connect(self._show)
        workspace.table_changed.connect(self._on_table_changed)
        self._show()

    def set_seen(self, is_seen: bool) -> None:
        """Work only while somebody looks."""
        self._is_seen = is_seen
        self._show()

    def look(self, source: Source, x: float, y: float) -> None:
        """Show what lies around a place of a view, unless the readout is frozen."""
        if self.workspace.view.is_frozen:
            return
        self._source, self._at = source, (x, y)
        if self._is_seen:
            self._show_soon()

    def resizeEvent(self, event: object) -> None:
        """Fill the new size."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._show()

    # From the model

    def _on_table_changed(self) -> None:
        self._source = None
        self._show()

    def _on_picture(self, view: str) -> None:
        if self._is_seen and self._source is not None and self._source.view == view:
            self._show_soon()

    def _show(self) -> None:
        if not self._is_seen:
            return
        cells = None if self._source is None else cells_of(self.workspace, self._source)
        if cells is None or self._source is None:
            self.canvas.set_patch(None)
            for line in (self.title, self.place, self.value):
                line.clear()
            return
        self.canvas.blank = self.workspace.display.palette.blank
        patch = patch_of(cells, *self._at, self.canvas.n_cell)
        self.canvas.set_patch(patch)
        frozen = " · frozen" if self.workspace.view.is_frozen else ""
        name = NAMES[self._source.view].format(self._source.number)
        self.title.setText(f"{name} · {self.canvas.zoom} ×{frozen}")
        self.title.setToolTip(f"A cell of the {name} takes {self.canvas.zoom} pixels")
        self.place.setText(place_text(cells, self._source, *self._at))
        self.value.setText(patch.value)

    # From the user

    def _on_stepped(self, right: int, up: int) -> None:
        """Go to a neighbouring cell; the readout goes along."""
        cells = None if self._source is None else cells_of(self.workspace, self._source)
        if cells is None or self._source is None or self.workspace.view.is_frozen:
            return
        grid = cells.grid
        side = -1 if cells.east_left else 1
        x, y = self._at[0] + side * right * abs(grid.dx), self._at[1] + up * abs(grid.dy)
        if self._source.view in (IMAGE, SCATTER):
            self.workspace.hover(x, y)
        elif self._source.view == DETECTOR:
            self.workspace.linked.hover_pixel(self._source.number, round(x), round(y), lambda has_row: None)
        self.look(self._source, x, y)


def join_loupe(window: "MainWindow") -> LoupePane:
    """Make a loupe that follows the mouse over every view of a window."""
    pane = LoupePane(window.workspace)
    for name, view in window.panes.items():
        view.view.cursorMoved.connect(lambda x, y, name=name: pane.look(Source(name), x, y))
    window.detector.pixelHovered.connect(lambda ifu, x, y: pane.look(Source(DETECTOR, ifu), x, y))

    def follow(canvas: object) -> None:
        canvas.placeHovered.connect(  # type: ignore[attr-defined]
            lambda x, y: pane.look(Source(COMPARE, window.compare.side_at(canvas)), x, y)
        )

    for canvas in (*window.compare.sky, *window.compare.detectors):
        follow(canvas)
    window.compare.canvasMade.connect(follow)
    return pane


def _line(name: str) -> QLabel:
    label = QLabel()
    label.setAccessibleName(f"Loupe: {name.lower()}")
    label.setFont(fonts.text_font())
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
