"""What a self-calibration writes, and what happens when it cannot."""

import errno
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits
from waiting import until

import pixviewer as pv
from pixviewer.cli import main
from pixviewer.core.calib.minimum import Minimum
from pixviewer.core.calib.painting import Automatic, MaskPlan
from pixviewer.core.io.atomic import OutputFile
from pixviewer.model.recipe.calibration import python_text
from pixviewer.model.selfcal.recipes import USUAL_NAMES, command_line
from pixviewer.model.selfcal.saving import Saver
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]
COLUMNS = ("x", "y", "wave", "data", "flags", "variance", "origin")
KINDS = ("mask", "drs", "mpdaf", "table", "verdicts", "report")


@pytest.fixture
def at_rest(workspace: Workspace, inbox: Any) -> Rest:
    """Wait longer than usual: the pictures of a report take their time on a busy machine."""

    def rest() -> None:
        until(lambda: not workspace.runner.is_busy(), inbox.take, seconds=150)
        inbox.take()

    return rest


@pytest.fixture
def run(workspace: Workspace, at_rest: Rest, exposure_file: Path) -> Workspace:
    workspace.open(exposure_file)
    at_rest()
    workspace.selfcal.set_mask_plan(MaskPlan((Automatic("threshold", 5.0, 1, 6),)), "find objects")
    workspace.selfcal.run()
    at_rest()
    return workspace


@pytest.fixture
def saver(run: Workspace) -> Saver:
    return run.selfcal.saver


@pytest.fixture
def failures(run: Workspace) -> list[str]:
    found: list[str] = []
    run.failed.connect(lambda what, error: found.append(str(error)))
    return found


def same_columns(one: Path, other: Path) -> bool:
    with pv.open_table(one) as first, pv.open_table(other) as second:
        return all(first.column(name).tobytes() == second.column(name).tobytes() for name in COLUMNS)


def test_everything_is_saved(run: Workspace, saver: Saver, at_rest: Rest, tmp_path: Path) -> None:
    run.selfcal.set_verdict(pv.SliceVerdict(5, 7, "half", "a source"))
    at_rest()
    for kind in KINDS:
        assert saver.can_save(kind)
        saver.save(kind, tmp_path / USUAL_NAMES[kind])
    at_rest()
    assert all(saver.is_current(kind) for kind in KINDS)
    state = run.selfcal.state
    assert state.factors is not None
    for name in ("AUTOCAL_FACTORS.fits", "factors.fits"):
        np.testing.assert_array_equal(pv.read_factors(tmp_path / name).factor, state.factors.factor)
    assert "5" in (tmp_path / "verdicts.ecsv").read_text()
    report = (tmp_path / "report.html").read_text()
    assert "known" in report
    assert "a source" in report
    assert fits.getdata(tmp_path / "mask.fits").any()
    assert "PIXTABLE_REDUCED" in (tmp_path / "corrected.sof").read_text()
    frames = (tmp_path / "AUTOCAL_FACTORS.sof").read_text()
    assert f"{tmp_path / 'AUTOCAL_FACTORS.fits'} AUTOCAL_FACTORS" in frames
    assert "esorex muse_scipost --autocalib=user AUTOCAL_FACTORS.sof" in frames
    run.selfcal.set_clip(2.0)
    at_rest()
    assert saver.is_current("mask")
    assert not saver.is_current("table")


@pytest.mark.parametrize("method", ["mpdaf", "deepfield"])
def test_the_command_line_gives_the_same_table(
    run: Workspace, saver: Saver, at_rest: Rest, tmp_path: Path, method: str
) -> None:
    run.selfcal.set_method(method)
    run.selfcal.set_clip(4.0)
    at_rest()
    saver.save("mask", tmp_path / "mask.fits")
    at_rest()
    saver.save("table", tmp_path / "window.fits")
    at_rest()
    recipe = saver.recipe()
    assert recipe is not None
    words = shlex.split(command_line(recipe))
    assert words[:2] == ["pixviewer", "selfcal"]
    words[words.index(str(tmp_path / "window.fits"))] = str(tmp_path / "line.fits")
    assert main(words[1:]) == 0
    assert same_columns(tmp_path / "window.fits", tmp_path / "line.fits")
    with pv.open_table(tmp_path / "window.fits") as table:
        assert table.facts.autocal is not None


