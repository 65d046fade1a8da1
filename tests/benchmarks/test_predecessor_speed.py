"""Every task of the predecessor, done by the same script with it and with us: time and peak of memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from predecessor_tasks import TASKS

import pixviewer as pv

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800)]

COMBINED_WAVES = ((6000.0, 6300.0),)


@pytest.fixture(scope="module")
def combined_path(tmp_path_factory):
    """Two exposures, of more than 40 million rows together."""
    named = os.environ.get("PIXVIEWER_BENCH_COMBINED")
    if named:
        return Path(named)
    path = tmp_path_factory.mktemp("combined") / "combined.fits"
    pv.simulate(path, preset="demo", waves=COMBINED_WAVES, state="positioned", exposures=2)
    return path


def timed(python: str, package: str, task: str, path: Path, target: Path) -> dict:
    script = Path(__file__).with_name("predecessor_tasks.py")
    command = [python, str(script), package, task, str(path), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("task", TASKS)
def test_task(task, bench_path, request, tmp_path, record):
    path = request.getfixturevalue("combined_path") if task == "extract by exposure" else bench_path
    with pv.open_table(path) as table:
        n_row = table.n_row
        table.ensure_blocks()  # kept in the cache from the first opening on
    assert n_row >= 40_000_000
    ours = timed(sys.executable, "pixviewer.mpdaf", task, path, tmp_path / "ours.fits")
    figures = {"seconds": ours["seconds"], "peak_mb": ours["peak_mb"]}
    python = os.environ.get("PIXVIEWER_MPDAF_PYTHON")
    if python:
        theirs = timed(python, "mpdaf.drs", task, path, tmp_path / "theirs.fits")
        figures |= {
            "mpdaf_seconds": theirs["seconds"],
            "mpdaf_peak_mb": theirs["peak_mb"],
            "times_faster": theirs["seconds"] / ours["seconds"],
        }
        if task != "extract by stack":  # of which MPDAF leaves out two slices in twelve
            assert theirs.get("rows") == ours.get("rows")
    record(f"predecessor: {task}", rows=n_row, **figures)
