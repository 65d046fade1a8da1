import numpy as np
import pytest

import pixviewer as pv
from pixviewer.core.calib import touching
from pixviewer.core.calib.painting import Disc, MaskPlan, paint
from pixviewer.core.calib.touching import touched_slices


@pytest.fixture(scope="module")
def table(exposure_file):
    with pv.open_table(exposure_file) as opened:
        opened.ensure_blocks()
        yield opened


@pytest.fixture(scope="module")
def image(table):
    return pv.white_light(table, pv.Selection(wave=(4650.0, 9300.0)))


def truly_touched(table, before, after):
    masked = [pv.gather(table, pv.masker(table, one)).n_masked for one in (before, after)]
    return (masked[0] != masked[1]).any(axis=2)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), (Disc(0.0, -17.0, 1.0),)),
        ((Disc(20.0, -16.0, 3.0),), (Disc(20.0, -16.0, 3.5),)),
        ((Disc(0.0, -17.0, 1.0),), ()),
    ],
)
def test_all_slices_that_change_are_found_and_few_others(table, image, before, after):
    masks = [paint(MaskPlan(steps), image, table) for steps in (before, after)]
    found = touched_slices(table, image.grid, *masks)
    truly = truly_touched(table, *masks)
    assert truly.any()
    assert not (truly & ~found).any()
    assert found.sum() <= 48  # of 96: near the border of a block, neighbours are read, too


def test_what_stays_touches_nothing(table, image):
    mask = paint(MaskPlan((Disc(0.0, -17.0, 1.0),)), image, table)
    assert not touched_slices(table, image.grid, mask, mask).any()
    assert not touched_slices(table, image.grid, None, None).any()


def test_rows_in_no_order_are_all_read_again(table, image, monkeypatch):
    monkeypatch.setattr(touching, "MOST_MIXED", 0)
    mask = paint(MaskPlan((Disc(0.0, -17.0, 1.0),)), image, table)
    assert touched_slices(table, image.grid, None, mask).all()


def test_masks_of_another_grid_are_refused(table, image):
    mask = paint(MaskPlan((Disc(0.0, -17.0, 1.0),)), image, table)
    other = pv.SkyMask(np.zeros((3, 3), bool), mask.wcs)
    with pytest.raises(ValueError, match="cells"):
        touched_slices(table, image.grid, other, mask)
