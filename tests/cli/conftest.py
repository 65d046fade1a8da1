"""A small table in a file, and the command line as a function."""

import json
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from pixviewer import PixTable, extract
from pixviewer.cli import main
from pixviewer.core.table import origin

RA0, DEC0 = 338.2292, -60.5636
CARD = "HIERARCH ESO DRS MUSE PIXTABLE "
COSMIC = 32


@pytest.fixture(scope="session")
def private_folders(tmp_path_factory):
    """Cache and log folders of one test session, so that compiled code is made once."""
    folder = tmp_path_factory.mktemp("user")
    return {"PIXVIEWER_CACHE_DIR": str(folder / "cache"), "PIXVIEWER_LOG_DIR": str(folder / "log")}


@pytest.fixture(autouse=True)
def _private(private_folders, monkeypatch):
    for name, value in private_folders.items():
        monkeypatch.setenv(name, value)


def arrays(n: int, seed: int = 1) -> dict[str, np.ndarray]:
    """Rows of two IFUs within 10 arcsec of the centre, every tenth with a cosmic ray."""
    random = np.random.default_rng(seed)
    ifu = np.repeat([5, 6], [n // 2, n - n // 2])
    slice_no = random.integers(1, 49, n)
    radius = np.radians(10 / 3600) * np.sqrt(random.random(n))
    return {
        "x": random.random(n) * 2 * np.pi,
        "y": -radius,
        "wave": np.sort(random.uniform(6000, 6100, n)),
        "data": random.normal(100, 5, n),
        "flags": np.where(np.arange(n) % 10 == 0, COSMIC, 0),
        "variance": np.full(n, 25.0),
        "origin": origin.encode(ifu, slice_no, random.integers(0, 4112, n), random.integers(20, 100, n)),
    }


def header(state: str) -> fits.Header:
    """The cards that the columns need to be understood."""
    cards = fits.Header()
    cards["RA"], cards["DEC"] = RA0, DEC0
    cards["OBJECT"] = "test field"
    cards["HIERARCH ESO INS MODE"] = "WFM-NOAO-N"
    cards[CARD + "TYPE"] = "GEOFULL"
    cards[CARD + "MERGED"] = 2
    cards[CARD + "FLUXCAL"] = True
    if state == "projected":
        cards[CARD + "WCS"] = "projected (intermediate)"
    for ifu in (5, 6):
        for slice_no in range(1, 49):
            cards[f"{CARD}EXP0 IFU{ifu:02d} SLICE{slice_no:02d} XOFFSET"] = 80 * slice_no
    return cards


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
