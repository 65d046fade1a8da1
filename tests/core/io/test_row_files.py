"""Rows as text: what other programs read back is what the table has."""

import numpy as np
import pytest
from astropy.table import Table

from pixviewer.core.errors import OutputError
from pixviewer.core.io.headers import read_headers
from pixviewer.core.io.profile_fits import write_profile_fit
from pixviewer.core.io.reading import open_table
from pixviewer.core.io.row_files import write_rows
from pixviewer.core.products.profile import fit_profile
from pixviewer.core.products.rows import decode_rows, find_rows
from pixviewer.core.simulate import simulate
from pixviewer.core.table.selection import Selection

SOME = Selection(ifu=6, wave=(6055, 6056))


@pytest.fixture
def table(small_file):
    with open_table(small_file) as opened:
        yield opened


@pytest.mark.parametrize("ending", ["csv", "ecsv"])
def test_every_digit_comes_back(table, tmp_path, ending):
    path = tmp_path / f"rows.{ending}"
    n_row = write_rows(table, SOME, path, command="pixviewer rows")
    wanted = decode_rows(table, find_rows(table, SOME))
    found = Table.read(path, format=f"ascii.{ending}")
    assert n_row == len(found) == wanted["row"].size > 0
    assert found.colnames == list(wanted)
    for name, values in wanted.items():
        if values.dtype.kind == "f":
            np.testing.assert_array_equal(np.asarray(found[name], values.dtype), values)
        else:
            assert np.asarray(found[name]).tolist() == values.tolist()


def test_ecsv_has_units_and_says_where_it_comes_from(table, tmp_path):
    path = tmp_path / "rows.ecsv"
    write_rows(table, SOME, path, command='pixviewer rows --csv "a"')
    found = Table.read(path, format="ascii.ecsv")
    assert [str(found[name].unit) for name in ("ra", "xi", "wave")] == ["deg", "arcsec", "Angstrom"]
    assert found["data"].unit == "1e-20 erg / (s cm2 Angstrom)"
    assert found.meta["command"] == 'pixviewer rows --csv "a"'


def test_more_rows_than_one_piece_are_written_in_order(table, tmp_path):
    path = tmp_path / "rows.csv"
    n_row = write_rows(table, None, path)
    assert n_row == table.n_row
    with path.open() as lines:
        next(lines)
        numbers = [int(line.split(",", 1)[0]) for line in lines]
    assert numbers == list(range(table.n_row))


def test_without_rows_there_is_no_file(table, tmp_path):
    path = tmp_path / "rows.csv"
    assert write_rows(table, Selection(wave=(100, 200)), path) == 0
    assert not path.exists()


def test_bad_names_and_the_table_itself_are_refused(table, tmp_path):
    with pytest.raises(ValueError, match=r"\.ecsv"):
        write_rows(table, SOME, tmp_path / "rows.txt")
    path = tmp_path / "rows.csv"
    path.write_text("mine")
    with pytest.raises(OutputError, match="exists"):
        write_rows(table, SOME, path)
    assert path.read_text() == "mine"


def test_a_fit_is_written_with_units(table, tmp_path):
    fit = fit_profile(table, Selection(wave=(6055, 6058)))
    path = tmp_path / "fit.ecsv"
    write_profile_fit(fit, path, command="pixviewer fit")
    found = Table.read(path, format="ascii.ecsv")
    assert found["fwhm"][0] == fit.fwhm
    assert str(found["fwhm"].unit) == "arcsec"
    assert bool(found["converged"][0]) == fit.converged
    assert found.meta["message"] == fit.message
    with pytest.raises(ValueError, match="ecsv"):
        write_profile_fit(fit, tmp_path / "fit.txt")


@pytest.mark.parametrize("form", ["image", "table"])
def test_headers_are_those_of_astropy(tmp_path, form):
    from astropy.io import fits

    path = tmp_path / "table.fits"
    simulate(path, preset="small", ifus=(5,), form=form)
    with open_table(path) as table, fits.open(path) as hdus:
        found = read_headers(table)
        assert len(found) == len(hdus)
        for mine, theirs in zip(found, hdus, strict=True):
            assert mine.name == theirs.name
            text = theirs.header.tostring(sep="\n", endcard=False, padding=False)
            assert list(mine.cards) == [card.rstrip() for card in text.splitlines()]


def test_a_table_in_memory_has_its_primary_header(table):
    from pixviewer.core.products.subset import subset

    some = subset(table, SOME)
    assert [hdu.name for hdu in read_headers(some)] == ["PRIMARY"]
