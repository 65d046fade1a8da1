"""How the parts of the window are arranged: perspectives, and the arrangement that is remembered."""

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QByteArray, Qt, QTimer
from PyQt6.QtGui import QFont
from PyQt6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QToolBar,
    QWidget,
)

from pixviewer.gui import screens, settings
from pixviewer.gui.late_panel import LatePanel, W
from pixviewer.gui.panel_shape import PanelShape, apply_shape, from_text, shape_of, to_text
from pixviewer.gui.tab_style import TabStyle

PERSPECTIVES = ("inspect", "extract", "selfcal")
# Perspectives that show a panel, unless it says otherwise.
GENERAL = ("inspect", "extract")
INSPECT = ("inspect",)
EXTRACT = ("extract",)
SELFCAL = ("selfcal",)
# Shares of the window that panels of a self-calibration have.
SELFCAL_FRONT = ("Steps", "Maps", "Curves")
SELFCAL_SIZES = (
    ("Steps", 0.2, Qt.Orientation.Horizontal),
    ("Curves", 0.22, Qt.Orientation.Horizontal),
)
MAPS_SHARE = 0.33
EMPTY_MAPS = 70
THIN = 168  # of the panels at the left that only help to look around: the views keep the rest
OVERVIEW_HEIGHT = 270  # the square picture, three lines of IFUs, a title
TURN_MS = 5
EDITOR_HEIGHT, ROOM_OF_BARS = 352, 240


