"""Every action of the table by its keys, or by the palette; every menu entry and button is alive."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDockWidget,
    QMenu,
    QScrollBar,
    QTabBar,
    QToolBar,
    QToolButton,
    QWidget,
)

from pixviewer.gui.actions import ACTIONS, BY_IDENT, TOOLBAR, Action
from pixviewer.gui.actions.contexts import EXAMINE, SKY, SPECTRUM, WINDOW
from pixviewer.gui.actions.predicates import Condition, always
from pixviewer.gui.arrangement import PERSPECTIVES
from pixviewer.gui.keys.keymap import natives
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.palette.entries import OPENER, Entry, entries
from pixviewer.model.filters import Chip
from pixviewer.model.lines.bands import CONTINUUM_1, LINE

NUDGES = {"Alt+Left", "Alt+Right"}
# What is so for a moment only, or for a table of another kind; the tests of these have them as they come.
NOT_HERE = {"index", "cal-cancel", "cal-force", "filter-exposure", "recover"}


@pytest.fixture
def busy(window: MainWindow, hand: Hand, exposure_file: Path) -> MainWindow:
    """A window in which nearly everything can be done."""
    workspace = window.workspace
    workspace.open(exposure_file)
    hand.wait_exact()
    workspace.second.open(exposure_file)
    workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    window.verbs.mask_regions()
    workspace.selfcal.run()
    hand.wait(lambda: workspace.selfcal.state.review is not None)
    workspace.linked.step_slice(1)
    workspace.verdicts.decide("keep")
    workspace.lines.mark_at(LINE, 6235.0)
    workspace.lines.mark(CONTINUUM_1, 6245.0, 6255.0)
    workspace.hover(0.0, -15.0)
    hand.wait(lambda: workspace.shown.reading is not None and workspace.shown.reading.row is not None)
    workspace.markers.log()
    workspace.editor.add_filter(Chip("wave", ((5900.0, 6570.0),)))
    workspace.editor.edit_region(workspace.regions.items[0].ident, name="star")
    workspace.undo()
    hand.wait(lambda: workspace.comparison.state.pair is not None)
    hand.wait_idle()
    workspace.navigator.zoom(2.0)
    workspace.navigator.zoom(2.0)
    hand.wait_idle()
    workspace.navigator.back()
    hand.wait_idle()
    return window


class Recorder:
    """Stands for the verbs of a window, and notes which of them ran with what."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ran: list[tuple[str, tuple[str, ...]]] = []
        for verb in {action.verb for action in ACTIONS}:
            monkeypatch.setattr(window.verbs, verb, self._noting(verb))

    def _noting(self, verb: str) -> Any:
        return lambda *arguments: self.ran.append((verb, arguments))


@pytest.fixture
def recorder(busy: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """The verbs, which only note that they ran: each leaves the state for the next."""
    return Recorder(busy, monkeypatch)


def wanted(action: Action) -> list[tuple[str, tuple[str, ...]]]:
    return [(action.verb, (action.argument,) if action.argument else ())]


def go_to(window: MainWindow, context: str, *, is_a_nudge: bool = False) -> QWidget:
    """Go where the keys of a context hold; with Alt, arrows nudge the selected region in a sky view."""
    canvas: QWidget = window.panes["image"].view.canvas
    if context == SPECTRUM or is_a_nudge:
        canvas = window.spectrum.view.canvas
    if context == EXAMINE:
        window.set_tool("examine")
    elif context in (SKY, WINDOW) and window.tool != "pan":
        window.set_tool("pan")
    canvas.setFocus()
    assert canvas.hasFocus()
    return canvas


def strike(widget: QWidget, keys: str) -> None:
    """Press and release a key, as a keyboard does."""
    combination = QKeySequence(keys)[0]
    QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())
    QApplication.processEvents()


def test_every_key_of_the_table_runs_its_action(
    busy: MainWindow, recorder: Recorder, subtests: pytest.Subtests
) -> None:
    for action in ACTIONS:
        for keys in action.shortcuts:
            with subtests.test(action=action.ident, keys=keys):
                made = busy.menus.actions[action.ident]
                canvas = go_to(busy, action.context, is_a_nudge=keys in NUDGES)
                assert made.isEnabled()
                recorder.ran.clear()
                strike(canvas, keys)
                assert recorder.ran == wanted(action)


def test_every_action_runs_from_the_palette(
    busy: MainWindow, recorder: Recorder, subtests: pytest.Subtests
) -> None:
    offered = {entry.ident: entry for entry in entries(busy)}
    for action in ACTIONS:
        if action.ident == OPENER:
            continue
        with subtests.test(action=action.ident):
            entry: Entry = offered[action.ident]
            made = busy.menus.actions[action.ident]
            assert bool(entry.why_not) == (not made.isEnabled())
            assert not entry.why_not or action.ident in NOT_HERE
            assert entry.keys == natives(action.shortcuts or action.view_keys)
            made.setEnabled(True)
            recorder.ran.clear()
            entry.run()
            assert recorder.ran == wanted(action)


