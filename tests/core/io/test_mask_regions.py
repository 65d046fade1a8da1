"""Masks as region files: borders written as polygons, and shapes that mask read back."""

import numpy as np
import pytest
import tables

import pixviewer as pv
from pixviewer.core.calib.painting import Disc, FromRegions, Inverted, MaskPlan, Outline, paint, with_erasing
from pixviewer.core.errors import OutputError, PixTableError
from pixviewer.core.io.mask_regions import read_mask_regions, write_mask_regions


@pytest.fixture(params=tables.STATES)
def field(request):
    """A table, its image, and a mask with a hole and an island in the hole."""
    with tables.make_table(request.param, rows_per_slice=300, ifus=tuple(range(1, 25))).in_memory() as table:
        image = pv.white_light(table)
        x0, x1, y0, y1 = image.grid.bounds
        x, y, r = (x0 + x1) / 2, (y0 + y1) / 2, (y1 - y0) / 3
        steps = (
            Disc(x, y, r), Disc(x, y, 0.6 * r, erases=True), Disc(x, y, 0.2 * r),
            Disc(x0 + r / 3, y1 - r / 3, 0.3 * r),
        )  # fmt: skip
        yield table, image, paint(MaskPlan(steps), image)


def test_what_is_written_masks_the_same_when_read(field, tmp_path):
    table, image, mask = field
    path = tmp_path / "mask.reg"
    write_mask_regions(mask, path, table.frame)
    step = read_mask_regions(path, table.frame)
    assert [type(part) for part in step.parts] == [Outline] * 4
    assert [part.erases for part in step.parts].count(True) == 1
    assert np.array_equal(paint(MaskPlan((step,)), image).masked, mask.masked)
    everywhere = MaskPlan((Inverted(), with_erasing(step, True)))
    assert np.array_equal(paint(everywhere, image).masked, ~mask.masked)


def test_ds9_reads_the_polygons(tmp_path):
    from regions import PolygonSkyRegion, Regions

    with tables.make_table(rows_per_slice=300).in_memory() as table:
        image = pv.white_light(table)
        centre = image.grid.centre(image.grid.n_x / 2, image.grid.n_y / 2)
        write_mask_regions(paint(MaskPlan((Disc(*centre, 2.0),)), image), tmp_path / "m.reg", table.frame)
    (region,) = Regions.read(tmp_path / "m.reg", format="ds9")
    assert isinstance(region, PolygonSkyRegion)


def test_circles_boxes_and_polygons_mask(tmp_path):
    path = tmp_path / "objects.reg"
    path.write_text(
        'icrs\ncircle(338.2292,-60.5636,3")\n-box(338.2292,-60.5636,1",1",0)\n'
        "polygon(338.2292,-60.5636,338.2302,-60.5636,338.2302,-60.5630) # text={galaxy}\n"
        "-polygon(338.2292 -60.5636 338.2302 -60.5636 338.2302 -60.5630)\n"
        "polygon(22:32:55.0,-60:33:49,22:32:55.5,-60:33:49,22:32:55.5,-60:33:40) # include=0\n"
        'circle(338.2292,-60.5600,3") # background\n'
    )
    with tables.make_table().in_memory() as table:
        steps = read_mask_regions(path, table.frame).parts
        x, y = table.frame.sky_to_plane(338.2302, -60.5630)
    assert isinstance(steps[0], FromRegions)
    assert len(steps[0].shapes) == len(steps[0].excluded) == 1
    assert [step.erases for step in steps[1:]] == [False, True, True]
    assert steps[1].points[2] == pytest.approx((float(x), float(y)), abs=1e-6)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("icrs\n", "no region marks an object"),
        ('icrs\ncircle(338.2292,-60.5636,3") # background\n', "no region marks an object"),
        ("icrs\n-polygon(338.2,-60.5,338.3,-60.5,338.3,-60.4)\n", "no region marks an object"),
        ("icrs\npolygon(338.2,-60.5,338.3)\n", "polygon cannot be used"),
        ("image\npolygon(1,2,3,4,5,6)\n", "polygon cannot be used"),
        ("icrs\npolygon(158.2,60.5,158.3,60.5,158.3,60.6)\n", "polygon cannot be used"),
        ("nonsense\n", "no DS9 region"),
    ],
)
def test_what_masks_nothing_is_said_in_one_sentence(tmp_path, text, words):
    path = tmp_path / "bad.reg"
    path.write_text(text)
    kind = ValueError if words == "no region marks an object" else PixTableError
    with tables.make_table().in_memory() as table, pytest.raises(kind, match=words) as error:
        read_mask_regions(path, table.frame)
    assert "bad.reg" in str(error.value)
    assert "\n" not in str(error.value)


def test_other_shapes_are_told_of(tmp_path):
    path = tmp_path / "some.reg"
    path.write_text('icrs\nellipse(338.2,-60.5,2",3",10)\ncircle(338.2292,-60.5636,3")\n')
    with tables.make_table().in_memory() as table, pytest.warns(match="1 ellipse"):
        assert len(read_mask_regions(path, table.frame).shapes) == 1


def test_criteria_that_do_not_count_are_told_of(tmp_path):
    path = tmp_path / "some.reg"
    path.write_text('icrs\ncircle(338.2292,-60.5636,3") # text={star} tag={ifu=5}\n')
    with tables.make_table().in_memory() as table, pytest.warns(match="do not count in the region star"):
        read_mask_regions(path, table.frame)


def test_a_file_that_is_there_stays(tmp_path):
    path = tmp_path / "mask.reg"
    path.write_text("mine")
    with tables.make_table(rows_per_slice=100).in_memory() as table:
        mask = paint(MaskPlan((Disc(0.0, 0.0, 1.0),)), pv.white_light(table))
        with pytest.raises(OutputError):
            write_mask_regions(mask, path, table.frame)
        other = tables.make_table(ra0=10.0, rows_per_slice=10).in_memory()
        with pytest.raises(ValueError, match="does not lie on the plane"):
            write_mask_regions(mask, tmp_path / "new.reg", other.frame)
    assert path.read_text() == "mine"
