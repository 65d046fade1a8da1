"""Block bounds hold every row, are kept in the cache, and are made anew whenever they cannot be trusted."""

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import STATES, make_table, write_table

from pixviewer.core.cache import BLOCKS
from pixviewer.core.io.reading import open_table
from pixviewer.core.progress import Cancelled, Progress
from pixviewer.core.table import building, keeping
from pixviewer.core.table.blocks import rounded_outward

pytestmark = pytest.mark.usefixtures("small_blocks")

SMALL = {"ifus": (5, 6), "n_slice": 10, "rows_per_slice": 21}


def finite_bounds(values, n=16):
    """Smallest and largest finite value of each n, infinities the wrong way round where there is none."""
    low, high = [], []
    for first in range(0, values.size, n):
        known = values[first : first + n]
        known = known[np.isfinite(known)]
        low.append(known.min() if known.size else np.inf)
        high.append(known.max() if known.size else -np.inf)
    return np.array(low), np.array(high)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("shuffled", [False, True])
def test_bounds_hold_every_row_and_hardly_more(state, shuffled):
    made = make_table(state, shuffled=shuffled, odd=0.05, **SMALL)
    made.columns["x"][32:48] = np.nan
    made.columns["wave"][48:64] = np.nan
    made.xi[32:48] = made.eta[32:48] = np.nan
    blocks = made.in_memory().ensure_blocks()
    # A position is both of its coordinates.
    known = np.isfinite(made.xi) & np.isfinite(made.eta)
    xi, eta = np.where(known, made.xi, np.nan), np.where(known, made.eta, np.nan)
    for k, values in ((0, xi), (2, eta), (4, made.columns["wave"].astype(float))):
        low, high = finite_bounds(values)
        # Room for another order of the float64 operations of a projection.
        room = 1e-9 if k < 4 else 0.0
        assert (blocks.bounds[k] <= low + room).all()
        assert (blocks.bounds[k + 1] >= high - room).all()
        has_some = np.isfinite(low)
        np.testing.assert_allclose(blocks.bounds[k][has_some], low[has_some], rtol=2e-7, atol=room)
        np.testing.assert_allclose(blocks.bounds[k + 1][has_some], high[has_some], rtol=2e-7, atol=room)


def test_counts_are_those_of_the_whole_table():
    made = make_table(**SMALL)
    blocks = made.in_memory().ensure_blocks()
    flags = made.columns["flags"]
    assert blocks.n_row == len(made)
    assert blocks.n_flagged_rows == np.count_nonzero(flags)
    assert blocks.ifus == [5, 6]
    assert blocks.n_slice == 20
    np.testing.assert_array_equal(blocks.per_slice[5:7, 1:11], 21)
    assert blocks.per_slice.sum() == len(made)
    for bit in range(32):
        assert blocks.per_flag[bit] == np.count_nonzero(flags.view(np.uint32) >> np.uint32(bit) & 1)
    assert blocks.wave_range == (made.columns["wave"].min(), made.columns["wave"].max())
    first, last = blocks.row_ranges
    assert first[0] == 0
    assert last[-1] == len(made)
    for i, (a, b) in enumerate(zip(first, last, strict=True)):
        assert blocks.flags[i] == np.bitwise_or.reduce(flags[a:b].view(np.uint32))
        assert blocks.n_flagged[i] == np.count_nonzero(flags[a:b])
        assert tuple(blocks.codes[:2, i]) == (made.ifu[a:b].min(), made.ifu[a:b].max())
        assert tuple(blocks.codes[2:, i]) == (made.slice_no[a:b].min(), made.slice_no[a:b].max())


@given(st.lists(st.floats(-1e6, 1e6) | st.just(np.inf) | st.just(-np.inf), min_size=6, max_size=6))
def test_bounds_are_rounded_outward(values):
    bounds = np.array([values])
    rounded = rounded_outward(bounds)
    assert rounded.dtype == np.float32
    for k in range(6):
        near = float(rounded[k, 0])
        assert near <= values[k] if k % 2 == 0 else near >= values[k]
        if np.isfinite(values[k]):
            assert abs(near - values[k]) <= np.spacing(np.float32(abs(values[k])))


def test_without_any_position_the_extent_is_nan():
    made = make_table(**SMALL)
    made.columns["x"][:] = np.nan
    made.columns["wave"][:] = np.nan
    blocks = made.in_memory().ensure_blocks()
    assert np.isnan(blocks.extent).all()
    assert np.isnan(blocks.wave_range).all()


class Counted:
    """Counts how often blocks are really made."""

    def __init__(self, monkeypatch):
        self.n = 0
        real = building.build_blocks

        def counting(table, progress):
            self.n += 1
            return real(table, progress)

        monkeypatch.setattr(building, "build_blocks", counting)


@pytest.fixture
def built(monkeypatch):
    return Counted(monkeypatch)


@pytest.fixture
def path(tmp_path):
    return write_table(make_table(**SMALL), tmp_path / "t.fits")


