"""Files that are no pixel tables, or damaged ones: a sentence, exit code 2, and no file."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

ROOT = Path(__file__).resolve().parents[2]


def without(name):
    def change(hdus):
        return fits.HDUList([hdu for hdu in hdus if hdu.name.lower() != name])

    return change


def with_column(name, array):
    def change(hdus):
        old = hdus[name]
        hdus[name].data = array(old.data)
        return hdus

    return change


def with_unit(unit):
    def change(hdus):
        hdus["xpos"].header["BUNIT"] = hdus["ypos"].header["BUNIT"] = unit
        return hdus

    return change


def an_image(hdus):
    return fits.HDUList([fits.PrimaryHDU(np.zeros((10, 10), "f4"))])


DAMAGE = {
    "an image": an_image,
    "no origin": without("origin"),
    "no variance": without("stat"),
    "integer data": with_column("data", lambda data: data.astype("i4")),
    "integer wavelengths": with_column("lambda", lambda data: data.astype("i4")),
    "short column": with_column("data", lambda data: data[:-7]),
    "unknown unit": with_unit("furlong"),
    "no unit": with_unit(""),
}


@pytest.fixture
def damaged(sky_table, tmp_path):
    def make(change):
        with fits.open(sky_table) as hdus:
            path = tmp_path / "damaged.fits"
            change(hdus).writeto(path)
        return path

    return make


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_table_is_refused_by_every_verb(refuse, damaged, damage, tmp_path):
    path = damaged(DAMAGE[damage])
    refuse("info", path)
    refuse("rows", path, "--limit", "1")
    for verb, name in (("image", "o.fits"), ("spectrum", "o.ecsv"), ("extract", "o.fits")):
        sentence = refuse(verb, path, tmp_path / name)
        assert "damaged.fits" in sentence
        assert not (tmp_path / name).exists()


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_truncated_table_is_refused(refuse, sky_table, tmp_path, share):
    path = tmp_path / "short.fits"
    content = sky_table.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    refuse("info", path)
    refuse("extract", path, tmp_path / "o.fits")


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08broken", b"not FITS at all", b"\0" * 10_000])
def test_what_is_not_fits_is_refused(refuse, tmp_path, content):
    path = tmp_path / "odd.fits"
    path.write_bytes(content)
    assert "odd.fits" in refuse("info", path)


def test_positions_that_are_not_finite_are_outside_of_everything(run, damaged, tmp_path):
    def change(hdus):
        hdus["xpos"].data[::3] = np.nan
        hdus["ypos"].data[1::3] = np.inf
        return hdus

    path = damaged(change)
    told = run("extract", path, tmp_path / "o.fits", "--circle", "338.2292", "-60.5636", "60", "--json")
    assert (told.code, told.json["rows"]) == (0, 1000)
    assert run("image", path, tmp_path / "i.fits").code == 0
    assert run("info", path).code == 0


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that even root cannot write to")
def test_everything_works_where_no_folder_of_the_user_can_be_written(sky_table, tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG", "PIXVIEWER"))}
    environment |= {"HOME": "/proc/nobody", "PYTHONDONTWRITEBYTECODE": "1"}
    out = tmp_path / "o.fits"
    done = subprocess.run(
        [sys.executable, "-m", "pixviewer", "extract", sky_table, out, "--ifu", "5", "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert out.exists()
