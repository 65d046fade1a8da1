"""Our factor files in the ESO pipeline, and in MPDAF: both read them, and the pipeline gives our data.

Where MPDAF 3.1 is, the last release with a self-calibration, is said by ``PIXVIEWER_MPDAF31_PYTHON``.
"""

import json
import os
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from astropy.io import fits

import pixviewer as pv
from pixviewer.core.calib.applying import through
from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.merging import merge_factors
from pixviewer.core.calib.segments import LASER_SEGMENTS, SEGMENTS
from pixviewer.core.io.correction import write_corrected
from pixviewer.core.io.factor_files import read_factors, write_factors, write_merged_factors

pytestmark = pytest.mark.oracle

FLUX = "2.5*log10((count/s/Angstrom)/(erg/s/cm**2/Angstrom))"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    if shutil.which("esorex") is None:
        pytest.skip("esorex with the MUSE recipes is not installed")
    return tmp_path_factory.mktemp("scipost")


def random_factors(edges, seed=1, **told):
    rng = np.random.default_rng(seed)
    shape = (len(edges) - 1, 24, 48)
    original = np.where(rng.random(shape) < 0.01, 1.2, np.nan)
    return Factors(
        rng.normal(1, 0.03, shape),
        np.array(edges),
        n_row=rng.integers(0, 2000, shape),
        factor_original=original,
        state=rng.integers(0, 64, shape).astype(np.uint8),
        predicted_error=np.where(rng.random(shape) < 0.1, np.nan, 0.003),
        **told,
    )


def calibration(path, category, **columns):
    primary = fits.PrimaryHDU()
    primary.header["HIERARCH ESO PRO CATG"] = category
    table = fits.BinTableHDU.from_columns(
        [fits.Column(name, "1D", unit, array=values) for name, (unit, values) in columns.items()]
    )
    fits.HDUList([primary, table]).writeto(path)
    return path


def calibrations(folder):
    wave = np.arange(4000.0, 10000.0, 10.0)
    if not (folder / "extinct.fits").exists():
        flat, error = np.full_like(wave, 40.0), np.full_like(wave, 0.01)
        extinction = ("mag/airmass", np.zeros_like(wave))
        calibration(
            folder / "extinct.fits", "EXTINCT_TABLE", **{"lambda": ("Angstrom", wave)}, extinction=extinction
        )
        calibration(
            folder / "response.fits",
            "STD_RESPONSE",
            **{"lambda": ("Angstrom", wave)},
            response=(FLUX, flat),
            resperr=(FLUX, error),
        )
    return [(folder / "extinct.fits", "EXTINCT_TABLE"), (folder / "response.fits", "STD_RESPONSE")]


def exposure(folder, mode):
    path = folder / f"{mode}.fits"
    if not path.exists():
        waves = [(5640.0, 5665.0), (5840.0, 5860.0)]  # both sides of edges, and of the one AO has not
        pv.simulate(path, preset="small", state="pixel", mode=mode, waves=waves)
    return path


