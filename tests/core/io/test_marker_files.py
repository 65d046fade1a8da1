"""Markers in files: tables lose nothing, regions keep places, and bad files say what is wrong."""

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from pixviewer.core.errors import PixviewerError
from pixviewer.core.geometry import Frame, State
from pixviewer.core.io.marker_files import COLUMNS, read_markers, write_markers

SKY = Frame(State.POSITIONED, 338.2375, -60.5683)
PIXELS = Frame(State.PIXEL)


def markers():
    xi, eta = SKY.sky_to_plane([338.2375267525, 338.24], [-60.5682696301, -60.569])
    full = {
        "number": 1, "xi": float(xi[0]), "eta": float(eta[0]), "ra": 338.2375267525, "dec": -60.5682696301,
        "wave": 6300.125, "value": -12.5, "sigma": 1.25, "ifu": 7, "slice_ccd": 12, "slice_sky": 4,
        "x_det": 0, "y_det": 1234, "exposure": 2, "row": 123456789, "flags": "HotPixel + Dark",
        "note": "odd, \"bright\" {star}",
    }  # fmt: skip
    bare = dict.fromkeys(COLUMNS) | {
        "number": 2, "xi": float(xi[1]), "eta": float(eta[1]), "ra": 338.24, "dec": -60.569, "flags": "",
        "note": "",
    }  # fmt: skip
    return [full, bare]


@pytest.mark.parametrize("ending", ["csv", "ecsv", "fits"])
def test_tables_lose_nothing(tmp_path, ending):
    path = tmp_path / f"m.{ending}"
    write_markers(markers(), path, SKY, unit="10**(-20)*erg/s/cm**2/Angstrom", source="x.fits")
    for read, made in zip(read_markers(path, SKY), markers(), strict=True):
        for name, value in made.items():
            found = read.get(name)
            if isinstance(value, float):
                assert found == pytest.approx(value, abs=1e-9)
            else:
                assert (found or None) == (value or None) if name in ("flags", "note") else found == value


def test_tables_have_units(tmp_path):
    write_markers(markers(), tmp_path / "m.ecsv", SKY, unit="ct")
    table = Table.read(tmp_path / "m.ecsv", format="ascii.ecsv")
    assert (table["ra"].unit, table["wave"].unit, table["value"].unit) == ("deg", "Angstrom", "ct")
    write_markers(markers(), tmp_path / "m.fits", SKY, unit="ct")
    with fits.open(tmp_path / "m.fits") as hdus:
        assert hdus[1].name == "MARKERS"
        assert hdus[1].columns["ra"].unit == "deg"


def test_ds9_points_keep_places_and_words(tmp_path):
    path = tmp_path / "m.reg"
    write_markers(markers(), path, SKY)
    text = path.read_text()
    assert "icrs\npoint(338.2375267525,-60.5682696301) # point=cross text={1 odd" in text
    first, second = read_markers(path, SKY)
    assert (first["ra"], first["dec"]) == (338.2375267525, -60.5682696301)
    assert first["note"].startswith("1 odd")
    assert second["note"] == "2"


def test_points_that_ds9_wrote(tmp_path):
    path = tmp_path / "ds9.reg"
    path.write_text(
        "# Region file format: DS9 version 4.1\nglobal color=green\nfk5\n"
        'point(22:32:57.006,-60:34:05.77) # point=x text={a star}\ncircle(338.2,-60.5,2")\n'
    )
    (found,) = read_markers(path, SKY)
    assert found["ra"] == pytest.approx(338.2375250, abs=1e-7)
    assert found["dec"] == pytest.approx(-60.5682694, abs=1e-7)
    assert found["note"] == "a star"
    xi, eta = SKY.sky_to_plane(found["ra"], found["dec"])
    assert (found["xi"], found["eta"]) == (pytest.approx(float(xi)), pytest.approx(float(eta)))


def test_a_foreign_catalogue_with_ra_and_dec(tmp_path):
    path = tmp_path / "cat.csv"
    path.write_text("name,RA,DEC,note\na,338.2,-60.5,hello\nb,338.3,-60.6,\n")
    found = read_markers(path, SKY)
    assert [m["ra"] for m in found] == [338.2, 338.3]
    assert [m.get("note") for m in found] == ["hello", None]


def test_pixels(tmp_path):
    path = tmp_path / "m.reg"
    write_markers([{"number": 1, "xi": 12.5, "eta": -3.25, "note": ""}], path, PIXELS)
    assert "physical\npoint(12.5" in path.read_text()
    (found,) = read_markers(path, PIXELS)
    assert (found["xi"], found["eta"]) == (12.5, -3.25)
    with pytest.raises(PixviewerError, match="points in physical; save them in DS9 as icrs"):
        read_markers(path, SKY)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.reg", "icrs\ncircle(1,2,3)\n", "has no points"),
        ("a.reg", "icrs\npoint(here,there)\n", "no position"),
        ("a.csv", "x,y\n1,2\n", "no columns ra and dec; it has x, y"),
        ("a.csv", "ra,dec\n1,north\n", "has 'north' for dec"),
        ("a.csv", "ra,dec\n1,\n2,3\n", "without ra and dec"),
        ("a.fits", "no FITS at all", "a.fits"),
        ("a.txt", "ra dec", "is no marker file"),
    ],
)
def test_bad_files_say_what_is_wrong(tmp_path, name, content, words):
    (tmp_path / name).write_text(content)
    with pytest.raises(PixviewerError, match=words):
        read_markers(tmp_path / name, SKY)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(PixviewerError, match=r"gone\.csv"):
        read_markers(tmp_path / "gone.csv", SKY)


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"\.csv, \.ecsv, \.fits, \.reg"):
        write_markers(markers(), tmp_path / "m.txt", SKY)
    assert np.array(list(tmp_path.iterdir())).size == 0
