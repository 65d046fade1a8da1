"""The legend: entries, what filters show of them, what is lit up and picked."""

import numpy as np
import pytest

from pixviewer.core.geometry import Grid
from pixviewer.core.products.raster import scatter
from pixviewer.core.products.rows import find_rows
from pixviewer.core.table.origin import ccd_to_sky
from pixviewer.model.filters import FLAGS, GOOD_ROWS, Chip, Filters
from pixviewer.model.legend.entries import GOOD, KINDS, entries_of, expression_of
from pixviewer.model.legend.showing import is_shown, with_shown
from pixviewer.model.linking import pick_of_slice
from pixviewer.model.patches import find_patches

N_ENTRY = {"ifu": 24, "slice": 48, "slice_sky": 48, "stack": 4, "exposure": 3, "flags": 3}


def entries(kind):
    return entries_of(kind, n_exposure=3, flags=(5, 13))


@pytest.mark.parametrize("kind", KINDS)
def test_each_entry_has_a_name_a_sign_and_a_colour_of_its_own(kind):
    made = entries(kind)
    assert len(made) == N_ENTRY[kind]
    for what in ("name", "sign", "colour", "value"):
        assert len({getattr(entry, what) for entry in made}) == len(made)


def test_slices_are_named_in_both_numberings():
    for kind in ("slice", "slice_sky"):
        for entry in entries(kind):
            assert f"{entry.value} ccd" in entry.name
            assert f"{int(ccd_to_sky(entry.value))} sky" in entry.name


@pytest.mark.parametrize("kind", KINDS)
def test_filters_show_just_what_is_wanted(kind):
    every = entries(kind)
    labels = [entry.label for entry in every]
    for wanted in (set(labels[:1]), set(labels[1:]), set(labels[::2]), set()):
        filters = with_shown(Filters((Chip("wave", ((5000.0, 6000.0),)),)), every, wanted)
        assert {e.label for e in every if is_shown(filters, e)} == wanted
        assert filters.chips[0].kind == "wave"
        assert with_shown(filters, every, labels).chips == filters.chips[:1]


def test_the_shorter_list_is_written_on_the_chip():
    every = entries("ifu")
    assert with_shown(Filters(), every, {3}).chips == (Chip("ifu", (3,)),)
    assert with_shown(Filters(), every, {e.label for e in every} - {3}).chips == (Chip("ifu", (3,), True),)


def test_sky_slices_are_filtered_by_their_ccd_numbers():
    chip = with_shown(Filters(), entries("slice_sky"), {9}).chips[0]
    assert (chip.kind, chip.values) == ("slice_no", (1,))


def test_filters_on_flags():
    every = entries("flags")
    names = {entry.label: entry.value for entry in every}
    assert with_shown(Filters(), every, {GOOD}).chips == (GOOD_ROWS,)
    assert with_shown(Filters(), every, {6, 14}).chips == (Chip(FLAGS, ()),)
    assert with_shown(Filters(), every, {GOOD, 6}).chips == (Chip(FLAGS, (names[14],), True),)
    assert with_shown(Filters(), every, {6}).chips == (Chip(FLAGS, (names[6],)),)


@pytest.fixture
def opened(workspace, at_rest, small_file):
    workspace.open(small_file)
    at_rest()
    workspace.legend.watch(True)
    at_rest()
    return workspace


def rows_of(workspace, expression):
    return find_rows(workspace.table, expression).size


def test_rows_are_counted_by_every_kind(opened, at_rest):
    for kind in ("ifu", "slice", "slice_sky", "stack"):
        opened.legend.set_kind(kind)
        at_rest()
        state = opened.legend.state
        assert sum(state.counts.values()) == opened.table.n_row
        for entry in state.entries[:3]:
            assert state.counts[entry.label] == rows_of(opened, expression_of((entry,)))


def test_rows_are_counted_as_if_nothing_of_the_kind_was_left_out(opened, at_rest):
    legend = opened.legend
    before = dict(legend.state.counts)
    first = legend.state.entries[0].label
    legend.toggle_shown(first)
    at_rest()
    assert first not in legend.shown
    assert legend.state.counts == before
    opened.editor.add_filter(GOOD_ROWS)
    at_rest()
    assert 0 < sum(legend.state.counts.values()) < sum(before.values())


def test_flags_are_counted_with_good_rows_first(opened, at_rest):
    opened.legend.set_kind("flags")
    at_rest()
    state = opened.legend.state
    assert state.entries[0].label == GOOD
    for entry in state.entries:
        assert state.counts[entry.label] == rows_of(opened, expression_of((entry,)))


