"""The detector view: one panel for each IFU, with what they share above them."""

from math import floor
from typing import Any

from PyQt6.QtCore import QPoint, QSignalBlocker, QTimer, pyqtSignal
from PyQt6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from pixviewer.core.table.origin import N_SLICE
from pixviewer.gui.canvas.colour_bar import ColourBar
from pixviewer.gui.canvas.detector_canvas import DetectorCanvas
from pixviewer.gui.contrast import ContrastHand
from pixviewer.gui.strip_changes import display_changes
from pixviewer.gui.widgets.display_strip import DisplayStrip
from pixviewer.gui.widgets.flow_layout import FlowLayout
from pixviewer.gui.widgets.throttle import Throttle
from pixviewer.model import linking
from pixviewer.model.categories import category_colours, flag_legend
from pixviewer.model.detector import ALL_ROWS, DETECTOR, REGION_ROWS
from pixviewer.model.limit_rules import FROM_REGION
from pixviewer.model.linked_work import DetectorPictures
from pixviewer.model.outlines import drawn_outlines
from pixviewer.model.quantity_names import (
    DETECTOR_QUANTITIES,
    FURTHER_COLUMNS,
    NUMBERING_NAMES,
    detector_name,
)
from pixviewer.model.readout import rows_text
from pixviewer.model.shown import exactness
from pixviewer.model.state import Display, default_display
from pixviewer.model.units import pretty_unit
from pixviewer.model.work import Picture
from pixviewer.model.workspace import Workspace

# A panel narrower or lower than this shows nothing.
LEAST_WIDTH, LEAST_HEIGHT = 170, 120
ROOM_OF_AXES = 56, 30
COMPACT_HEIGHT = 260  # of a panel without room for labels of its axes
MAX_PANELS = 24
FOLLOWS = 0  # of the IFU menu: those of the region


