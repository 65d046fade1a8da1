"""Where the oracles are, and how they are asked.

MPDAF 3.6 needs NumPy < 2 and so an environment of its own, named by ``PIXVIEWER_MPDAF_PYTHON``. The ESO
pipeline is Debian's ``esorex`` with ``cpl-plugin-muse``.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "drs"

PIPELINE_TABLES = (
    "wfm/PIXTABLE_REDUCED",
    "wfm/PIXTABLE_POSITIONED",
    "wfm/PIXTABLE_REDUCED_bintable",
    "wfm/PIXTABLE_REDUCED_pixel",
    "combined/PIXTABLE_COMBINED",
    "autocal/PIXTABLE_REDUCED",
)


def pipeline_file(name: str) -> Path:
    path = SHARED / f"{name}.fits.gz"
    if not path.exists():
        pytest.skip("the files of the ESO pipeline are not beside the checkout")
    return path


def mpdaf_python() -> str:
    named = os.environ.get("PIXVIEWER_MPDAF_PYTHON")
    if not named:
        pytest.skip("PIXVIEWER_MPDAF_PYTHON does not name an interpreter with MPDAF 3.6")
    return named


def ask_mpdaf(table: Path, questions: list[dict], folder: Path, compare: Path | None = None) -> dict:
    file = folder / "questions.json"
    file.write_text(json.dumps(questions))
    script = Path(__file__).with_name("mpdaf_values.py")
    command = [mpdaf_python(), str(script), str(table), str(file), *([str(compare)] if compare else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout[done.stdout.index("{") :])


def make_cube(table: Path, folder: Path) -> Path:
    """Let the pipeline make a cube of a table; gives the cube."""
    if shutil.which("esorex") is None:
        pytest.skip("esorex with the MUSE recipes is not installed")
    sof = folder / "cube.sof"
    sof.write_text(f"{table} PIXTABLE_OBJECT\n")
    for old in folder.glob("DATACUBE_FINAL*.fits"):
        old.unlink()
    done = subprocess.run(
        ["esorex", "--log-dir=.", "muse_scipost_make_cube", "--filter=white", str(sof)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "2"},
    )
    cubes = list(folder.glob("DATACUBE_FINAL*.fits"))
    assert done.returncode == 0, done.stdout[-3000:]
    assert cubes, done.stdout[-3000:]
    return cubes[0]
