import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixviewer.core.kernels import gathering

EDGES = np.array([5000.0, 5100.0, 5250.0, 5300.0, 5400.0])
BIN_OF = np.array([0, 1, 1, 2])
KIND_OF = np.array([0, 0, 2, 0])
SHAPE = (24, 48, 3, 4, 128)


def random_rows(seed, n=3000):
    """Rows of a few slices, some of none, some outside all bins, some that are not finite."""
    rng = np.random.default_rng(seed)
    ifu, slice_no = rng.choice([0, 1, 2, 24, 25], n), rng.choice([0, 1, 7, 48, 49], n)
    column = rng.integers(0, 128, n)
    origin = (column << 24 | rng.integers(1, 4113, n) << 11 | ifu << 6 | slice_no).astype(np.int32)
    wave = rng.uniform(4950, 5450, n).astype(np.float32)
    wave[:4] = EDGES[[0, 1, 3, 4]]
    wave[4] = np.nan
    data, variance = rng.normal(30, 5, n).astype(np.float32), rng.uniform(1, 9, n).astype(np.float32)
    data[rng.random(n) < 0.02] = np.nan
    variance[rng.random(n) < 0.02] = np.inf
    flags = np.where(rng.random(n) < 0.1, 32, 0).astype(np.int32)
    flags[5] = np.int32(-(2**31))
    return origin, wave, data, flags, variance, rng.random(n) < 0.2


class Sums:
    def __init__(self):
        self.arrays = (
            np.zeros(SHAPE), np.zeros(SHAPE, np.float32), np.zeros(SHAPE, np.uint32),
            np.zeros(SHAPE[:3], np.bool_), np.zeros((*SHAPE[:3], 2), np.int64), np.zeros(2, np.int64),
        )  # fmt: skip

    def add(self, rows, part=slice(None), wanted=None):
        wanted = np.ones(SHAPE[:2], np.bool_) if wanted is None else wanted
        rows = [np.ascontiguousarray(column[part]) for column in rows]
        gathering.add_to_columns(*rows, EDGES, BIN_OF, KIND_OF, wanted, *self.arrays)
        return self

    def same_as(self, other):
        for mine, its in zip(self.arrays, other.arrays, strict=True):
            np.testing.assert_allclose(mine, its, rtol=1e-6)


def numpy_sums(rows):
    """The same by NumPy: decoded, sorted out, and added with `np.add.at`."""
    origin, wave, data, flags, variance, masked = rows
    ifu, slice_no, column = (origin >> 6) & 31, origin & 63, (origin >> 24) & 127
    stretch = np.searchsorted(EDGES, wave.astype(np.float64), side="right") - 1
    exists = (ifu >= 1) & (ifu <= 24) & (slice_no >= 1) & (slice_no <= 48)
    inside = exists & (wave >= EDGES[0]) & (wave < EDGES[-1])
    finite = np.isfinite(data) & np.isfinite(variance)
    place = np.where(inside, stretch, 0)
    bins, kind = BIN_OF[place], KIND_OF[place] + (flags != 0)
    sums = Sums()
    total, noise, count, is_seen, left_out, stray = sums.arrays
    used = inside & finite & ~masked
    at = (ifu[used] - 1, slice_no[used] - 1, bins[used], kind[used], column[used])
    np.add.at(total, at, data[used])
    np.add.at(noise, at, variance[used])
    np.add.at(count, at, 1)
    for i, some in enumerate((inside & masked, inside & ~masked & ~finite)):
        np.add.at(left_out[..., i], (ifu[some] - 1, slice_no[some] - 1, bins[some]), 1)
    is_seen[ifu[inside] - 1, slice_no[inside] - 1, bins[inside]] = True
    stray[:] = (exists & ~inside).sum(), (~exists).sum()
    return sums


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_added_as_numpy_does(seed):
    rows = random_rows(seed)
    Sums().add(rows).same_as(numpy_sums(rows))


def test_without_a_mask_every_row_takes_part():
    rows = random_rows(3)
    unmasked = (*rows[:5], np.zeros(rows[0].size, np.bool_))
    Sums().add((*rows[:5], np.zeros(0, np.bool_))).same_as(numpy_sums(unmasked))


@pytest.mark.parametrize("cut", [0, 1, 1234, 3000])
def test_chunks_add_up_to_the_whole(cut):
    rows = random_rows(4)
    Sums().add(rows, slice(None, cut)).add(rows, slice(cut, None)).same_as(Sums().add(rows))


def test_parts_add_up_to_the_whole():
    rows = random_rows(5)
    one, other = Sums().add(rows, slice(None, 1000)), Sums().add(rows, slice(1000, None))
    total, noise, count, is_seen, left_out, stray = other.arrays
    into = one.arrays
    gathering.add_seen(is_seen, total, noise, count, into[3], *into[:3])
    into[4][:] += left_out
    into[5][:] += stray
    one.same_as(Sums().add(rows))


def test_only_wanted_slices_are_added():
    rows = random_rows(6)
    wanted = np.zeros(SHAPE[:2], np.bool_)
    wanted[1, 6] = True
    some, everything = Sums().add(rows, wanted=wanted).arrays, Sums().add(rows).arrays
    for mine, its in zip(some[:5], everything[:5], strict=True):
        np.testing.assert_array_equal(mine[1, 6], its[1, 6])
        assert not mine[~wanted].any()


def test_neighbouring_bins_are_merged():
    arrays = Sums().add(random_rows(7)).arrays[:3]
    merged = [np.zeros((24, 48, 2, 4, 128), array.dtype) for array in arrays]
    gathering.merge_neighbours(np.array([0, 2, 3]), *arrays, *merged)
    for mine, its in zip(merged, arrays, strict=True):
        np.testing.assert_allclose(mine, np.add.reduceat(its, [0, 2], axis=2), rtol=1e-6)


@settings(deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=12, unique=True), st.floats(-60, 60))
def test_bins_hold_their_lower_edges(numbers, wave):
    edges = np.sort(np.array(numbers, np.float64))
    expected = np.searchsorted(edges, wave, side="right") - 1
    assert gathering.find_bin(wave, edges) == (expected if expected < edges.size - 1 else -1)
    assert gathering.find_bin(np.nan, edges) == -1