class DetectorPane(QWidget):
    """The detectors of one IFU, or of all that the current region touches."""

    activated = pyqtSignal(str)
    hovered = pyqtSignal(str)
    pixelHovered = pyqtSignal(int, float, float)  # IFU, x, y
    menuRequested = pyqtSignal(object)
    panelMade = pyqtSignal(int, object)  # IFU, canvas
    panelGone = pyqtSignal(int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.linked = workspace.linked
        self.linked.detector.is_visible = False  # until it is shown
        self.title = QLabel("Detector")
        self.title.setObjectName("paneTitle")
        # However long, the title must not widen the view: it is its own tip.
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.ifu = _menu("IFU", "Which IFUs are shown: one, or all that the current region touches")
        self.rows = _menu("Rows", "All rows of the IFU that pass the filters, or those of the region")
        self.strip = DisplayStrip()
        self.strip.setAccessibleName("Display of the detector")
        self.strip.leave_out(FROM_REGION)  # regions lie on the sky
        self.bar = ColourBar(self)
        self.panels: dict[int, DetectorCanvas] = {}
        self._contrast = ContrastHand(workspace, DETECTOR)
        self._hover = Throttle(self._tell_hover, self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._tell_shape)

        self.rows.addItem("All rows", ALL_ROWS)
        self.rows.addItem("Region's rows", REGION_ROWS)
        self._grid = QGridLayout()
        self._grid.setSpacing(2)
        self._lay_out()
        self._show_display(workspace.display.detector)
        self._fill_ifus()
        self._connect()

    def _lay_out(self) -> None:
        controls = self.strip.layout()
        if isinstance(controls, FlowLayout):
            controls.lead(self.ifu, self.rows)
        views = QHBoxLayout()
        views.setSpacing(0)
        views.addLayout(self._grid, 1)
        views.addWidget(self.bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addWidget(self.strip)
        layout.addLayout(views, 1)
        self.bar.hide()

    def _connect(self) -> None:
        workspace, linked = self.workspace, self.linked
        self.ifu.activated.connect(self._on_ifu)
        self.rows.activated.connect(self._on_rows)
        self.strip.changed.connect(self._on_display_changed)
        self.strip.refused.connect(self.workspace.told.emit)
        workspace.table_changed.connect(self._on_table_changed)
        workspace.facts_changed.connect(self._fill_ifus)
        workspace.display.events.detector.connect(self._show_display)
        workspace.shown.events.detector.connect(self._show_pictures)
        workspace.shown.events.reading.connect(self._show_reading)
        workspace.view.events.overlays.connect(self._show_overlays)
        workspace.display.events.palette.connect(self._show_overlays)
        linked.contouring.shown.events.detectors.connect(self._show_contours)
        linked.shown.events.ifus.connect(self._show_ifus)
        linked.shown.events.outlines.connect(self._show_outlines)
        linked.shown.events.lit.connect(self._show_lit)
        linked.links.events.row.connect(self._show_picked)
        state = linked.detector.events
        state.views.connect(self._show_views)
        state.rows.connect(self._show_state)
        state.numbering.connect(self._show_outlines)
        state.has_outlines.connect(self._show_outlines)
        for signal in (state.ifu, state.follows, state.numbering):
            signal.connect(self._show_state)
        for signal in (workspace.regions.events.selected, workspace.regions.events.items):
            signal.connect(self._show_state)

    def is_active(self) -> bool:
        """Whether the keyboard speaks to a panel."""
        return any(panel.hasFocus() for panel in self.panels.values())

    def zoom(self, factor: float) -> None:
        """Magnify the panel that has the focus."""
        for panel in self.panels.values():
            if panel.hasFocus():
                panel.zoom(factor)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Ask for pictures once they can be seen."""
        super().showEvent(event)
        self.linked.detector.is_visible = True
        self._later.start(0)

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Ask for no more pictures."""
        super().hideEvent(event)
        self.linked.detector.is_visible = False

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Find out how many panels there is room for."""
        super().resizeEvent(event)
        self._show_state()
        self._later.start(0)

    # Panels

    def _show_ifus(self) -> None:
        wanted = self.linked.shown.ifus
        for ifu in [ifu for ifu in self.panels if ifu not in wanted]:
            panel = self.panels.pop(ifu)
            self.panelGone.emit(ifu)
            self._grid.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        for ifu in wanted:
            if ifu not in self.panels:
                self.panels[ifu] = self._make_panel(ifu)
        self._place_panels()
        self._show_views()
        self._show_outlines()
        self._show_lit()
        self._show_picked()
        self._show_state()
        self._later.start(0)

    def _place_panels(self) -> None:
        shown = [self.panels[ifu] for ifu in self.linked.shown.ifus if ifu in self.panels]
        n_across = self._n_across(len(shown))
        for i, panel in enumerate(shown):
            self._grid.addWidget(panel, i // n_across, i % n_across)
        # All of one size: left alone, a panel is as large as what it shows.
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, int(row * n_across < len(shown)))
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < n_across))

    def _make_panel(self, ifu: int) -> DetectorCanvas:
        panel = DetectorCanvas(self)
        panel.setMinimumSize(90, 70)
        panel.title = f"IFU {ifu}"
        panel.set_overlays(self.workspace.view.overlays)
        panel.set_blank(self.workspace.display.palette.blank)
        panel.set_contours(self.linked.contouring.shown.detectors.get(ifu))
        panel.setAccessibleName(f"Detector of IFU {ifu}")
        panel.boxChanged.connect(lambda: self._on_box_changed(ifu))
        panel.screenChanged.connect(lambda: self._later.start(0))
        panel.placeHovered.connect(lambda x, y: self._hover(ifu, x, y))
        panel.placeHovered.connect(lambda x, y: self.pixelHovered.emit(ifu, x, y))
        panel.placeLeft.connect(self._on_left)
        panel.clicked.connect(lambda x, y: self._on_clicked(ifu, x, y))
        panel.boxPicked.connect(lambda *box: self._on_box_picked(ifu, *box))
        self._contrast.join(panel)
        panel.escaped.connect(self.linked.drop_pick)
        panel.menuRequested.connect(lambda x, y, where: self._on_menu(where))
        self.panelMade.emit(ifu, panel)
        return panel

    def _n_across(self, n: int) -> int:
        """Panels side by side, so that the smaller side of a picture is as long as can be."""
        room = self._room()

        def smaller_side(k: int) -> float:
            return min(room.x() / k - ROOM_OF_AXES[0], room.y() / -(-n // k) - ROOM_OF_AXES[1])

        return max(range(1, n + 1), key=smaller_side) if n else 1

    def _room(self) -> QPoint:
        rect = self._grid.geometry()
        return QPoint(rect.width(), rect.height())

    def _tell_shape(self) -> None:
        room, state = self._room(), self.linked.detector
        across, down = max(1, room.x() // LEAST_WIDTH), max(1, room.y() // LEAST_HEIGHT)
        state.capacity = min(int(across * down), MAX_PANELS)
        self._place_panels()
        for panel in self.panels.values():
            panel.set_compact(panel.height() < COMPACT_HEIGHT)
        shapes = [panel.screen_shape() for panel in self.panels.values()]
        if shapes:
            state.shape = (max(s[0] for s in shapes), max(s[1] for s in shapes))

    def _show_views(self) -> None:
        for ifu, panel in self.panels.items():
            bounds = self.linked.bounds_of(ifu)
            if bounds is not None and panel.gesture is None:
                panel.set_box(bounds)

    def _show_outlines(self) -> None:
        state, outlines = self.linked.detector, self.linked.shown.outlines
        for ifu, panel in self.panels.items():
            found = outlines.get(ifu) if state.has_outlines else None
            panel.set_outlines(drawn_outlines(found, state.numbering) if found is not None else [])

    def _show_overlays(self) -> None:
        for panel in self.panels.values():
            panel.set_overlays(self.workspace.view.overlays)
            panel.set_blank(self.workspace.display.palette.blank)

    def _show_contours(self) -> None:
        for ifu, panel in self.panels.items():
            panel.set_contours(self.linked.contouring.shown.detectors.get(ifu))

    def _show_lit(self) -> None:
        for ifu, panel in self.panels.items():
            lit = self.linked.shown.lit.get(ifu)
            panel.set_lit(
                *((lit.rgba, lit.grid) if lit is not None else (None,)), dims=lit is not None and lit.dims
            )

    def _show_picked(self) -> None:
        row = self.linked.links.row
        for ifu, panel in self.panels.items():
            is_here = row is not None and row.ifu == ifu and row.x_det >= 0
            panel.picked = (row.x_det, row.y_det) if row is not None and is_here else None
            panel.refresh()

    def _show_reading(self) -> None:
        reading = self.workspace.shown.reading
        if reading is not None and not reading.is_known:
            return  # being looked up
        row = reading.row if reading is not None else None
        for ifu, panel in self.panels.items():
            is_here = row is not None and row.ifu == ifu and row.x_det >= 0
            marker = (float(row.x_det), float(row.y_det)) if row is not None and is_here else None
            if marker != panel.marker:
                panel.marker = marker
                panel.refresh()

    def _show_pictures(self, shown: DetectorPictures | None) -> None:
        if shown is None:
            for panel in self.panels.values():
                panel.clear_picture()
            self.bar.clear()
            return
        for ifu, panel in self.panels.items():
            picture = shown.pictures.get(ifu)
            if picture is not None:
                panel.title = f"IFU {ifu} · {_note(picture, is_short=panel.width() < 300)}"
                panel.set_picture(picture.rgba, picture.grid)
        self._show_scale(shown)

    def _show_scale(self, shown: DetectorPictures) -> None:
        display, label = shown.display, self._label(shown.display.by)
        if shown.lo is not None and shown.hi is not None:
            self.bar.set_scale(
                shown.lo,
                shown.hi,
                display.stretch,
                display.cmap,
                shown.unit,
                invert=display.invert,
                title=label,
                contrast=display.contrast,
                bias=display.bias,
                others=shown.others,
            )
            self.strip.set_state(lo=shown.lo, hi=shown.hi, unit=shown.unit)
        elif display.by == "slice":
            colours = category_colours("slice", N_SLICE)
            shades = [tuple(int(c) for c in colours[n - 1]) for n in shown.labels if n <= N_SLICE]
            self.bar.set_legend("slice", [str(n) for n in shown.labels if n <= N_SLICE], shades, label)
        elif display.by != "flags":
            self.bar.clear()  # nothing to see has no scale
        else:
            entries = flag_legend(shown.labels[0] if shown.labels else 0, display.flag_colours)
            self.bar.set_legend("flags", [name for name, _ in entries], [c for _, c in entries], label)
        self._show_state()  # its title has the unit of what is shown
        panel = next(iter(self.panels.values()), None)
        if panel is not None:
            here = panel.map()
            self.bar.set_margins(here.top, panel.height() - here.top - here.height)

    # State

    def _on_table_changed(self) -> None:
        table = self.workspace.table
        further = [] if table is None else [
            (name, FURTHER_COLUMNS.get(name, name)) for name in table.columns
            if name not in {q for q, _ in DETECTOR_QUANTITIES} | {"origin"}
        ]  # fmt: skip
        self.strip.set_quantities([*DETECTOR_QUANTITIES, *further])
        self._labels = dict([*DETECTOR_QUANTITIES, *further])
        self._show_display(self.workspace.display.detector)
        self._fill_ifus()

    def _label(self, by: str) -> str:
        return detector_name(by)

    def _fill_ifus(self) -> None:
        with QSignalBlocker(self.ifu):
            self.ifu.clear()
            self.ifu.addItem("IFUs of the region", FOLLOWS)
            for ifu in self.linked.present:
                self.ifu.addItem(f"IFU {ifu}", ifu)
        self._show_state()

    def _show_state(self) -> None:
        state = self.linked.detector
        chosen = self.linked.chosen_name
        wanted = FOLLOWS if state.follows and chosen else (self.linked.shown.ifus or (state.ifu,))[0]
        for combo, value in ((self.ifu, wanted), (self.rows, state.rows)):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(max(combo.findData(value), 0))
        whose = f"rows of {chosen}" if state.rows == REGION_ROWS and chosen else "all rows"
        ifus = self.linked.shown.ifus
        touched = self.linked.touched
        which = f"IFU {', '.join(map(str, ifus))}" if ifus else "shown once the table is indexed"
        if state.follows and len(touched) > len(ifus) > 0:
            which += f" of the {len(touched)} that the region touches"
        unit = self._unit()
        label = self._label(self.workspace.display.detector.by) + (f" [{pretty_unit(unit)}]" if unit else "")
        numbers = f"{NUMBERING_NAMES[state.numbering]} slice numbers"
        parts = [which, numbers, whose, label, "pixels from 0"]
        self.title.setToolTip(" · ".join(["Detector", *parts]))
        # What matters least goes first where there is no room.
        metrics = self.title.fontMetrics()
        while len(parts) > 1 and metrics.horizontalAdvance(" · ".join(["Detector ", *parts])) > self.width():
            parts.pop()
        self.title.setText(" · ".join(["<b>Detector</b>", *parts]))

    def _unit(self) -> str:
        shown = self.workspace.shown.detector
        is_shown = shown is not None and shown.display.by == self.workspace.display.detector.by
        return shown.unit if shown is not None and is_shown else ""

    def _show_display(self, display: Display) -> None:
        self.strip.set_state(
            quantity=display.by,
            stretch=display.stretch,
            limits=display.limits,
            n_sigma=display.n_sigma,
            cmap=display.cmap,
            invert=display.invert,
            lo=display.low if display.limits == "User" else None,
            hi=display.high if display.limits == "User" else None,
            categorical=display.by in ("flags", "slice"),
        )
        self._show_state()

    # From the user

    def _on_ifu(self, index: int) -> None:
        self.activated.emit(DETECTOR)
        ifu = self.ifu.itemData(index)
        if ifu == FOLLOWS:
            self.linked.follow_region()
            if not self.linked.chosen_name:
                self.linked.told.emit("select a region: the detector then shows the IFUs that it touches")
        else:
            self.linked.show_ifu(int(ifu))

    def _on_rows(self, index: int) -> None:
        self.activated.emit(DETECTOR)
        self.linked.set_rows(self.rows.itemData(index))

    def _on_display_changed(self, changes: dict[str, Any]) -> None:
        self.activated.emit(DETECTOR)
        wanted = display_changes(self.workspace, DETECTOR, changes, self.workspace.shown.detector)
        if "by" in wanted:
            wanted |= {"limits": default_display(DETECTOR).limits, "low": None, "high": None}
        if wanted:
            self.workspace.editor.set_display(DETECTOR, **wanted)
        else:
            self._show_display(self.workspace.display.detector)

    def _on_box_changed(self, ifu: int) -> None:
        self.linked.set_view(ifu, self.panels[ifu].box())

    def _tell_hover(self, ifu: int, x: float, y: float) -> None:
        px, py = floor(x + 0.5), floor(y + 0.5)

        def known(has_row: bool) -> None:
            if not has_row:
                self.hovered.emit(f"IFU {ifu:2d}  CCD x {px:4d} y {py:4d} (from 0)  no row on this pixel")

        self.linked.hover_pixel(ifu, px, py, known)

    def _on_left(self) -> None:
        self._hover.drop()
        self.workspace.canvases.leave()
        self.hovered.emit("")

    def _on_clicked(self, ifu: int, x: float, y: float) -> None:
        self.activated.emit(DETECTOR)
        self.linked.pick(linking.pick_of_pixel(ifu, floor(x + 0.5), floor(y + 0.5)))

    def _on_box_picked(self, ifu: int, x0: float, x1: float, y0: float, y1: float) -> None:
        self.activated.emit(DETECTOR)
        edges = [floor(v + 0.5) for v in (x0, x1, y0, y1)]
        self.linked.pick(linking.pick_of_box(ifu, edges[0], edges[1] + 1, edges[2], edges[3] + 1))

    def _on_menu(self, where: object) -> None:
        self.activated.emit(DETECTOR)
        self.menuRequested.emit(where)


def _menu(name: str, tip: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return combo


def _note(picture: Picture, *, is_short: bool) -> str:
    if picture.n_row == 0 and picture.fraction >= 1.0:
        return "no rows here"
    state = exactness(picture.fraction)
    return state if is_short or picture.fraction < 1.0 else f"{state} · {rows_text(picture.n_row)} rows"
