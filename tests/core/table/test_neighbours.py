"""Neighbours of a slice, in the field and on the detector."""

import pytest

from pixviewer.core.table.neighbours import SIDES, neighbours
from pixviewer.core.table.origin import ccd_to_sky, sky_to_ccd

OPPOSITE = {"above": "below", "left": "right", "left on the CCD": "right on the CCD"}


@pytest.mark.parametrize("ifu", [1, 7, 24])
def test_neighbours_are_mutual(ifu):
    for slice_no in range(1, 49):
        found = neighbours(ifu, slice_no)
        assert set(found) <= set(SIDES)
        for side, back in OPPOSITE.items():
            if side in found:
                assert neighbours(*found[side])[back] == (ifu, slice_no)


def test_rows_of_a_stack_go_on_in_the_next_ifu():
    top = int(sky_to_ccd(24))  # row 12 of the second stack
    assert neighbours(5, top)["above"] == (6, int(sky_to_ccd(13)))
    assert neighbours(5, top)["right"] == (5, int(sky_to_ccd(36)))
    assert "above" not in neighbours(24, top)
    assert "left" not in neighbours(24, int(sky_to_ccd(1)))
    assert int(ccd_to_sky(neighbours(5, top)["below"][1])) == 23


def test_the_detector_ends_at_its_first_and_last_slice():
    assert "left on the CCD" not in neighbours(3, 1)
    assert "right on the CCD" not in neighbours(3, 48)
    assert neighbours(3, 1)["right on the CCD"] == (3, 2)
