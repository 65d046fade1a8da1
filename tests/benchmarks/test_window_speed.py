"""How soon the window shows a table, and whether it stays alive meanwhile."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark


def measured(path: Path, cache: Path | None) -> dict:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if cache is not None:
        environment["PIXVIEWER_CACHE_DIR"] = str(cache)
    script = Path(__file__).with_name("window_times.py")
    command = [sys.executable, str(script), str(path), str(time.time())]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def path(bench_path):
    """The largest table there is: ``PIXVIEWER_FULL_TABLE`` names one of a whole exposure."""
    return Path(os.environ.get("PIXVIEWER_FULL_TABLE", bench_path))


def test_first_start_ever_then_warm_starts(path, tmp_path, record):
    first = measured(path, tmp_path)
    record("window, empty cache", gigabytes=path.stat().st_size / 1e9, **first)
    warm = min((measured(path, tmp_path) for _ in range(2)), key=lambda m: m["first_picture_seconds"])
    record("window, warm cache", gigabytes=path.stat().st_size / 1e9, **warm)