def test_the_legend_follows_the_colours_of_a_view(opened):
    opened.editor.set_display("scatter", by="stack")
    assert opened.legend.state.kind == "stack"
    opened.editor.set_display("scatter", by="wave")
    assert opened.legend.state.kind == "stack"


def test_choosing_picks_the_rows_and_another_pick_ends_it(opened, at_rest):
    legend = opened.legend
    labels = [entry.label for entry in legend.state.entries]
    legend.choose(labels[:2])
    at_rest()
    pick = opened.linked.links.pick
    assert rows_of(opened, pick.expression) == sum(legend.state.counts[label] for label in labels[:2])
    assert not opened.linked.shown.lit["scatter"].dims
    legend.invert()
    assert legend.state.chosen == frozenset(labels[2:])
    legend.choose_none()
    assert opened.linked.links.pick is None
    legend.choose_all()
    opened.linked.pick(pick_of_slice(labels[0], 3))
    assert legend.state.chosen == frozenset()
    assert opened.linked.links.pick == pick_of_slice(labels[0], 3)


def test_a_glance_dims_all_else_and_gives_the_pick_back(opened, at_rest):
    opened.linked.pick(pick_of_slice(opened.legend.state.entries[0].label, 3))
    at_rest()
    picked = opened.linked.shown.lit["scatter"]
    opened.legend.glance(opened.legend.state.entries[1].label)
    at_rest()
    seen = opened.linked.shown.lit["scatter"]
    assert seen.dims
    assert set(np.unique(seen.rgba[..., 3])) == {0, 205}
    assert seen.n_row == opened.legend.state.counts[opened.legend.state.entries[1].label]
    opened.legend.glance(None)
    at_rest()
    assert opened.linked.shown.lit["scatter"].n_row == picked.n_row
    assert not opened.linked.shown.lit["scatter"].dims


def test_filters_of_the_legend_are_decisions_with_names(opened):
    legend = opened.legend
    first, second = legend.state.entries[:2]
    legend.choose((first.label,))
    legend.leave_chosen_out()
    assert opened.history.undo_label == f"leave out {first.name}"
    legend.choose((second.label,))
    legend.show_only_chosen()
    assert legend.shown == {second.label}
    assert len(opened.view.filters.chips) == 1
    legend.show_all()
    assert opened.view.filters.chips == ()
    for _ in range(3):
        opened.undo()
    assert opened.view.filters.chips == ()


def test_another_table_begins_afresh(opened, at_rest, small_file):
    opened.legend.choose_all()
    opened.legend.glance(opened.legend.state.entries[0].label)
    opened.open(small_file)
    at_rest()
    assert opened.legend.state.chosen == frozenset()
    assert opened.legend.state.glanced is None
    assert opened.linked.links.glance is None


def test_patches_are_named_where_there_is_room():
    plane = np.zeros((200, 300), np.int16)
    plane[20:80, 40:240] = 7
    plane[100:103, :] = 3  # too low for a number
    plane[120:190, 10:80] = 7
    grid = Grid(10.0, -5.0, -0.1, 0.1, 300, 200)
    first, second = find_patches(plane, grid)
    assert (first.label, second.label) == (7, 7)
    assert first.xi == pytest.approx(10 - 14.0, abs=0.5)
    assert first.eta == pytest.approx(-5 + 5.0, abs=0.5)
    assert (first.width, first.height) == (pytest.approx(20.0), pytest.approx(6.0))
    assert plane[grid.cell(second.xi, second.eta)[::-1]] == 7


def test_gaps_between_rows_do_not_part_a_patch():
    plane = np.zeros((200, 200), np.int16)
    plane[::9, ::9] = 4
    grid = Grid(0.0, 0.0, 1.0, 1.0, 200, 200)
    assert find_patches(plane, grid) == ()
    (patch,) = find_patches(plane, grid, pitch=9)
    assert patch.label == 4


def test_slices_of_a_real_field_are_named_on_themselves(opened):
    table = opened.table
    x0, x1, y0, _ = opened.navigator.extent
    grid = Grid((x0 + x1) / 2 - 2, y0 + 1, 0.005, 0.005, 800, 300)
    plane = scatter(table, grid=grid, by="slice").plane
    patches = find_patches(plane, grid, pitch=41)
    assert patches
    assert len({patch.label for patch in patches} & set(np.unique(plane))) >= 6
