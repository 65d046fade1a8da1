"""The field in small with what the views show of it, and the IFUs to choose from."""

from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from pixviewer.gui.canvas.overview_canvas import OverviewCanvas
from pixviewer.gui.widgets.ifu_strip import IfuStrip
from pixviewer.model import resolve
from pixviewer.model.filters import Chip
from pixviewer.model.workspace import Workspace


class OverviewPane(QWidget):
    """Follows the views, and moves them."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.linked = workspace.linked
        self.canvas = OverviewCanvas()
        self.strip = IfuStrip()

        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 0, 3, 3)
        layout.setSpacing(3)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.strip)
        layout.addStretch(0)

        self._connect()
        self._show_all()

    def _connect(self) -> None:
        workspace, linked = self.workspace, self.linked
        self.canvas.viewMoved.connect(self._on_view_moved)
        self.canvas.viewSettled.connect(workspace.settle)
        self.canvas.zoomed.connect(workspace.navigator.zoom)
        self.canvas.fitRequested.connect(workspace.navigator.fit)
        self.canvas.placeHovered.connect(workspace.hover)
        self.canvas.placeLeft.connect(workspace.canvases.leave)
        self.strip.picked.connect(linked.show_ifu)
        self.strip.filterRequested.connect(self._on_filter)
        workspace.table_changed.connect(self._show_all)
        workspace.facts_changed.connect(self._show_all)
        workspace.shown.events.image.connect(self._show_picture)
        workspace.view.events.bounds.connect(self._show_view)
        workspace.view.events.image_shape.connect(self._show_view)
        linked.overview.shown.events.outlines.connect(self._show_outlines)
        linked.overview.shown.events.touched.connect(self._show_ifus)
        linked.shown.events.ifus.connect(self._show_ifus)
        for signal in (linked.detector.events.ifu, linked.detector.events.follows):
            signal.connect(self._show_ifus)

    def set_seen(self, is_seen: bool) -> None:
        """Ask for outlines while they can be seen."""
        self.linked.overview.watch(is_seen)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the picture about as high as wide, as the field is."""
        super().resizeEvent(event)
        self.canvas.setMaximumHeight(max(self.canvas.minimumHeight(), int(1.08 * self.width())))

    # From the model

    def _show_all(self) -> None:
        self._show_picture()
        self._show_outlines()
        self._show_view()
        self._show_ifus()

    def _show_picture(self) -> None:
        picture, facts = self.workspace.shown.image, self.workspace.facts
        if picture is None or facts is None:
            self.canvas.set_picture(None)
            return
        self.canvas.blank = self.workspace.display.palette.blank
        self.canvas.set_picture(picture.rgba, picture.grid, east_left=facts.frame.is_sky)
        self._show_view()  # the extent of the table may be known by now

    def _show_outlines(self) -> None:
        self.canvas.set_outlines(self.linked.overview.shown.outlines)

    def _show_view(self) -> None:
        view = self.workspace.view
        self.canvas.set_whole(self.workspace.navigator.extent)
        shown = None if view.bounds is None else resolve.visible_bounds(view.bounds, view.image_shape)
        self.canvas.set_view(shown)

    def _show_ifus(self) -> None:
        linked = self.linked
        shown = linked.shown.ifus if linked.detector.is_visible else (linked.detectors.first_ifu,)
        shown = shown if linked.present else ()
        self.strip.set_present(linked.present)
        self.strip.set_shown(shown)
        self.strip.set_touched(linked.overview.shown.touched)
        self.canvas.set_chosen(shown)

    # From the user

    def _on_view_moved(self, x0: float, x1: float, y0: float, y1: float) -> None:
        """Move what all views show: as far as the rectangle of one of them was moved."""
        view = self.workspace.view
        if view.bounds is not None:
            self.workspace.set_view(resolve.followed_bounds(view.bounds, view.image_shape, (x0, x1, y0, y1)))

    def _on_filter(self, ifu: int) -> None:
        """Only the rows of an IFU; all again where that is so already."""
        chip = Chip("ifu", (ifu,))
        chips = self.workspace.view.filters.chips
        if chip in chips:
            self.workspace.editor.remove_filter(chips.index(chip))
        else:
            self.workspace.editor.add_filter(chip)
