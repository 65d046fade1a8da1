"""The compare view: two tables side by side, swiped, blinked, subtracted or divided, on one scale."""

from math import floor
from typing import Any

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from pixviewer.gui import fonts
from pixviewer.gui.canvas.colour_bar import ColourBar
from pixviewer.gui.canvas.compare_canvas import DetectorPairCanvas, SkyPairCanvas
from pixviewer.gui.contrast import ContrastHand
from pixviewer.gui.dropping import dropped_files
from pixviewer.gui.panes.compare_controls import CompareControls
from pixviewer.gui.panes.sky_pane import REST_MS
from pixviewer.gui.strip_changes import display_changes
from pixviewer.gui.widgets.display_strip import DisplayStrip
from pixviewer.gui.widgets.flow_layout import FlowLayout
from pixviewer.model import choosing, linking, resolve
from pixviewer.model.column_units import unit_of_view
from pixviewer.model.compare_state import (
    BLINK,
    DIFFERENCE,
    QUANTITIES,
    RATIO,
    RELATIONS,
    SIDE_BY_SIDE,
    SWIPE,
    PairReading,
    quantity_of,
)
from pixviewer.model.compare_work import PairPictures
from pixviewer.model.limit_rules import USER
from pixviewer.model.quantity_names import COMPARED_NAMES, RELATION_NAMES, SUBJECT_NAMES
from pixviewer.model.readout import waves_text
from pixviewer.model.shown import exactness
from pixviewer.model.state import COMPARE, DETECTOR, IMAGE, default_display
from pixviewer.model.units import pretty_unit
from pixviewer.model.workspace import Workspace

NOTHING = (
    "Nothing is compared yet.\nOpen a second table with File ▸ Compare with Another Table…, or drop it here."
)
ROOM_FOR_NAMES = 420  # pixels


