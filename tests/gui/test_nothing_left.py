"""Wavelengths that the table does not have leave no row: every view says so, and nothing is written."""

from dataclasses import replace
from pathlib import Path

import pytest
from hand import Hand

from pixviewer.gui.main_window import MainWindow
from pixviewer.model.filters import parse_chip

ENDLESS = "20000-30000"


def test_a_band_outside_the_data_is_told_by_every_view(
    opened: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    workspace = opened.workspace
    failures: list[tuple[str, Exception]] = []
    workspace.failed.connect(lambda what, error: failures.append((what, error)))
    region = workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    assert region is not None
    hand.wait_exact()

    workspace.editor.add_filter(parse_chip("wave", ENDLESS))
    hand.wait(lambda: workspace.shown.tallies[region.ident].n_row == 0)
    hand.wait_idle()
    for name in ("Detector", "Slices", "Scatter"):
        tabs = opened.slots.slots[1].tabs
        tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index(name))
        hand.wait_idle()
    for title in opened.arrangement.docks:
        opened.arrangement.show_dock(title)
        hand.wait_idle()
    assert workspace.shown.scatter is not None
    assert workspace.shown.scatter.n_row == 0
    assert opened.filters.count_texts()[-1] == "→ shown 0"
    assert failures == []

    out = tmp_path / "none.fits"
    workspace.extract(replace(workspace.extraction.plan, path=out))
    hand.wait(lambda: bool(failures))
    assert not out.exists()
    assert [str(error) for _, error in failures] == ["nothing is selected, so no file was written"]
    assert hand.error_text() == "Nothing is selected, so no file was written"

    workspace.undo()
    hand.wait(lambda: workspace.shown.tallies[region.ident].n_row > 0)
    hand.wait_exact()


@pytest.mark.parametrize("wave", [(20000.0, 30000.0)])
def test_a_region_whose_band_is_outside_the_data_has_no_rows_and_is_not_lost(
    opened: MainWindow, hand: Hand, wave: tuple[float, float]
) -> None:
    workspace = opened.workspace
    region = workspace.editor.add_shape("circle", 0.0, -15.0, 2.0)
    assert region is not None
    workspace.editor.edit_region(region.ident, waves=(wave,))
    hand.wait(lambda: region.ident in workspace.shown.tallies)
    hand.wait_idle()
    assert workspace.shown.tallies[region.ident].n_row == 0
    assert workspace.regions.items[0].wave == (wave,)
