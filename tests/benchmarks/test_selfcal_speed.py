"""Speed and memory of a self-calibration: measured from the table, beside MPDAF 3.1, and estimated anew.

``PIXVIEWER_MPDAF31_PYTHON`` names an interpreter with MPDAF 3.1, the last release that has one.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from measuring import OwnMemory, best_of

import pixviewer as pv

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800)]

TIMES_FASTER = 10
CLIP_BUDGET, BUDGET = 0.05, 0.3  # seconds
MEMORY_BUDGET = 1.5e9


def timed(python: str, name: str, path: Path, out: Path) -> dict:
    script = Path(__file__).with_name("selfcal_tasks.py")
    done = subprocess.run(
        [python, str(script), name, str(path), str(out)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def theirs(bench_path, tmp_path_factory):
    """Figures of MPDAF 3.1, and its factors; None where it is not there."""
    python = os.environ.get("PIXVIEWER_MPDAF31_PYTHON")
    if not python:
        return None
    out = tmp_path_factory.mktemp("mpdaf") / "factors.npz"
    return timed(python, "mpdaf", bench_path, out), np.load(out)


@pytest.mark.parametrize("name", ["core", "face"])
def test_measuring_a_table(name, table, bench_path, theirs, tmp_path, record):
    out = tmp_path / "factors.npz"
    ours = timed(sys.executable, name, bench_path, out)
    figures = {"rows": table.n_row, **ours}
    if theirs is not None:
        figures |= {
            "mpdaf_seconds": theirs[0]["seconds"],
            "mpdaf_peak_mb": theirs[0]["peak_mb"],
            "times_faster": theirs[0]["seconds"] / ours["seconds"],
            "budget": TIMES_FASTER,
        }
        found = np.load(out)
        np.testing.assert_array_equal(found["npts"], theirs[1]["npts"])
        np.testing.assert_allclose(found["corr"], theirs[1]["corr"], rtol=1e-10)
    record(f"self-calibration: {name}", **figures)
    assert ours["peak_mb"] * 1e6 <= MEMORY_BUDGET
    if theirs is not None:
        assert figures["times_faster"] >= TIMES_FASTER


@pytest.fixture(scope="module")
def sums(table):
    return pv.gather(table)


CHANGES = {
    "new correction clip": (lambda found, sums: found.with_clip(5.0), CLIP_BUDGET),
    "other method": (lambda found, sums: pv.estimate(sums, method="deepfield"), BUDGET),
    "with flagged rows": (lambda found, sums: pv.estimate(sums, flagged=True), BUDGET),
    "other counts": (lambda found, sums: pv.estimate(sums, minimum=pv.Minimum(200, 60, 25)), BUDGET),
    "merged bins": (lambda found, sums: pv.estimate(pv.merge_bins(sums, pv.SEGMENTS[::2])), BUDGET),
}


@pytest.mark.parametrize("name", CHANGES)
def test_estimating_anew(name, sums, record):
    work, budget = CHANGES[name]
    found = pv.estimate(sums)
    changed = work(found, sums)
    assert isinstance(changed, pv.Estimate)
    with OwnMemory() as memory:
        seconds = best_of(5, lambda: work(found, sums))
    record(f"self-calibration: {name}", seconds=seconds, budget=budget, memory=memory.peak)
    assert seconds <= budget
