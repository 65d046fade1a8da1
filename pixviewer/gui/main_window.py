"""The window: docks, bars and how they are joined. What they do is in `verbs`, what they show in `panes`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QEvent, Qt, QTimer
from PyQt6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
)
from PyQt6.QtWidgets import QMainWindow, QMenu, QMessageBox, QSizePolicy, QWidget

from pixviewer.gui import errors, screens, settings, sheets, theme
from pixviewer.gui.actions import ACTIONS
from pixviewer.gui.arrangement import EXTRACT, INSPECT, SELFCAL, Arrangement
from pixviewer.gui.bridge import Courier
from pixviewer.gui.compare_linking import CompareLinking
from pixviewer.gui.context_menu import fill_detector_menu, fill_sky_menu, fill_spectrum_menu
from pixviewer.gui.dropping import dropped_files
from pixviewer.gui.examine_linking import EXAMINE, ExamineLinking
from pixviewer.gui.exhibit_panels import add_exhibits
from pixviewer.gui.keys.joining import join_contexts
from pixviewer.gui.legend_linking import LegendLinking
from pixviewer.gui.linking import Linking
from pixviewer.gui.lock_marks import LockMarks
from pixviewer.gui.marking_linking import RULER, MarkingLinking
from pixviewer.gui.mask_linking import join_mask, make_mask_pane
from pixviewer.gui.menus import Menus
from pixviewer.gui.panes.compare_pane import ComparePane
from pixviewer.gui.panes.content_pane import ContentPane
from pixviewer.gui.panes.cuts_pane import CutsPane
from pixviewer.gui.panes.detector_pane import DetectorPane
from pixviewer.gui.panes.examine_pane import ExaminePane
from pixviewer.gui.panes.extract_bar import ExtractBar
from pixviewer.gui.panes.filter_bar import FilterBar
from pixviewer.gui.panes.fit_pane import FitPane
from pixviewer.gui.panes.flags_pane import FlagsPane
from pixviewer.gui.panes.goto_edit import GotoEdit
from pixviewer.gui.panes.histogram_pane import HistogramPane
from pixviewer.gui.panes.history_pane import HistoryPane
from pixviewer.gui.panes.legend_pane import LegendPane
from pixviewer.gui.panes.loupe_pane import join_loupe
from pixviewer.gui.panes.marker_pane import MarkerPane
from pixviewer.gui.panes.overview_pane import OverviewPane
from pixviewer.gui.panes.peak_bar import PeakBar
from pixviewer.gui.panes.perspective_tabs import PerspectiveTabs
from pixviewer.gui.panes.plot_pane import PlotPane
from pixviewer.gui.panes.recipe_pane import RecipePane
from pixviewer.gui.panes.region_editor import RegionEditor
from pixviewer.gui.panes.region_pane import RegionPane
from pixviewer.gui.panes.row_pane import RowPane
from pixviewer.gui.panes.sky_pane import SkyPane
from pixviewer.gui.panes.slice_map_pane import SliceMapPane
from pixviewer.gui.panes.slice_pane import SlicePane
from pixviewer.gui.panes.spectrum_pane import SpectrumPane
from pixviewer.gui.panes.start_page import StartPage
from pixviewer.gui.panes.statistics_pane import StatisticsPane
from pixviewer.gui.panes.status import ReadoutBar, StatusBar
from pixviewer.gui.panes.steps_pane import StepsPane
from pixviewer.gui.panes.table_badges import table_badges
from pixviewer.gui.panes.thumbnail_pane import ThumbnailPane
from pixviewer.gui.panes.verdict_pane import VerdictPane
from pixviewer.gui.panes.view_slot import Slots
from pixviewer.gui.picture_linking import PictureLinking
from pixviewer.gui.plot_menu import open_plot_menu
from pixviewer.gui.project_linking import ProjectLinking
from pixviewer.gui.recent_linking import RecentLinking
from pixviewer.gui.row_cards import RowCards
from pixviewer.gui.selfcal_linking import SelfcalLinking
from pixviewer.gui.tool_keys import ToolKeys
from pixviewer.gui.verbs import Verbs, ask_large, ask_memory
from pixviewer.gui.verdict_menu import SliceMenu
from pixviewer.gui.widgets.badge import BadgeBar
from pixviewer.gui.widgets.job_pill import JobPill
from pixviewer.gui.windows import Windows
from pixviewer.model.colour_maps import colour_map_label, colour_map_name
from pixviewer.model.favourite_maps import known_maps
from pixviewer.model.filters import GOOD_ROWS
from pixviewer.model.limit_rules import SKY_SIGMA, limits_text
from pixviewer.model.memory import OverBudget
from pixviewer.model.messages import FAILURE, NOTE, WARNING, Messages
from pixviewer.model.readout import rows_text
from pixviewer.model.state import DETECTOR, IMAGE, SCATTER, VIEWS
from pixviewer.model.workspace import WRITING, Workspace

VIEW_TITLES = {
    IMAGE: "Image",
    SCATTER: "Scatter",
    DETECTOR: "Detector",
    "slices": "Slices",
    "compare": "Compare",
}


class MainWindow(QMainWindow):
    """One window on one workspace."""

    def __init__(
        self, log_file: Path | None = None, *, remembers: bool = True, windows: Windows | None = None
    ) -> None:
        super().__init__()
        self.log_file = log_file
        self.remembers = self._remembers = remembers
        self.windows = windows if windows is not None else Windows(remembers=remembers)
        self.is_further = False  # opened from another window, and let go when it is closed
        self.setWindowTitle("pixviewer")
        self.setAcceptDrops(True)
        self._courier = Courier(self)
        self.deliver = self._courier.deliver
        self.workspace = Workspace(self.deliver, self.windows.preferring)
        self.active_view = IMAGE
        self.tool = "pan"
        self._make_parts()
        self._lay_out()
        self._fill_menus()
        self._connect()
        self._show_table()
        self.resize(1280, 800)
        if self.windows.preferring.value.restores_arrangement:
            self.arrangement.restore()
        self.menus.check("perspective", self.arrangement.perspective)
        self.windows.add(self)
        self.lock_marks = LockMarks(self)
        self.pictures = PictureLinking(self)
        self.key_contexts = join_contexts(self)
        self.row_cards = RowCards(self)
        self.project = ProjectLinking(self)
        while self.windows.problems:
            self.warn(self.windows.problems.pop(0))

    def _make_parts(self) -> None:
        self.verbs = Verbs(self)
        self.menus = Menus(self, self.verbs.run, self.windows.keymap)
        self.start = StartPage()
        self.panes = {name: SkyPane(self.workspace, name) for name in VIEWS}
        self.spectrum = SpectrumPane(self.workspace)
        self.detector = DetectorPane(self.workspace)
        self.slice_map = SliceMapPane(self.workspace)
        SliceMenu(self.workspace, self.slice_map.canvas)
        self.compare = ComparePane(self.workspace)
        self.regions = RegionPane(self.workspace, self.show_failure)
        self.peak_bar = PeakBar(self.workspace)
        self.badges = BadgeBar()
        self.goto_edit = GotoEdit(self.workspace)
        self.filters = FilterBar(
            self.workspace,
            [self.menus.actions[a.ident] for a in ACTIONS if a.menu == "Filter"],
        )
        self.extract_bar = ExtractBar(
            self.workspace,
            [self.menus.actions[i] for i in ("extract", "extract-all", "copy-python", "copy-command")],
        )
        self.readout = ReadoutBar(self.workspace)
        self.status = StatusBar(self.workspace)
        self.messages = Messages()
        self.perspective_tabs = PerspectiveTabs(self.menus.actions)
        self.job_pill = JobPill()

    def _lay_out(self) -> None:
        views: dict[str, QWidget] = {
            **self.panes, DETECTOR: self.detector, "slices": self.slice_map, "compare": self.compare
        }  # fmt: skip
        self.slots = Slots(views, VIEW_TITLES, *VIEWS, parent=self)
        self.arrangement = Arrangement(self, self.start, list(self.slots.slots), remembers=self._remembers)
        self.arrangement.add_dock("Spectrum", self.spectrum, Qt.DockWidgetArea.BottomDockWidgetArea)
        right = Qt.DockWidgetArea.RightDockWidgetArea
        workspace, add_dock = self.workspace, self.arrangement.add_dock
        add_dock("Region", lambda: RegionEditor(workspace), right, homes=EXTRACT)
        add_dock("Regions", self.regions, right)
        add_dock("Detectors", self._make_thumbnails, Qt.DockWidgetArea.BottomDockWidgetArea, homes=EXTRACT)
        self.arrangement.place_beside("Spectrum", "Detectors")
        add_dock("Flags", self._make_flags, right, behind="Regions")
        add_dock("Examine", self._make_examine, right, behind="Regions")
        add_dock("Markers", lambda: MarkerPane(workspace), right, behind="Regions")
        add_dock("Legend", lambda: LegendPane(workspace), right, behind="Regions")
        add_dock("Rows", lambda: RowPane(workspace), right, behind="Regions")
        add_dock("Cuts", lambda: CutsPane(workspace), right, behind="Regions")
        add_dock("Slice", self._make_slice, right, behind="Regions",
                 homes=("inspect", "extract", "selfcal"))  # fmt: skip
        add_dock("Verdicts", self._make_verdicts, right, behind="Slice", homes=SELFCAL)
        add_dock("Statistics", lambda: StatisticsPane(workspace), right, behind="Slice", homes=SELFCAL)
        add_dock("Histogram", lambda: HistogramPane(workspace), Qt.DockWidgetArea.BottomDockWidgetArea,
                 behind="Spectrum")  # fmt: skip
        add_dock("Fit", self._make_fit, right, behind="Regions")
        add_dock("Contents", lambda: ContentPane(workspace), right, behind="Regions")
        add_dock("Plot", lambda: PlotPane(workspace), right, behind="Regions")
        add_dock("History", lambda: HistoryPane(workspace), right, behind="Regions", homes=())
        add_dock("Recipe", self._make_recipe, right, behind="Regions")
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        add_dock("Overview", lambda: OverviewPane(workspace), left, homes=INSPECT)
        add_dock("Loupe", lambda: join_loupe(self), left, homes=INSPECT)
        add_dock("Steps", self._make_steps, left, homes=SELFCAL)
        add_dock("Mask", lambda: make_mask_pane(self), left, behind="Steps", homes=SELFCAL)
        add_exhibits(self)
        tools = self.arrangement.add_bar("Tools", needs_table=False)
        tools.addWidget(self.perspective_tabs)
        tools.addSeparator()
        self.menus.fill_tool_bar(tools)
        self.tools = ToolKeys(self, tools)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        tools.addWidget(spacer)
        tools.addWidget(self.goto_edit)
        tools.addWidget(self.job_pill)
        self.addToolBarBreak()
        self.arrangement.add_bar("State of the table").addWidget(self.badges)
        self.addToolBarBreak()
        self.arrangement.add_bar("Filters").addWidget(self.filters)
        bottom = Qt.ToolBarArea.BottomToolBarArea
        self.peak_bar.join_bar(self.arrangement.add_bar("Peak", bottom, needs_table=False))
        self.addToolBarBreak(bottom)
        extraction = self.arrangement.add_bar("Extraction", bottom, perspective="extract")
        extraction.addWidget(self.extract_bar)
        self.addToolBarBreak(bottom)
        self.arrangement.add_bar("Readout line", bottom).addWidget(self.readout)
        self.setStatusBar(self.status)
        self.workspace.when_ready = self.arrangement.when_painted

    # Panels that are built when they are first looked at, or asked for

    def _make_thumbnails(self) -> ThumbnailPane:
        made = ThumbnailPane(self.workspace)
        made.opened.connect(self.verbs.open_detector)
        return made

    @property
    def region_editor(self) -> RegionEditor:
        """The current region as fields."""
        return self.arrangement.panel("Region", RegionEditor)

    @property
    def thumbnails(self) -> ThumbnailPane:
        """The detectors of the current region."""
        return self.arrangement.panel("Detectors", ThumbnailPane)

    @property
    def flags(self) -> FlagsPane:
        """The list of flags."""
        return self.arrangement.panel("Flags", FlagsPane)

    @property
    def rows(self) -> RowPane:
        """The table of rows."""
        return self.arrangement.panel("Rows", RowPane)

    @property
    def slice_pane(self) -> SlicePane:
        """The slice inspector."""
        return self.arrangement.panel("Slice", SlicePane)

    @property
    def histogram_pane(self) -> HistogramPane:
        """The histogram of values."""
        return self.arrangement.panel("Histogram", HistogramPane)

    @property
    def fit_pane(self) -> FitPane:
        """The fit of a star."""
        return self.arrangement.panel("Fit", FitPane)

    @property
    def contents(self) -> ContentPane:
        """What the region consists of."""
        return self.arrangement.panel("Contents", ContentPane)

    @property
    def plot_pane(self) -> PlotPane:
        """The diagram of columns."""
        return self.arrangement.panel("Plot", PlotPane)

    @property
    def recipe_pane(self) -> RecipePane:
        """What was done and what is shown, as scripts."""
        return self.arrangement.panel("Recipe", RecipePane)

    @property
    def verdict_pane(self) -> VerdictPane:
        """Slices that are off, and what is decided about them."""
        return self.arrangement.panel("Verdicts", VerdictPane)

    def _make_flags(self) -> FlagsPane:
        pane = FlagsPane(self.workspace)
        pane.goodRequested.connect(self.verbs.toggle_good_rows)
        return pane

    def _make_slice(self) -> SlicePane:
        made = SlicePane(self.workspace)
        SliceMenu(self.workspace, made)
        return made

    def _make_verdicts(self) -> VerdictPane:
        return VerdictPane(self.workspace, self.menus.actions)

    def _make_recipe(self) -> RecipePane:
        made = RecipePane(self.workspace)
        made.saveRequested.connect(self.verbs.save_recipe)
        made.told.connect(self.tell)
        return made

    def _make_steps(self) -> StepsPane:
        made = StepsPane(self.workspace)
        made.loadRequested.connect(self.verbs.load_factors)
        made.saveRequested.connect(self.verbs.save_selfcal)
        made.panelRequested.connect(self.arrangement.show_dock)
        made.compareRequested.connect(self.selfcal_linking.show_pair)
        made.told.connect(self.tell)
        return made

    def _make_examine(self) -> ExaminePane:
        pane = ExaminePane(self.workspace)
        pane.told.connect(self.tell)
        return pane

    def _make_fit(self) -> FitPane:
        pane = FitPane(self.workspace)
        pane.told.connect(self.tell)
        return pane

    def _fill_menus(self) -> None:
        bar = self.menuBar()
        assert bar is not None
        self.menus.fill_menu_bar(bar)
        panels = QMenu("Panels", self)
        self.menus.menus["View"].insertMenu(self.menus.actions["full-screen"], panels)
        for dock in self.arrangement.docks.values():
            panels.addAction(dock.toggleViewAction())
        self.recent_menu = QMenu("Open Recent", self)
        self.menus.menus["File"].insertMenu(self.menus.actions["demo"], self.recent_menu)
        for ident in ("sky-lines", "row-card"):
            self.menus.actions[ident].setChecked(True)
        self.menus.check("perspective", self.arrangement.perspective)
        self.menus.check("pick-mode", self.workspace.linked.links.mode)
        self.menus.check("axes", self.workspace.view.axes)
        self.windows.dressing.theme_applied.connect(partial(self.menus.check, "theme"))
        self.menus.check("theme", theme.choice())
        self._on_view_shown()

    def _connect(self) -> None:
        workspace = self.workspace
        workspace.table_changed.connect(self._show_table)
        workspace.facts_changed.connect(self._show_enabled)
        workspace.told.connect(self.tell)
        self.messages.changed.connect(lambda: self.status.bell.set_unseen(self.messages.n_unseen))
        self.status.bell.clicked.connect(self.verbs.show_messages)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenRemoved.connect(self._on_screen_removed)
        workspace.runner.jobs_changed.connect(self._show_jobs)
        self.job_pill.cancelRequested.connect(workspace.runner.cancel)
        workspace.failed.connect(self.show_failure)
        workspace.too_large.connect(self._on_too_large)
        workspace.tools.asks_memory.connect(self._on_asks_memory)
        workspace.extracted.connect(self._on_extracted)
        workspace.history.changed.connect(self._show_enabled)
        workspace.regions.events.selected.connect(self._show_enabled)
        workspace.regions.events.items.connect(self._show_enabled)
        workspace.view.events.filters.connect(self._show_enabled)
        workspace.view.events.bounds.connect(self._show_enabled)
        workspace.navigator.remembered.connect(self._show_enabled)
        workspace.view.events.is_frozen.connect(self.update_marks)
        workspace.view.events.is_mirrored.connect(self.update_marks)
        workspace.view.events.overlays.connect(self.update_marks)
        workspace.view.events.axes.connect(self.update_marks)
        workspace.display.events.connect(self.update_marks)
        for pane in self.panes.values():
            pane.activated.connect(self.activate_view)
            pane.toolRequested.connect(self.set_tool)
            pane.editRequested.connect(lambda ident: self.verbs.edit_numbers(str(ident)))
            pane.menuRequested.connect(self._on_menu_requested)
        self.linking = Linking(self)
        self.recent_linking = RecentLinking(self)
        self.marking_linking = MarkingLinking(self)
        self.examine_linking = ExamineLinking(self)
        bars = [pane.view.colour_bar for pane in self.panes.values()]
        self.legend_linking = LegendLinking(workspace.legend, [*bars, self.detector.bar], self)
        self.mask_linking = join_mask(self)
        self.compare_linking = CompareLinking(self)
        self.selfcal_linking = SelfcalLinking(self)
        self.slots.shown_changed.connect(self._on_view_shown)
        self.detector.activated.connect(self.activate_view)
        self.detector.hovered.connect(self.readout.show_text)
        self.detector.menuRequested.connect(self._on_detector_menu_requested)
        self.slice_map.hovered.connect(self.readout.show_text)
        workspace.linked.detector.events.connect(self.update_marks)
        workspace.linked.links.events.pick.connect(self._show_enabled)
        workspace.linked.shown.events.ifus.connect(self._show_enabled)
        self.spectrum.view.toolRequested.connect(self.set_tool)
        self.spectrum.hovered.connect(self.readout.show_text)
        self.spectrum.menuRequested.connect(self._on_spectrum_menu_requested)
        self.spectrum.view.skyLinesToggled.connect(self.menus.actions["sky-lines"].setChecked)
        self.filters.editRequested.connect(self.verbs.edit_filter)
        self.filters.onlyChosenRequested.connect(self.verbs.toggle_only_chosen)
        self.regions.extractRequested.connect(self.verbs.extract)
        self.regions.focusRequested.connect(self.verbs.zoom_to_region)
        workspace.tools.marks_changed.connect(self._show_marks)
        workspace.tools.files.written.connect(self.tell)
        workspace.tools.files.failed.connect(self.show_failure)
        workspace.tools.backdrop.failed.connect(self.show_failure)
        workspace.verdicts.objected.connect(self.verbs.ask_verdicts)
        workspace.selfcal.changed.connect(self._show_enabled)
        workspace.selfcal.saver.changed.connect(self._show_enabled)
        workspace.selfcal.state.events.running.connect(self._show_enabled)
        self.badges.badgeClicked.connect(self.verbs.show_header)
        self.goto_edit.wentTo.connect(self._on_went_to)
        self.start.openRequested.connect(self.verbs.choose_file)
        self.start.demoRequested.connect(self.verbs.open_demo)

    # What panes and verbs ask of the window

    def tell(self, text: str, kind: str = NOTE) -> None:
        """Show a message in the status bar, and keep it in the list of messages."""
        self.messages.add(text, kind)
        self.status.tell(text)

    def warn(self, text: str) -> None:
        """Tell what the bell counts, too."""
        self.tell(text, WARNING)

    def show_failure(self, what: str, error: Exception) -> None:
        """Show a failure in a dialog."""
        self.messages.add(f"{what}: {errors.sentence_of(error) or errors.UNEXPECTED}", FAILURE)
        errors.show_failure(what, error, self, self.log_file)

    def is_checked(self, ident: str) -> bool:
        """Whether the mark of an action is set."""
        return self.menus.actions[ident].isChecked()

    def set_tool(self, tool: str) -> None:
        """Choose what a left drag does, in every view."""
        self.tool = tool
        drawn = "pan" if tool in ("wave", RULER, EXAMINE) else tool
        for pane in self.panes.values():
            pane.view.set_tool(drawn)
        self.compare.set_tool(drawn)
        self.spectrum.view.set_tool("wave" if tool == "wave" else "pan")
        self.marking_linking.set_measuring(tool == RULER)
        self.examine_linking.set_examining(tool == EXAMINE)
        self.menus.check("tool", tool)
        self.tools.choice.follow(tool)

    def set_regions_visible(self, visible: bool) -> None:
        """Draw regions in the views, or not."""
        for pane in self.panes.values():
            pane.set_regions_visible(visible)

    def set_perspective(self, name: str) -> None:
        """Arrange the window for one of its jobs."""
        self.arrangement.set_perspective(name)
        self.selfcal_linking.enter()
        self.menus.check("perspective", name)

    def update_marks(self) -> None:
        """Set the marks of the menus as the view that was used last has it."""
        display = self.workspace.display.of(self.active_view)
        self.menus.name_view(self.active_view)
        self.menus.check("stretch", display.stretch)
        self.menus.check("limits", display.limits)
        self.menus.check("scope", display.scope)
        self.menus.rename("limits", SKY_SIGMA, limits_text(SKY_SIGMA, display.n_sigma))
        self.menus.check("compare-mode", self.workspace.comparison.state.mode)
        self.menus.check("cmap", colour_map_label(display.cmap))
        self.menus.actions["invert"].setChecked(display.invert)
        self.menus.actions["show-bad"].setChecked(display.shows_bad)
        favourites = known_maps(self.workspace.preferring.value.favourite_maps)
        self.menus.actions["map-favourite"].setChecked(colour_map_name(display.cmap) in favourites)
        self.menus.actions["freeze"].setChecked(self.workspace.view.is_frozen)
        self.menus.actions["line-show"].setChecked(self.workspace.lines.is_shown)
        self.menus.actions["mirror"].setChecked(self.workspace.view.is_mirrored)
        self.menus.check("axes", self.workspace.view.axes)
        for action in ACTIONS:
            if action.verb == "toggle_overlay":
                shown = getattr(self.workspace.view.overlays, action.argument)
                self.menus.actions[action.ident].setChecked(shown)
        state = self.workspace.linked.detector
        self.menus.actions["detector-outlines"].setChecked(state.has_outlines)
        self.menus.actions["detector-lock"].setChecked(state.is_locked)
        current = self.workspace.regions.current
        self.menus.actions["region-lock"].setChecked(current is not None and current.locked)
        self.menus.check("role", current.role if current is not None else "")
        filters = self.workspace.view.filters
        self.menus.actions["filter-good"].setChecked(GOOD_ROWS in filters.chips)
        self.menus.actions["filter-chosen"].setChecked(filters.only_chosen)

    # From the model

    def _show_table(self) -> None:
        table = self.workspace.table
        self.arrangement.show_views(table is not None)
        self.active_view = IMAGE
        self.badges.set_badges(table_badges(table, self.workspace.name) if table is not None else [])
        if table is not None and table.path is not None and self._remembers:
            settings.remember_file(table.path)
        if table is None:
            self.recent_linking.refresh()
        self.set_tool("pan")
        self._show_enabled()

    def _show_enabled(self) -> None:
        self.menus.update(self.workspace)
        self.update_marks()

    def _on_screen_removed(self) -> None:
        screens.bring_back(self)

    def _show_jobs(self) -> None:
        self.job_pill.set_jobs(self.workspace.runner.jobs)

    def _show_marks(self) -> None:
        for pane in self.panes.values():
            pane.view.set_marks(self.workspace.tools.marks)
        self.compare.set_marks(self.workspace.tools.marks)

    def _on_too_large(self, path: Path, error: Exception) -> None:
        ask_large(self, path, error)

    def _on_asks_memory(self, error: OverBudget, go_on: Callable[[], None]) -> None:
        ask_memory(self, error, go_on)

    def _on_extracted(self, path: Path, n_row: int) -> None:
        self.tell(f"wrote {rows_text(n_row)} rows to {path}")
        settings.remember_file(path)

    # From the user

    def activate_view(self, name: str) -> None:
        """Have the menus speak of a view."""
        self.active_view = name
        self.workspace.cuts.look_at(name)
        self.update_marks()

    def _on_menu_requested(self, xi: float, eta: float, where: object) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_sky_menu(menu, self, xi, eta)
        menu.popup(where)  # type: ignore[arg-type]

    def _on_spectrum_menu_requested(self, where: object) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_spectrum_menu(menu, self)
        menu.popup(where)  # type: ignore[arg-type]

    def _on_detector_menu_requested(self, where: object) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_detector_menu(menu, self)
        menu.popup(where)  # type: ignore[arg-type]

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Offer the picture and the numbers of a diagram that has no menu of its own."""
        if event is not None and not open_plot_menu(self, event):
            super().contextMenuEvent(event)

    def _on_view_shown(self) -> None:
        self.menus.check("first-view", self.slots.shown[0])
        self.menus.check("second-view", self.slots.shown[1])

    def _on_went_to(self, xi: float, eta: float) -> None:
        for pane in self.panes.values():
            pane.view.set_crosshair(xi, eta)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """React to keys that nothing in the window has taken."""
        if event is None or not self.tools.key_pressed(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        """Let a held tool go."""
        if event is not None:
            self.tools.key_released(event)
        super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Welcome files."""
        if event is not None and dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open the first table that was dropped, and draw all regions."""
        paths = dropped_files(event) if event is not None else []
        if event is not None and paths:
            event.acceptProposedAction()
            self.verbs.open_files(paths)

    def changeEvent(self, event: QEvent | None) -> None:
        """Let what has a sheet of its own follow the font of the application, as all else does by itself."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            # Once all other widgets have heard of it: these take the font of what they lie in.
            QTimer.singleShot(0, sheets.put_on_again)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Remember how the window looked, and end all work."""
        if event is not None and self.workspace.runner.is_busy_with(WRITING) and not self._may_stop():
            event.ignore()
            return
        if event is not None and not self.project.may_close():
            event.ignore()
            return
        self.arrangement.save()
        self.arrangement.hide_floating()
        self.lock_marks.close()
        self.row_cards.close()
        self.pictures.close()
        self.project.close()
        self.windows.remove(self)
        self.workspace.close()
        super().closeEvent(event)
        if self.is_further:
            self.deleteLater()

    def _may_stop(self) -> bool:
        answer = QMessageBox.question(
            self, "Stop writing?", "A file is being written. Stop, and leave it unwritten?",
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No, QMessageBox.StandardButton.No,
        )  # fmt: skip
        return answer == QMessageBox.StandardButton.Yes
