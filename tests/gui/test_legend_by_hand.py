"""The legend with mouse and keys: hover, click, tick, filter; in its list and on the bar beside a view."""

import pytest
from hand import LEFT, NO_MODIFIER, Hand
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from pixviewer.gui.canvas.colour_bar import ColourBar
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.legend_pane import LegendPane
from pixviewer.model.categories import category_colours

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def pane(opened: MainWindow, hand: Hand) -> LegendPane:
    """The legend, opened by its key and counted."""
    hand.key(Qt.Key.Key_A, CTRL | ALT)
    shown = opened.arrangement.panel("Legend", LegendPane)
    hand.wait(lambda: bool(opened.workspace.legend.state.counts))
    hand.wait_idle()
    return shown


def at(pane: LegendPane, row: int, x: int = 90) -> QPoint:
    table = pane.table
    return QPoint(x, table.rowViewportPosition(row) + table.rowHeight(row) // 2)


def labels(pane: LegendPane) -> list[int]:
    return [entry.label for entry in pane.legend.state.entries]


def text(pane: LegendPane, row: int, column: int) -> str:
    model = pane.table.legend
    return str(model.data(model.index(row, column)))


def test_its_key_shows_it_ready_for_the_arrows(opened: MainWindow, pane: LegendPane, hand: Hand) -> None:
    assert pane.table.hasFocus()
    assert opened.workspace.linked.links.glance is None
    hand.key(Qt.Key.Key_Down, widget=pane.table)
    hand.wait(lambda: pane.legend.state.glanced is not None)
    row = pane.table.currentIndex().row()
    assert pane.legend.state.glanced == labels(pane)[row]
    hand.key(Qt.Key.Key_Return, widget=pane.table)
    assert pane.legend.state.chosen == {labels(pane)[row]}
    hand.key(Qt.Key.Key_Down, widget=pane.table)
    hand.key(Qt.Key.Key_Space, widget=pane.table)
    assert pane.legend.state.chosen == set(labels(pane)[row : row + 2])
    hand.key(Qt.Key.Key_Return, CTRL, widget=pane.table)
    assert labels(pane)[row + 1] not in pane.legend.shown
    assert text(pane, row + 1, 2) == "out"
    assert opened.workspace.view.filters.chips


def test_hover_lights_a_category_up_in_every_view(opened: MainWindow, pane: LegendPane, hand: Hand) -> None:
    QTest.mouseMove(pane.table.viewport(), at(pane, 1))
    hand.wait(lambda: pane.legend.state.glanced == labels(pane)[1])
    hand.wait_idle()
    lit = opened.workspace.linked.shown.lit
    assert {"image", "scatter"} <= set(lit)
    assert all(value.dims for value in lit.values())
    canvas = opened.panes["scatter"].view.canvas
    assert canvas._lit is not None
    QApplication.sendEvent(pane.table, _leave())
    hand.wait(lambda: pane.legend.state.glanced is None)
    hand.wait(lambda: canvas._lit is None)


def _leave():  # type: ignore[no-untyped-def]
    from PyQt6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


def test_click_picks_a_tick_adds_and_ctrl_filters(opened: MainWindow, pane: LegendPane, hand: Hand) -> None:
    surface = pane.table.viewport()
    QTest.mouseClick(surface, LEFT, NO_MODIFIER, at(pane, 0))
    assert pane.legend.state.chosen == {labels(pane)[0]}
    assert opened.workspace.linked.links.pick is not None
    QTest.mouseClick(surface, LEFT, NO_MODIFIER, at(pane, 1, x=8))
    assert pane.legend.state.chosen == set(labels(pane)[:2])
    QTest.mouseClick(surface, LEFT, CTRL, at(pane, 1))
    assert pane.legend.shown == set(labels(pane)) - {labels(pane)[1]}
    hand.wait_idle()
    assert not any(row.ifu == labels(pane)[1] for row in [opened.workspace.linked.links.row] if row)
    QTest.mouseClick(surface, LEFT, CTRL, at(pane, 1))
    assert opened.workspace.view.filters.chips == ()


def test_buttons_choose_and_filter(opened: MainWindow, pane: LegendPane, hand: Hand) -> None:
    def press(name: str) -> None:
        QTest.mouseClick(pane.buttons[name], LEFT)

    assert not pane.buttons["Only These"].isEnabled()
    press("All")
    assert pane.legend.state.chosen == set(labels(pane))
    press("Invert")
    assert pane.legend.state.chosen == frozenset()
    pane.legend.choose(labels(pane)[:1])
    press("Only These")
    assert pane.legend.shown == set(labels(pane)[:1])
    press("Show All")
    assert opened.workspace.view.filters.chips == ()
    press("Leave Out")
    assert labels(pane)[0] not in pane.legend.shown
    press("None")
    assert opened.workspace.linked.links.pick is None
    hand.key(Qt.Key.Key_Z, CTRL)
    assert opened.workspace.view.filters.chips == ()


def test_the_menu_of_kinds_colours_the_scatter(opened: MainWindow, pane: LegendPane, hand: Hand) -> None:
    pane.kind.setFocus()
    hand.type(pane.kind, "Sl")
    pane.kind.activated.emit(pane.kind.currentIndex())
    hand.wait_exact()
    assert opened.workspace.display.scatter.by == "slice"
    assert pane.table.legend.rowCount() == 48
    last = pane.table.legend.index(47, 0)
    pane.table.scrollTo(last)
    assert pane.table.viewport().rect().contains(pane.table.visualRect(last))


def place_of_label(bar: ColourBar, label: str) -> QPoint:
    for y in range(bar.height()):
        if bar.label_at(QPointF(8, y)) == label:
            return QPoint(8, y + 2)
    raise AssertionError(f"{label} is not on the bar")


def test_the_bar_beside_the_scatter_does_the_same(opened: MainWindow, hand: Hand) -> None:
    bar, legend = opened.panes["scatter"].view.colour_bar, opened.workspace.legend
    label = legend.state.entries[0].label
    where = place_of_label(bar, str(label))
    QTest.mouseMove(bar, where)
    hand.wait(lambda: legend.state.glanced == label)
    QTest.mouseClick(bar, LEFT, NO_MODIFIER, where)
    assert legend.state.chosen == {label}
    QTest.mouseClick(bar, LEFT, CTRL, where)
    assert label not in legend.shown
    QApplication.sendEvent(bar, _leave())
    hand.wait(lambda: legend.state.glanced is None)


def test_flags_are_picked_by_their_names_on_the_bar(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.set_display("scatter", by="flags")
    hand.wait_exact()
    bar, legend = opened.panes["scatter"].view.colour_bar, opened.workspace.legend
    flag = legend.state.entries[1]
    QTest.mouseClick(bar, LEFT, NO_MODIFIER, place_of_label(bar, str(flag.value)))
    assert legend.state.chosen == {flag.label}
    QTest.mouseClick(bar, LEFT, NO_MODIFIER, place_of_label(bar, "good"))
    assert legend.state.chosen == {0}


def test_the_mouse_over_a_category_is_told_which_it_is(opened: MainWindow, hand: Hand) -> None:
    canvas = opened.panes["scatter"].view.canvas
    x0, x1, y0, y1 = opened.workspace.navigator.extent or (0, 0, 0, 0)
    hand.hover(canvas, ((x0 + x1) / 2, (y0 + y1) / 2))
    hand.wait(lambda: canvas.hint != "")
    reading = opened.workspace.shown.reading
    assert reading is not None
    assert reading.row is not None
    assert canvas.hint.startswith(f"IFU {reading.row.ifu} · slice {reading.row.slice_ccd} ccd")
    opened.workspace.editor.set_display("scatter", by="wave")
    hand.wait_exact()
    hand.hover(canvas, ((x0 + x1) / 2 + 0.5, (y0 + y1) / 2))
    hand.wait(lambda: canvas.hint == "")


def test_slices_are_dimmed_in_the_slice_map(opened: MainWindow, pane: LegendPane, hand: Hand) -> None:
    hand.key(Qt.Key.Key_4, ALT)
    hand.wait_idle()
    canvas = opened.slice_map.canvas
    hand.wait(lambda: canvas._cells is not None)
    label = labels(pane)[0]
    pane.legend.glance(label)
    picture = canvas._picture(canvas._cells)  # type: ignore[arg-type]
    assert (picture[:, label - 1, 3] == 255).all()
    assert (picture[:, label % 24, 3] < 255).all()
    pane.legend.glance(None)
    assert (canvas._picture(canvas._cells)[..., 3] == canvas._cells.rgba[..., 3].max()).all()  # type: ignore


def test_a_detector_is_coloured_by_slice_and_its_bar_is_a_legend(opened: MainWindow, hand: Hand) -> None:
    hand.key(Qt.Key.Key_3, ALT)
    hand.wait(lambda: bool(opened.detector.panels))
    opened.workspace.editor.set_display("detector", by="slice")
    hand.wait(lambda: (p := opened.workspace.shown.detector) is not None and p.display.by == "slice")
    hand.wait_idle()
    shown = opened.workspace.shown.detector
    assert shown is not None
    ifu, picture = next(iter(shown.pictures.items()))
    colours = {tuple(c) for c in category_colours("slice", 48)}
    seen = {tuple(c) for c in picture.rgba[picture.rgba[..., 3] > 0][:, :3].tolist()}
    assert len(seen & colours) >= 12
    legend, bar = opened.workspace.legend, opened.detector.bar
    assert legend.state.kind == "slice"
    QTest.mouseClick(bar, LEFT, NO_MODIFIER, place_of_label(bar, str(shown.labels[3])))
    assert legend.state.chosen == {shown.labels[3]}
    hand.wait(lambda: ifu in opened.workspace.linked.shown.lit)
