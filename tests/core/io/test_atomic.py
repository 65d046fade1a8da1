"""Output files appear complete or not at all."""

import errno
import os
import stat
from collections import namedtuple

import pytest

from pixviewer.core.errors import OutputError
from pixviewer.core.io import atomic
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.progress import Cancelled

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(params=["nameless", "hidden"])
def way(request, monkeypatch):
    """Both ways to an unfinished file: an inode without a name, and a hidden name."""
    if request.param == "hidden":
        monkeypatch.setattr(atomic, "_open_nameless", lambda folder: None)
    return request.param


def write(path, content=b"new", *, overwrite=False, **keywords):
    with atomic_output(path, overwrite=overwrite, **keywords) as output:
        output.file.write(content)


def write_then_raise(path, error, **keywords):
    with atomic_output(path, **keywords) as output:
        output.file.write(b"half")
        raise error


def fail_with(number):
    def failing(*args, **keywords):
        raise OSError(number, os.strerror(number))

    return failing


def test_a_file_appears_when_the_block_ends(way, tmp_path):
    path = tmp_path / "a.fits"
    with atomic_output(path, overwrite=False) as output:
        output.file.write(b"abc")
        assert not path.exists()
    assert path.read_bytes() == b"abc"
    assert os.listdir(tmp_path) == ["a.fits"]


def test_a_new_file_gets_ordinary_permissions(way, tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    write(tmp_path / "a.fits")
    assert (tmp_path / "a.fits").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_parts_may_be_written_at_offsets(way, tmp_path):
    with atomic_output(tmp_path / "a", overwrite=False) as output:
        output.resize(8)
        output.write_at(4, b"xy")
        output.write_at(0, memoryview(b"ab"))
    assert (tmp_path / "a").read_bytes() == b"ab\0\0xy\0\0"


def test_short_writes_are_continued(tmp_path, monkeypatch):
    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, data, offset: real(fd, data[:3], offset))
    with atomic_output(tmp_path / "a", overwrite=False) as output:
        output.write_at(0, b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


@pytest.mark.parametrize(
    "error", [Cancelled(), KeyboardInterrupt(), ValueError("no"), OSError(errno.ENOTTY, "?")]
)
def test_an_exception_leaves_nothing_and_passes_through(way, tmp_path, error):
    with pytest.raises(type(error)):
        write_then_raise(tmp_path / "a", error, overwrite=False)
    assert os.listdir(tmp_path) == []


def test_an_exception_leaves_the_old_file(way, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(Cancelled):
        write_then_raise(path, Cancelled(), overwrite=True)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_an_existing_file_is_refused_before_anything_is_written(way, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(OutputError, match="exists already"):
        write(path)
    assert path.read_bytes() == b"old"


def test_a_file_that_appears_in_the_meantime_is_not_replaced(way, tmp_path):
    path = tmp_path / "a"
    with pytest.raises(OutputError, match="exists already"), atomic_output(path, overwrite=False):
        path.write_bytes(b"other")
    assert path.read_bytes() == b"other"
    assert os.listdir(tmp_path) == ["a"]


def test_overwriting_replaces_the_file_and_keeps_its_permissions(way, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write(path, overwrite=True)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a"]


def test_a_symbolic_link_stays_and_its_target_is_replaced(way, tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write(link, overwrite=True)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("kind", ["itself", "symbolic", "hard", "folder"])
def test_the_open_input_is_never_an_output(tmp_path, kind):
    source = tmp_path / "in.fits"
    source.write_bytes(b"precious")
    path = source
    if kind == "symbolic":
        path = tmp_path / "link.fits"
        path.symlink_to(source)
    elif kind == "hard":
        path = tmp_path / "hard.fits"
        path.hardlink_to(source)
    elif kind == "folder":
        (tmp_path / "door").symlink_to(tmp_path)
        path = tmp_path / "door" / "in.fits"
    with pytest.raises(OutputError, match="open input"):
        write(path, overwrite=True, protect=[source])
    assert source.read_bytes() == b"precious"


def test_another_output_beside_a_protected_input_is_fine(tmp_path):
    source = tmp_path / "in.fits"
    source.write_bytes(b"precious")
    write(tmp_path / "out.fits", protect=[source, tmp_path / "missing"])
    assert (tmp_path / "out.fits").exists()


def test_devices_and_folders_are_not_replaced(tmp_path):
    for path in (os.devnull, tmp_path):
        with pytest.raises(OutputError, match="not a regular file"):
            write(path, overwrite=True)


def test_free_space_is_checked_first(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic.shutil, "disk_usage", lambda folder: Usage(10**10, 0, 3_000_000))
    with pytest.raises(OutputError, match=r"needs 9\.07 GB, but only 3\.00 MB are free") as caught:
        write(tmp_path / "a", n_bytes=9_070_000_000)
    assert str(tmp_path) in str(caught.value)
    write(tmp_path / "a", n_bytes=3_000_000)


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "no space"), (errno.EDQUOT, "quota"), (errno.EROFS, "read-only"), (errno.EIO, "error")],
)
def test_a_disk_that_fails_is_told_in_a_sentence(way, tmp_path, monkeypatch, number, words):
    monkeypatch.setattr(os, "pwrite", fail_with(number))
    with pytest.raises(OutputError, match=words), atomic_output(tmp_path / "a", overwrite=False) as output:
        output.write_at(0, b"abc")
    assert os.listdir(tmp_path) == []


def test_a_disk_that_fails_while_others_write_the_file_is_told_too(way, tmp_path):
    with pytest.raises(OutputError, match="no space"), atomic_output(tmp_path / "a", overwrite=False):
        fail_with(errno.ENOSPC)()
    assert os.listdir(tmp_path) == []


def test_a_disk_that_fails_at_the_sync_is_told_and_keeps_the_old_file(way, tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fail_with(errno.EDQUOT))
    with pytest.raises(OutputError, match="quota"):
        write(path, overwrite=True)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_a_missing_folder_is_named(way, tmp_path):
    with pytest.raises(OutputError, match="does not exist"):
        write(tmp_path / "none" / "a", n_bytes=10)
    with pytest.raises(OutputError, match="does not exist"):
        write(tmp_path / "none" / "a")


def test_a_file_is_no_folder(way, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="is not a folder"):
        write(tmp_path / "file" / "a")


def test_a_folder_that_may_not_be_written_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "open", fail_with(errno.EACCES))
    with pytest.raises(OutputError, match="may not be written to"):
        write(tmp_path / "a")


def test_too_long_a_name_is_told(way, tmp_path):
    with pytest.raises(OutputError, match="too long"):
        write(tmp_path / ("a" * 300))


def test_systems_without_nameless_files_get_hidden_ones(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    with atomic_output(tmp_path / "a", overwrite=False) as output:
        (hidden,) = os.listdir(tmp_path)
        assert hidden.startswith(".a.")
        output.file.write(b"abc")
    assert os.listdir(tmp_path) == ["a"]


def test_without_positioned_writes_offsets_work_too(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "pwrite", raising=False)
    with atomic_output(tmp_path / "a", overwrite=False) as output:
        output.write_at(2, b"cd")
        output.write_at(0, b"ab")
    assert (tmp_path / "a").read_bytes() == b"abcd"
