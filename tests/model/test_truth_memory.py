"""The truth beside a table is read once, and again when it has changed."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from pixviewer.core.calib import truth as truths
from pixviewer.core.calib.segments import SEGMENTS
from pixviewer.model.selfcal.truth_memory import levels_beside


@pytest.fixture
def table(exposure_file: Path, tmp_path: Path) -> Path:
    """A table with its truth beside it, for this test alone."""
    beside = truths.truth_beside(exposure_file)
    assert beside is not None
    copy = Path(shutil.copy(exposure_file, tmp_path / "t.fits"))
    shutil.copy(beside, tmp_path / "t-truth.fits")
    return copy


def test_it_is_read_once(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edges = np.array(SEGMENTS, np.float64)
    first = levels_beside(table, edges)
    assert first is not None
    np.testing.assert_array_equal(first, truths.known_levels(table.with_name("t-truth.fits"), edges))
    reads: list[object] = []
    real = truths.known_levels
    monkeypatch.setattr(truths, "known_levels", lambda *a: reads.append(a) or real(*a))
    assert levels_beside(table, edges) is first
    assert reads == []
    os.utime(table.with_name("t-truth.fits"), (1, 1))
    np.testing.assert_array_equal(levels_beside(table, edges), first)
    assert len(reads) == 1
    fewer = levels_beside(table, edges[:5])
    assert fewer is not None
    assert fewer.shape[0] == 4


def test_without_a_truth_nothing_is_known(table: Path) -> None:
    table.with_name("t-truth.fits").unlink()
    assert levels_beside(table, np.array(SEGMENTS, np.float64)) is None
