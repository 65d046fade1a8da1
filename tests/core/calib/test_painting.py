"""Masks made step by step: strokes, discs, outlines, objects, regions, files."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import tables

import pixviewer as pv
from pixviewer.core.calib.automask import WHITE, Finding, automatic_mask, mask_of_image
from pixviewer.core.calib.brush import outline_patch, stroke_patch
from pixviewer.core.calib.mask import SkyMask
from pixviewer.core.calib.painter import Painter, file_step, regions_step
from pixviewer.core.calib.painting import (
    Automatic,
    Disc,
    FromRegions,
    Group,
    Inverted,
    MaskPlan,
    Outline,
    Stroke,
    paint,
    with_erasing,
)
from pixviewer.core.calib.rasterise import mask_of_regions, resampled
from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Circle, Frame, Grid, Square, State
from pixviewer.core.io.masks import write_mask

GRID = Grid(6.0, -5.0, -0.2, 0.2, 60, 50)  # east to the left
PIXELS = Grid(10.0, 20.0, 1.0, 1.0, 40, 30)
THIRDS = (-1 / 3, 0.0, 1 / 3)


FRAME = Frame(State.PROJECTED, 338.2, -60.5)


def image_on(grid, value=None):
    value = np.ones(grid.shape) if value is None else value
    ones = np.ones(grid.shape)
    return pv.Image(
        value.astype(np.float32),
        ones.astype(np.float32),
        ones.astype(np.uint32),
        grid,
        FRAME,
        "count",
        "mean",
    )


def plainly(grid, is_inside):
    """Cells of which any of nine places is inside, one by one."""
    found = np.zeros(grid.shape, bool)
    for row in range(grid.n_y):
        for col in range(grid.n_x):
            places = [
                (grid.x0 + (col + 0.5 + dx) * grid.dx, grid.y0 + (row + 0.5 + dy) * grid.dy)
                for dy in THIRDS
                for dx in THIRDS
            ]
            found[row, col] = any(is_inside(*place) for place in places)
    return found


def drawn(patch, grid):
    masked = np.zeros(grid.shape, bool)
    patch.put(masked)
    return masked


def distance_to(points):
    def distance(x, y):
        best = np.inf
        for (ax, ay), (bx, by) in pairwise(points):
            t = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
            t = min(max(t, 0.0), 1.0)
            best = min(best, np.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
        return best

    return distance


class TestStrokes:
    @pytest.mark.parametrize("grid", [GRID, PIXELS])
    @pytest.mark.parametrize("radius", [0.31, 1.7])
    def test_a_stroke_covers_what_is_closer_than_its_radius(self, grid, radius):
        x0, x1, y0, y1 = grid.bounds
        points = [(x0 + a * (x1 - x0), y0 + b * (y1 - y0)) for a, b in ((0.1, 0.2), (0.63, 0.4), (0.6, 1.1))]
        radius *= abs(grid.dy) * 4
        distance = distance_to(points)
        expected = plainly(grid, lambda x, y: distance(x, y) < radius)
        assert np.array_equal(drawn(stroke_patch(points, radius, grid), grid), expected)
        assert expected.any()

    def test_a_tiny_brush_masks_the_cell_under_it(self):
        found = drawn(stroke_patch([(1.234, -2.345)], 1e-3, GRID), GRID)
        assert [tuple(where) for where in np.argwhere(found)] == [GRID.cell(1.234, -2.345)[::-1]]

    @pytest.mark.parametrize("at", [(500.0, 0.0), (0.0, -1e6)])
    def test_outside_the_field_nothing_is_drawn(self, at):
        assert not drawn(stroke_patch([at, (at[0] + 1, at[1])], 2.0, GRID), GRID).any()

    def test_a_stroke_across_the_border_is_cut_off(self):
        found = drawn(stroke_patch([(-100.0, 0.0), (100.0, 0.0)], 0.5, GRID), GRID)
        assert found.any(axis=0).all()
        assert found.any(axis=1).sum() == 6

    def test_many_points_are_one_line(self):
        ends = [(-4.0, -3.0), (4.0, 2.5)]
        share = np.linspace(0, 1, 37)
        many = [(-4 + 8 * s, -3 + 5.5 * s) for s in share]
        assert np.array_equal(
            drawn(stroke_patch(ends, 0.77, GRID), GRID), drawn(stroke_patch(many, 0.77, GRID), GRID)
        )


class TestOutlines:
    @pytest.mark.parametrize("grid", [GRID, PIXELS])
    def test_a_triangle_covers_its_inside(self, grid):
        x0, x1, y0, y1 = grid.bounds
        a, b, c = (
            (x0 + u * (x1 - x0), y0 + v * (y1 - y0)) for u, v in ((0.11, 0.157), (0.933, 0.313), (0.4, 0.871))
        )

        def side(p, q, x, y):
            return (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]) > 0

        expected = plainly(grid, lambda x, y: side(a, b, x, y) == side(b, c, x, y) == side(c, a, x, y))
        assert np.array_equal(drawn(outline_patch([a, b, c], grid), grid), expected)

    def test_where_an_outline_crosses_itself_twice_is_outside(self):
        star = [(4 * np.sin(0.8 * np.pi * k), 4 * np.cos(0.8 * np.pi * k)) for k in range(5)]
        found = drawn(outline_patch(star, GRID), GRID)
        assert not found[GRID.cell(0.0, 0.0)[::-1]]
        assert found[GRID.cell(0.0, 3.0)[::-1]]

    def test_a_larger_outline_than_the_field_covers_all(self):
        around = [(-100.0, -100.0), (100.0, -100.0), (100.0, 100.0), (-100.0, 100.0)]
        assert drawn(outline_patch(around, GRID), GRID).all()


class TestPlans:
    def test_no_step_is_no_mask(self):
        assert paint(MaskPlan(), image_on(GRID)) is None

    def test_steps_act_in_their_order(self):
        disc, rubber = Disc(0.0, 0.0, 2.0), Disc(0.5, 0.0, 1.0, erases=True)
        image = image_on(GRID)
        added, erased = (
            drawn(stroke_patch([(0, 0)], 2.0, GRID), GRID),
            drawn(stroke_patch([(0.5, 0)], 1.0, GRID), GRID),
        )
        assert np.array_equal(paint(MaskPlan((disc, rubber)), image).masked, added & ~erased)
        assert np.array_equal(paint(MaskPlan((rubber, disc)), image).masked, added)
        assert np.array_equal(paint(MaskPlan((disc, Inverted(), rubber)), image).masked, ~added & ~erased)

    def test_the_mask_lies_on_the_cells_of_the_image(self):
        mask = paint(MaskPlan((Disc(2.0, -1.0, 0.5),)), image_on(GRID))
        row, col = np.argwhere(mask.masked).mean(axis=0)
        ra, dec = mask.wcs.all_pix2world(col, row, 0)
        assert FRAME.sky_to_plane(ra, dec) == pytest.approx((2.0, -1.0), abs=0.05)

    def test_a_painter_paints_as_if_it_had_never_painted_before(self):
        painter, image = Painter(image_on(GRID)), image_on(GRID)
        plan = MaskPlan()
        for i in range(12):
            plan = plan.added(Stroke(((i - 6.0, 0.0), (i - 5.0, 3.0)), 0.5, erases=i % 3 == 1))
            assert np.array_equal(painter.paint(plan).masked, paint(plan, image).masked)

    def test_equal_plans_are_equal_and_hashable(self):
        one, other = (MaskPlan((Automatic.of("sources"), Stroke(((1.0, 2.0),), 0.5))) for _ in range(2))
        assert one == other
        assert hash(one) == hash(other)

    def test_a_search_comes_first_and_is_replaced_where_it_stands(self):
        plan = MaskPlan((Disc(0, 0, 1),)).with_automatic(Automatic.of("threshold"))
        assert plan.steps == (Automatic.of("threshold"), Disc(0, 0, 1))
        again = plan.with_automatic(Automatic("sources", 2.0, 5, 1))
        assert again.steps == (Automatic("sources", 2.0, 5, 1), Disc(0, 0, 1))
        assert again.automatic.finding == Finding("sources", 2.0, 5, 1)
        assert again.with_automatic(None).steps == (Disc(0, 0, 1),)
        assert again.with_automatic(None).automatic is None

    def test_two_inversions_are_none(self):
        assert MaskPlan((Disc(0, 0, 1),)).added(Inverted()).added(Inverted()).steps == (Disc(0, 0, 1),)

    @pytest.mark.parametrize(
        ("make", "words"),
        [
            (lambda: Stroke((), 1.0), "one point"),
            (lambda: Stroke(((0.0, np.nan),), 1.0), "finite"),
            (lambda: Stroke(((0.0, 0.0),), 0.0), "positive"),
            (lambda: Disc(0.0, 0.0, np.inf), "positive"),
            (lambda: Outline(((0.0, 0.0), (1.0, 1.0))), "three corners"),
            (lambda: Automatic("threshold", -1.0, 1, 2).finding, "positive"),
            (lambda: FromRegions(()), "no region marks an object"),
            (lambda: Group((Disc(0.0, 0.0, 1.0, erases=True),)), "no shape is to be masked"),
        ],
    )
    def test_a_step_that_makes_no_sense_is_refused(self, make, words):
        with pytest.raises(ValueError, match=words):
            make()

    def test_erasing_is_turned_round_where_there_is_such(self):
        assert with_erasing(Disc(0, 0, 1), True) == Disc(0, 0, 1, erases=True)
        assert with_erasing(Inverted(), True) == Inverted()


class TestSources:
    @pytest.mark.parametrize("method", ["threshold", "sources"])
    def test_objects_are_those_of_the_automatic_mask(self, method, small_file):
        with pv.open_table(small_file) as table:
            found = automatic_mask(table, method=method, threshold=2.0)
            image = pv.white_light(table, pv.Selection(wave=WHITE))
            painted = paint(MaskPlan((replace(Automatic.of(method), threshold=2.0),)), image)
        assert np.array_equal(painted.masked, found.masked)
        assert painted.masked.any()
        assert painted.wcs.wcs.compare(found.wcs.wcs)

    def test_a_stroke_stays_when_the_threshold_changes(self):
        rng = np.random.default_rng(3)
        value = rng.normal(100, 1, GRID.shape)
        value[20:26, 30:36] += 50
        image = image_on(GRID, value)
        stroke = Stroke(((-4.0, -4.0), (-2.0, -4.0)), 0.5)
        plan = MaskPlan((Automatic.of("threshold"), stroke))
        for k in (3.0, 30.0):
            plan = plan.with_automatic(Automatic("threshold", k, 1, 2))
            expected = mask_of_image(image, Finding.of("threshold", k)).masked | drawn(
                stroke_patch(stroke.points, 0.5, GRID), GRID
            )
            assert np.array_equal(paint(plan, image).masked, expected)

    def test_regions_mask_sources_without_what_is_excluded(self):
        big, small = Circle(338.2, -60.5, 3.0), Square(338.2, -60.5, 1.0)
        regions = [
            pv.Region("star", pv.Selection(big)),
            pv.Region("gap", pv.Selection(small), "exclude"),
            pv.Region("sky", pv.Selection(Circle(338.2, -60.4995, 1.0)), "background"),
        ]
        step = regions_step(regions, name="mine")
        assert step == FromRegions((big,), (small,), name="mine")
        expected = mask_of_regions(regions, FRAME, GRID).masked
        assert np.array_equal(paint(MaskPlan((step,)), image_on(GRID)).masked, expected)
        with pytest.raises(ValueError, match="no region marks an object"):
            regions_step(regions[1:])

    def test_a_mask_file_is_brought_onto_the_cells(self, tmp_path):
        with tables.make_table(rows_per_slice=400).in_memory() as table:
            image = pv.white_light(table)
            mask = paint(MaskPlan((Disc(0.0, 0.0, 5.0),)), image)
            for form in ("mpdaf", "drs"):
                path = tmp_path / f"{form}.fits"
                write_mask(mask, path, form=form, table=table)
                assert np.array_equal(
                    paint(MaskPlan((file_step(path),)), image, table).masked,
                    resampled(pv.read_mask(path), table, image.grid).masked,
                )
                assert np.array_equal(paint(MaskPlan((file_step(path),)), image, table).masked, mask.masked)
            with pytest.raises(ValueError, match="needs the table"):
                paint(MaskPlan((file_step(path),)), image)

    def test_a_file_that_is_another_by_now_is_not_taken(self, tmp_path):
        path = tmp_path / "mask.fits"
        with tables.make_table(rows_per_slice=100).in_memory() as table:
            image = pv.white_light(table)
            mask = paint(MaskPlan((Disc(0.0, 0.0, 1.0),)), image)
            write_mask(mask, path, table=table)
            plan = MaskPlan((file_step(path),))
            write_mask(SkyMask(~mask.masked, mask.wcs), path, table=table, overwrite=True)
            with pytest.raises(PixTableError, match=r"mask\.fits has changed .* load it again"):
                paint(plan, image, table)
            path.unlink()
            with pytest.raises(PixTableError, match="No such file"):
                paint(plan, image, table)

    def test_what_is_no_mask_file_is_said(self, tmp_path):
        path = tmp_path / "text.fits"
        path.write_text("no FITS")
        with pytest.raises(PixTableError, match=r"text\.fits"):
            file_step(path)


@pytest.mark.parametrize("method", ["sources", "threshold"])
def test_the_window_is_generous_to_objects(method):
    found, usual = Automatic.generous(method), Automatic.of(method)
    assert (found.threshold, found.min_area) == (usual.threshold, usual.min_area)
    assert found.grow == 6 > usual.grow
    assert Automatic.generous().method == "sources"
