"""The program killed at a random moment loses no decision that is older than two seconds, and no file.

Three times here; ``PIXVIEWER_KILLS=50 pytest -s tests/killed`` does it fifty times, and tells the figures.
"""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from journey import digest

from pixviewer.model.project import autosaving
from pixviewer.model.project.reading import read_project

ROOT = Path(__file__).resolve().parents[2]
N_KILL = int(os.environ.get("PIXVIEWER_KILLS", "3"))
MOST_LOST_S = 2.0
START_S, SHORTEST_S, LONGEST_S = 90.0, 0.05, 8.0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@dataclass
class Loss:
    """What a kill has cost: decisions, and how old the oldest of them was."""

    n_decided: int
    n_lost: int
    age_s: float
    is_saved: bool


def run_and_kill(table: Path, folder: Path, seed: int) -> Loss:
    """Begin a journey, kill it at a random moment, and look at what it has left."""
    project, log, state = folder / "journey.pixv", folder / "log", folder / "state"
    environment = {**os.environ, "PIXVIEWER_STATE_DIR": str(state), "QT_QPA_PLATFORM": "offscreen",
                   "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(folder)}  # fmt: skip
    words = [sys.executable, str(Path(__file__).with_name("journey.py")), table, project, log, str(seed)]
    process = subprocess.Popen(list(map(str, words)), env=environment, cwd=ROOT)
    try:
        wait_for(lambda: log.exists() and log.stat().st_size > 0, process)
        time.sleep(random.Random(seed).uniform(SHORTEST_S, LONGEST_S))
        assert process.poll() is None, "the journey ended by itself"
    finally:
        killed = time.monotonic()
        process.send_signal(signal.SIGKILL)
        process.wait()
    return loss_of(log, project, state, killed)


def wait_for(condition, process: subprocess.Popen) -> None:
    end = time.monotonic() + START_S
    while not condition():
        assert process.poll() is None, "the journey did not begin"
        assert time.monotonic() < end, "the journey takes too long to begin"
        time.sleep(0.02)


def loss_of(log: Path, project: Path, state: Path, killed: float) -> Loss:
    """Compare what was decided with what can be read."""
    noted = [line.split() for line in log.read_text().splitlines(keepends=True) if line.endswith("\n")]
    times, digests = [float(line[0]) for line in noted], [line[1] for line in noted]
    left = sorted((state / "autosave").glob("*.pixv"))
    files = [*left, *([project] if project.exists() else [])]
    # Every file parses, whatever was being written; nothing was decided before the first line.
    found = [digest(read_project(file).windows[0].decisions) for file in files]
    assert set(found) <= set(digests), "a file holds what was never decided"
    newest = max((len(digests) - 1 - digests[::-1].index(one) for one in found), default=0)
    n_lost = len(digests) - 1 - newest
    age = killed - times[newest + 1] if n_lost else 0.0
    names = {path.name.split(".")[0] for path in left}
    assert len(names) <= 1, "one program has one autosave"
    return Loss(len(digests), n_lost, age, project.exists())


@pytest.mark.timeout(100 * max(N_KILL, 1) + 100)
def test_a_killed_program_loses_two_seconds_of_decisions_at_most(
    small_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = random.randrange(10**6)
    losses = []
    for i in range(N_KILL):
        folder = tmp_path / str(i)
        folder.mkdir()
        loss = run_and_kill(small_file, folder, first + i)
        assert loss.age_s <= MOST_LOST_S, f"seed {first + i}: {loss}"
        losses.append(loss)
        offered_once(folder, monkeypatch, has_lost=loss.n_lost > 0)
    if N_KILL > 3:
        with capsys.disabled():
            print(f"\n{figures(losses)}")


def offered_once(folder: Path, monkeypatch: pytest.MonkeyPatch, *, has_lost: bool) -> None:
    """What a killed program has left is offered by the next start, and by one program only."""
    monkeypatch.setenv("PIXVIEWER_STATE_DIR", str(folder / "state"))
    is_there = any((folder / "state" / "autosave").glob("*.pixv"))
    left = autosaving.leftovers()
    assert bool(left) == is_there
    assert autosaving.leftovers() == []
    for one in left:
        one.leave()


def figures(losses: list[Loss]) -> str:
    """What the kills have cost, in words."""
    ages = sorted(loss.age_s for loss in losses)
    n_saved = sum(loss.is_saved for loss in losses)
    return (
        f"{len(losses)} kills after {sum(loss.n_decided for loss in losses)} decisions: "
        f"{sum(loss.n_lost for loss in losses)} decisions lost; oldest lost decision: median "
        f"{ages[len(ages) // 2]:.2f} s, most {ages[-1]:.2f} s; {n_saved} had a saved project, none broken"
    )