class Arrangement:
    """Docks, bars and the views in the middle of a window.

    An empty window shows its start page alone; the rest comes with the first table, as it was left.

    Parameters
    ----------
    window : QMainWindow
    start : QWidget
        What an empty window shows.
    views : sequence of QWidget
        The linked views, left to right.
    remembers : bool
        Whether arrangements are kept from one start to the next.
    """

    def __init__(self, window: QMainWindow, start: QWidget, views: list[QWidget], *, remembers: bool) -> None:
        self._window = window
        self._start = start
        self._remembers = remembers
        self._layout: QByteArray | None = None  # of docks and bars, as the last window was left
        # By perspective that was left; without one, panels stand as the perspective has them at first.
        self._shapes: dict[str, PanelShape] = {}
        self._placed: list[Callable[[], None]] = []  # how panels got to their places
        self._unpainted: list[QWidget] = []
        self._waiting: list[Callable[[], None]] = []
        self._turns = QTimer(window)
        self._turns.setInterval(TURN_MS)
        self._turns.timeout.connect(self._on_turn)
        self._tab_style = TabStyle()
        self.perspective = PERSPECTIVES[0]
        self._has_maps = False
        self.docks: dict[str, QDockWidget] = {}
        self._homes: dict[str, tuple[str, ...]] = {}
        self.bars: list[QToolBar] = []
        self._bars_of: dict[QToolBar, str] = {}
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for view in views:
            self.splitter.addWidget(view)
        self.splitter.setChildrenCollapsible(False)
        self.stack = QStackedWidget()
        self.stack.addWidget(start)
        self.stack.addWidget(self.splitter)
        window.setCentralWidget(self.stack)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)

    @property
    def has_views(self) -> bool:
        """Whether the views are shown, not the start page."""
        return self.stack.currentWidget() is self.splitter

    def add_dock(
        self,
        title: str,
        panel: QWidget | Callable[[], QWidget],
        area: Qt.DockWidgetArea,
        *,
        behind: str = "",
        homes: tuple[str, ...] = GENERAL,
    ) -> None:
        """Add a panel that closes, floats and is remembered.

        Parameters
        ----------
        title : str
            What its tab says, and what it is asked for by.
        panel : QWidget or callable
            A function that makes the widget is called when the panel is first looked at, which keeps the
            start of the window short: give one for every panel that is not in front from the beginning.
            The widget shows the model as it is when it is made; its ``set_seen(bool)``, if it has one, is
            called whenever it comes to the front or leaves it. See `panel` for reaching it.
        area : Qt.DockWidgetArea
        behind : str
            Panel whose place it shares, as a tab behind it.
        homes : tuple of str
            Perspectives that show it; in others it is shown when it is asked for.
        """
        widget = panel if isinstance(panel, QWidget) else LatePanel(panel)
        dock = QDockWidget(title)
        dock.setObjectName(f"{title.lower()}Dock")
        dock.setFont(_title_font())
        dock.setWidget(widget)
        self._place(partial(self._window.addDockWidget, area, dock))
        if behind:
            self._place(partial(self._window.tabifyDockWidget, self.docks[behind], dock))
        dock.hide()
        if isinstance(widget, LatePanel):
            dock.visibilityChanged.connect(widget.set_seen)
        self.docks[title] = dock
        self._homes[title] = homes

    def place_beside(self, left: str, right: str) -> None:
        """Let two panels share the width of their place."""
        along = Qt.Orientation.Horizontal
        self._place(partial(self._window.splitDockWidget, self.docks[left], self.docks[right], along))

    def _place(self, step: Callable[[], None]) -> None:
        step()
        self._placed.append(step)

    def show_second_view(self) -> None:
        """Show both views side by side, where only the first was."""
        second = self.splitter.widget(1)
        if second is not None and second.isHidden():
            second.show()
            self.splitter.setSizes([1000, 1000])

    def panel(self, title: str, kind: type[W]) -> W:
        """Widget of a panel, built now if nobody has looked at it yet."""
        widget = self.docks[title].widget()
        built = widget.build() if isinstance(widget, LatePanel) else widget
        assert isinstance(built, kind)
        return built

    def show_dock(self, title: str) -> None:
        """Show a panel, in front of those that share its place."""
        dock = self.docks[title]
        dock.show()
        dock.raise_()

    def add_bar(
        self,
        title: str,
        area: Qt.ToolBarArea = Qt.ToolBarArea.TopToolBarArea,
        *,
        needs_table: bool = True,
        perspective: str = "",
    ) -> QToolBar:
        """Add a bar that stays where it is; most show only with a table, some in one perspective only."""
        bar = QToolBar(title)
        bar.setObjectName(title)
        bar.setMovable(False)
        # Hidden by the menu that a right click on any bar opens, and nobody would find it again.
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._window.addToolBar(area, bar)
        if perspective:
            bar.hide()
            self._bars_of[bar] = perspective
        elif needs_table:
            bar.hide()
            self.bars.append(bar)
        return bar

    def show_views(self, has_table: bool) -> None:
        """Show the views with their docks and bars, or the start page alone."""
        if has_table == self.has_views:
            return
        if not has_table:
            self._layout = self._window.saveState(settings.LAYOUT_VERSION)
            self.stack.setCurrentWidget(self._start)
        for bar in self.bars:
            bar.setVisible(has_table)
        for title, dock in self.docks.items():
            dock.setVisible(has_table and self.perspective in self._homes[title])
            action = dock.toggleViewAction()
            if action is not None:
                action.setEnabled(has_table)
        if has_table:
            self._paint_in_turns()
            if not self._restore_layout():
                self._arrange()
            self._narrow_tabs()
        self._show_bars(has_table)
        if has_table:
            # Last, as the window lays out what it shows anew with each panel that comes.
            self.stack.setCurrentWidget(self.splitter)

    def _paint_in_turns(self) -> None:
        """Let each view be painted for the first time in a turn of its own: together they take 0.1 s."""
        self._unpainted = [
            widget
            for widget in (
                *(self.splitter.widget(i) for i in range(self.splitter.count())),
                *(dock.widget() for dock in self.docks.values()),
            )
            if widget is not None
        ]
        for widget in self._unpainted:
            widget.setUpdatesEnabled(False)
        self._turns.start()

    def _on_turn(self) -> None:
        # What cannot be seen is not painted either, and needs no turn: jobs wait for the last.
        while self._unpainted and self._unpainted[0].visibleRegion().isEmpty():
            self._unpainted.pop(0).setUpdatesEnabled(True)
        if self._unpainted:
            self._unpainted.pop(0).setUpdatesEnabled(True)
        else:
            self._turns.stop()
            waiting, self._waiting = self._waiting, []
            for call in waiting:
                call()

    def when_painted(self, call: Callable[[], None]) -> None:
        """Call a function once the views have been painted for the first time: jobs slow that down."""
        if self._turns.isActive():
            self._waiting.append(call)
        else:
            call()

    def set_perspective(self, name: str) -> None:
        """Arrange the window for one of its jobs, as it was left there; an empty one once a table is open."""
        if name not in PERSPECTIVES:
            raise ValueError(f"perspective must be one of {', '.join(PERSPECTIVES)}, got {name!r}")
        if name == self.perspective and self.has_views:
            return
        if self.has_views:
            self._shapes[self.perspective] = shape_of(self.docks)
        self.perspective, self._layout = name, None
        if self.has_views:
            self._arrange()
            if name in self._shapes:
                apply_shape(self._shapes[name], self.docks, self._window)
            self._show_bars(has_views=True)

    def reset(self) -> None:
        """Bring all panels back to where they were at first."""
        self._shapes.pop(self.perspective, None)
        for dock in self.docks.values():
            dock.setFloating(False)
        for step in self._placed:
            step()
        self._arrange()
        self._narrow_tabs()

    def _show_bars(self, has_views: bool) -> None:
        """Show the bars of this perspective, and no bar of another."""
        for bar, perspective in self._bars_of.items():
            bar.setVisible(has_views and perspective == self.perspective)

    def restore(self) -> None:
        """Take the size and the arrangement of the last time."""
        if not self._remembers:
            return
        self._layout = settings.saved("layout")
        self._shapes = from_text(settings.saved_text("panels"), settings.LAYOUT_VERSION)
        perspective = settings.saved_text("perspective")
        if perspective in PERSPECTIVES:
            self.perspective = perspective
        geometry, splitter = settings.saved("geometry"), settings.saved("splitter")
        if geometry is not None:
            self._window.restoreGeometry(geometry)
        if splitter is not None:
            self.splitter.restoreState(splitter)
        screens.bring_back(self._window)

    def save(self) -> None:
        """Remember size and arrangement."""
        if not self._remembers:
            return
        settings.save("geometry", self._window.saveGeometry())
        settings.save("perspective", self.perspective)
        settings.save("panels", to_text(self._shapes, settings.LAYOUT_VERSION))
        if self.has_views:
            settings.save("layout", self._window.saveState(settings.LAYOUT_VERSION))
            settings.save("splitter", self.splitter.saveState())

    def state(self) -> tuple[QByteArray, QByteArray]:
        """Where docks, bars and views are, in Qt's own words; see `put_state`."""
        return self._window.saveState(settings.LAYOUT_VERSION), self.splitter.saveState()

    def put_state(self, layout: QByteArray, splitter: QByteArray) -> bool:
        """Bring docks, bars and views to where `state` found them; False when Qt cannot read it."""
        if not self.has_views or not self._window.restoreState(layout, settings.LAYOUT_VERSION):
            return False
        self._show_slots()
        self.splitter.restoreState(splitter)
        screens.bring_back(self._window)
        self._show_bars(has_views=True)
        self._narrow_tabs()
        return True

    def hide_floating(self) -> None:
        """Take panels beside the window away with it."""
        for dock in self.docks.values():
            if dock.isFloating():
                dock.hide()

    def _restore_layout(self) -> bool:
        self._show_slots()
        if self._layout is None or not self._window.restoreState(self._layout, settings.LAYOUT_VERSION):
            return False
        screens.bring_back(self._window)
        return True

    def _narrow_tabs(self) -> None:
        """Let the names of all panels that share a place be read; Qt makes these bars itself."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in self._window.findChildren(QTabBar, options=direct):
            bar.setStyle(self._tab_style)
            bar.setElideMode(Qt.TextElideMode.ElideNone)  # rather arrows to scroll by
            bar.setUsesScrollButtons(True)

    def _arrange(self) -> None:
        for title, dock in self.docks.items():
            dock.setFloating(False)
            dock.setVisible(self.perspective in self._homes[title])
        self._show_slots()
        if self.perspective == "selfcal":
            self._arrange_selfcal()
        else:
            self._arrange_general()

    def _show_slots(self) -> None:
        """Only to look around there are two views: one large is better to draw, or to compare in."""
        second = self.splitter.widget(1)
        if second is not None:
            second.setVisible(self.perspective == "inspect")

    def _arrange_general(self) -> None:
        is_extract = self.perspective == "extract"
        width, height = self._window.width(), self._window.height()
        self.docks["Regions"].raise_()
        self.docks["Spectrum"].raise_()
        self.splitter.setSizes([1000, 1000])
        panel = int((0.32 if is_extract else 0.25) * width)
        self._window.resizeDocks([self.docks["Regions"]], [panel], Qt.Orientation.Horizontal)
        self._window.resizeDocks([self.docks["Spectrum"]], [int(0.27 * height)], Qt.Orientation.Vertical)
        if is_extract:
            self._arrange_extract()
        else:
            thin = [self.docks["Overview"], self.docks["Loupe"]]
            self._window.resizeDocks(thin, [THIN, THIN], Qt.Orientation.Horizontal)
            rest = max(height - OVERVIEW_HEIGHT - ROOM_OF_BARS, 120)
            self._window.resizeDocks(thin, [OVERVIEW_HEIGHT, rest], Qt.Orientation.Vertical)

    def _arrange_extract(self) -> None:
        """Give the editor what its fields need, and the spectrum 70 % of the foot."""
        rest = max(self._window.height() - EDITOR_HEIGHT - ROOM_OF_BARS, 120)
        pairs = (
            ("Region", "Regions", (EDITOR_HEIGHT, rest), Qt.Orientation.Vertical),
            ("Spectrum", "Detectors", (700, 300), Qt.Orientation.Horizontal),
        )
        for first, second, sizes, along in pairs:
            self._window.resizeDocks([self.docks[first], self.docks[second]], list(sizes), along)

    def _arrange_selfcal(self) -> None:
        width, height = self._window.width(), self._window.height()
        for title in SELFCAL_FRONT:
            if title in self.docks:
                self.docks[title].raise_()
        for title, share, side in SELFCAL_SIZES:
            if title in self.docks:
                whole = width if side is Qt.Orientation.Horizontal else height
                self._window.resizeDocks([self.docks[title]], [int(share * whole)], side)
        self.size_maps(has_maps=self._has_maps)

    def size_maps(self, *, has_maps: bool) -> None:
        """Give the maps of factors their share of the height, and little while there are none."""
        self._has_maps = has_maps
        if self.perspective != "selfcal" or "Maps" not in self.docks:
            return
        share = int(MAPS_SHARE * self._window.height())
        now = self.docks["Maps"].height()
        wanted = max(share, now) if has_maps and now > 2 * EMPTY_MAPS else share
        self._window.resizeDocks(
            [self.docks["Maps"]], [wanted if has_maps else EMPTY_MAPS], Qt.Orientation.Vertical
        )


def _title_font() -> QFont:
    """That of the window, but not equal to it: Qt would write titles in a font that follows no change."""
    font = QFont()
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font
