"""What is picked, and what the detector view, the slice map and the table of rows show of it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pixviewer import Selection, decode_rows, detector_image, find_rows, open_table
from pixviewer.core.geometry import Circle, Frame, State
from pixviewer.core.table.pixtable import PixTable
from pixviewer.model import detector, linking, row_list
from pixviewer.model.detector import OPTICAL, SKY, WHOLE, cells_of, place_of, slice_at, slice_name
from pixviewer.model.joining import joined_neighbours
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    workspace.set_shape("scatter", (200, 150))
    workspace.set_shape("image", (200, 150))
    workspace.open(small_file)
    at_rest()
    return workspace


@pytest.fixture
def table(small_file: Path) -> PixTable:
    table = open_table(small_file)
    table.ensure_blocks()
    return table


def a_row(table: PixTable, number: int) -> dict[str, float]:
    return {name: values[0] for name, values in decode_rows(table, [number]).items()}


def test_the_detector_of_the_first_ifu_is_shown_around_its_rows(opened: Workspace, table: PixTable) -> None:
    linked = opened.linked
    first = table.ensure_blocks().ifus[0]
    assert linked.shown.ifus == (first,)
    pictures = opened.shown.detector
    assert pictures is not None
    assert pictures.fraction == 1.0
    assert pictures.pictures[first].n_row == detector_image(table, first, quantity="count").n_row
    x0, x1, y0, y1 = linked.bounds_of(first) or WHOLE
    rows = decode_rows(table, find_rows(table, Selection(ifu=first)))
    assert x0 < rows["x_det"].min()
    assert rows["x_det"].max() < x1
    assert y0 < rows["y_det"].min()
    assert rows["y_det"].max() < y1


def test_a_region_brings_the_ifus_it_touches(opened: Workspace, at_rest: Rest, table: PixTable) -> None:
    region = opened.editor.add_shape("circle", 0.0, -15.0, 4.0)
    assert region is not None
    at_rest()
    rows = decode_rows(table, find_rows(table, Selection(shapes=region.shape)))
    touched = tuple(np.unique(rows["ifu"]).tolist())
    assert len(touched) > 1
    assert opened.linked.shown.ifus == touched
    opened.linked.set_rows(detector.REGION_ROWS)
    at_rest()
    pictures = opened.shown.detector
    assert pictures is not None
    counts = {ifu: picture.n_row for ifu, picture in pictures.pictures.items()}
    assert counts == {ifu: int((rows["ifu"] == ifu).sum()) for ifu in touched}
    opened.linked.step_ifu(1)
    at_rest()
    assert opened.linked.shown.ifus == (touched[1],)
    opened.linked.follow_region()
    at_rest()
    assert opened.linked.shown.ifus == touched


def test_stepping_goes_round_the_ifus_that_are_there(opened: Workspace, at_rest: Rest) -> None:
    linked = opened.linked
    present = linked.present
    seen = []
    for _ in range(len(present)):
        linked.step_ifu(1)
        at_rest()
        seen += linked.shown.ifus
    assert seen == [*present[1:], present[0]]
    linked.step_ifu(-1)
    at_rest()
    assert linked.shown.ifus == (present[-1],)


def test_limits_are_shared_and_undone(opened: Workspace, at_rest: Rest) -> None:
    opened.editor.add_shape("circle", 0.0, -15.0, 4.0)
    opened.editor.set_display("detector", by="wave", limits="Min Max")
    at_rest()
    pictures = opened.shown.detector
    assert pictures is not None
    assert pictures.unit == "Angstrom"
    assert pictures.lo is not None
    assert 4000 < pictures.lo < 10_000
    assert len({picture.display for picture in pictures.pictures.values()}) == 1
    opened.undo()
    at_rest()
    assert opened.display.detector.by == "data"


def test_a_place_that_is_picked_lights_up_everywhere(
    opened: Workspace, at_rest: Rest, table: PixTable
) -> None:
    meant = a_row(table, 40_000)
    linked = opened.linked
    linked.show_ifu(int(meant["ifu"]))
    linked.row_list.is_visible = linked.slices.is_visible = True
    linked.pick_place(float(meant["xi"]), float(meant["eta"]))
    at_rest()
    pick = linked.links.pick
    assert pick is not None
    numbers = find_rows(table, pick.expression)
    assert 40_000 in numbers
    assert linked.links.row is not None
    assert linked.links.row.number == 40_000
    page = linked.shown.rows
    assert page is not None
    np.testing.assert_array_equal(page.columns["row"], numbers)
    decoded = decode_rows(table, numbers)
    slices = set(zip(decoded["ifu"].tolist(), decoded["slice"].tolist(), strict=True))
    assert linked.shown.lit_slices == slices
    of_ifu = decoded["ifu"] == meant["ifu"]
    assert linked.shown.lit[int(meant["ifu"])].n_row == of_ifu.sum()
    assert linked.shown.lit["scatter"].n_row == linked.shown.lit["image"].n_row == numbers.size
    linked.drop_pick()
    at_rest()
    assert linked.shown.lit == {}
    assert linked.shown.lit_slices == frozenset()
    assert linked.shown.rows is None


def test_a_pixel_leads_to_its_row(opened: Workspace, at_rest: Rest, table: PixTable) -> None:
    meant = a_row(table, 12_345)
    at = int(meant["ifu"]), int(meant["x_det"]), int(meant["y_det"])
    found: list[bool] = []
    opened.linked.hover_pixel(*at, found.append)
    at_rest()
    reading = opened.shown.reading
    assert found == [True]
    assert reading is not None
    assert reading.row is not None
    assert reading.row.number == 12_345
    assert (reading.xi, reading.eta) == (meant["xi"], meant["eta"])
    opened.linked.pick(linking.pick_of_pixel(*at))
    at_rest()
    assert opened.linked.links.row == reading.row
    opened.linked.hover_pixel(at[0], 0, 0, found.append)
    at_rest()
    assert found == [True, False]
    assert opened.shown.reading is None


def test_picks_join_by_their_mode(opened: Workspace, at_rest: Rest, table: PixTable) -> None:
    linked = opened.linked
    ifu = linked.present[0]
    linked.row_list.is_visible = True
    numbers = np.unique(decode_rows(table, find_rows(table, Selection(ifu=ifu)))["slice"])[:2].tolist()
    first, second = (find_rows(table, Selection(ifu=ifu, slice_no=n)) for n in numbers)
    for mode, expected in (
        ("add", np.union1d(first, second)), ("intersect", []), ("remove", first),
    ):  # fmt: skip
        linked.pick(linking.pick_of_slice(ifu, numbers[0]), linking.REPLACE)
        linked.links.mode = mode
        linked.pick(linking.pick_of_slice(ifu, numbers[1]))
        at_rest()
        assert linked.shown.rows is not None
        np.testing.assert_array_equal(linked.shown.rows.columns["row"], np.array(expected)[:20_000])
        linked.links.mode = linking.REPLACE
    with pytest.raises(ValueError, match="joins another by one of"):
        linking.joined(linked.links.pick, linking.pick_of_slice(1, 1), "xor")


def test_slices_are_stepped_through(opened: Workspace, at_rest: Rest) -> None:
    linked = opened.linked
    assert linked.slice_picked is None
    linked.links.mode = linking.ADD
    linked.pick_slice(linked.present[0], 1)
    linked.pick_slice(linked.present[0], 48)  # a slice is picked alone, whatever the mode
    assert linked.slice_picked == (linked.present[0], 48)
    linked.step_slice(1)
    assert linking.slice_of(linked.links.pick, None) == (linked.present[1], 1)
    linked.step_slice(-1)
    assert linking.slice_of(linked.links.pick, None) == (linked.present[0], 48)
    at_rest()


def test_flagged_rows_are_listed_with_their_groups(opened: Workspace, at_rest: Rest, table: PixTable) -> None:
    linked = opened.linked
    linked.row_list.source = row_list.FLAGGED
    linked.row_list.is_visible = True
    at_rest()
    page = linked.shown.rows
    assert page is not None
    flags = table.read(("flags",), slice(None))["flags"]
    np.testing.assert_array_equal(page.columns["row"], np.flatnonzero(flags)[:20_000])
    assert page.n_total == np.count_nonzero(flags)
    assert page.n_group == len(np.unique(page.columns["group"]))
    linked.mark_row(int(page.columns["row"][1]))
    at_rest()
    assert linked.links.row is not None
    assert linked.links.row.flag_names


def test_pages_follow_each_other(
    opened: Workspace, at_rest: Rest, monkeypatch: pytest.MonkeyPatch, table: PixTable
) -> None:
    monkeypatch.setattr(row_list, "PAGE_ROWS", 100)
    linked = opened.linked
    linked.row_list.is_visible = True
    linked.pick(linking.pick_of_slice(linked.present[0], 5))
    linked.row_list.page = 1
    at_rest()
    page = linked.shown.rows
    assert page is not None
    numbers = find_rows(table, Selection(ifu=linked.present[0], slice_no=5))
    assert (page.first, page.n_row, page.n_total) == (100, 100, numbers.size)
    np.testing.assert_array_equal(page.columns["row"], numbers[100:200])
    assert page.n_page == -(-numbers.size // 100)


def test_the_slice_map_is_only_made_when_it_is_seen(opened: Workspace, at_rest: Rest) -> None:
    linked = opened.linked
    assert linked.shown.slice_map is None
    linked.slices.is_visible = True
    at_rest()
    found = linked.shown.slice_map
    assert found is not None
    assert opened.facts is not None
    assert found.n_row.sum() == opened.facts.n_row


def test_another_table_forgets_everything(opened: Workspace, at_rest: Rest, small_file: Path) -> None:
    opened.linked.pick_place(0.0, 0.0)
    at_rest()
    opened.close_table()
    at_rest()
    linked = opened.linked
    assert (linked.links.pick, linked.links.row, linked.shown.ifus, linked.shown.lit) == (None, None, (), {})
    assert opened.shown.detector is None


def test_bands_and_the_region_restrict_what_a_wavelength_picks(
    opened: Workspace, at_rest: Rest, table: PixTable
) -> None:
    region = opened.editor.add_shape("circle", 0.0, -15.0, 3.0)
    assert region is not None
    opened.linked.row_list.is_visible = True
    opened.linked.pick_waves(6056.0, 6057.0)
    at_rest()
    page = opened.linked.shown.rows
    assert page is not None
    wanted = find_rows(table, Selection(shapes=region.shape, wave=(6056.0, 6057.0)))
    assert wanted.size > 0
    np.testing.assert_array_equal(page.columns["row"], wanted)


@pytest.mark.parametrize(
    ("view", "shape", "expected"),
    [
        (WHOLE, (512, 514), (0, 4096, 0, 4112, 8, 8)),
        ((99.5, 199.5, 9.5, 59.5), (400, 300), (100, 200, 10, 60, 1, 1)),
        ((-500.0, 300.0, 4000.0, 5000.0), (400, 500), (0, 302, 4000, 4112, 2, 2)),
    ],
)
def test_cells_are_whole_pixels_on_a_fixed_raster(
    view: tuple[float, float, float, float], shape: tuple[int, int], expected: tuple[int, ...]
) -> None:
    box = cells_of(view, shape)
    assert box is not None
    assert (box.x0, box.x1, box.y0, box.y1, box.bin_x, box.bin_y) == expected


def test_a_view_beside_the_detector_has_no_cells() -> None:
    assert cells_of((5000.0, 6000.0, 0.0, 100.0), (100, 100)) is None


def test_slices_are_named_in_every_numbering() -> None:
    assert [slice_name(12, how) for how in ("ccd", SKY, OPTICAL)] == ["12", "4", "4.9"]
    for how in ("ccd", SKY, OPTICAL):
        assert [slice_at(place_of(n, how), how) for n in range(1, 49)] == list(range(1, 49))


def test_a_pick_in_field_pixels_says_so() -> None:
    pick = linking.pick_of_place(Frame(State.PIXEL), 3.0, 4.0)
    assert "pix" in pick.label


def test_rows_become_csv(table: PixTable) -> None:
    columns = decode_rows(table, [3, 1])
    text = row_list.csv_of(columns, np.array([1, 0]), ["row", "wave", "flag_names"])
    lines = text.splitlines()
    assert lines[0] == "row,wave,flag_names"
    assert [line.split(",")[0] for line in lines[1:]] == ["1", "3"]
    assert float(lines[1].split(",")[1]) == columns["wave"][1]


def test_neighbours_along_a_slice_are_joined() -> None:
    #        two neighbours, and the next but one | another detector row | another slice, another exposure
    decoded = {
        "exposure": np.array([1, 1, 1, 1, 1, 2]),
        "ifu": np.array([5, 5, 5, 5, 5, 5]),
        "slice": np.array([3, 3, 3, 3, 4, 3]),
        "y_det": np.array([7, 7, 7, 8, 7, 7]),
        "x_det": np.array([12, 11, 14, 13, 13, 13]),
    }
    assert joined_neighbours(decoded).tolist() == [[1, 0]]


def test_views_are_matched_in_one_step(opened: Workspace, at_rest: Rest) -> None:
    opened.editor.set_display("scatter", by="wave")
    opened.editor.set_display("image", stretch="Log", cmap="Viridis")
    at_rest()
    image = opened.shown.image
    assert image is not None
    opened.match_display("image")
    display = opened.display
    assert (display.detector.stretch, display.detector.cmap) == ("Log", "Viridis")
    assert (display.detector.low, display.detector.high) == (image.lo, image.hi)
    assert display.scatter.stretch == "Log"
    assert display.scatter.limits != "User"  # of another quantity
    opened.undo()
    assert opened.display.detector.stretch == "Linear"
    assert opened.display.image.stretch == "Log"
    at_rest()


def test_the_detector_follows_a_region_while_it_is_dragged(opened: Workspace, at_rest: Rest) -> None:
    linked, frame = opened.linked, opened.facts.frame  # type: ignore[union-attr]
    linked.detector.is_visible = True
    linked.detector.rows = detector.REGION_ROWS
    table = opened.table
    assert table is not None
    first, last = (
        decode_rows(table, find_rows(table, Selection(ifu=ifu)))
        for ifu in (linked.present[0], linked.present[-1])
    )
    places = [(float(np.median(rows["xi"])), float(np.median(rows["eta"]))) for rows in (first, last)]
    region = opened.editor.add_shape("circle", *places[0], 1.0)
    assert region is not None
    at_rest()
    assert linked.present[0] in linked.shown.ifus
    before = linked.shown.ifus
    opened.editor.drag_region(region.ident, *places[1], 1.0)
    at_rest()
    assert opened.regions.dragged is not None
    assert linked.present[-1] in linked.shown.ifus
    assert linked.shown.ifus != before
    pictures = opened.shown.detector
    assert pictures is not None
    ra, dec = (float(v) for v in frame.plane_to_sky(*places[1]))
    inside = find_rows(table, Selection(shapes=Circle(ra, dec, 1.0)))
    assert sum(picture.n_row for picture in pictures.pictures.values()) == inside.size
    opened.editor.move_region(region.ident, *places[1], 1.0)
    at_rest()
    assert opened.regions.dragged is None
    assert linked.present[-1] in linked.shown.ifus
