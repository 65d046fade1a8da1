"""A table of at least 40 million rows in the projected state, made once, and clocks that make ratios.

Run with ``pytest -m benchmark -s tests/benchmarks``. ``PIXVIEWER_BENCH_TABLE`` names a table to use instead
of a simulated one; ``PIXVIEWER_MPDAF_PYTHON`` an interpreter with MPDAF 3.6 to stand beside.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import pixviewer as pv

# About 73 000 rows an ångström in a whole field: 42 million.
WAVES = ((6000.0, 6600.0),)

N_STREAM = 5


@pytest.fixture(scope="session")
def bench_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("PIXVIEWER_BENCH_TABLE")
    if named:
        return Path(named)
    path = tmp_path_factory.mktemp("bench") / "bench.fits"
    pv.simulate(path, preset="demo", waves=WAVES)
    return path


@pytest.fixture(scope="session")
def table(bench_path: Path) -> pv.PixTable:
    opened = pv.open_table(bench_path)
    assert opened.n_row >= 40_000_000
    return opened


@pytest.fixture(scope="session")
def stream(table: pv.PixTable) -> Callable[[tuple[str, ...]], float]:
    """Seconds to sum mapped columns on one thread, best of five: what every budget is a multiple of."""

    def seconds(names: tuple[str, ...]) -> float:
        def once() -> float:
            start = time.perf_counter()
            for name in names:
                table.column(name).view(np.ndarray).astype(">f4", copy=False).sum()
            return time.perf_counter() - start

        return min(once() for _ in range(N_STREAM))

    return seconds


@pytest.fixture(scope="session")
def record() -> Callable[..., None]:
    """Print a figure, and keep it in the file that ``PIXVIEWER_BENCH_RESULTS`` names."""

    def keep(name: str, **figures: float | int | str) -> None:
        line = {"name": name, **{k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()}}
        print("\n" + json.dumps(line, ensure_ascii=False))
        target = os.environ.get("PIXVIEWER_BENCH_RESULTS")
        if target:
            with open(target, "a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    return keep
