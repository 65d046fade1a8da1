"""The menu of a right click on a slice, wherever slices are shown: decide about it."""

from collections.abc import Sequence

from PyQt6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent
from PyQt6.QtWidgets import QMenu, QWidget

from pixviewer.core.calib.deciding import EXCLUDE, HALF, KEEP, ONE
from pixviewer.gui.canvas.slice_map_canvas import SliceMapCanvas
from pixviewer.gui.panels.verdict_table import MARKS
from pixviewer.gui.plot_menu import add_exports_of
from pixviewer.model.selfcal.ranking import Place
from pixviewer.model.workspace import Workspace

TITLES = {KEEP: "&Keep", HALF: "Ha&lf-IFU level", ONE: "Set to &one", EXCLUDE: "E&xclude"}


def fill_decisions(menu: QMenu, workspace: Workspace, places: Sequence[Place]) -> None:
    """Offer what can be decided about slices."""
    desk = workspace.verdicts
    can_decide = bool(places) and desk.review is not None
    if len(places) == 1:
        menu.addSection(f"IFU {places[0][0]}, slice {places[0][1]} (CCD)")
    elif places:
        menu.addSection(f"{len(places)} slices")
    now = {verdict.decision for place in places if (verdict := desk.verdict_of(place)) is not None}
    for name, title in TITLES.items():
        made = menu.addAction(f"{MARKS[name]}  {title}")
        if made is not None:
            made.setEnabled(can_decide)
            made.setCheckable(True)
            made.setChecked(now == {name})
            made.triggered.connect(lambda checked, name=name: desk.decide(name, places))
    clear = menu.addAction("&Undecide")
    if clear is not None:
        clear.setEnabled(can_decide and bool(now))
        clear.triggered.connect(lambda: desk.clear(places))


def add_decisions(menu: QMenu, workspace: Workspace) -> None:
    """Offer, before all else, to decide about the slice under the mouse, or else the one that is picked."""
    place = slice_read(workspace) or workspace.linked.slice_picked
    if place is None or workspace.verdicts.review is None:
        return
    decisions = QMenu(f"Decide about IFU {place[0]}, slice {place[1]} (CCD)", menu)
    fill_decisions(decisions, workspace, [place])
    menu.addMenu(decisions)
    menu.addSeparator()


def slice_read(workspace: Workspace) -> Place | None:
    """Slice of the row that the readout line tells about."""
    reading = workspace.shown.reading
    row = reading.row if reading is not None and reading.is_known else None
    return None if row is None or not 1 <= row.slice_ccd <= 48 else (row.ifu, row.slice_ccd)


class SliceMenu(QObject):
    """Opens the menu on a widget: about the slice under the mouse of a map, or else the picked one."""

    def __init__(self, workspace: Workspace, widget: QWidget) -> None:
        super().__init__(widget)
        self._workspace, self._widget = workspace, widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Open it on a right click, or the menu key."""
        if isinstance(event, QContextMenuEvent) and event.type() == QEvent.Type.ContextMenu:
            return self._open(event.pos(), event.globalPos(), event.reason())
        return False

    def _open(self, at: QPoint, where: QPoint, reason: QContextMenuEvent.Reason) -> bool:
        linked = self._workspace.linked
        if isinstance(self._widget, SliceMapCanvas) and reason == QContextMenuEvent.Reason.Mouse:
            cell = self._widget.cell_at(QPointF(at))
            if cell is None:
                return False
            if cell != linked.slice_picked:
                linked.pick_slice(*cell)
        place = linked.slice_picked
        if place is None or self._workspace.verdicts.review is None:
            return False
        menu = QMenu(self._widget)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_decisions(menu, self._workspace, [place])
        add_exports_of(menu, self._widget)
        menu.popup(where)
        return True
