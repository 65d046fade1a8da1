"""Light and dark: contrast of the palettes, and a change while the program runs."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest
from hand import Hand
from left_over import bury_closed_windows
from PyQt6.QtGui import QColor, QImage, QPalette
from PyQt6.QtWidgets import QApplication, QToolBar, QWidget
from pytestqt.qtbot import QtBot

from pixviewer.gui import theme
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.filters import parse_chip

Role = QPalette.ColorRole
TEXT, LINE = 4.5, 3.0  # of the guidelines for accessible content: text, and what is not text
ON_GROUNDS = (
    (Role.WindowText, (Role.Window,)),
    (Role.Text, (Role.Base, Role.AlternateBase)),
    (Role.PlaceholderText, (Role.Base, Role.AlternateBase, Role.Window)),
    (Role.ButtonText, (Role.Button,)),
    (Role.BrightText, (Role.Window,)),
    (Role.ToolTipText, (Role.ToolTipBase,)),
    (Role.HighlightedText, (Role.Highlight,)),
    (Role.Link, (Role.Base, Role.Window)),
    (Role.LinkVisited, (Role.Base, Role.Window)),
)


@pytest.fixture(autouse=True)
def _dressed_as_before(qapp: QApplication) -> Iterator[None]:
    bury_closed_windows()
    choice = theme.choice()
    yield
    theme.apply_theme(qapp, choice)


def apply(choice: str) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply_theme(app, choice)


def luminance(colour: QColor) -> float:
    parts = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: QColor | str, other: QColor | str) -> float:
    low, high = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_every_text_can_be_read(choice: str) -> None:
    apply(choice)
    palette = QApplication.palette()
    for role, grounds in ON_GROUNDS:
        for ground in grounds:
            found = contrast(palette.color(role), palette.color(ground))
            assert found >= TEXT, f"{choice}: {role.name} on {ground.name} {found:.2f}"
    now = theme.colours()
    window, base = palette.color(Role.Window), palette.color(Role.Base)
    for name in ("axis", "counts", "sky_line", "good", "warning", "bad"):
        for ground in (QColor(now.canvas), window, base):
            found = contrast(getattr(now, name), ground)
            assert found >= TEXT, f"{choice}: {name} on {ground.name()} {found:.2f}"
    assert contrast(palette.color(Role.WindowText), now.chip) >= TEXT
    for name in ("curve", "band"):
        assert contrast(getattr(now, name), now.canvas) >= LINE


def pixels(widget: QWidget) -> npt.NDArray[np.uint8]:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    bits = image.constBits()
    assert bits is not None
    bits.setsize(image.sizeInBytes())
    return np.frombuffer(bits, np.uint8).reshape(image.height(), image.width(), 4)[..., :3].copy()  # type: ignore[call-overload]


@pytest.mark.parametrize("perspective", ["inspect", "extract", "selfcal"])
def test_everything_follows_a_change_at_once(
    opened: MainWindow, hand: Hand, perspective: str, qtbot: QtBot
) -> None:
    """Changed and changed back, a window looks as before; in between, no light ground is left in the dark."""
    apply("light")
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    opened.workspace.editor.add_filter(parse_chip("ifu", "5-20", is_inverted=False, is_on=True))
    opened.set_perspective(perspective)
    hand.wait_exact()
    shown = [dock for dock in opened.arrangement.docks.values() if not dock.isHidden()]
    for dock in shown:
        dock.raise_()
        qtbot.wait(40)
    hand.wait_idle()
    parts = {dock.windowTitle(): dock for dock in shown if dock.visibleRegion().boundingRect().isValid()}
    parts |= {bar.windowTitle(): bar for bar in opened.findChildren(QToolBar) if bar.isVisible()}

    def pictures() -> dict[str, npt.NDArray[np.uint8]]:
        """Pictures of all parts, once they stay as they are."""
        now = {name: pixels(part) for name, part in parts.items()}
        for _ in range(20):
            before, _ = now, qtbot.wait(60)
            hand.wait_idle()
            now = {name: pixels(part) for name, part in parts.items()}
            if all(np.array_equal(now[name], before[name]) for name in now):
                break
        return now

    before = pictures()
    apply("dark")
    bright = {name: float(np.median(picture)) for name, picture in pictures().items()}
    assert {name: level for name, level in bright.items() if level > 140} == {}
    apply("light")
    after = pictures()
    assert [name for name in parts if not np.array_equal(before[name], after[name])] == []


def test_what_has_a_sheet_of_its_own_follows_too(opened: MainWindow, hand: Hand) -> None:
    apply("light")
    opened.workspace.editor.add_filter(parse_chip("ifu", "5-20", is_inverted=False, is_on=True))
    opened.arrangement.show_dock("Fit")
    opened.fit_pane.state.setStyleSheet(f"color: {theme.LIGHT.warning}")
    hand.wait_exact()
    apply("dark")
    assert opened.filters.total.palette().windowText().color() == QApplication.palette().windowText().color()
    for bar in (opened.filters, opened.badges):
        assert theme.DARK.chip in bar.styleSheet()
    assert opened.fit_pane.state.styleSheet() == f"color: {theme.DARK.warning}"
    apply("light")
    assert opened.fit_pane.state.styleSheet() == f"color: {theme.LIGHT.warning}"
