"""Runs of a file are read as Python reads them, and a short file is told in a sentence."""

from pathlib import Path

import numpy as np
import pytest

from pixviewer.core.errors import PixTableError
from pixviewer.core.kernels import reading
from pixviewer.core.table.source import RawFile

OFFSETS = np.array([7, 0, 900, 900, 40], np.int64)
LENGTHS = np.array([100, 1, 0, 124, 860], np.int64)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "bytes"
    made.write_bytes(np.random.default_rng(4).integers(0, 256, 1024, np.uint8).tobytes())
    return made


@pytest.mark.parametrize("is_there", [True, False])
def test_runs_are_read_one_after_the_other(
    path: Path, is_there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "IS_THERE", is_there and reading.IS_THERE)
    raw, content = RawFile(path), path.read_bytes()
    target = np.zeros(LENGTHS.sum() + 5, np.uint8)
    raw.read_runs(OFFSETS, LENGTHS, target)
    expected = b"".join(content[o : o + n] for o, n in zip(OFFSETS, LENGTHS, strict=True))
    assert target.tobytes() == expected + bytes(5)
    raw.close()


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_that_shrank_is_told(path: Path, is_there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "IS_THERE", is_there and reading.IS_THERE)
    raw = RawFile(path)
    with path.open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(PixTableError, match="ends after 1000 bytes"):
        raw.read_runs(OFFSETS, LENGTHS, np.zeros(LENGTHS.sum(), np.uint8))
    raw.close()


def test_a_file_that_cannot_be_read_is_told(path: Path) -> None:
    raw = RawFile(path)
    raw._close(raw._fd)
    with pytest.raises(PixTableError, match="cannot be read: Bad file descriptor"):
        raw.read_runs(OFFSETS, LENGTHS, np.zeros(LENGTHS.sum(), np.uint8))
    raw._fd = -1
