"""How fast a self-calibration is in the window, and whether the window stays alive meanwhile."""

import os
from pathlib import Path

import pytest
from test_window_speed import measured, tell

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]


def test_a_self_calibration_in_the_window(bench_path, tmp_path, record):
    """Mask, run, changes of every choice, report, and a cancel at each stage; in a cache that is warm."""
    path = Path(os.environ.get("PIXVIEWER_FULL_TABLE", bench_path))
    cache = Path(os.environ.get("PIXVIEWER_BENCH_CACHE", tmp_path))
    if cache == tmp_path:  # compiled and indexed once
        measured(bench_path, cache, script="selfcal_window_times.py")
    figures = measured(path, cache, script="selfcal_window_times.py")
    tell(record, "self-calibration in the window", path, figures)
    assert figures["files left of it"] == 0
