"""One of the two linked views of the sky, with its strip of controls."""

from html import escape
from typing import Any

from PyQt6.QtCore import QPoint, QTimer, pyqtSignal
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from pixviewer.core.geometry import Annulus, Shape
from pixviewer.gui.canvas.items import RegionItemData
from pixviewer.gui.canvas.patch_names import PatchNames
from pixviewer.gui.canvas.sky_view import SkyView
from pixviewer.gui.contrast import ContrastHand
from pixviewer.gui.strip_changes import display_changes
from pixviewer.gui.widgets.display_strip import DisplayStrip
from pixviewer.gui.widgets.throttle import Throttle
from pixviewer.model import choosing, resolve
from pixviewer.model.categories import category_colours, flag_legend
from pixviewer.model.column_units import unit_of_view
from pixviewer.model.emptiness import why_nothing_passes
from pixviewer.model.lines.bands import LINE_QUANTITIES, map_words
from pixviewer.model.lines.requests import shows_line
from pixviewer.model.quantity_names import SKY_QUANTITIES, SUBJECT_NAMES
from pixviewer.model.readout import Row, identity_text, rows_text, waves_text
from pixviewer.model.regions import ANNOTATION, BACKGROUND, EXCLUDE, Region, drawn_colour, size_text
from pixviewer.model.shown import exactness, tally_text
from pixviewer.model.state import FILE, IMAGE, SCATTER, Display
from pixviewer.model.work import CATEGORIES, Picture
from pixviewer.model.workspace import Workspace

# The exact scatter is asked for when the view has rested this long.
REST_MS = 150
NOTE_MS = 100  # how often the words in the corner say how far the exact picture is

NEW = "new"
# From so many regions on, each view draws them in an event of its own.
CROWD, CROWD_MS = 500, {IMAGE: 15, SCATTER: 45}


