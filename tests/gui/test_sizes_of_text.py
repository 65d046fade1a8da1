"""Text that fits: in a small window, in a large font, and after a change of the font while it runs."""

from collections.abc import Iterator

import pytest
from hand import Hand
from left_over import bury_closed_windows
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from pixviewer.gui.dressing import apply_font
from pixviewer.gui.main_window import MainWindow

FRAME = 4  # pixels of a button that are not for its text, at least
ICON_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly


@pytest.fixture(autouse=True)
def _font_as_before(qapp: QApplication) -> Iterator[None]:
    bury_closed_windows()
    font = qapp.font()
    yield
    qapp.setFont(font)


def is_cut(widget: QWidget) -> bool:
    """Whether a button, a label or a list of choices shows less than its text."""
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        style = widget.style()
        assert style is not None
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, widget).width()
        icon = widget.iconSize().width() + 4 if not widget.itemIcon(widget.currentIndex()).isNull() else 0
        return widget.fontMetrics().horizontalAdvance(widget.currentText()) + icon > room
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return widget.height() + 1 < widget.heightForWidth(widget.width())
        return widget.width() + 1 < widget.sizeHint().width()
    assert isinstance(widget, QAbstractButton)
    has_icon = not widget.icon().isNull()
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() == ICON_ONLY and has_icon:
        return False
    text = widget.fontMetrics().size(Qt.TextFlag.TextShowMnemonic.value, widget.text())
    icon = widget.iconSize().width() + 4 if has_icon else 0
    return text.width() + icon + FRAME > widget.width() or text.height() > widget.height()


def cut_texts(window: MainWindow) -> list[str]:
    """What is cut off in the window, with where it is."""
    kinds = (QAbstractButton, QLabel, QComboBox)
    found = []
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, kinds) or not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        text = widget.currentText() if isinstance(widget, QComboBox) else widget.text()
        if text and is_cut(widget):
            parents = [type(widget).__name__, type(widget.parentWidget()).__name__]
            found.append(f"{text[:40]!r} in {' of '.join(parents)}: {widget.width()} × {widget.height()}")
    return found


def settled(window: MainWindow, hand: Hand) -> list[str]:
    """What stays cut off once panels have been built, counted and laid out."""
    found = ["not looked yet"]
    for _ in range(20):
        hand.qtbot.wait(60)
        hand.wait_idle()
        found = cut_texts(window)
        if not found:
            break
    return found


@pytest.mark.parametrize("perspective", ["inspect", "extract", "selfcal"])
def test_nothing_is_cut_off_in_a_small_window(opened: MainWindow, hand: Hand, perspective: str) -> None:
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    opened.set_perspective(perspective)
    hand.wait_exact()
    assert (opened.width(), opened.height()) == (1280, 800)
    for title, dock in opened.arrangement.docks.items():
        if not dock.isHidden():
            dock.raise_()
            assert settled(opened, hand) == [], f"{perspective}, {title} in front"
            assert (opened.width(), opened.height()) == (1280, 800), f"{title} widens the window"


def test_a_font_that_grows_while_the_program_runs_cuts_nothing_off(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    hand.wait_exact()
    apply_font(14.0)
    hand.wait(lambda: opened.badges.font().pointSizeF() == 14.0)
    hand.wait_exact()
    assert settled(opened, hand) == []
    assert opened.panes["image"].view.canvas.axis("left").label.font().pointSizeF() > 10.0
    apply_font(9.0)
    hand.wait(lambda: opened.badges.font().pointSizeF() == 9.0)
    hand.wait_exact()
    assert settled(opened, hand) == []
