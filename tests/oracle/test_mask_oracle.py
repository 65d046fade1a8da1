"""Masks against what MPDAF, and the ESO pipeline, make of them.

The answers of MPDAF are stored in ``tests/data/masks.mpdaf.json``; ``pytest -m oracle`` asks it anew, where
``PIXVIEWER_MPDAF_PYTHON`` names an interpreter that has it. Mask images are made here from fixed random
numbers.

Positions agree to some 1e-9 pixel, the resolution of RA in degrees as a float64: among the 10⁵ rows of a
table one within that of the border of a pixel is not to be expected, and there is none.
"""

import json
import os
import shutil
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
    """Its mask counts in field pixels, while the table is projected already: the projection is undone."""
    mask = pv.read_mask(pipeline_file("autocal/AUTOCAL_MASK"))
    used = fits.getdata(pipeline_file("autocal/AUTOCAL_ROWSEL")).ravel() != 0
    with pv.open_table(pipeline_file("autocal/PIXTABLE_REDUCED")) as table:
        ours = pv.mask_rows(table, mask)
    assert ours.n_outside == 0
    assert np.array_equal(used, ~ours.masked)


def add_table(path: Path, category: str, columns: dict[str, np.ndarray]) -> Path:
    hdu = fits.BinTableHDU.from_columns(
        [fits.Column(name, "1D", array=values) for name, values in columns.items()]
    )
    primary = fits.PrimaryHDU()
    primary.header["HIERARCH ESO PRO CATG"] = category
    fits.HDUList([primary, hdu]).writeto(path)
    return path


def self_calibrated(table: Path, mask: Path) -> tuple[Path, np.ndarray]:
    """What the pipeline makes of a table in pixels: the table on the sky, and rows used by IFU and slice."""
    if shutil.which("esorex") is None:
        pytest.skip("esorex with the MUSE recipes is not installed")
    folder, wave = table.parent, np.arange(4000.0, 10000.0, 50.0)
    extinction = {"lambda": wave, "extinction": np.full(wave.size, 0.1)}
    response = {"lambda": wave, "response": np.full(wave.size, 40.0), "resperr": np.full(wave.size, 0.01)}
    files = {
        "PIXTABLE_OBJECT": table,
        "EXTINCT_TABLE": add_table(folder / "extinction.fits", "EXTINCT_TABLE", extinction),
        "STD_RESPONSE": add_table(folder / "response.fits", "STD_RESPONSE", response),
        "SKY_MASK": mask,
    }
    (folder / "all.sof").write_text("".join(f"{path} {tag}\n" for tag, path in files.items()))
    command = "esorex --log-dir=. muse_scipost --skymethod=none --rvcorr=none --autocalib=deepfield"
    done = subprocess.run(
        [*command.split(), "--save=autocal,individual", "all.sof"],
        cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "OMP_NUM_THREADS": "2"},
    )  # fmt: skip
    assert f'using mask "{mask}"' in done.stdout, done.stdout[-3000:]
    cells = fits.getdata(folder / "AUTOCAL_FACTORS_0001.fits")
    used = np.zeros((24, 48), np.int64)
    np.add.at(used, (cells["ifu"] - 1, cells["sli"] - 1), cells["npts"])
    for path in (*files.values(), folder / "AUTOCAL_FACTORS_0001.fits"):
        if path != table:
            path.unlink()
    return folder / "PIXTABLE_REDUCED_0001.fits", used


@pytest.mark.oracle
def test_the_pipeline_reads_our_masks_and_leaves_out_the_rows_that_we_do(tmp_path):
    """First one in field pixels, then one on the sky; it uses flagged rows too."""
    pv.simulate(
        tmp_path / "pixels.fits", preset="small", ifus=(12, 13), waves=((7215.0, 7255.0),), state="pixel"
    )
    source = tmp_path / "pixels.fits"
    for _ in range(2):
        with pv.open_table(source) as table:
            mask = pv.automatic_mask(table)
            # Dots all over, so that any mistake of half a pixel would show.
            dots = np.random.default_rng(1).random(mask.masked.shape) < 0.1
            mask = pv.SkyMask(mask.masked | dots, mask.wcs)
            pv.write_mask(mask, tmp_path / "mask.fits", form="drs", table=table)
        source, used = self_calibrated(tmp_path / "pixels.fits", tmp_path / "mask.fits")
        with pv.open_table(source) as table:  # after its correction for refraction
            found = pv.slice_coverage(table, mask)
        assert 0.1 < found.share_masked < 0.5
        assert np.array_equal(found.n_row - found.n_masked, used)
