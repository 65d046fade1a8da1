"""Masks against what MPDAF, and the ESO pipeline, make of them.

The answers of MPDAF are stored in ``tests/data/masks.mpdaf.json``; ``pytest -m oracle`` asks it anew, where
``PIXVIEWER_MPDAF_PYTHON`` names an interpreter that has it. Mask images are made here from fixed random
numbers.

Positions agree to some 1e-9 pixel, the resolution of RA in degrees as a float64: among the 10⁵ rows of a
table one within that of the border of a pixel is not to be expected, and there is none.
"""

import json
import subprocess
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS
from oracles import DATA, mpdaf_python, pipeline_file

import pixviewer as pv

STORED = DATA / "masks.mpdaf.json"

TABLES = (
    "projected",
    "positioned",
    "combined",
    "wfm/PIXTABLE_REDUCED",
    "wfm/PIXTABLE_POSITIONED",
    "wfm/PIXTABLE_REDUCED_bintable",
    "combined/PIXTABLE_COMBINED",
    "autocal/PIXTABLE_REDUCED",
)

# Kind → half the side in pixels of 0.25″, offset of the centre and rotation in degrees, empty border or not.
KINDS = {
    "wide": (160, 0.0, 0.0, False),
    "turned": (200, 1e-3, 27.0, False),
    "small, empty border": (60, -2.4e-3, -110.0, True),
    "small": (60, -2.4e-3, -110.0, False),
}


def table_path(name: str) -> Path:
    return pipeline_file(name) if "/" in name else DATA / f"{name}.fits.gz"


def made_mask(kind: str) -> pv.SkyMask:
    """A fifth of the pixels masked, about the pointing that all the tables have."""
    half, offset, turn, has_empty_border = KINDS[kind]
    masked = np.random.default_rng(half).random((2 * half, 2 * half + 1)) < 0.2
    if has_empty_border:
        masked[[0, -1]] = masked[:, [0, -1]] = False
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---TAN", "DEC--TAN"]
    wcs.wcs.crval = [338.2292 + 2 * offset, -60.5636 + offset]
    wcs.wcs.crpix = [half + 1.0, half + 0.5]
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    wcs.wcs.cd = np.array([[-cos, -sin], [-sin, cos]]) * 0.25 / 3600
    return pv.SkyMask(masked, wcs, f"{kind}.fits")


def crc(column: np.ndarray) -> int:
    return zlib.crc32(np.packbits(column).tobytes())


def ask(table: Path, mask: Path, target: Path, *ours: Path) -> dict:
    script = Path(__file__).with_name("mpdaf_masks.py")
    command = [mpdaf_python(), script, table, mask, target, *ours]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout[done.stdout.index("{") :])


@pytest.fixture(params=TABLES)
def name(request):
    return request.param


@pytest.fixture
def table(name):
    with pv.open_table(table_path(name)) as opened:
        yield opened


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def ours(table, kind) -> pv.RowMask:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pv.PixTableWarning)  # small masks are meant not to cover the field
        return pv.mask_rows(table, made_mask(kind))


@pytest.mark.oracle
def test_mpdaf_is_asked_anew(name, kind, ours, tmp_path):
    """And reads our images and columns, as we read its columns."""
    pv.write_mask(made_mask(kind), tmp_path / f"{kind}.fits")
    pv.write_row_mask(ours, tmp_path / "ours.fits")
    answers = ask(
        table_path(name), tmp_path / f"{kind}.fits", tmp_path / "theirs.fits", tmp_path / "ours.fits"
    )
    assert answers.pop("ours") == {
        "crc": crc(ours.masked),
        "mask": ours.mask_name,
        "pixtable": ours.table_name,
    }
    theirs = pv.read_row_mask(tmp_path / "theirs.fits", ours.n_row)
    assert (crc(theirs.masked), theirs.n_masked) == (answers["crc"], answers["n_masked"])
    assert (theirs.mask_name, theirs.table_name) == (f"{kind}.fits", table_path(name).name)
    stored = json.loads(STORED.read_text()) if STORED.exists() else {}
    stored.setdefault(name, {})[kind] = answers
    STORED.write_text(json.dumps(stored, indent=1) + "\n")


def test_masked_rows_are_those_of_mpdaf(name, kind, ours):
    theirs = json.loads(STORED.read_text())[name][kind]
    assert ours.n_row == theirs["n_row"]
    assert ours.n_masked > 0
    if kind == "small":
        # There the rows outside the image have the value of its border; ours are unmasked, and counted.
        assert 0 < ours.n_outside < ours.n_row
        assert ours.n_masked < theirs["n_masked"] <= ours.n_masked + ours.n_outside
        return
    assert (ours.n_outside == 0) == (kind != "small, empty border")
    assert (ours.n_masked, crc(ours.masked)) == (theirs["n_masked"], theirs["crc"])


def test_the_mask_of_the_pipeline_masks_the_rows_that_it_left_out():
    """Its mask counts in field pixels, while the table is projected already: the projection is undone.

    It took its rows before it flagged cosmic rays in the cube, so rows that now have a flag say nothing.
    """
    mask = pv.read_mask(pipeline_file("autocal/AUTOCAL_MASK"))
    used = fits.getdata(pipeline_file("autocal/AUTOCAL_ROWSEL")).ravel() != 0
    with pv.open_table(pipeline_file("autocal/PIXTABLE_REDUCED")) as table:
        ours = pv.mask_rows(table, mask)
        has_no_flag = table.column("flags") == 0
    assert ours.n_outside == 0
    assert has_no_flag.sum() > 0.9 * table.n_row
    assert np.array_equal(used[has_no_flag], ~ours.masked[has_no_flag])