def test_keys_that_a_view_handles_do_what_their_menu_entry_says(opened: MainWindow, hand: Hand) -> None:
    assert [action.ident for action in ACTIONS if action.view_keys] == ["region-delete"]
    canvas = go_to(opened, SKY)
    for keys in BY_IDENT["region-delete"].view_keys:
        opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
        n = len(opened.workspace.regions.items)
        strike(canvas, keys)
        assert len(opened.workspace.regions.items) == n - 1
    hand.wait_idle()


def test_what_cannot_be_done_says_why_in_words() -> None:
    silent = [a.ident for a in ACTIONS if a.enabled is not always and not isinstance(a.enabled, Condition)]
    assert silent == []


def menu_entries(menu: QMenu) -> Iterator[tuple[str, QAction]]:
    """Entries of a menu and of those in it, with their path."""
    for made in menu.actions():
        inner = made.menu()
        if inner is not None:
            yield from ((f"{menu.title()} ▸ {path}", deep) for path, deep in menu_entries(inner))
        elif not made.isSeparator():
            yield f"{menu.title()} ▸ {made.text()}", made


def leads_somewhere(made: QAction) -> bool:
    try:
        return made.receivers(made.triggered) > 0
    except RuntimeError:  # made by Qt, for docks and for the list of recent files, and not to be asked
        return isinstance(made.parent(), QDockWidget | QMenu)


def test_every_menu_entry_has_a_name_a_tip_and_something_to_do(opened: MainWindow) -> None:
    bar = opened.menuBar()
    assert bar is not None
    found = [pair for made in bar.actions() if made.menu() is not None for pair in menu_entries(made.menu())]  # type: ignore[arg-type]
    assert len(found) > len(ACTIONS)
    assert [path for path, made in found if not made.text().strip("&. …")] == []
    assert [path for path, made in found if not made.toolTip().strip()] == []
    assert [path for path, made in found if not leads_somewhere(made)] == []
    texts = [path for path, _ in found]
    assert sorted(path for path in set(texts) if texts.count(path) > 1) == []


def test_every_action_is_in_a_menu(opened: MainWindow) -> None:
    bar = opened.menuBar()
    assert bar is not None
    in_menus = {made for top in bar.actions() if top.menu() for _, made in menu_entries(top.menu())}  # type: ignore[arg-type]
    assert [ident for ident, made in opened.menus.actions.items() if made not in in_menus] == []


def is_alive(button: QAbstractButton) -> bool:
    """Whether a click on a button does something."""
    if isinstance(button, QToolButton) and (button.defaultAction() or button.menu()):
        return True
    if getattr(button, "menu", lambda: None)() is not None or button.group() is not None:
        return True
    signals = (button.clicked, button.toggled, button.pressed, button.released)
    return any(button.receivers(signal) for signal in signals) or is_of_qt(button)


def is_of_qt(button: QAbstractButton) -> bool:
    """Whether a button belongs to a widget of Qt that handles it: scroll arrows, extensions of tool bars."""
    name = button.objectName()
    return name.startswith("qt_") or isinstance(button.parent(), QTabBar | QScrollBar)


@pytest.mark.parametrize("perspective", PERSPECTIVES)
def test_no_button_is_dead_or_without_a_name(opened: MainWindow, hand: Hand, perspective: str) -> None:
    opened.set_perspective(perspective)
    hand.wait_idle()
    buttons = [button for button in opened.findChildren(QAbstractButton) if button.isVisibleTo(opened)]
    assert len(buttons) > len(TOOLBAR)
    own = [button for button in buttons if not is_of_qt(button)]
    dead = [described(button) for button in own if not is_alive(button)]
    assert dead == []
    nameless = [
        described(button)
        for button in own
        if not (button.text().strip() or button.accessibleName() or button.toolTip())
    ]
    assert nameless == []


def described(button: QAbstractButton) -> str:
    parents, widget = [], button.parentWidget()
    while widget is not None:
        parents.append(type(widget).__name__)
        widget = widget.parentWidget()
    return (
        f"{type(button).__name__} {button.text()!r} {button.accessibleName()!r} in {' < '.join(parents[:4])}"
    )


def test_a_button_of_the_tool_bar_does_what_its_key_does(
    busy: MainWindow, recorder: Recorder, subtests: pytest.Subtests
) -> None:
    bars = {bar.windowTitle(): bar for bar in busy.findChildren(QToolBar)}
    for ident in filter(None, TOOLBAR):
        with subtests.test(action=ident):
            button = bars["Tools"].widgetForAction(busy.menus.actions[ident])
            assert isinstance(button, QToolButton)
            recorder.ran.clear()
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            assert recorder.ran == wanted(BY_IDENT[ident])
