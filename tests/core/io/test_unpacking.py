"""Packed tables are unpacked into the cache, once, and asked about when large."""

import gzip
import os
import re

import numpy as np
import pytest
from tables import make_table, write_table

from pixviewer.core.cache import UNPACKED
from pixviewer.core.errors import OutputError, PixTableError
from pixviewer.core.io import unpacking
from pixviewer.core.io.extraction import extract
from pixviewer.core.io.reading import open_table
from pixviewer.core.io.unpacking import LargeFileError
from pixviewer.core.progress import Cancelled, Progress
from pixviewer.core.table.selection import Selection

SMALL = {"ifus": (5,), "n_slice": 5, "rows_per_slice": 40}


@pytest.fixture
def made():
    return make_table(**SMALL)


@pytest.fixture
def packed(tmp_path, made, cache_folder):
    plain = write_table(made, tmp_path / "plain.fits")
    path = tmp_path / "t.fits.gz"
    path.write_bytes(gzip.compress(plain.read_bytes()))
    return path


def kept(cache_folder):
    folder = cache_folder / UNPACKED
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_packed_table_is_read_and_unpacked_once(packed, made, cache_folder, monkeypatch):
    for _ in range(2):
        with open_table(packed) as table:
            assert table.path == packed
            assert table.name == "t.fits.gz"
            np.testing.assert_array_equal(table.read(("data",), slice(None))["data"], made.columns["data"])
            table.ensure_blocks()
        assert len(kept(cache_folder)) == 1
        monkeypatch.setattr(unpacking, "_copy", None)


def test_it_is_the_content_that_says_whether_a_file_is_packed(packed, tmp_path, made, cache_folder):
    packed.rename(tmp_path / "t.fits")
    with open_table(tmp_path / "t.fits") as table:
        assert table.n_row == len(made)
    (tmp_path / "plain.fits").rename(tmp_path / "plain.fits.gz")
    with open_table(tmp_path / "plain.fits.gz") as table:
        assert table.n_row == len(made)
    assert len(kept(cache_folder)) == 1


def test_a_changed_file_is_unpacked_anew(packed, tmp_path, cache_folder):
    open_table(packed).close()
    other = make_table(seed=2, **SMALL)
    packed.write_bytes(gzip.compress(write_table(other, tmp_path / "other.fits").read_bytes()))
    os.utime(packed, (1, 1))
    with open_table(packed) as table:
        np.testing.assert_array_equal(table.read(("data",), slice(None))["data"], other.columns["data"])
    assert len(kept(cache_folder)) == 2


SPOILT = {
    "truncated": lambda content: content[: len(content) // 2],
    "without its end": lambda content: content[:-4],
    "cut to the header": lambda content: content[:12],
    "cut to two bytes": lambda content: content[:2],
    "with garbage after": lambda content: content + b"garbage" * 10,
    "damaged": lambda content: content[:500] + bytes(b ^ 0xFF for b in content[500:600]) + content[600:],
    "of something else": lambda content: gzip.compress(b"a letter"),
    "of nothing": lambda content: gzip.compress(b""),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_file_is_a_sentence_and_leaves_nothing_half_done(packed, cache_folder, how):
    packed.write_bytes(SPOILT[how](packed.read_bytes()))
    with pytest.raises(PixTableError) as caught:
        open_table(packed)
    assert re.search(
        "cannot be unpacked: .*; get a complete copy|is not a FITS file|is empty", str(caught.value)
    )
    assert "t.fits.gz" in str(caught.value)
    assert not [name for name in kept(cache_folder) if name.endswith(".part")]


@pytest.mark.parametrize("limit", [100, 10_000])
def test_a_large_file_is_asked_about(packed, made, cache_folder, monkeypatch, limit):
    """Whether its size shows before, or only while it is unpacked."""
    monkeypatch.setattr(unpacking, "ASK_ABOVE_BYTES", limit)
    monkeypatch.setattr(unpacking, "CHUNK_BYTES", 1000)
    assert (packed.stat().st_size > limit) == (limit == 100)
    with pytest.raises(LargeFileError, match=r"t.fits.gz is packed and takes more than .* unpacked"):
        open_table(packed)
    assert kept(cache_folder) == []
    with open_table(packed, allow_large=True) as table:
        assert table.n_row == len(made)
    with open_table(packed) as table:  # there now, nothing to be asked
        assert table.n_row == len(made)


def test_the_limit_is_a_gigabyte():
    assert unpacking.ASK_ABOVE_BYTES == 10**9


def test_unpacking_reports_and_can_be_stopped(packed, cache_folder, monkeypatch):
    monkeypatch.setattr(unpacking, "CHUNK_BYTES", 1000)
    told = []
    open_table(packed, progress=Progress(lambda *report: told.append(report))).close()
    assert told[0][0] == "Unpacking"
    assert 0 < told[0][1] <= 1
    for path in (cache_folder / UNPACKED).iterdir():
        path.unlink()
    progress = Progress(lambda *_: progress.cancel())
    with pytest.raises(Cancelled):
        open_table(packed, progress=progress)
    assert kept(cache_folder) == []


def test_without_a_cache_it_is_unpacked_elsewhere(packed, made, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("PIXVIEWER_CACHE_DIR", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(unpacking.tempfile, "tempdir", str(tmp_path / "temporary"))
    with open_table(packed) as table:
        assert table.n_row == len(made)
        assert table.ensure_blocks().n_row == len(made)
    assert len(list((tmp_path / "temporary").iterdir())) == 1


def test_no_room_for_the_copy_is_a_sentence(packed, cache_folder, monkeypatch):
    real = unpacking.os.fdopen

    class Full:
        def __init__(self, handle, mode):
            self.file = real(handle, mode)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

        def write(self, piece):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(unpacking.os, "fdopen", Full)
    with pytest.raises(
        OutputError, match=r"t.fits.gz cannot be unpacked .* No space left on device; make room"
    ):
        open_table(packed)
    assert kept(cache_folder) == []


def test_the_packed_file_is_never_an_output(packed):
    content = packed.read_bytes()
    with open_table(packed) as table, pytest.raises(OutputError):
        extract(table, Selection(ifu=5), packed, overwrite=True)
    assert packed.read_bytes() == content
