"""Speed of the core against the table being streamed once, and against MPDAF on the same table."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from measuring import OwnMemory, best_of

import pixviewer as pv
from pixviewer.core.progress import Progress
from pixviewer.core.table.building import build_blocks

pytestmark = pytest.mark.benchmark

# The bright star of the simulated field.
RA, DEC = 338.23752675, -60.56826963


@pytest.fixture(scope="module")
def mpdaf(bench_path):
    python = os.environ.get("PIXVIEWER_MPDAF_PYTHON")
    if not python:
        return None
    script = Path(__file__).with_name("mpdaf_times.py")
    command = [python, str(script), str(bench_path), str(RA), str(DEC)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(answer[answer.index("{") :])


def test_opening(bench_path, record):
    seconds = best_of(3, lambda: pv.open_table(bench_path).close())
    record("open, header, badges", seconds=seconds)
    assert pv.open_table(bench_path).blocks is None


def test_block_bounds(table, stream, record):
    build_blocks(table, Progress())
    seconds = best_of(3, lambda: build_blocks(table, Progress()))
    base = stream(("x", "y", "wave", "flags", "origin"))
    record("block bounds", rows=table.n_row, seconds=seconds, stream=base, ratio=seconds / base, budget=6)


def test_white_light(table, stream, record):
    pv.white_light(table)
    with OwnMemory() as memory:
        seconds = best_of(3, lambda: pv.white_light(table))
    base = stream(("x", "y", "data", "flags", "variance"))
    record(
        "white light with variance and count",
        seconds=seconds,
        stream=base,
        ratio=seconds / base,
        budget=6,
        peak_mb=memory.peak / 1e6,
    )


def test_small_extraction(table, mpdaf, record):
    table.ensure_blocks()
    wanted = pv.Selection(pv.Circle(RA, DEC, 2.0), wave=(6000, 6100))

    def found_and_read():
        return pv.read_rows(table, wanted)

    n_row = found_and_read()["data"].size
    with OwnMemory() as memory:
        seconds = best_of(10, found_and_read)
    figures = {"rows": n_row, "milliseconds": seconds * 1e3, "peak_mb": memory.peak / 1e6}
    if mpdaf:
        assert mpdaf["n_row"] == n_row
        figures |= {"mpdaf_seconds": mpdaf["extract"], "times_faster": mpdaf["extract"] / seconds}
        figures |= {"budget": 500, "mpdaf_peak_mb": mpdaf["peak_bytes"] / 1e6}
    record("2″ × 100 Å, found and read", **figures)


def test_small_extraction_to_file(table, tmp_path, record):
    wanted = pv.Selection(pv.Circle(RA, DEC, 2.0), wave=(6000, 6100))
    target = tmp_path / "star.fits"
    seconds = best_of(5, lambda: pv.extract(table, wanted, target, overwrite=True))
    record("2″ × 100 Å, written and synced", milliseconds=seconds * 1e3)


def test_sky_positions(table, mpdaf, record):
    pv.sky_positions(table, pv.Selection(ifu=1))
    seconds = best_of(2, lambda: pv.sky_positions(table))
    figures = {"seconds": seconds}
    if mpdaf:
        figures |= {"mpdaf_seconds": mpdaf["sky"], "times_faster": mpdaf["sky"] / seconds, "budget": 4}
    record("sky positions of the whole table", **figures)


@pytest.mark.parametrize("by", ["count", "ifu", "wave", "flags"])
def test_scatter(table, record, by):
    table.ensure_blocks()
    extent = table.blocks.extent
    grid = pv.Grid(
        extent[1], extent[2], -(extent[1] - extent[0]) / 1200, (extent[3] - extent[2]) / 1000, 1200, 1000
    )
    pv.scatter(table, grid=grid, by=by, sketch=100_000)
    sketch = best_of(5, lambda: pv.scatter(table, grid=grid, by=by, sketch=1_500_000))
    with OwnMemory() as memory:
        exact = best_of(2, lambda: pv.scatter(table, grid=grid, by=by))
    record(
        f"scatter by {by}, whole field", sketch_seconds=sketch, exact_seconds=exact, peak_mb=memory.peak / 1e6
    )


def test_live_spectrum(table, record):
    table.ensure_blocks()
    wanted = pv.Selection(pv.Circle(RA, DEC, 2.0))
    pv.spectrum(table, wanted)
    seconds = best_of(5, lambda: pv.spectrum(table, wanted))
    record("spectrum of a 2″ circle, all wavelengths", milliseconds=seconds * 1e3)