def scipost(folder, table, name, factors=None):
    """What the pipeline makes of a table: flux calibrated, and corrected if there are factors."""
    out = folder / name
    out.mkdir()
    frames = [(table, "PIXTABLE_OBJECT"), *calibrations(folder)]
    if factors is not None:
        frames.append((factors, "AUTOCAL_FACTORS"))
    (out / "frames.sof").write_text("".join(f"{path} {tag}\n" for path, tag in frames))
    done = subprocess.run(
        ["esorex", "--log-dir=.", "muse_scipost", "--skymethod=none", "--save=individual", "--rvcorr=none",
         "--astrometry=false", f"--autocalib={'none' if factors is None else 'user'}", "frames.sof"],
        cwd=out, capture_output=True, text=True, check=False, env={**os.environ, "OMP_NUM_THREADS": "2"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    (made,) = out.glob("PIXTABLE_REDUCED*.fits")
    return made, done.stdout


def steps_apart(one, two):
    """Largest distance of float32 numbers, counted in numbers between them."""
    bits = [np.asarray(values, np.float32).view(np.int32).astype(np.int64) for values in (one, two)]
    bits = [np.where(b < 0, -(b & 0x7FFFFFFF), b) for b in bits]
    return int(np.abs(bits[0] - bits[1]).max())


@pytest.mark.parametrize("kind", ["own", "merged", "single"])
@pytest.mark.parametrize("mode", ["WFM-NOAO-N", "WFM-AO-N"])
def test_the_pipeline_gives_the_data_that_we_give(folder, mode, kind):
    edges = SEGMENTS if mode == "WFM-NOAO-N" else LASER_SEGMENTS
    factors = random_factors(edges, mode=mode, table_name="a.fits", method="deepfield", table_rows=7)
    table = exposure(folder, mode)
    file = folder / f"{mode}-{kind}.fits"
    if kind == "merged":
        merged = merge_factors([factors, random_factors(edges, 2), random_factors(edges, 3)])
        factors = merged.factors
        write_merged_factors(merged, file)
    else:
        if kind == "single":
            factors = replace(factors, factor=factors.factor.astype(np.float32).astype(np.float64))
        with pv.open_table(table) as opened:
            write_factors(factors, file, table=opened)
    np.testing.assert_array_equal(read_factors(file).factor, factors.factor)
    flux, _ = scipost(folder, table, f"{mode}-{kind}-none")
    theirs, told = scipost(folder, table, f"{mode}-{kind}-user", file)
    assert f"using {len(edges) - 1} lambda ranges" in told
    with pv.open_table(flux) as before, pv.open_table(theirs) as after:
        assert after.facts.autocal == "user"
        seen = through(before, factors)
        assert seen.facts.autocal == "user"
        for name, n_step in (("data", 1), ("variance", 3)):
            ours, reference = seen.column(name), after.column(name)
            assert (ours != before.column(name)).mean() > 0.99
            # Their factor is rounded to float32 and, for variances, so is each of two products.
            assert steps_apart(ours, reference) <= n_step
        if kind == "single":
            np.testing.assert_array_equal(seen.column("data"), after.column("data"))


def test_the_pipeline_does_not_correct_our_table_again(folder):
    factors = random_factors(SEGMENTS)
    table = exposure(folder, "WFM-NOAO-N")
    write_factors(factors, folder / "again.fits")
    with pv.open_table(table) as opened:
        write_corrected(opened, factors, folder / "corrected.fits")
    one, _ = scipost(folder, folder / "corrected.fits", "again-none")
    two, _ = scipost(folder, folder / "corrected.fits", "again-user", folder / "again.fits")
    np.testing.assert_array_equal(fits.getdata(one, "data"), fits.getdata(two, "data"))


MPDAF = """
import json, sys
from mpdaf.drs import PixTableAutoCalib, merge_autocal_factors
own = PixTableAutoCalib(filename=sys.argv[1])
merged = merge_autocal_factors(sys.argv[2:])
told = {name: getattr(own, name).tolist() for name in ("ifu", "sli", "quad", "npts", "corr")}
told["names"] = [own.method, own.maskfile, own.pixtable]
told["columns"] = own.as_table().colnames
for name in ("corr", "std_corr"):
    told["merged " + name] = [None if value != value else float(value) for value in merged[name]]
for name in ("nkeep", "nrej", "ifu", "sli", "quad"):
    told["merged " + name] = merged[name].tolist()
told["merged columns"] = merged.colnames
print("{" + json.dumps(told)[1:])
"""


def ask_mpdaf31(*files):
    python = os.environ.get("PIXVIEWER_MPDAF31_PYTHON")
    if not python:
        pytest.skip("PIXVIEWER_MPDAF31_PYTHON does not name an interpreter with MPDAF 3.1")
    done = subprocess.run([python, "-c", MPDAF, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout[done.stdout.index("{") :])


def test_mpdaf_reads_our_files_and_merges_them_as_we_do(tmp_path):
    sets = [random_factors(SEGMENTS, seed) for seed in range(1, 14)]
    sets[4].factor[3:5] *= 1.5  # apart from the others
    for factors in sets:
        factors.n_row[:2, 3] = 0
    own = replace(sets[0], method="mpdaf", table_name="table.fits", mask_name="mask.fits")
    write_factors(own, tmp_path / "mpdaf.fits", form="mpdaf")
    files = [tmp_path / f"{i}.fits" for i in range(len(sets))]
    for factors, file in zip(sets, files, strict=True):
        write_factors(factors, file)
    told = ask_mpdaf31(tmp_path / "mpdaf.fits", *files)
    assert told["names"] == ["drs.pixtable.selfcalibrate", "mask.fits", "table.fits"]
    assert told["columns"] == ["ifu", "slice", "quad", "correction", "npts"]
    k = np.arange(23040)
    for name, numbers in (("ifu", k // 48 % 24 + 1), ("sli", k % 48 + 1), ("quad", k // 1152 + 1)):
        np.testing.assert_array_equal(told[name], numbers)
        np.testing.assert_array_equal(told[f"merged {name}"], numbers)
    np.testing.assert_array_equal(told["corr"], own.factor.ravel())
    np.testing.assert_array_equal(told["npts"], own.n_row.ravel())

    merged = merge_factors(sets)
    theirs = np.array(told["merged corr"], float)
    known = merged.n_kept.ravel() > 0
    np.testing.assert_array_equal(np.isfinite(theirs), known)
    assert not known.all()
    np.testing.assert_allclose(merged.factors.factor.ravel()[known], theirs[known], rtol=1e-14)
    assert (merged.factors.factor.ravel()[~known] == 1).all()
    np.testing.assert_allclose(merged.scatter.ravel(), np.array(told["merged std_corr"], float), rtol=1e-9)
    np.testing.assert_array_equal(merged.n_kept.ravel(), told["merged nkeep"])
    np.testing.assert_array_equal(merged.n_rejected.ravel(), told["merged nrej"])
    assert (merged.n_rejected[3:5] > merged.n_rejected[5:7].min()).any()
    write_merged_factors(merged, tmp_path / "merged.fits", like=files[0])
    # MPDAF keeps columns of the first file that it does not know.
    names = set(told["merged columns"]) - {"state", "error"}
    assert set(fits.getdata(tmp_path / "merged.fits", 1).dtype.names) == names