class ComparePane(QWidget):
    """Two tables on one grid."""

    activated = pyqtSignal(str)
    menuRequested = pyqtSignal(float, float, object)
    filesDropped = pyqtSignal(list)
    canvasMade = pyqtSignal(object)  # canvases are made when they are first looked at

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.comparison = workspace.comparison
        self._contrast = ContrastHand(workspace, COMPARE)
        self.title = QLabel("<b>Compare</b>")
        self.title.setObjectName("paneTitle")
        # However long, the title must not widen the view: it is its own tip.
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.controls = CompareControls()
        self.strip = DisplayStrip()
        self.strip.setAccessibleName("Display of both sides")
        self.sky: tuple[SkyPairCanvas, ...] = ()
        self.detectors: tuple[DetectorPairCanvas, ...] = ()
        self.pages = QStackedWidget()
        self._regions: list[Any] = []
        self._marks: list[Any] = []
        self._tool = "pan"
        self.bar = ColourBar(self)
        self.values = QLabel()
        self._hovered: object = None
        self._is_telling = False
        self._blink = QTimer(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._later = QTimer(self)
        self._later.setSingleShot(True)

        self.setAcceptDrops(True)
        self._lay_out()
        self._connect_controls()
        self._connect_model()
        self._show_all()

    def _lay_out(self) -> None:
        controls = self.strip.layout()
        if isinstance(controls, FlowLayout):
            controls.lead(self.controls.pair, self.controls.subject, self.controls.buttons)
        for _ in range(2):
            row = QHBoxLayout()
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(2)
            page = QWidget()
            page.setLayout(row)
            self.pages.addWidget(page)
        self.values.setFont(fonts.mono_font())
        self.values.setAccessibleName("Both values under the cursor")
        self.values.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        views = QHBoxLayout()
        views.setSpacing(0)
        views.addWidget(self.pages, 1)
        views.addWidget(self.bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addWidget(self.strip)
        layout.addLayout(views, 1)
        layout.addWidget(self.values)
        self.bar.hide()

    def _connect_controls(self) -> None:
        comparison, controls = self.comparison, self.controls
        controls.pairChosen.connect(comparison.choose)
        controls.subjectChosen.connect(comparison.set_subject)
        controls.modeChosen.connect(comparison.set_mode)
        controls.rateChosen.connect(comparison.set_rate)
        for signal in (controls.pairChosen, controls.subjectChosen, controls.modeChosen):
            signal.connect(lambda: self.activated.emit(COMPARE))
        self.strip.changed.connect(self._on_display_changed)
        self.strip.refused.connect(self.workspace.told.emit)
        self._blink.timeout.connect(comparison.flip)
        self._rest.timeout.connect(self._on_rest)
        self._later.timeout.connect(self._tell_shape)

    def _build(self) -> None:
        """Make the canvases of the subject, unless they are there: they take a while."""
        if self.comparison.state.subject == DETECTOR:
            if not self.detectors:
                self.detectors = (DetectorPairCanvas(), DetectorPairCanvas())
                self._place(self.detectors, "Detector")
                for panel in self.detectors:
                    panel.boxChanged.connect(lambda panel=panel: self._on_detector_moved(panel))
                    panel.clicked.connect(self._on_pixel_clicked)
        elif not self.sky:
            self.sky = (SkyPairCanvas(), SkyPairCanvas())
            self._place(self.sky, "Sky")
            for sky in self.sky:
                sky.boxChanged.connect(lambda sky=sky: self._on_sky_moved(sky))
                sky.placePicked.connect(self.workspace.linked.pick_place)
                sky.cursorNudged.connect(self.workspace.hover)
                sky.menuRequested.connect(self.menuRequested)
            self._set_frame()
            self._show_axes()
            self.set_regions(self._regions)
            self.set_marks(self._marks)
            self.set_tool(self._tool)

    def _place(self, canvases: tuple[Any, Any], what: str) -> None:
        page = self.pages.widget(int(canvases is self.detectors))
        row = page.layout() if page is not None else None
        assert isinstance(row, QHBoxLayout)
        for name, canvas in zip("AB", canvases, strict=True):
            canvas.setAccessibleName(f"{what} of {name}")
            canvas.set_overlays(self.workspace.view.overlays)
            row.addWidget(canvas, 1)
            self._contrast.join(canvas)
            canvas.screenChanged.connect(lambda: self._later.start(0))
            canvas.clicked.connect(lambda x, y: self.activated.emit(COMPARE))
            canvas.barMoved.connect(self.comparison.set_bar)
            canvas.placeLeft.connect(self._on_left)
            canvas.escaped.connect(self.workspace.linked.drop_pick)
            canvas.placeHovered.connect(lambda x, y, canvas=canvas: self._on_hovered(canvas, x, y))
            self.canvasMade.emit(canvas)

    def _connect_model(self) -> None:
        workspace, comparison = self.workspace, self.comparison
        state = comparison.state.events
        for signal in (state.pair, state.subject, state.mode, state.wave, comparison.shown.events.trouble):
            signal.connect(self._show_all)
        for signal in (state.is_blinking, state.blink_s, state.is_visible):
            signal.connect(self._show_state)
        state.front.connect(self._show_pictures)
        state.bar.connect(self._show_bar)
        comparison.offers_changed.connect(self._show_pairs)
        comparison.shown.events.reading.connect(self._show_reading)
        comparison.moving.connect(lambda: self._rest.start())
        comparison.fitted.connect(self._show_bounds)
        workspace.shown.events.compare.connect(self._show_pictures)
        workspace.shown.events.reading.connect(self._show_cross)
        workspace.display.events.compare.connect(self._show_display)
        workspace.view.events.bounds.connect(self._show_bounds)
        workspace.view.events.filters.connect(self._show_title)
        workspace.view.events.axes.connect(self._show_axes)
        workspace.view.events.overlays.connect(self._show_overlays)
        workspace.display.events.palette.connect(self._show_blank)
        workspace.linked.contouring.shown.events.connect(self._show_contours)
        workspace.linked.detector.events.connect(self._show_bounds)
        workspace.linked.links.events.row.connect(self._show_picked)
        workspace.linked.shown.events.lit.connect(self._show_lit)
        workspace.table_changed.connect(self._on_table_changed)

    # What the window asks

    def set_regions(self, items: list[Any]) -> None:
        """Draw regions as the sky views do."""
        self._regions = items
        for sky in self.sky:
            sky.set_regions(items)

    def set_tool(self, tool: str) -> None:
        """Choose what a left drag does on the sky."""
        self._tool = tool
        for sky in self.sky:
            sky.set_tool(tool)

    def set_marks(self, marks: list[Any]) -> None:
        """Draw marks of tools."""
        self._marks = marks
        for sky in self.sky:
            sky.marks = list(marks)
            sky.refresh()

    def side_at(self, canvas: Any) -> int:
        """Side, 0 or 1, that a canvas shows under the mouse."""
        state = self.comparison.state
        if state.mode == BLINK:
            return state.front
        if canvas.bar is not None:
            x = canvas.bar_at(canvas.map())
            return int(x is not None and canvas.place().x() > x)
        return int(canvas in (self.sky[1:] + self.detectors[1:]))

    def active_detector(self) -> DetectorPairCanvas | None:
        """Detector that the keyboard speaks to."""
        return next((panel for panel in self.detectors if panel.hasFocus()), None)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Ask for pictures once they can be seen."""
        super().showEvent(event)
        self._build()
        self.comparison.state.is_visible = True
        self._show_all()
        self._later.start(0)

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Ask for no more pictures."""
        super().hideEvent(event)
        self.comparison.state.is_visible = False

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Welcome files, once there is a table to compare them with."""
        if event is not None and self.workspace.table is not None and dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Take a table as side B."""
        paths = dropped_files(event) if event is not None else []
        if event is not None and paths and self.workspace.table is not None:
            event.acceptProposedAction()
            self.filesDropped.emit(paths)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Tell how large the canvases are."""
        super().resizeEvent(event)
        self._later.start(0)

    # From the model

    @property
    def canvases(self) -> tuple[Any, ...]:
        """Canvases of the present subject, none before it is looked at."""
        return self.detectors if self.comparison.state.subject == DETECTOR else self.sky

    def _on_table_changed(self) -> None:
        self._set_frame()
        self._show_all()

    def _set_frame(self) -> None:
        facts = self.workspace.facts
        for sky in self.sky:
            sky.set_frame(facts.frame if facts is not None else None)
            sky.crosshair = sky.marker = sky.picked = None

    def _show_axes(self) -> None:
        for sky in self.sky:
            sky.set_axes(self.workspace.view.axes)

    def _show_contours(self) -> None:
        """Draw contours of the open table above both sides."""
        shown = self.workspace.linked.contouring.shown
        for sky in self.sky:
            sky.set_contours(shown.sky)
        for panel in self.detectors:
            panel.set_contours(shown.detectors.get(self.comparison.ifu))

    def _show_blank(self) -> None:
        blank, is_image = self.workspace.display.palette.blank, self.comparison.state.subject == IMAGE
        for sky in self.sky:
            sky.set_blank(blank if is_image else "")
        for panel in self.detectors:
            panel.set_blank(blank)

    def _show_overlays(self) -> None:
        for canvas in (*self.sky, *self.detectors):
            canvas.set_overlays(self.workspace.view.overlays)

    def _show_all(self) -> None:
        if not self.comparison.state.is_visible:
            return  # and neither are there canvases
        self._build()
        self.pages.setCurrentIndex(int(self.comparison.state.subject == DETECTOR))
        self.setFocusProxy(self.canvases[0])
        self._show_state()
        self._show_pairs()
        self._show_display()
        self._show_bounds()
        self._show_lit()
        self._show_picked()
        self._show_contours()
        self._show_pictures()

    def _show_state(self) -> None:
        state = self.comparison.state
        self.controls.set_state(state.subject, state.mode, state.blink_s)
        self._show_blank()
        for canvas in (*self.sky[1:], *self.detectors[1:]):
            canvas.setVisible(state.mode == SIDE_BY_SIDE)
        blinks = state.mode == BLINK and state.is_blinking and state.is_visible and state.pair is not None
        self._blink.setInterval(round(1000 * state.blink_s))
        if blinks and not self._blink.isActive():
            self._blink.start()
        elif not blinks:
            self._blink.stop()
        self._show_bar()

    def _show_bar(self) -> None:
        state = self.comparison.state
        for canvas in (*self.sky[:1], *self.detectors[:1]):
            canvas.bar = state.bar if state.mode == SWIPE and state.pair is not None else None
            canvas.refresh()

    def _show_pairs(self) -> None:
        self.controls.set_pairs(list(self.comparison.offers), self.comparison.chosen)
        self._show_title()

    def _show_display(self) -> None:
        display, subject = self.workspace.display.compare, self.comparison.state.subject
        self.strip.set_quantities([(name, COMPARED_NAMES[name]) for name in QUANTITIES[subject]])
        self.strip.set_state(
            quantity=quantity_of(subject, display),
            stretch=display.stretch,
            limits=display.limits,
            n_sigma=display.n_sigma,
            cmap=display.cmap,
            invert=display.invert,
            lo=display.low if display.limits == "User" else None,
            hi=display.high if display.limits == "User" else None,
        )
        self._show_title()

    def _show_title(self) -> None:
        state = self.comparison.state
        if state.pair is None:
            self.title.setText("<b>Compare</b>")
            self.title.setToolTip("")
            return
        filters = choosing.shown_wave(self.workspace.view.filters, self.workspace.regions.live)
        wave = (state.wave,) if state.wave is not None else filters
        parts = [
            f"A: {state.pair[0].name}", f"B: {state.pair[1].name}", SUBJECT_NAMES[state.subject],
            "no wavelengths left" if wave is None else waves_text(wave),
        ]  # fmt: skip
        if state.subject == DETECTOR:
            parts[2] += f" of IFU {self.comparison.ifu}"
        self.title.setToolTip(" · ".join(["Compare", *parts]))
        self.title.setText(" · ".join(["<b>Compare</b>", *parts]))

    def _show_bounds(self) -> None:
        bounds = self.workspace.view.bounds
        if bounds is not None:
            for sky in self.sky:
                if not (self._is_telling and sky is self._hovered):
                    sky.look_at(bounds, silent=True)
        box = self.comparison.box
        for panel in self.detectors:
            if panel.gesture is None and box is not None:
                panel.set_box(box)
        if self.comparison.state.subject == DETECTOR:
            self._show_title()

    def _show_pictures(self) -> None:
        shown, state = self.workspace.shown.compare, self.comparison.state
        if not self.canvases:
            return
        first, second = self.canvases
        if shown is None or state.pair is None:
            trouble = self.comparison.shown.trouble if state.pair is not None else NOTHING
            for canvas in (*self.sky, *self.detectors):
                canvas.clear_picture()
                canvas.set_second(None)
                _set_note(canvas, "")
                canvas.message = trouble if canvas is first else ""
            self.bar.clear()
            return
        first.message = second.message = ""
        self._paint(shown, first, second)
        self._show_scale(shown)

    def _paint(self, shown: PairPictures, first: Any, second: Any) -> None:
        """Show the pictures as they were made; those of another mode follow in a moment."""
        notes = self._notes(shown)
        if shown.mode in RELATIONS:
            first.set_picture(shown.rgba[0], shown.grid)
            _set_note(first, self._relation_note(shown))
            return
        mode = self.comparison.state.mode
        front = self.comparison.state.front if mode == BLINK else 0
        first.set_picture(shown.rgba[front], shown.grid)
        _set_note(first, notes[front])
        # Only what is seen: a blinking view does this several times a second.
        if mode == SWIPE:
            first.set_second(shown.rgba[1], shown.grid)
            first.second_note = notes[1]
        elif mode == SIDE_BY_SIDE:
            second.set_picture(shown.rgba[1], shown.grid)
            _set_note(second, notes[1])

    def _notes(self, shown: PairPictures) -> list[str]:
        pair = self.comparison.state.pair
        assert pair is not None
        states = [exactness(f) if f else "being made…" for f in shown.fractions]
        # The title names both: a narrow view has no room to do so again.
        has_room = self.canvases[0].width() > ROOM_FOR_NAMES
        names = [f"{side.name} · " if has_room else "" for side in pair]
        return [f"{letter} · {name}{state}" for letter, name, state in zip("AB", names, states, strict=True)]

    def _relation_note(self, shown: PairPictures) -> str:
        what = f"{RELATION_NAMES[shown.mode]} · {exactness(shown.fraction)}"
        if shown.middle != shown.middle:
            return f"{what} · no place in common"
        known = unit_of_view(self.workspace, COMPARE)
        unit = f" {pretty_unit(known)}" if known and shown.mode == DIFFERENCE else ""
        middle, scatter = _number(shown.middle), _number(shown.scatter, 3)
        return f"{what} · median {middle}, scatter {scatter}{unit}"

    def _show_scale(self, shown: PairPictures) -> None:
        display = shown.display
        label = COMPARED_NAMES[quantity_of(self.comparison.state.subject, display)]
        if shown.mode in RELATIONS:
            label = f"{RELATION_NAMES[shown.mode]} of {label.lower()}"
        if shown.scale is None:
            self.bar.clear()  # nothing to see has no scale
            return
        unit = unit_of_view(self.workspace, COMPARE)
        self.bar.set_scale(
            *shown.scale,
            display.stretch,
            display.cmap,
            "" if shown.mode == RATIO else unit,
            invert=display.invert,
            title=label,
            contrast=display.contrast,
            bias=display.bias,
            others=shown.others,
        )
        self.strip.set_state(lo=shown.lo, hi=shown.hi, unit=unit)
        here = self.canvases[0].map()
        self.bar.set_margins(here.top, self.canvases[0].height() - here.top - here.height)

    def _show_reading(self, reading: PairReading | None) -> None:
        if reading is None:
            self.values.setText("")
            return
        texts = (reading.a, reading.b, reading.difference)
        a, b, difference = (f"{_number(value):>10}" for value in texts)
        self.values.setText(f"A {a}  B {b}  B − A {difference}  B / A {_number(reading.ratio, 6):>9}")

    def _show_cross(self) -> None:
        reading = self.workspace.shown.reading
        for sky in self.sky:
            # The cursor itself is in this canvas, or a crosshair stands in for it.
            is_here = sky is self._hovered or not self.workspace.view.is_mirrored
            sky.crosshair = None if reading is None or is_here else (reading.xi, reading.eta)
            if reading is None or reading.is_known:
                row = reading.row if reading is not None else None
                sky.marker = (row.xi, row.eta) if row is not None else None
            sky.refresh()

    def _show_picked(self) -> None:
        row = self.workspace.linked.links.row
        for sky in self.sky:
            sky.picked = None if row is None else (row.xi, row.eta)
            sky.refresh()

    def _show_lit(self) -> None:
        """Light up what is picked of the open table: on the sky as its own views do, all look at one part."""
        lit = self.workspace.linked.shown.lit
        for subject, canvases in ((IMAGE, self.sky), (self.comparison.ifu, self.detectors)):
            found = lit.get(subject)
            for canvas in canvases:
                canvas.set_lit(*((found.rgba, found.grid) if found is not None else (None,)))

    def _tell_shape(self) -> None:
        if not self.canvases:
            return
        self.comparison.state.shape = self.canvases[0].screen_shape()
        self._show_bounds()

    # From the user

    def _on_rest(self) -> None:
        self.workspace.settle()
        self.comparison.settle()

    def _on_sky_moved(self, sky: SkyPairCanvas) -> None:
        bounds = self.workspace.view.bounds
        if bounds is None:
            return
        self._hovered, self._is_telling = sky, True
        try:
            self.workspace.set_view(resolve.followed_bounds(bounds, sky.screen_shape(), sky.box()))
        finally:
            self._is_telling = False

    def _on_detector_moved(self, panel: DetectorPairCanvas) -> None:
        self.workspace.linked.set_view(self.comparison.ifu, panel.box())
        for other in self.detectors:
            other.set_box(panel.box())

    def _on_hovered(self, canvas: Any, x: float, y: float) -> None:
        self._hovered = canvas
        self.comparison.hover(x, y)
        if isinstance(canvas, SkyPairCanvas):
            self.workspace.hover(x, y)
            return
        other = self.detectors[0 if canvas is self.detectors[1] else 1]
        other.marker = (x, y)
        other.refresh()
        ifu, px, py = self.comparison.ifu, floor(x + 0.5), floor(y + 0.5)
        self.workspace.linked.hover_pixel(ifu, px, py, lambda has_row: None)

    def _on_left(self) -> None:
        self._hovered = None
        self.comparison.shown.reading = None
        self.workspace.canvases.leave()
        for panel in self.detectors:
            panel.marker = None
            panel.refresh()

    def _on_pixel_clicked(self, x: float, y: float) -> None:
        pick = linking.pick_of_pixel(self.comparison.ifu, floor(x + 0.5), floor(y + 0.5))
        self.workspace.linked.pick(pick)

    def _on_display_changed(self, changes: dict[str, Any]) -> None:
        self.activated.emit(COMPARE)
        view = DETECTOR if self.comparison.state.subject == DETECTOR else COMPARE
        wanted = display_changes(self.workspace, view, changes, self.workspace.shown.compare)
        if "by" in wanted and self.workspace.display.compare.limits == USER:
            wanted |= {"limits": default_display(COMPARE).limits, "low": None, "high": None}
        if wanted:
            self.workspace.editor.set_display(COMPARE, **wanted)
        else:
            self._show_display()


def _set_note(canvas: Any, text: str) -> None:
    if isinstance(canvas, DetectorPairCanvas):
        canvas.title = text
    else:
        canvas.note = text
    canvas.refresh()


def _number(value: float, digits: int = 5) -> str:
    return "–" if value != value else f"{value:.{digits}g}".replace("-", "−")