class SkyPane(QWidget):
    """The sky image, or the sky scatter.

    Parameters
    ----------
    workspace : Workspace
    name : str
        ``image`` or ``scatter``.
    """

    activated = pyqtSignal(str)  # the user did something here: menus speak of this view now
    toolRequested = pyqtSignal(str)
    editRequested = pyqtSignal(str)
    menuRequested = pyqtSignal(float, float, object)
    regionsShown = pyqtSignal(list)  # as this view draws them, for others that look at the same sky

    def __init__(self, workspace: Workspace, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.name = name
        self.title = QLabel(SUBJECT_NAMES[name])
        self.strip = DisplayStrip()
        self.view = SkyView()
        self._labels = {**dict(SKY_QUANTITIES[name]), **dict(LINE_QUANTITIES), FILE: "Image file"}
        self.patch_names = PatchNames()
        self.view.canvas.picture_layers.append(self.patch_names.paint)
        self._contrast = ContrastHand(workspace, name)
        self._shape = (0, 0)
        self._places: dict[Shape, tuple[float, float]] = {}
        self._items: dict[str, tuple[Region, tuple[bool, bool], RegionItemData]] = {}
        self._tells = False
        self._draws = False
        self._is_hovered = False
        self._is_keyed = False  # arrows have moved the crosshair of this view
        self._shown_note = ""
        self._are_regions_visible = True
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._regions_soon = QTimer(self)
        self._regions_soon.setSingleShot(True)
        self._regions_soon.setInterval(CROWD_MS[name])
        self._regions_soon.timeout.connect(self._show_all_regions)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addWidget(self.strip)
        layout.addWidget(self.view, 1)
        self.title.setObjectName("paneTitle")
        self.view.setAccessibleName(SUBJECT_NAMES[name])
        self.strip.setAccessibleName(f"Display of the {SUBJECT_NAMES[name].lower()}")
        self._show_display(workspace.display.of(name))

        self._connect_view()
        self._connect_model()

    def _connect_view(self) -> None:
        view = self.view
        view.viewChanged.connect(self._on_view_changed)
        view.screenChanged.connect(self._tell_shape)
        view.cursorMoved.connect(self._on_cursor_moved)
        view.cursorLeft.connect(self._on_cursor_left)
        view.canvas.cursorNudged.connect(self._on_cursor_nudged)
        view.clicked.connect(lambda xi, eta: self.activated.emit(self.name))
        view.regionSelected.connect(self._on_region_selected)
        view.regionMoved.connect(self._on_region_moved)
        view.holeMoved.connect(self._on_hole_moved)
        view.regionDrawing.connect(self._on_drawing)
        view.regionDrawn.connect(self._on_drawn)
        view.regionEditRequested.connect(lambda ident: self.editRequested.emit(str(ident)))
        view.regionDeleteRequested.connect(self._on_delete_requested)
        view.gestureCancelled.connect(self._on_gesture_cancelled)
        view.toolRequested.connect(self.toolRequested)
        self._contrast.join(view)
        view.menuRequested.connect(self._on_menu_requested)
        self.strip.changed.connect(self._on_display_changed)
        self.strip.refused.connect(self.workspace.told.emit)
        self._rest.timeout.connect(self.workspace.settle)

    def _connect_model(self) -> None:
        workspace = self.workspace
        workspace.table_changed.connect(self._on_table_changed)
        workspace.view.events.axes.connect(self.view.set_axes)
        workspace.view.events.is_mirrored.connect(self._show_reading)
        workspace.view.events.overlays.connect(self.view.canvas.set_overlays)
        if self.name == IMAGE:
            workspace.display.events.palette.connect(self._show_blank)
            self._show_blank()
        workspace.linked.contouring.shown.events.sky.connect(self.view.canvas.set_contours)
        if self.name == IMAGE:
            workspace.tools.backdrop.changed.connect(self._offer_quantities)
            workspace.lines.state.events.bands.connect(self._on_line_changed)
            workspace.lines.state.events.problem.connect(self._show_message)
        workspace.view.events.bounds.connect(self._show_bounds)
        workspace.view.events.filters.connect(self._show_title)
        workspace.shown.events.filter_tallies.connect(self._show_message)
        getattr(workspace.display.events, self.name).connect(self._show_display)
        getattr(workspace.shown.events, self.name).connect(self._show_picture)
        regions = workspace.regions.events
        for signal in (regions.items, regions.selected, regions.dragged):
            signal.connect(self._show_regions)
        workspace.shown.events.live.connect(self._show_live)
        workspace.shown.events.reading.connect(self._show_reading)
        note_soon = Throttle(self._show_note, self, NOTE_MS)
        workspace.runner.jobs_changed.connect(lambda: note_soon())
        if self.name == SCATTER:
            workspace.shown.events.points.connect(self._show_points)
            workspace.canvases.moving.connect(self._on_moving)

    def set_regions_visible(self, visible: bool) -> None:
        """Draw the regions, or not."""
        self._are_regions_visible = visible
        self._show_regions()

    # From the model

    def _on_table_changed(self) -> None:
        facts = self.workspace.facts
        self._places.clear()
        self._items.clear()
        self.view.set_frame(facts.frame if facts else None)
        self.view.clear_picture()
        self.view.clear_points()
        self.view.clear_scale()
        self.view.set_crosshair(None)
        self.view.set_marker(None)
        self._offer_quantities()
        self._show_display(self.workspace.display.of(self.name))
        self._show_title()

    def _offer_quantities(self) -> None:
        # A table of one exposure needs no colours by exposure.
        table = self.workspace.table
        has_exposures = table is not None and table.offsets.n_exposure > 1
        offered = [pair for pair in SKY_QUANTITIES[self.name] if pair[0] != "exposure" or has_exposures]
        opened = self.workspace.tools.backdrop.opened if self.name == IMAGE else None
        if self.name == IMAGE and self.workspace.lines.bands.is_complete:
            offered.extend(LINE_QUANTITIES)
        if opened is not None:
            offered.append((FILE, self._labels[FILE]))
        self.strip.set_quantities(offered)

    def _on_line_changed(self) -> None:
        self._offer_quantities()
        self._show_display(self.workspace.display.image)

    def _show_bounds(self) -> None:
        bounds = self.workspace.view.bounds
        if bounds is None:
            return
        if not self._tells:
            self.view.set_view(*bounds)

    def _show_display(self, display: Display) -> None:
        is_category = self.name == SCATTER and display.by in CATEGORIES
        self.strip.set_state(
            quantity=display.by,
            stretch=display.stretch,
            limits=display.limits,
            n_sigma=display.n_sigma,
            cmap=display.cmap,
            invert=display.invert,
            lo=display.low if display.limits == "User" else None,
            hi=display.high if display.limits == "User" else None,
            categorical=is_category,
        )
        self._show_hovered()
        self._show_title()

    def _show_blank(self) -> None:
        self.view.canvas.set_blank(self.workspace.display.palette.blank)

    def _show_picture(self, picture: Picture | None) -> None:
        if picture is None:
            self.patch_names.set_patches("", ())
            self.view.clear_picture()
            self.view.clear_scale()
            return
        self._shown_note = self._note(picture)
        self.view.set_picture(picture.rgba, picture.grid, self._shown_note)
        self._show_scale(picture)
        self._show_patches(picture)
        self._show_title()

    def _show_scale(self, picture: Picture) -> None:
        display, label = picture.display, self._labels[picture.display.by]
        if picture.lo is not None and picture.hi is not None:
            unit = unit_of_view(self.workspace, self.name)
            self.view.set_scale(
                picture.lo,
                picture.hi,
                display.stretch,
                display.cmap,
                unit,
                invert=display.invert,
                title=label,
                contrast=display.contrast,
                bias=display.bias,
                others=picture.others,
            )
            self.strip.set_state(lo=picture.lo, hi=picture.hi, unit=unit)
        elif not (self.name == SCATTER and display.by in CATEGORIES):
            self.view.clear_scale()  # nothing to see has no scale
        elif display.by == "flags":
            entries = flag_legend(picture.labels[0] if picture.labels else 0, display.flag_colours)
            self.view.set_legend("flags", [name for name, _ in entries], [c for _, c in entries], label)
        else:
            n = max(picture.labels, default=1)
            colours = category_colours(display.by, max(n, 1))
            shown = [tuple(int(c) for c in colours[i - 1]) for i in picture.labels]
            self.view.set_legend(display.by, [str(i) for i in picture.labels], shown, label)

    def _show_patches(self, picture: Picture) -> None:
        """Name patches of categories; those of the last exact picture stay while a sketch is shown."""
        by = picture.display.by if picture.labels else ""
        if picture.patches or picture.fraction >= 1.0 or by != self.patch_names.kind:
            self.patch_names.set_patches(by, picture.patches)

    def _note(self, picture: Picture) -> str:
        refining = self.workspace.runner.fraction_of(self.name)
        if picture.display.by == FILE:
            return "image file"
        state = exactness(picture.fraction)
        if refining is not None:
            state = f"{state}, refining {100 * refining:.0f} %"
        if self.name == IMAGE:
            return state
        if self.workspace.shown.points is not None:
            return f"{rows_text(len(self.workspace.shown.points.points.rows))} rows, all drawn"
        if picture.fraction >= 1.0 and not picture.n_row:
            return "no rows in view"
        n_row = picture.n_row / max(picture.fraction, 1e-9)
        return f"{state} · aggregate of {_short_number(n_row)} rows"

    def _show_note(self) -> None:
        picture = getattr(self.workspace.shown, self.name)
        if picture is None:
            return
        note = self._note(picture)
        if note != self._shown_note:
            self._shown_note = note
            self.view.set_note(note)

    def _show_message(self) -> None:
        """Say why nothing is to be seen, if so."""
        filters, tallies = self.workspace.view.filters, self.workspace.shown.filter_tallies
        text = why_nothing_passes(filters, tallies)
        # Rows with flags are no good ones, but the scatter draws them.
        is_about_good = text.startswith("No good")
        lines = self.workspace.lines
        if self.name == IMAGE and lines.is_shown and lines.state.problem:
            text = f"No line map: {lines.state.problem}."
        self.view.set_message("" if is_about_good and self.name != IMAGE else text)

    def _show_points(self) -> None:
        coloured = self.workspace.shown.points
        if coloured is None:
            self.view.clear_points()
        else:
            points = coloured.points
            self.view.set_points(points.xi, points.eta, coloured.rgba, points.rows, points.links)
        self._show_note()

    def _show_title(self) -> None:
        display = self.workspace.display.of(self.name)
        opened = self.workspace.tools.backdrop.opened
        if display.by == FILE and opened is not None:
            self.title.setText(f"<b>{SUBJECT_NAMES[self.name]}</b> · {opened.path.name}")
            return
        if shows_line(display.by):
            of = escape(map_words(self.workspace.lines.bands))
            self.title.setText(f"<b>{SUBJECT_NAMES[self.name]}</b> · {self._labels[display.by]} · {of}")
            return
        region = self.workspace.regions.live
        wave = choosing.shown_wave(self.workspace.view.filters, region)
        whose = f" of {region.title}" if region is not None and region.wave else ""
        waves = "no wavelengths left" if wave is None else waves_text(wave)
        # One line that says what is seen, for a picture saved or looked at from afar.
        self.title.setText(f"<b>{SUBJECT_NAMES[self.name]}</b> · {self._labels[display.by]} · {waves}{whose}")

    def _show_regions(self) -> None:
        if len(self.workspace.regions.items) > CROWD:
            if not self._regions_soon.isActive():
                self._regions_soon.start()
        else:
            self._show_all_regions()

    def _show_all_regions(self) -> None:
        self._regions_soon.stop()
        facts = self.workspace.facts
        regions = self.workspace.regions
        if facts is None:
            self.view.set_regions([])
            self.regionsShown.emit([])
            return
        dragged = regions.dragged
        items = [dragged if dragged and r.ident == dragged.ident else r for r in regions.items]
        if dragged is not None and dragged.ident == NEW and not self._draws:
            items.append(dragged)
        selected = set(regions.selected)
        self._find_places([r.shape for r in items if r.shape not in self._places])
        drawn = [self._known_item(region, region.ident in selected) for region in items]
        self.view.set_regions(drawn)
        self.regionsShown.emit(drawn)
        self._show_title()

    def _known_item(self, region: Region, is_selected: bool) -> RegionItemData:
        """The same item again where nothing changed: there may be thousands, at each step of a drag."""
        known = self._items.get(region.ident)
        if known is None or known[0] is not region or known[1] != (is_selected, self._are_regions_visible):
            made_of = (is_selected, self._are_regions_visible)
            known = self._items[region.ident] = (region, made_of, self._item(region, is_selected))
        return known[2]

    def _find_places(self, shapes: list[Shape]) -> None:
        """Places in the plane of many shapes at once: one by one, thousands take half a second."""
        facts = self.workspace.facts
        if facts is None or len(shapes) < 2:
            return
        xi, eta = facts.frame.sky_to_plane([s.ra for s in shapes], [s.dec for s in shapes])
        self._places.update(zip(shapes, zip(xi.tolist(), eta.tolist(), strict=True), strict=True))

    def _place(self, shape: Shape) -> tuple[float, float]:
        """Place in the plane, kept: thousands of regions are drawn again at each step of a drag."""
        known = self._places.get(shape)
        if known is None:
            facts = self.workspace.facts
            assert facts is not None
            xi, eta = facts.frame.sky_to_plane(shape.ra, shape.dec)
            known = self._places[shape] = (float(xi), float(eta))
        return known

    def _item(self, region: Region, is_selected: bool) -> RegionItemData:
        xi, eta = self._place(region.shape)
        return RegionItemData(
            id=region.ident,
            shape_kind=region.kind,
            xi=xi,
            eta=eta,
            size=region.shape.size,
            hole=region.shape.inner if isinstance(region.shape, Annulus) else 0.0,
            name=region.name,
            colour=drawn_colour(region.colour),
            selected=is_selected,
            visible=self._are_regions_visible and region.visible,
            locked=region.locked,
            dashed=region.role == BACKGROUND,
            slashed=region.role == EXCLUDE,
            dotted=region.role == ANNOTATION,
        )

    def _show_live(self) -> None:
        dragged = self.workspace.regions.dragged
        if dragged is None:
            self.view.set_drag_text("")
            return
        facts = self.workspace.facts
        unit = "″" if facts is not None and facts.frame.is_sky else " pix"
        live = self.workspace.shown.live
        self.view.set_drag_text(f"{size_text(dragged.shape, unit)}\n{tally_text(live)}")

    def _show_reading(self) -> None:
        reading = self.workspace.shown.reading
        if reading is None:
            self.view.set_crosshair(None)
            self.view.set_marker(None)
            self._show_identity(None)
            return
        # The cursor itself is in this view, or a crosshair stands in for it.
        if not self._is_hovered:
            is_shown = self.workspace.view.is_mirrored or self._is_keyed
            self.view.set_crosshair(*((reading.xi, reading.eta) if is_shown else (None,)))
        self._show_hovered()
        if reading.row is not None:
            self.view.set_marker(reading.row.xi, reading.row.eta)
        elif reading.is_known:
            self.view.set_marker(None)

    def _show_identity(self, row: Row | None) -> None:
        """Say beside the mouse which category it is over, where colours stand for categories."""
        by = self.workspace.display.of(self.name).by
        self.view.canvas.hint = identity_text(by, row) if row is not None and by in CATEGORIES else ""
        self.view.canvas.refresh()

    def _show_hovered(self) -> None:
        reading = self.workspace.shown.reading
        self._show_identity(reading.row if reading is not None and self._is_hovered else None)

    def _on_moving(self) -> None:
        self._rest.start()

    # From the user

    def _on_view_changed(self, x0: float, x1: float, y0: float, y1: float) -> None:
        bounds = self.workspace.view.bounds
        if bounds is None:
            return
        self._tells = True
        try:
            self.workspace.set_view(
                resolve.followed_bounds(bounds, self.view.screen_shape(), (x0, x1, y0, y1))
            )
        finally:
            self._tells = False

    def _tell_shape(self) -> None:
        shape = self.view.screen_shape()
        if shape == self._shape:
            return
        self._shape = shape
        self.workspace.set_shape(self.name, shape)
        bounds = self.workspace.view.bounds
        if bounds is not None:
            self.view.set_view(*bounds)

    def _on_cursor_nudged(self, xi: float, eta: float) -> None:
        self._is_hovered, self._is_keyed = False, True
        self.workspace.hover(xi, eta)

    def _on_cursor_moved(self, xi: float, eta: float) -> None:
        self._is_keyed = False
        if not self._is_hovered:
            self._is_hovered = True
            self.view.set_crosshair(None)
        self.workspace.hover(xi, eta)

    def _on_cursor_left(self) -> None:
        self._is_hovered = False
        self.workspace.canvases.leave()

    def _on_region_selected(self, ident: object) -> None:
        self.activated.emit(self.name)
        self.workspace.editor.select_region(None if ident is None else str(ident))

    def _on_region_moved(self, ident: object, xi: float, eta: float, size: float, finished: bool) -> None:
        move = self.workspace.editor.move_region if finished else self.workspace.editor.drag_region
        move(str(ident), xi, eta, size)
        self._show_live()

    def _on_hole_moved(self, ident: object, inner: float, finished: bool) -> None:
        editor = self.workspace.editor
        (editor.move_hole if finished else editor.drag_hole)(str(ident), inner)
        self._show_live()

    def _on_drawing(self, kind: str, xi: float, eta: float, size: float) -> None:
        self._draws = True
        self.workspace.editor.drag_new(kind, xi, eta, size)
        self._show_live()

    def _on_drawn(self, kind: str, xi: float, eta: float, size: float) -> None:
        self._draws = False
        self.activated.emit(self.name)
        self.workspace.editor.add_shape(kind, xi, eta, size)

    def _on_delete_requested(self, ident: object) -> None:
        self.workspace.editor.delete_regions((str(ident),))

    def _on_gesture_cancelled(self) -> None:
        self._draws = False
        self.workspace.editor.cancel_gesture()

    def _on_display_changed(self, changes: dict[str, Any]) -> None:
        self.activated.emit(self.name)
        shown = getattr(self.workspace.shown, self.name)
        wanted = display_changes(self.workspace, self.name, changes, shown)
        if wanted:
            self.workspace.editor.set_display(self.name, **wanted)
        else:
            self._show_display(self.workspace.display.of(self.name))

    def _on_menu_requested(self, xi: float, eta: float, where: QPoint) -> None:
        self.activated.emit(self.name)
        self.menuRequested.emit(xi, eta, where)


def _short_number(n: float) -> str:
    """3.1 M, 24.4 k, 950."""
    for unit, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if n >= size:
            return f"{n / size:.3g} {unit}"
    return f"{n:.0f}"
