"""Factors against those of MPDAF 3.1, cell by cell, on tables of the pipeline and on simulated exposures.

MPDAF 3.1 is the last release with `selfcalibrate`; ``PIXVIEWER_MPDAF31_PYTHON`` names an interpreter that has
it. Cells where its own factors are not sound are left out, and listed with the reason: see `unsound_cells`.
"""

import os
import shutil
import subprocess
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from oracles import PIPELINE_TABLES

import pixviewer as pv
from pixviewer.core.calib.estimate import estimate
from pixviewer.core.calib.sums import gather

pytestmark = pytest.mark.oracle

TOLERANCE = 1e-10

# Whole field in two of the bins, and a third of it in another: short, but more than 50 rows a column.
WAVES = ((6000.0, 6100.0), (6260.0, 6340.0), (6500.0, 6600.0))
IFUS = (3, 4, 10, 17, 18, 22)


@dataclass(frozen=True)
class RowsMasked:
    masked: np.ndarray
    needs: tuple[str, ...] = ()

    def __call__(self, chunk):
        return self.masked[chunk.rows]


@dataclass(frozen=True)
class Exposure:
    """A table, its masked rows, and a correction clip."""

    path: Path
    masked: np.ndarray | None = None
    corr_clip: float = 15.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("selfcal")


def ask(exposure, folder):
    """Factors and numbers of rows of MPDAF 3.1, by bin, IFU and slice."""
    python = os.environ.get("PIXVIEWER_MPDAF31_PYTHON")
    if not python:
        pytest.skip("PIXVIEWER_MPDAF31_PYTHON does not name an interpreter with MPDAF 3.1")
    out = folder / "factors.npz"
    script = Path(__file__).with_name("mpdaf31_factors.py")
    command = [python, str(script), str(exposure.path), str(out), str(exposure.corr_clip)]
    if exposure.masked is not None:
        np.save(folder / "masked.npy", exposure.masked)
        command.append(str(folder / "masked.npy"))
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr[-2000:]
    with np.load(out) as answers:
        assert str(answers["version"]) == "3.1"
        return answers["corr"], answers["npts"]


def ours(exposure):
    with pv.open_table(exposure.path) as table:
        mask = None if exposure.masked is None else RowsMasked(exposure.masked)
        return estimate(gather(table, mask), corr_clip=exposure.corr_clip)


def unsound_cells(found, corr):
    """Cells where MPDAF divides by a level that is zero or negative, and all that such a factor reaches.

    Gives a boolean for each cell, and the cells themselves by reason.
    """
    levels = found.levels
    has_rows = levels.n_row > 0
    in_use = has_rows.any(axis=2, keepdims=True)
    # Where nothing at all is measured it leaves the bin alone.
    is_measured = np.isfinite(levels.total_level)[:, None, None]
    without_level = np.repeat(levels.n_valid == 0, 24, axis=2) & has_rows & is_measured
    half = np.repeat(levels.half_summary[..., 2], 24, axis=2)
    not_positive = (levels.slice_level <= 0) | (half <= 0) | (levels.total_level <= 0)[:, None, None]
    told = ~np.isfinite(corr) | (corr <= 0)
    reasons = {
        "no slice of the half is measured": without_level,
        "a level is not positive": not_positive & has_rows,
    }
    # Whatever MPDAF says that is no factor must have been foreseen.
    source = (without_level | not_positive) & in_use
    in_half = source.reshape(*source.shape[:2], 2, 24).any(axis=3)
    reached = np.repeat(in_half, 24, axis=2)
    assert not (told & ~reached).any()
    # Spike cleaning compares with both neighbours; of the first and last bin, these are the next two.
    near = reached.copy()
    for step in (1, 2):
        near[step:] |= reached[:-step]
        near[:-step] |= reached[step:]
    reasons["beside such a cell"] = near & ~source
    return near, {reason: np.argwhere(cells) for reason, cells in reasons.items() if cells.any()}


def check(exposure, folder):
    """Compare all sound cells; gives our estimate and those that are not."""
    corr, npts = ask(exposure, folder)
    found = ours(exposure)
    left_out, reasons = unsound_cells(found, corr)
    np.testing.assert_array_equal(found.n_row, npts)
    np.testing.assert_allclose(found.factor[~left_out], corr[~left_out], rtol=TOLERANCE, atol=0)
    assert np.isfinite(found.factor).all()
    assert (found.factor > 0).all()
    for reason, cells in reasons.items():
        print(f"{exposure.path.name}: {reason}: {len(cells)} cells (bin, IFU, slice from 1)")
        print(", ".join("/".join(map(str, cell + 1)) for cell in cells))
    return found, left_out


