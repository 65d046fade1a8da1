"""A corrected file is the input but for data, variances, and what its header says; it is whole or none."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from astropy.io import fits
from factor_sets import make_factors
from tables import FITS_NAMES, STATES, make_table, read_columns, write_table

import pixviewer as pv
from pixviewer.core.calib.applying import through
from pixviewer.core.calib.refusing import RefusedError
from pixviewer.core.io.correction import write_corrected
from pixviewer.core.io.factor_files import write_factors
from pixviewer.core.progress import Cancelled, Progress

pytestmark = pytest.mark.usefixtures("small_blocks")

FORMS = ("image", "table")
SMALL = {"ifus": (5, 6, 24), "n_slice": 48, "rows_per_slice": 8}
FACTORS = make_factors()
EXTRAS = {"MASK": np.arange(10_000, dtype=np.int64) - 5, "SKYFRAC": np.linspace(0, 1, 10_000)}


def expected_of(made, factors=FACTORS):
    with np.errstate(invalid="ignore"):
        q = np.searchsorted(factors.edges, made.columns["wave"].astype(float), "right") - 1
    known = np.isfinite(made.columns["wave"])
    f = np.where(known, factors.factor[np.where(known, q, 0), made.ifu - 1, made.slice_no - 1], 1.0)
    columns = dict(made.columns)
    columns["data"] = (columns["data"].astype(float) * f).astype(np.float32)
    columns["variance"] = (columns["variance"].astype(float) * (f * f)).astype(np.float32)
    return columns


def assert_is_corrected(path, made, form):
    expected = {FITS_NAMES.get(name, name).lower(): values for name, values in expected_of(made).items()}
    found = read_columns(path)
    for name in ("pixtable_flat_field", "picture"):
        found.pop(name, None)
    assert set(found) == set(expected)
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name)
    with fits.open(path) as hdus:
        hdus.verify("exception")
        assert isinstance(hdus[1], fits.BinTableHDU) == (form == "table")
        header = hdus[0].header
    assert header["ESO DRS MUSE PIXTABLE AUTOCAL"] == "user"
    new = {"DATE", "HISTORY", "ESO DRS MUSE PIXTABLE AUTOCAL"}
    assert {k for k in header if k not in made.header} <= new | {"SIMPLE", "BITPIX", "NAXIS", "EXTEND"}
    for keyword, value in made.header.items():  # a card holds 16 digits
        assert header[keyword] == (pytest.approx(value, rel=1e-14) if isinstance(value, float) else value)


@pytest.mark.parametrize("out_form", [None, *FORMS])
@pytest.mark.parametrize("form", [*FORMS, "memory"])
@pytest.mark.parametrize("state", STATES)
def test_all_else_is_as_it_was(tmp_path, state, form, out_form):
    made = make_table(state, weight=True, odd=0.02, flat_field=True, extras=EXTRAS, shuffled=True, **SMALL)
    picture = fits.ImageHDU(np.arange(12, dtype=np.int16).reshape(3, 4), name="PICTURE")
    path = tmp_path / "in.fits"
    table = made.in_memory()
    if form != "memory":
        table = pv.open_table(write_table(made, path, form, further=[picture]))
    with table:
        assert write_corrected(table, FACTORS, tmp_path / "out.fits", form=out_form) == len(made)
    in_form = "image" if form == "memory" else form
    assert_is_corrected(tmp_path / "out.fits", made, out_form or in_form)
    if form != "memory":
        with fits.open(path) as before, fits.open(tmp_path / "out.fits") as after:
            for i in (-2, -1):
                assert str(after[i].header) == str(before[i].header)
                np.testing.assert_array_equal(after[i].data, before[i].data)


@pytest.mark.parametrize(
    "types",
    [
        {"data": "f8", "variance": "f8"},
        {"x": "f8", "wave": "f8"},
        {"flags": "i8", "origin": "u4"},
        {"flags": "u4", "origin": "i8", "data": "f8"},
    ],
    ids=str,
)
@pytest.mark.parametrize("form", FORMS)
def test_other_types_become_the_pipelines(tmp_path, form, types):
    made = make_table(odd=0.01, **SMALL)
    path = write_table(made, tmp_path / "in.fits", form, types=types)
    with pv.open_table(path) as table:
        write_corrected(table, FACTORS, tmp_path / "out.fits")
    assert_is_corrected(tmp_path / "out.fits", made, form)


def test_names_in_capitals_become_the_pipelines(tmp_path):
    made = make_table(**SMALL)
    path = write_table(made, tmp_path / "in.fits", upper=True)
    with pv.open_table(path) as table:
        write_corrected(table, FACTORS, tmp_path / "out.fits")
    with fits.open(tmp_path / "out.fits") as hdus:
        assert [hdu.header["EXTNAME"] for hdu in hdus[1:]] == list(FITS_NAMES.values())[:7]
    assert_is_corrected(tmp_path / "out.fits", made, "image")


@pytest.mark.parametrize("form", FORMS)
def test_the_file_is_what_is_seen_through_the_factors(tmp_path, form):
    made = make_table(odd=0.02, **SMALL)
    with pv.open_table(write_table(made, tmp_path / "in.fits", form)) as table:
        write_corrected(table, FACTORS, tmp_path / "out.fits")
        seen = through(table, FACTORS)
        with pv.open_table(tmp_path / "out.fits") as written:
            for name in seen.columns:
                ours = np.ascontiguousarray(written.column(name), seen.columns[name].dtype)
                np.testing.assert_array_equal(
                    ours.view(np.uint32), seen.column(name).astype(ours.dtype).view("u4")
                )
            assert written.facts == seen.facts


def test_factors_of_the_table_itself_are_recorded_as_a_self_calibration(tmp_path):
    made = make_table(**SMALL)
    own = make_factors(
        method="deepfield", date_obs=made.header["DATE-OBS"], table_rows=len(made), corr_clip=9.0
    )
    with pv.open_table(write_table(made, tmp_path / "in.fits")) as table:
        write_corrected(table, own, tmp_path / "out.fits", command="pixviewer selfcal")
    header = fits.getheader(tmp_path / "out.fits")
    assert header["ESO DRS MUSE PIXTABLE AUTOCAL"] == "slice-median"
    assert header.comments["ESO DRS MUSE PIXTABLE AUTOCAL"].startswith("9.000")
    assert header["MPDAF METH1 ID"] == "drs.pixtable.selfcalibrate"
    assert header["MPDAF METH1 PARAM2 VALUE"] == 9.0
    assert "pixviewer selfcal" in str(header["HISTORY"])


def test_a_second_correction_is_refused_unless_forced(tmp_path):
    made = make_table(**SMALL)
    with pv.open_table(write_table(made, tmp_path / "in.fits")) as table:
        write_corrected(table, FACTORS, tmp_path / "once.fits")
    with pv.open_table(tmp_path / "once.fits") as table:
        with pytest.raises(RefusedError, match="calibrated already"):
            write_corrected(table, FACTORS, tmp_path / "twice.fits")
        assert not (tmp_path / "twice.fits").exists()
        assert write_corrected(table, FACTORS, tmp_path / "twice.fits", force=True) == len(made)


def test_the_input_stays_and_what_exists_is_kept(tmp_path):
    path = write_table(make_table(**SMALL), tmp_path / "in.fits")
    content = path.read_bytes()
    out = tmp_path / "out.fits"
    out.write_text("precious")
    with pv.open_table(path) as table:
        for target, overwrite in ((out, False), (path, True)):
            with pytest.raises(pv.OutputError):
                write_corrected(table, FACTORS, target, overwrite=overwrite)
        assert out.read_text() == "precious"
        write_corrected(table, FACTORS, out, overwrite=True)
    assert path.read_bytes() == content


class Stopping(Progress):
    """Cancels itself at the n-th step."""

    def __init__(self, n):
        super().__init__()
        self.left, self.labels = n, set()

    def step(self, label, done, total):
        self.labels.add(label)
        self.left -= 1
        if self.left == 0:
            self.cancel()
        super().step(label, done, total)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("n", [1, 3])
def test_cancelling_leaves_nothing(tmp_path, form, n):
    path = write_table(make_table(**SMALL), tmp_path / "in.fits", form)
    progress = Stopping(n)
    with pv.open_table(path) as table, pytest.raises(Cancelled):
        write_corrected(table, FACTORS, tmp_path / "out.fits", progress=progress)
    assert progress.labels == {"Correcting"}
    assert [file.name for file in tmp_path.iterdir()] == ["in.fits"]


@pytest.mark.parametrize("form", FORMS)
def test_an_input_that_is_cut_off_meanwhile_is_told(tmp_path, form, monkeypatch):
    path = write_table(make_table(**SMALL), tmp_path / "in.fits", form)
    table = pv.open_table(path)
    monkeypatch.setattr(table.source.raw, "check_unchanged", lambda: None)  # it happens a moment later
    os.truncate(path, path.stat().st_size // 2)
    with table, pytest.raises(pv.PixTableError, match="truncated"):
        write_corrected(table, FACTORS, tmp_path / "out.fits")
    assert [file.name for file in tmp_path.iterdir()] == ["in.fits"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a kill that nothing can catch")
def test_a_kill_leaves_nothing(tmp_path):
    (tmp_path / "out").mkdir()
    out = tmp_path / "out" / "out.fits"
    path = write_table(make_table(**SMALL), tmp_path / "in.fits")
    write_factors(FACTORS, tmp_path / "factors.fits")
    script = (
        "import sys, time, pixviewer as pv\n"
        "from pixviewer.core.io import writing\n"
        "write = writing.TableWriter.write_words\n"
        "def slow(self, *args):\n"
        "    write(self, *args); print('writing', flush=True); time.sleep(60)\n"
        "writing.TableWriter.write_words = slow\n"
        f"table = pv.open_table({str(path)!r})\n"
        f"pv.write_corrected(table, pv.read_factors({str(tmp_path / 'factors.fits')!r}), {str(out)!r})\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "writing\n"
        process.kill()
        process.wait(timeout=30)
    deadline = time.monotonic() + 10
    while list(out.parent.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.1)
    # Where files without names are not to be had, a hidden part may be left, but never the file.
    assert not out.exists()
    assert all(file.name.startswith(".") for file in out.parent.iterdir())


def test_form_is_checked(tmp_path):
    with pytest.raises(ValueError, match="form"):
        write_corrected(make_table(**SMALL).in_memory(), FACTORS, tmp_path / "out.fits", form="ascii")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dtype", ["u1", "i2", "u2", "f8"])
def test_further_columns_of_any_width_stay(tmp_path, form, dtype):
    made = make_table(extras={"EXTRA": np.arange(10_000).astype(dtype)}, **SMALL)
    with pv.open_table(write_table(made, tmp_path / "in.fits", form)) as table:
        write_corrected(table, FACTORS, tmp_path / "out.fits")
    assert_is_corrected(tmp_path / "out.fits", made, form)
