"""Thousands of regions: how much work they make, whatever the clock says."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hand import Hand

from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes import region_pane
from pixviewer.model import counting
from pixviewer.model.jobs import Task

N = 3_000


@pytest.fixture
def tasks(opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """What is asked of the runner from now on."""
    asked: list[Task] = []
    runner = opened.workspace.runner
    submit = runner.submit

    def watched(*several: Task) -> None:
        asked.extend(several)
        submit(*several)

    monkeypatch.setattr(runner, "submit", watched)
    return asked


def write_regions(path: Path, window: MainWindow, n: int) -> Path:
    """A DS9 file of circles along a spiral over the field."""
    facts = window.workspace.facts
    assert facts is not None
    lines = ["icrs"]
    for i in range(n):
        ra, dec = facts.frame.plane_to_sky(i % 60 - 30, i // 60 - 25)
        lines.append(f'circle({float(ra):.9f},{float(dec):.9f},0.3") # text={{source {i}}}')
    path.write_text("\n".join(lines))
    return path


def test_thousands_of_regions_make_few_jobs_and_fewer_tables(
    opened: MainWindow, hand: Hand, tasks: list[Task], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, panel = opened.workspace, opened.regions.panel
    shown: list[int] = []
    set_rows = panel.set_rows

    def counted(rows: Any) -> None:
        shown.append(len(rows))
        set_rows(rows)

    monkeypatch.setattr(panel, "set_rows", counted)
    resets: list[None] = []
    panel.table.model().modelReset.connect(lambda: resets.append(None))
    workspace.exchange.load(write_regions(tmp_path / "many.reg", opened, N))
    hand.wait(lambda: len(workspace.regions.items) == N)
    assert not shown, "the table followed within the decision itself"
    hand.wait(lambda: len(workspace.shown.tallies) == N and not workspace.runner.is_busy())
    hand.wait(lambda: bool(shown) and panel.table.model().index(N - 1, 8).data() != "…")
    counts = [task for task in tasks if task.label.startswith("Counting")]
    assert len(counts) <= N / counting.BATCH + counting.CROWD
    assert len(resets) == 1
    assert len(shown) <= N / counting.BATCH + 5
    assert all(tally.fraction == 1.0 for tally in workspace.shown.tallies.values())

    tasks.clear()
    shown.clear()
    panel.table.selectAll()
    assert len(workspace.regions.selected) == N
    hand.wait_idle()
    assert not [task for task in tasks if task.label.startswith("Counting")], "selecting counts nothing anew"
    assert len(resets) == 1
    assert panel.selected() == list(workspace.regions.selected)


def test_a_region_that_changes_while_thousands_are_counted_keeps_its_own_numbers(
    opened: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    workspace = opened.workspace
    workspace.exchange.load(write_regions(tmp_path / "many.reg", opened, 600))
    hand.wait(lambda: len(workspace.regions.items) == 600)
    changed, gone = workspace.regions.items[3].ident, workspace.regions.items[4].ident
    workspace.editor.edit_region(changed, size=5.0)
    workspace.editor.delete_regions((gone,))
    hand.wait(lambda: len(workspace.shown.tallies) == 599 and not workspace.runner.is_busy())
    assert gone not in workspace.shown.tallies
    tally = workspace.shown.tallies[changed]
    region = workspace.regions.get(changed)
    assert region is not None
    alone = workspace.regions.next_ident()
    workspace.decider.decide("alone", regions=(replace(region, ident=alone),))
    hand.wait(lambda: alone in workspace.shown.tallies and not workspace.runner.is_busy())
    assert workspace.shown.tallies[alone] == tally


def test_few_regions_are_shown_at_once(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    assert opened.regions.panel.table.model().rowCount() == 1 < region_pane.CROWD
    hand.wait_exact()
