"""Sketches, threads, chunks, and work that is stopped: how a pass is made does not change its answer."""

import numpy as np
import pytest
from numpy_products import a_grid, a_table
from tables import make_table, write_table

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Circle, Grid
from pixviewer.core.io.reading import open_table
from pixviewer.core.products.image import white_light
from pixviewer.core.products.positions import sky_positions
from pixviewer.core.products.raster import scatter
from pixviewer.core.products.rows import count_rows, find_rows, nearest_row, read_rows
from pixviewer.core.products.spectrum import spectrum
from pixviewer.core.progress import Cancelled, Progress
from pixviewer.core.table import scan
from pixviewer.core.table.selection import Selection

pytestmark = pytest.mark.usefixtures("small_blocks")


@pytest.mark.parametrize("statistic", ["mean", "count"])
def test_a_sketch_looks_at_a_part_and_is_roughly_right(statistic):
    made = make_table(ifus=range(5, 17), n_slice=48, rows_per_slice=60)
    table = made.in_memory()
    grid = Grid(30, -20, -30, 20, 2, 2)
    exact = white_light(table, grid=grid, statistic=statistic)
    sketch = white_light(table, grid=grid, statistic=statistic, sketch=8000)
    assert exact.fraction == 1.0
    assert sketch.fraction == pytest.approx(8000 / len(made), rel=0.05)
    if statistic == "mean":
        # Mean 50 with a scatter of 20, of a thousand rows or more: five sigma are 3.
        np.testing.assert_allclose(sketch.value, exact.value, atol=4)
    assert sketch.count.sum() == pytest.approx(exact.count.sum() * sketch.fraction, rel=0.1)
    some = Selection(wave=(5000, 7000))
    for use in (None, some):
        true, rough = count_rows(table, use), count_rows(table, use, sketch=8000)
        assert rough.fraction < 1
        assert rough.n_row == pytest.approx(true.n_row, rel=0.1)
    assert spectrum(table, sketch=8000, wave=(4750, 9350)).fraction < 1
    assert scatter(table, grid=grid, by="ifu", sketch=8000).fraction < 1
    assert count_rows(table, some, sketch=10**9).fraction == 1.0


def test_a_sketch_needs_no_index():
    table = a_table().in_memory()
    white_light(table, sketch=64)
    scatter(table, grid=Grid(0, 0, 1, 1, 5, 5), sketch=64)
    assert table.blocks is None


def products(table, grid):
    selection = Selection(shapes=Circle(table.frame.ra0, table.frame.dec0, 40.0), wave=(4800, 9000))
    return [
        white_light(table, selection, grid=grid).value,
        white_light(table, grid=grid, statistic="ivw").variance,
        *(scatter(table, grid=grid, by=by).plane for by in ("ifu", "flags", "snr")),
        spectrum(table, selection).value,
        find_rows(table, selection),
        table.ensure_blocks().bounds,
    ]


@pytest.mark.parametrize("n", [2, 3, 4])
def test_the_number_of_threads_changes_no_bit(monkeypatch, n):
    made = a_table()
    monkeypatch.setattr(scan, "n_thread", lambda: 1)
    alone = products(made.in_memory(), a_grid(made))
    monkeypatch.setattr(scan, "n_thread", lambda: n)
    for _ in range(3):
        for one, other in zip(alone, products(made.in_memory(), a_grid(made)), strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("chunk", [16, 48, 160, 1 << 18])
def test_the_size_of_a_chunk_changes_nothing_but_rounding(monkeypatch, chunk):
    made = a_table()
    usual = products(made.in_memory(), a_grid(made))
    monkeypatch.setattr(scan, "CHUNK_ROWS", chunk)
    for i, (one, other) in enumerate(zip(usual, products(made.in_memory(), a_grid(made)), strict=True)):
        if i == 2:
            continue  # without a majority, the label may be that of another row
        np.testing.assert_allclose(one, other, rtol=1e-6)


ALL = {
    "white light": lambda table, progress: white_light(table, progress=progress),
    "sketch": lambda table, progress: white_light(table, sketch=400, progress=progress),
    "scatter": lambda table, progress: scatter(table, grid=Grid(0, 0, 1, 1, 9, 9), progress=progress),
    "spectrum": lambda table, progress: spectrum(table, progress=progress),
    "count": lambda table, progress: count_rows(table, Selection(good=True), progress=progress),
    "find": lambda table, progress: find_rows(table, Selection(good=True), progress=progress),
    "read": lambda table, progress: read_rows(table, progress=progress),
    "sky": lambda table, progress: sky_positions(table, progress=progress),
    "nearest": lambda table, progress: nearest_row(table, 0, 0, 9, progress=progress),
    "index": lambda table, progress: table.ensure_blocks(progress),
}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("threads", [1, 4])
@pytest.mark.parametrize("after", [0, 1, 5])
def test_every_work_can_be_stopped(monkeypatch, tmp_path, name, threads, after):
    monkeypatch.setattr(scan, "n_thread", lambda: threads)
    progress = Progress()
    steps = []
    real = progress.step

    def step(*told):
        steps.append(told)
        if len(steps) >= after:
            progress.cancel()
        real(*told)

    if after == 0:
        progress.cancel()
    monkeypatch.setattr(progress, "step", step)
    path = write_table(a_table(), tmp_path / "t.fits")
    with open_table(path) as table:
        with pytest.raises(Cancelled):
            ALL[name](table, progress)
        # A chunk that was begun elsewhere may still be counted.
        assert len(steps) <= after + threads
        ALL[name](table, Progress())


def test_the_first_error_of_any_thread_is_the_one_that_is_told(monkeypatch):
    monkeypatch.setattr(scan, "n_thread", lambda: 4)
    table = a_table().in_memory()

    def fill(starts, stops, out):
        raise PixTableError("no more rows")

    monkeypatch.setattr(table.source, "fill", fill)
    with pytest.raises(PixTableError, match="no more rows"):
        count_rows(table)


def test_progress_runs_to_its_end():
    told = []
    progress = Progress(lambda label, fraction: told.append((label, fraction)))
    white_light(a_table().in_memory(), progress=progress)
    assert {label for label, _ in told} <= {"Indexing", "White light"}
    assert told[-1] == ("White light", 1.0)