def blocks_of(path):
    with open_table(path) as table:
        assert table.blocks is None
        made = table.ensure_blocks()
        assert table.blocks is made
        assert table.ensure_blocks() is made
    return made


def assert_same(blocks, others):
    for name in ("bounds", "codes", "flags", "n_flagged", "odd", "per_slice", "per_flag"):
        np.testing.assert_array_equal(getattr(blocks, name), getattr(others, name))


def test_blocks_are_made_once_and_then_taken_from_the_cache(path, built, cache_folder):
    first = blocks_of(path)
    (kept,) = (cache_folder / BLOCKS).iterdir()
    again = blocks_of(path)
    assert built.n == 1
    assert_same(first, again)
    assert kept.exists()


def test_tables_in_memory_leave_the_cache_alone(built, cache_folder):
    table = make_table(**SMALL).in_memory()
    table.ensure_blocks()
    assert built.n == 1
    assert not (cache_folder / BLOCKS).exists()


def a_bare_array(kept):
    with open(kept, "wb") as file:
        np.save(file, np.arange(3))


SPOILT = {
    "empty": lambda kept: kept.write_bytes(b""),
    "text": lambda kept: kept.write_text("these are not the bounds you are looking for"),
    "half": lambda kept: kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2]),
    "a bare array": a_bare_array,
    "missing arrays": lambda kept: np.savez(kept, bounds=np.zeros((6, 3))),
    "another table's": lambda kept: np.savez(
        kept,
        **{
            name: np.zeros(3)
            for name in ("bounds", "codes", "flags", "n_flagged", "odd", "per_slice", "per_flag")
        },
    ),
}


@pytest.mark.parametrize("how", SPOILT)
def test_spoilt_bounds_in_the_cache_are_made_anew(path, built, cache_folder, how):
    good = blocks_of(path)
    (kept,) = (cache_folder / BLOCKS).iterdir()
    SPOILT[how](kept)
    assert_same(blocks_of(path), good)
    assert built.n == 2
    assert_same(blocks_of(path), good)
    assert built.n == 2


def test_any_spoilt_byte_in_the_cache_gives_the_right_bounds_all_the_same(path, cache_folder, rng):
    good = blocks_of(path)
    (kept,) = (cache_folder / BLOCKS).iterdir()
    content = kept.read_bytes()
    for at in rng.integers(0, len(content), 60):
        spoilt = bytearray(content)
        spoilt[at] ^= int(rng.integers(1, 256))
        kept.write_bytes(spoilt)
        assert_same(blocks_of(path), good)


def test_another_file_of_the_same_name_has_blocks_of_its_own(path, built, cache_folder):
    with open_table(path) as table:
        before = table.fingerprint
    blocks_of(path)
    status = os.stat(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))
    with open_table(path) as table:
        assert table.fingerprint != before
    blocks_of(path)
    write_table(make_table(seed=2, **SMALL), path)
    blocks_of(path)
    assert built.n == 3


@pytest.mark.parametrize("where", ["under a file", "read only"])
def test_without_a_cache_everything_works_uncached(path, built, tmp_path, monkeypatch, where):
    if where == "under a file":
        (tmp_path / "file").write_text("")
        folder = tmp_path / "file" / "cache"
    else:
        folder = tmp_path / "cache"
        folder.mkdir(mode=0o500)
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write anywhere")
    monkeypatch.setenv("PIXVIEWER_CACHE_DIR", str(folder))
    first = blocks_of(path)
    assert_same(blocks_of(path), first)
    assert built.n == 2


def test_a_cache_that_fills_up_is_no_failure(path, built, cache_folder, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    blocks_of(path)
    assert list((cache_folder / BLOCKS).iterdir()) == []


def test_only_the_last_used_bounds_are_kept_when_room_runs_out(tmp_path, cache_folder, monkeypatch, built):
    paths = [write_table(make_table(seed=i, **SMALL), tmp_path / f"{i}.fits") for i in range(3)]
    for i, path in enumerate(paths[:2]):
        blocks_of(path)
        for kept in (cache_folder / BLOCKS).iterdir():
            os.utime(kept, (1000 + i, 1000 + i)) if kept.stat().st_mtime > 1e6 else None
    size = max(kept.stat().st_size for kept in (cache_folder / BLOCKS).iterdir())
    monkeypatch.setattr(keeping, "BLOCKS_LIMIT_BYTES", int(2.5 * size))
    blocks_of(paths[0])  # used again: now the second is the oldest
    blocks_of(paths[2])
    assert len(list((cache_folder / BLOCKS).iterdir())) == 2
    assert built.n == 3
    blocks_of(paths[0])
    assert built.n == 3
    blocks_of(paths[1])
    assert built.n == 4


def test_making_blocks_can_be_stopped_and_begun_again(path, built, cache_folder):
    progress = Progress(lambda *_: progress.cancel())
    with open_table(path) as table:
        with pytest.raises(Cancelled):
            table.ensure_blocks(progress)
        assert table.blocks is None
        assert list((cache_folder / BLOCKS).iterdir()) == []
        assert table.ensure_blocks().n_row == table.n_row
