"""Speed of writing a corrected table against copying the file, on the same file system, neither synced."""

import os
import shutil
import subprocess
import time

import numpy as np
import pytest
from measuring import OwnMemory

import pixviewer as pv
from pixviewer.core.calib.segments import SEGMENTS

pytestmark = pytest.mark.benchmark

N_TURN = 5
BUDGET = 1.5


def test_writing_a_corrected_table(table, bench_path, tmp_path, record, monkeypatch):
    if shutil.which("cp") is None:
        pytest.skip("needs cp")
    factor = np.random.default_rng(1).normal(1, 0.02, (len(SEGMENTS) - 1, 24, 48))
    factors = pv.Factors(factor, np.array(SEGMENTS))
    sync, synced = os.fsync, []
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append(fd))
    out, copied = tmp_path / "out.fits", tmp_path / "copy.fits"
    pv.write_corrected(table, factors, out)  # compiles
    ours, copies = [], []
    with OwnMemory() as memory:
        for _ in range(N_TURN):  # in turns, as both depend on what the disk still has to write
            out.unlink()
            start = time.perf_counter()
            pv.write_corrected(table, factors, out)
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            subprocess.run(["cp", "--reflink=never", bench_path, copied], check=True)
            copies.append(time.perf_counter() - start)
            copied.unlink()
    assert synced
    start = time.perf_counter()
    with out.open("rb") as file:
        sync(file.fileno())
    record(
        "write corrected table",
        rows=table.n_row,
        seconds=min(ours),
        copy=min(copies),
        ratio=min(ours) / min(copies),
        budget=BUDGET,
        sync=time.perf_counter() - start,
        memory=memory.peak,
    )
    assert min(ours) <= BUDGET * min(copies)
    assert memory.peak <= 1.5e9
