"""The rows of each canvas: filters, and any chosen source, and no excluded region."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pixviewer import Selection, count_rows, find_rows, open_table
from pixviewer.core.geometry import Circle
from pixviewer.model import choosing
from pixviewer.model.filters import Chip, Filters
from pixviewer.model.regions import Region, Regions
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]

STAR = Region("a", "star", Circle(338.2, -60.5, 2.0), wave=((6000.0, 6100.0),))
HOLE = Region("b", "hole", Circle(338.2, -60.5, 0.5), role="exclude")
SKY = Region("c", "sky", Circle(338.21, -60.5, 3.0), role="background")
NOTE = Region("d", "note", Circle(338.21, -60.5, 3.0), role="annotation")
IFU = Filters((Chip("ifu", (5,)),))


def regions(*items: Region, selected: str = "") -> Regions:
    return Regions(items, tuple(selected))


def rows(table: object, expression: object) -> set[int]:
    return set(find_rows(table, expression).tolist())  # type: ignore[arg-type]


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    workspace.open(small_file)
    at_rest()
    return workspace


def test_nothing_decided_is_every_row() -> None:
    assert choosing.seen_rows(Filters(), regions(STAR, SKY, NOTE)) is None
    assert choosing.spectrum_rows(Filters(), regions(STAR, SKY, NOTE)) is None


def test_views_show_what_is_around_a_chosen_region_through_its_wavelengths() -> None:
    assert choosing.seen_rows(Filters(), regions(STAR, selected="a")) == Selection(wave=STAR.wave)
    only = Filters(only_chosen=True)
    assert choosing.seen_rows(only, regions(STAR, selected="a")) == STAR.selection()


def test_a_spectrum_has_all_wavelengths() -> None:
    filters = Filters((Chip("wave", ((5000.0, 7000.0),)),))
    assert choosing.spectrum_rows(filters, regions(STAR, selected="a")) == Selection(shapes=STAR.shape)


def test_excluded_regions_are_taken_from_everything_but_themselves() -> None:
    some = regions(STAR, HOLE, selected="a")
    without = ~HOLE.selection()
    assert choosing.seen_rows(Filters(), some) == Selection(wave=STAR.wave) & without
    assert choosing.spectrum_rows(Filters(), some) == Selection(shapes=STAR.shape) & without
    assert choosing.region_rows(Filters(), STAR, some) == STAR.selection() & without
    assert choosing.region_rows(Filters(), HOLE, some) == HOLE.selection()


def test_a_background_belongs_to_sources_only() -> None:
    assert choosing.background_rows(Filters(), regions(STAR, SKY, selected="a")) == SKY.selection()
    assert choosing.background_rows(Filters(), regions(STAR, SKY, selected="c")) is None
    assert choosing.background_rows(Filters(), regions(STAR, SKY)) is None
    assert choosing.spectrum_rows(Filters(), regions(STAR, SKY, selected="c")) == SKY.selection()
    of_star = choosing.region_background(Filters(), STAR, regions(STAR, SKY))
    assert of_star == SKY.selection() & Selection(wave=STAR.wave)


def test_bands_of_filter_and_region_are_both_met() -> None:
    filters = Filters.of_bands(((6050.0, 6500.0),))
    assert choosing.shown_wave(filters, STAR) == ((6050.0, 6100.0),)
    assert choosing.shown_wave(filters, None) == ((6050.0, 6500.0),)
    assert choosing.shown_wave(Filters(), STAR) == STAR.wave
    assert choosing.shown_wave(Filters.of_bands(((7000.0, 7100.0),)), STAR) is None


def test_any_criterion_cannot_be_left_out_alone() -> None:
    either = replace(STAR, criteria=Selection(ifu=5, match="any"))
    assert choosing.seen_rows(Filters(), regions(either, selected="a")) is None


def test_every_canvas_counts_by_the_same_rule(opened: Workspace, at_rest: Rest, small_file: Path) -> None:
    editor, table = opened.editor, open_table(small_file)
    star, hole = editor.add_shape("circle", 0.0, -15.0, 3.0), editor.add_shape("circle", 0.5, -15.0, 1.0)
    assert star is not None
    assert hole is not None
    editor.edit_region(hole.ident, role="exclude")
    editor.add_filter(Chip("flags", (), is_inverted=True))
    editor.edit_region(star.ident, criteria=Selection(y_det=(0, 3000)))
    editor.select_region(star.ident)
    at_rest()
    rule = Selection(good=True) & Selection(star.shape, y_det=(0, 3000)) & ~Selection(hole.shape)
    counts = count_rows(table, rule)
    assert 0 < counts.n_row < count_rows(table, Selection(star.shape)).n_row
    assert opened.shown.tallies[star.ident].n_row == counts.n_row
    assert opened.shown.spectrum is not None
    assert opened.shown.spectrum.product.n_row == counts.n_row
    assert opened.shown.image is not None
    around = Selection(good=True) & Selection(y_det=(0, 3000)) & ~Selection(hole.shape)
    assert opened.shown.image.n_row == count_rows(table, around).n_row
    after = [tally.n_row for tally in opened.shown.filter_tallies if tally is not None]
    good = count_rows(table, Selection(good=True)).n_row
    assert after == [good, count_rows(table, Selection(good=True) & ~Selection(hole.shape)).n_row]


def test_the_background_is_subtracted_from_spectrum_and_mean(opened: Workspace, at_rest: Rest) -> None:
    editor = opened.editor
    star, sky = editor.add_shape("circle", 0.0, -15.0, 2.0), editor.add_shape("square", 6.0, -15.0, 2.0)
    assert star is not None
    assert sky is not None
    at_rest()
    alone = {i: opened.shown.tallies[i].mean for i in (star.ident, sky.ident)}
    editor.select_region(star.ident)
    at_rest()
    assert opened.shown.spectrum is not None
    before = opened.shown.spectrum.product
    editor.edit_region(sky.ident, role="background")
    editor.select_region(star.ident)
    at_rest()
    after = opened.shown.spectrum
    assert after.title == "region 1 − background"
    known = np.isfinite(after.product.value)
    assert known.any()
    assert np.all(after.product.sigma[known] > before.sigma[known])
    tally = opened.shown.tallies[star.ident]
    assert tally.mean == pytest.approx(alone[star.ident] - alone[sky.ident])
    assert tally.n_row == before.n_row


def test_thousands_of_regions_are_counted_a_few_at_a_time(opened: Workspace, at_rest: Rest) -> None:
    assert opened.facts is not None
    ra, dec = (float(v) for v in opened.facts.frame.plane_to_sky(0.0, -15.0))
    made = tuple(
        replace(STAR, ident=f"x{i}", shape=Circle(ra, dec, 0.2 + 0.001 * i), wave=()) for i in range(200)
    )
    told: list[int] = []
    opened.shown.events.tallies.connect(lambda tallies: told.append(len(tallies)))
    opened.decider.decide("many", regions=made)
    at_rest()
    assert len(opened.shown.tallies) == 200
    assert len(told) <= 110
    assert all(tally.n_row > 0 for tally in opened.shown.tallies.values())


def test_annotations_are_not_counted(opened: Workspace, at_rest: Rest) -> None:
    region = opened.editor.add_shape("circle", 0.0, -15.0, 2.0)
    assert region is not None
    opened.editor.edit_region(region.ident, role="annotation")
    at_rest()
    assert opened.shown.tallies == {}
