"""A small table in a file, and the command line as a function."""

import json
from pathlib import Path

import numpy as np
import pytest
from two_ifus import arrays, header

from pixviewer import PixTable, extract
from pixviewer.cli import main


@pytest.fixture(scope="session")
def private_folders(tmp_path_factory):
    """Cache and log folders of one test session, so that compiled code is made once."""
    folder = tmp_path_factory.mktemp("user")
    return {"PIXVIEWER_CACHE_DIR": str(folder / "cache"), "PIXVIEWER_LOG_DIR": str(folder / "log")}


@pytest.fixture(autouse=True)
def _private(private_folders, monkeypatch):
    for name, value in private_folders.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def sky_columns():
    return arrays(3000)


@pytest.fixture(scope="session")
def sky_table(tmp_path_factory, sky_columns) -> Path:
    """A table in the projected state, 3000 rows."""
    path = tmp_path_factory.mktemp("tables") / "sky.fits"
    extract(PixTable.from_arrays(sky_columns, header("projected"), state="projected"), None, path)
    return path


@pytest.fixture(scope="session")
def pixel_table(tmp_path_factory, sky_columns) -> Path:
    """A table in the pixel state, with positions from −150 to 150."""
    path = tmp_path_factory.mktemp("tables") / "pixel.fits"
    random = np.random.default_rng(2)
    n = sky_columns["x"].size
    columns = sky_columns | {"x": random.uniform(-150, 150, n), "y": random.uniform(-150, 150, n)}
    extract(PixTable.from_arrays(columns, header("pixel")), None, path)
    return path


class Outcome:
    """What one run of the command line left."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def run(capsys):
    """Run the command line in this process."""

    def run(*words) -> Outcome:
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def refuse(run):
    """Run what must fail, with one sentence and no traceback, and give the sentence."""

    def refuse(*words, code: int = 2) -> str:
        outcome = run(*words)
        assert outcome.code == code, outcome.err
        assert outcome.out == ""
        assert outcome.err.count("\n") == 1
        assert "Traceback" not in outcome.err
        return outcome.err

    return refuse
