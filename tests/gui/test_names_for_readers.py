"""Whoever does not see the window hears of everything in it: names of all that can be reached by keys."""

from collections.abc import Iterator

import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QGroupBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QMenuBar,
    QSplitterHandle,
    QTabBar,
    QWidget,
)

from pixviewer.gui.dialogs.preferences.dialog import PreferencesDialog
from pixviewer.gui.main_window import MainWindow

# Asked in dialogs, by their actions.
ASKING = (
    "preferences", "messages", "keys", "about", "header", "decode", "extract", "extract-all",
    "region-numbers", "filter-ifu", "filter-wave",
)  # fmt: skip


def labelled(root: QWidget) -> set[QWidget]:
    """Widgets that a label beside them names."""
    buddies = [label.buddy() for label in root.findChildren(QLabel)]
    return {buddy for buddy in buddies if buddy is not None}


def has_name(widget: QWidget, known: set[QWidget]) -> bool:
    """Whether a reader says what a widget is."""
    if widget.accessibleName() or widget in known:
        return True
    if isinstance(widget, QAbstractButton):
        return len(widget.text().replace("&", "").strip()) > 1
    return isinstance(widget, QGroupBox) and bool(widget.title())


def part_of_another(widget: QWidget) -> bool:
    """Whether another widget speaks for it: the field of a spin box, the header and the cells of a table."""
    parent = widget.parentWidget()
    if isinstance(parent, (QAbstractSpinBox, QComboBox, QKeySequenceEdit)) and isinstance(widget, QLineEdit):
        return True
    if isinstance(parent, QAbstractScrollArea) and not isinstance(widget, QAbstractButton):
        return True
    return isinstance(widget, (QSplitterHandle, QMenuBar, QDockWidget))


def nameless(root: QWidget) -> list[str]:
    """What can be reached by keys in a window or a dialog, and nobody says what it is."""
    known, found = labelled(root), []
    for widget in root.findChildren(QWidget):
        is_reached = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisibleTo(root)
        is_whole = not isinstance(widget, (QLabel, QTabBar)) or bool(widget.accessibleName())
        if not is_reached or part_of_another(widget) or not is_whole:
            continue
        if isinstance(widget, QAbstractScrollArea) and widget.focusProxy() is not None:
            continue
        if not has_name(widget, known):
            parents = [type(widget).__name__]
            parent = widget.parentWidget()
            while parent is not None and len(parents) < 4:
                parents.append(type(parent).__name__)
                parent = parent.parentWidget()
            text = widget.text() if isinstance(widget, (QAbstractButton, QLineEdit)) else ""
            found.append(f"{' in '.join(parents)} {text!r} {widget.toolTip()[:40]!r}")
    return found


@pytest.mark.parametrize("perspective", ["inspect", "extract", "selfcal"])
def test_everything_in_the_window_has_a_name(opened: MainWindow, hand: Hand, perspective: str) -> None:
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    opened.set_perspective(perspective)
    hand.wait_exact()
    for title, dock in opened.arrangement.docks.items():
        if not dock.isHidden():
            opened.arrangement.show_dock(title)
            hand.qtbot.wait(40)
            hand.wait_idle()
            assert nameless(opened) == [], f"{perspective}, {title} in front"


@pytest.fixture
def with_region(opened: MainWindow, hand: Hand) -> Iterator[MainWindow]:
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    hand.wait_exact()
    yield opened
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog):
            widget.close()
    hand.wait_idle()


@pytest.mark.parametrize("ident", ASKING)
def test_everything_in_a_dialog_has_a_name(with_region: MainWindow, hand: Hand, ident: str) -> None:
    with_region.menus.actions[ident].trigger()
    QApplication.processEvents()
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert dialogs, f"{ident} opens nothing"
    for dialog in dialogs:
        assert nameless(dialog) == []
        assert dialog.windowTitle()


def test_every_page_of_the_preferences_has_names(with_region: MainWindow, hand: Hand) -> None:
    with_region.menus.actions["preferences"].trigger()
    dialog = hand.dialog(PreferencesDialog)
    for page in dialog.pages:
        dialog.show_page(page.title)
        QApplication.processEvents()
        assert nameless(dialog) == [], page.title
    hand.wait_idle()


def test_tab_goes_through_a_dialog_and_comes_back(with_region: MainWindow, hand: Hand) -> None:
    """In the order of reading: downwards, and from left to right in a line."""
    with_region.menus.actions["preferences"].trigger()
    dialog = hand.dialog(PreferencesDialog)
    dialog.activateWindow()
    hand.wait(dialog.isActiveWindow)
    dialog.names.setFocus()
    seen: list[QWidget] = []
    for _ in range(20):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in seen:
            break
        seen.append(focused)
        hand.key(Qt.Key.Key_Tab, widget=focused)
    assert seen[0] is dialog.names
    assert focused is seen[0]
    places = [widget.mapTo(dialog, widget.rect().topLeft()) for widget in seen[1:]]
    fields = [
        place for place, widget in zip(places, seen[1:], strict=True) if dialog.page.isAncestorOf(widget)
    ]
    assert [(place.y(), place.x()) for place in fields] == sorted((place.y(), place.x()) for place in fields)
    assert len(fields) >= 3