def test_verdicts_are_applied_by_factors_on_the_command_line(
    run: Workspace, saver: Saver, at_rest: Rest, tmp_path: Path
) -> None:
    run.selfcal.set_minimum(Minimum(150, 50, 20))
    run.selfcal.set_verdict(pv.SliceVerdict(6, 9, "exclude"))
    at_rest()
    for kind in ("mask", "drs", "table"):
        saver.save(kind, tmp_path / USUAL_NAMES[kind])
        at_rest()
    recipe = saver.recipe()
    assert recipe is not None
    words = shlex.split(command_line(recipe))
    assert words[:2] == ["pixviewer", "apply-factors"]
    words[3] = str(tmp_path / "line.fits")
    assert main(words[1:]) == 0
    assert same_columns(tmp_path / "corrected.fits", tmp_path / "line.fits")
    script = tmp_path / "again.py"
    script.write_text(python_text(recipe).replace("corrected.fits", "python.fits"))
    subprocess.run([sys.executable, str(script)], check=True, cwd=Path(pv.__file__).parents[1])
    assert same_columns(tmp_path / "corrected.fits", tmp_path / "python.fits")


def test_the_open_table_is_never_replaced(
    saver: Saver, at_rest: Rest, failures: list[str], exposure_file: Path
) -> None:
    before = exposure_file.stat()
    for kind in ("table", "drs", "mask", "report"):
        saver.save(kind, exposure_file, overwrite=True)
    at_rest()
    assert len(failures) == 4
    assert all("is the open input" in one for one in failures)
    after = exposure_file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_another_file_is_replaced_only_when_asked(
    saver: Saver, at_rest: Rest, failures: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "corrected.fits"
    path.write_text("mine")
    saver.save("table", path)
    at_rest()
    assert "exists already" in failures[0]
    assert path.read_text() == "mine"
    saver.save("table", path, overwrite=True)
    at_rest()
    assert len(failures) == 1
    with pv.open_table(path) as table:
        assert table.facts.autocal is not None


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_leaves_nothing_behind(
    run: Workspace,
    saver: Saver,
    at_rest: Rest,
    failures: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    run.selfcal.set_verdict(pv.SliceVerdict(5, 7, "keep"))
    at_rest()

    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(OutputFile, "_write_some", full)
        patch.setattr("os.fsync", full)
        saver.save(kind, tmp_path / USUAL_NAMES[kind])
        at_rest()
    assert len(failures) == 1
    assert "no space is left" in failures[0]
    assert list(tmp_path.iterdir()) == []
    assert run.selfcal.state.factors is not None
    saver.save(kind, tmp_path / USUAL_NAMES[kind])
    at_rest()
    assert len(failures) == 1
    assert (tmp_path / USUAL_NAMES[kind]).exists()


def test_saving_is_cancelled(
    run: Workspace, saver: Saver, inbox: object, at_rest: Rest, tmp_path: Path
) -> None:
    told: list[str] = []
    run.told.connect(told.append)
    saver.save("table", tmp_path / "out.fits")
    for job in run.runner.jobs:
        run.runner.cancel(job.ident)
    at_rest()
    assert any("out.fits was not written" in one for one in told)
    assert list(tmp_path.iterdir()) == []


_KILLED = """
import os, signal, sys
from pathlib import Path
import pixviewer.core.io.correction as correction
from pixviewer.model.workspace import Workspace

def die(self, chunk):
    os.kill(os.getpid(), signal.SIGKILL)

workspace = Workspace(lambda call: call())
workspace.open(sys.argv[1])
workspace.runner.wait_idle()
workspace.selfcal.run()
workspace.runner.wait_idle(120)
assert workspace.selfcal.state.factors is not None
correction._Columns.write = die
workspace.selfcal.saver.save("table", Path(sys.argv[2]), overwrite=True)
workspace.runner.wait_idle()
"""


def test_a_killed_program_leaves_the_file_that_was_there(exposure_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "corrected.fits"
    path.write_text("mine")
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(exposure_file), str(path)],
        cwd=Path(pv.__file__).parents[1],
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert path.read_text() == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["corrected.fits"]
