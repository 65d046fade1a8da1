"""Origins are packed and unpacked, and slices numbered, as the format reference says."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.table import origin
from pixviewer.core.table.origin import MISSING, Offsets

# The numbering table of the format reference, first stack: CCD -> (SKY, OPTICAL stack, OPTICAL row).
FIRST_STACK = {
    1: (9, 4, 4),
    2: (8, 4, 5),
    3: (1, 4, 12),
    4: (10, 4, 3),
    5: (7, 4, 6),
    6: (2, 4, 11),
    7: (11, 4, 2),
    8: (6, 4, 7),
    9: (3, 4, 10),
    10: (12, 4, 1),
    11: (5, 4, 8),
    12: (4, 4, 9),
}
# A few of the other stacks, as the table prints them.
OTHER_STACKS = {
    13: (21, 3, 4),
    24: (16, 3, 9),
    30: (26, 2, 11),
    37: (45, 1, 4),
    46: (48, 1, 1),
    48: (40, 1, 9),
}

fields = {
    "ifu": st.integers(0, 31),
    "slice_no": st.integers(0, 63),
    "y_det": st.integers(0, 8190),
    "x": st.integers(0, 127),
}


@given(**fields)
def test_what_is_packed_is_unpacked(ifu, slice_no, y_det, x):
    packed = origin.encode(ifu, slice_no, y_det, x)
    assert 0 <= packed < 2**31
    assert packed == x << 24 | (y_det + 1) << 11 | ifu << 6 | slice_no
    assert origin.ifu(packed) == ifu
    assert origin.slice_no(packed) == slice_no
    assert origin.y_det(packed) == y_det
    assert origin.x_in_slice(packed) == x


@given(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1))
def test_any_32_bits_are_unpacked_whatever_their_sign(values):
    signed = np.array(values, np.int32)
    for part in (origin.ifu, origin.slice_no, origin.y_det, origin.x_in_slice):
        np.testing.assert_array_equal(part(signed), part(signed.view(np.uint32)))
    assert origin.ifu(signed).min() >= 0
    assert origin.ifu(signed).max() <= 31


@pytest.mark.parametrize(
    "parts", [(32, 1, 1, 1), (1, 64, 1, 1), (1, 1, 8191, 1), (1, 1, 1, 128), (-1, 1, 1, 1), (1, 1, -2, 1)]
)
def test_a_part_that_does_not_fit_is_refused(parts):
    with pytest.raises(ValueError, match="does not fit"):
        origin.encode(*parts)


@pytest.mark.parametrize(("ccd", "numbers"), [*FIRST_STACK.items(), *OTHER_STACKS.items()])
def test_slices_are_numbered_as_in_the_numbering_document(ccd, numbers):
    sky, stack, row = numbers
    assert origin.ccd_to_sky(ccd) == sky
    assert origin.sky_to_ccd(sky) == ccd
    assert origin.ccd_to_optical(ccd) == (stack, row)
    assert origin.optical_to_ccd(stack, row) == ccd
    assert origin.stack_of(ccd) == 5 - stack


def test_numberings_are_one_to_one():
    ccd = np.arange(1, 49)
    assert sorted(origin.ccd_to_sky(ccd)) == ccd.tolist()
    np.testing.assert_array_equal(origin.sky_to_ccd(origin.ccd_to_sky(ccd)), ccd)
    np.testing.assert_array_equal(origin.optical_to_ccd(*origin.ccd_to_optical(ccd)), ccd)


@pytest.mark.parametrize("stack", [1, 2, 3, 4])
def test_a_stack_has_all_its_twelve_slices(stack):
    slices = origin.slices_of_stack(stack)
    assert slices == tuple(range(12 * stack - 11, 12 * stack + 1))
    assert set(origin.ccd_to_sky(slices)) == set(slices)
    assert set(origin.stack_of(slices)) == {stack}


@pytest.mark.parametrize("wrong", [0, 49, -1, [1, 49]])
def test_a_slice_that_does_not_exist_is_refused(wrong):
    for number in (origin.ccd_to_sky, origin.sky_to_ccd, origin.ccd_to_optical, origin.stack_of):
        with pytest.raises(ValueError, match="must be 1 to 48"):
            number(wrong)
    with pytest.raises(ValueError, match="stack must be 1 to 4"):
        origin.slices_of_stack(5)


@st.composite
def exposures(draw):
    """Row ranges, now and then with gaps, empty, or out of order, as no good program would write them."""
    n = draw(st.integers(1, 5))
    ends = st.integers(0, 60)
    if draw(st.booleans()):
        edges = sorted(draw(st.lists(ends, min_size=n + 1, max_size=n + 1)))
        return [(a, b - 1) for a, b in itertools.pairwise(edges)]
    return [(draw(ends), draw(ends)) for _ in range(n)]


@given(exposures())
def test_exposures_of_rows_follow_the_walk_of_the_pipeline(ranges):
    first, last = np.array(ranges, np.int64).T
    found = Offsets(first, last, np.full((len(ranges), 32, 64), MISSING), True).exposure_of(np.arange(65))
    for row in range(65):
        # Take the first whose LAST is not before the row; it must also have begun.
        k = next((k for k, (_, end) in enumerate(ranges, 1) if end >= row), 0)
        assert found[row] == (k if k and ranges[k - 1][0] <= row else 0)


def test_detector_x_has_the_offset_of_the_rows_own_exposure():
    x_offset = np.full((2, 32, 64), MISSING)
    x_offset[0, 7, 13], x_offset[1, 7, 13] = 1000, 1010
    offsets = Offsets(np.array([0, 10]), np.array([9, 19]), x_offset, True)
    packed = origin.encode(7, 13, 5, 40)
    np.testing.assert_array_equal(offsets.x_det(np.full(3, packed), [9, 10, 20]), [1039, 1049, -1])
    assert offsets.x_det(origin.encode(7, 14, 5, 40), 0) == -1
