"""How soon the window shows a table, and whether it stays alive under the hand."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark


def measured(path: Path, cache: Path | None, *options: str, script: str = "window_times.py") -> dict:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if cache is not None:
        environment["PIXVIEWER_CACHE_DIR"] = str(cache)
    command = [sys.executable, str(Path(__file__).with_name(script)), str(path), str(time.time()), *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def lines(figures: dict) -> list[str]:
    """Rows of the tables in the documentation."""
    found = []
    for name, value in figures.items():
        if isinstance(value, dict) and "frames" in value:
            found.append(f"| {name} | {times(value['frames'])} |")
            for what in ("spectrum", "count"):
                kind = "exact" if value["fraction"] == 1 else "estimated"
                found.append(f"| … {what} behind it, {kind} | {times(value[what])} |")
        elif isinstance(value, dict) and "median" in value:
            found.append(f"| {name} | {times(value)} |")
        elif isinstance(value, dict):
            found += [f"| longest gap, {phase} | {gap:.0f} ms |" for phase, gap in value.items()]
        elif isinstance(value, list):
            found += [f"|  | {text} |" for text in value]
        else:
            found.append(f"| {name} | {value if isinstance(value, str) else f'{value:.3g}'} |")
    return found


def times(found: dict) -> str:
    return f"{found['median']:.0f} · {found['p95']:.0f} · {found['worst']:.0f} ms of {found['n']}"


@pytest.fixture
def path(bench_path):
    """The largest table there is: ``PIXVIEWER_FULL_TABLE`` names one of a whole exposure."""
    return Path(os.environ.get("PIXVIEWER_FULL_TABLE", bench_path))


def test_first_start_ever_then_warm_starts(path, tmp_path, record):
    first = measured(path, tmp_path)
    tell(record, "window, empty cache", path, first)
    warm = min((measured(path, tmp_path) for _ in range(3)), key=lambda m: m["first_picture_seconds"])
    tell(record, "window, warm cache", path, warm)


def test_the_window_under_the_hand(path, tmp_path, record):
    """Pan, zoom, drag apertures and ranges, filter, beside an extraction too: median · 95 % · worst."""
    cache = Path(os.environ.get("PIXVIEWER_BENCH_CACHE", tmp_path))
    measured(path, cache)  # compiled and indexed
    tell(record, "window, gestures", path, measured(path, cache, "gestures"))


def tell(record, name, path, figures):
    record(name, gigabytes=path.stat().st_size / 1e9, **figures)
    print("\n".join(lines(figures)))
