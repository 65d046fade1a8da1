"""Panels that are built when they are first looked at."""

from hand import Hand
from PyQt6.QtWidgets import QLabel

from pixviewer.core.table.quality import FLAGS
from pixviewer.gui.late_panel import LatePanel
from pixviewer.gui.main_window import MainWindow

BEHIND = ("Flags", "Rows", "Fit", "Contents", "Plot")


def late(window: MainWindow, title: str) -> LatePanel:
    panel = window.arrangement.docks[title].widget()
    assert isinstance(panel, LatePanel)
    return panel


def test_panels_behind_others_are_not_built(opened: MainWindow, hand: Hand) -> None:
    hand.qtbot.wait(100)
    assert not [title for title in BEHIND if late(opened, title).is_built]


def test_a_panel_is_built_when_it_comes_to_the_front(opened: MainWindow, hand: Hand) -> None:
    opened.arrangement.show_dock("Flags")
    hand.wait(lambda: late(opened, "Flags").is_built)
    # Late as it is, it shows the table that was opened before.
    assert opened.flags.isVisible()
    assert opened.flags.panel.table.rowCount() == len(FLAGS)
    assert [title for title in BEHIND if late(opened, title).is_built] == ["Flags"]
    hand.wait_idle()


def test_a_panel_learns_whether_it_is_seen(opened: MainWindow, hand: Hand) -> None:
    opened.arrangement.show_dock("Rows")
    hand.wait(lambda: late(opened, "Rows").is_built)
    assert opened.workspace.linked.row_list.is_visible
    opened.arrangement.show_dock("Regions")
    hand.wait(lambda: not opened.workspace.linked.row_list.is_visible)
    opened.arrangement.show_dock("Rows")
    hand.wait(lambda: opened.workspace.linked.row_list.is_visible)
    hand.wait_idle()


def test_a_panel_is_made_once(window: MainWindow) -> None:
    made: list[QLabel] = []

    def make() -> QLabel:
        made.append(QLabel("late"))
        return made[-1]

    panel = LatePanel(make, window)
    assert not made
    assert panel.build() is panel.build() is made[0]
    assert len(made) == 1