def object_rows(path, truth, faintest):
    """Rows where the objects of the truth file are brighter than this: no mask of ours is trusted here."""
    with pv.open_table(path) as table:
        xi, eta = table.frame.to_plane(table.column("x"), table.column("y"))
    light = np.zeros(xi.size)
    for row in fits.getdata(truth, "SOURCES"):
        r2 = (xi - row["xi"]) ** 2 + (eta - row["eta"]) ** 2
        if np.isfinite(row["beta"]):
            scale2 = 0.25 * row["fwhm"] ** 2 / (2.0 ** (1.0 / row["beta"]) - 1.0)
            light += row["peak"] * (1.0 + r2 / scale2) ** -row["beta"]
        else:  # rounder than it is, which does no harm
            light += row["peak"] * np.exp(-1.68 * np.sqrt(r2) / row["r_half"])
    return light > faintest


@pytest.fixture(scope="module")
def simulated(folder):
    @cache
    def simulate(seed):
        path, truth = folder / f"seed{seed}.fits", folder / f"seed{seed}-truth.fits"
        pv.simulate(path, truth=truth, waves=WAVES, ifus=IFUS, seed=seed)
        return path, truth

    return simulate


@pytest.mark.parametrize("name", PIPELINE_TABLES)
def test_tables_of_the_pipeline_have_mpdafs_factors(name, drs_file, folder):
    path = shutil.copy(drs_file(f"{name}.fits"), folder / "pipeline.fits")
    conflict = nullcontext()
    if name.endswith("pixel"):  # MPDAF opens none without this keyword, and does not look at its positions
        fits.setval(path, "HIERARCH ESO DRS MUSE PIXTABLE WCS", value="projected")
        conflict = pytest.warns(pv.PixTableWarning, match="going by the unit")
    with conflict:
        found, left_out = check(Exposure(path), folder)
    if name.startswith("autocal"):
        assert (found.state[10:13, 11:13] & 1).sum() > 200
        assert not left_out.any()


@pytest.mark.parametrize("corr_clip", [15.0, 2.0])
def test_a_masked_exposure_has_mpdafs_factors(simulated, folder, corr_clip):
    path, truth = simulated(1)
    exposure = Exposure(path, object_rows(path, truth, 0.5), corr_clip)
    found, left_out = check(exposure, folder)
    assert 0.1 < exposure.masked.mean() < 0.6
    assert (found.state & 1).sum() > 500
    assert not left_out.any()


def test_a_crowded_exposure_has_mpdafs_factors(simulated, folder):
    path, truth = simulated(2)
    masked = object_rows(path, truth, 0.05)
    with pv.open_table(path) as table:
        origin = table.column("origin").astype(np.int64)
    ifu, slice_no = (origin >> 6) & 31, origin & 63
    # Of one half a few rows are left, and nothing of another.
    masked |= (ifu == 4) & (slice_no <= 24) & (np.arange(ifu.size) % 50 > 0)
    masked |= (ifu == 10) & (slice_no > 24)
    found, left_out = check(Exposure(path, masked), folder)
    assert masked.mean() > 0.5
    assert (found.state & 1).sum() > 50
    assert left_out[5:8, 3, :24].all()
    assert not left_out[:, 9, 24:].any()


def test_an_exposure_with_missing_ifus_and_slices_has_mpdafs_factors(simulated, folder):
    path, _ = simulated(1)
    missing = (
        pv.Selection(ifu=4, slice_no=range(1, 13))
        | pv.Selection(ifu=17, slice_no=range(1, 25))
        | pv.Selection(ifu=22, slice_no=[3, 30, 48], wave=(6200, 6400))
    )
    some = folder / "missing.fits"
    with pv.open_table(path) as table:
        pv.extract(table, ~missing, some)
    found, left_out = check(Exposure(some), folder)
    assert (found.n_row[:, 16, :24] == 0).all()
    assert (found.factor[:, 16, :24] == 1).all()
    assert (found.state & 1).sum() > 400
    assert not left_out.any()


def test_negative_sky_is_where_mpdaf_is_not_sound(simulated, folder):
    path = folder / "subtracted.fits"
    with pv.open_table(simulated(1)[0]) as table:
        pv.extract(table, pv.Selection(ifu=4), path)
    with fits.open(path, mode="update") as file:
        file["data"].data[:] -= 30.0
    found, left_out = check(Exposure(path), folder)
    assert left_out.any()
    assert (found.factor > 0).all()
