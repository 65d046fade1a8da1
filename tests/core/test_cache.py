"""The cache folder: found, listed, emptied, and never needed."""

import os
import subprocess
import sys

import pytest

from pixviewer.core import cache


def fill(folder, kind, **files):
    (folder / kind).mkdir(parents=True, exist_ok=True)
    for name, size in files.items():
        (folder / kind / name).write_bytes(bytes(size))


def test_the_environment_says_where_the_cache_is(cache_folder):
    assert not cache_folder.exists()
    assert cache.cache_path() == cache_folder
    assert cache.entries() == []
    assert cache.cache_dir() == cache_folder
    assert cache.cache_dir(cache.BLOCKS) == cache_folder / cache.BLOCKS
    assert (cache_folder / cache.BLOCKS).is_dir()


def test_without_the_environment_it_is_the_users(monkeypatch):
    monkeypatch.delenv("PIXVIEWER_CACHE_DIR")
    assert cache.cache_path().name == "pixviewer"


def test_a_folder_that_cannot_be_made_is_no_cache(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PIXVIEWER_CACHE_DIR", str(tmp_path / "file" / "cache"))
    assert cache.cache_dir() is None
    assert cache.cache_dir(cache.UNPACKED) is None
    assert cache.entries() == []
    assert cache.clear() == 0


def test_entries_are_listed_largest_first_with_folders_as_one(cache_folder):
    fill(cache_folder, cache.BLOCKS, small=10, large=1000)
    fill(cache_folder / cache.KERNELS, "numba-1", a=30, b=40)
    (cache_folder / cache.KERNELS / "numba-1").exists()
    found = [(entry.kind, entry.path.name, entry.size) for entry in cache.entries()]
    assert found == [
        (cache.BLOCKS, "large", 1000),
        (cache.KERNELS, "numba-1", 70),
        (cache.BLOCKS, "small", 10),
    ]


def test_clearing_removes_the_caches_own_and_nothing_else(cache_folder):
    fill(cache_folder, cache.BLOCKS, one=10)
    fill(cache_folder / cache.KERNELS, "numba-1", a=30)
    fill(cache_folder, "pictures", mine=5)
    assert cache.clear() == 40
    assert cache.entries() == []
    assert (cache_folder / "pictures" / "mine").exists()


def test_trimming_removes_the_longest_unused(cache_folder):
    fill(cache_folder, cache.BLOCKS, old=100, new=100, middle=100)
    fill(cache_folder, cache.UNPACKED, other=1000)
    for name, time in (("old", 1), ("middle", 2), ("new", 3)):
        os.utime(cache_folder / cache.BLOCKS / name, (time, time))
    cache.trim(cache.BLOCKS, 250)
    assert sorted(path.name for path in (cache_folder / cache.BLOCKS).iterdir()) == ["middle", "new"]
    cache.trim(cache.BLOCKS, 0)  # the latest stays, however small the limit: it is in use
    assert [path.name for path in (cache_folder / cache.BLOCKS).iterdir()] == ["new"]
    cache.trim(cache.UNPACKED, 10)
    assert [path.name for path in (cache_folder / cache.UNPACKED).iterdir()] == ["other"]


SCRIPT = """
import sys
from pixviewer.core.kernels.selecting import without_flags
import numpy as np
keep = np.ones(2, bool)
without_flags(np.array([0, 1], np.int32), 1, keep)
assert keep.tolist() == [True, False]
print(without_flags.stats.cache_path)
"""


@pytest.mark.parametrize("is_writable", [True, False])
def test_kernels_run_with_a_cache_and_without(tmp_path, is_writable):
    (tmp_path / "file").write_text("")
    folder = tmp_path / ("cache" if is_writable else "file/cache")
    environment = {**os.environ, "PIXVIEWER_CACHE_DIR": str(folder)}
    environment.pop("NUMBA_DISABLE_JIT", None)
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    if is_writable:
        assert run.stdout.startswith(str(folder / cache.KERNELS))
        assert any(path.suffix == ".nbi" for path in (folder / cache.KERNELS).rglob("*"))
    else:
        assert run.stdout.strip() == "None"
