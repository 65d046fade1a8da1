"""Spectra are written so that other programs read their values and units."""

import warnings

import numpy as np
import pytest
from astropy import units
from astropy.io import fits
from astropy.table import Table
from tables import make_table

from pixviewer.core.errors import OutputError
from pixviewer.core.io.spectra import write_spectrum
from pixviewer.core.products.spectrum import spectrum
from pixviewer.core.table.units import to_astropy

SMALL = {"ifus": (5, 6), "n_slice": 4, "rows_per_slice": 50}
COLUMNS = ["wavelength", "flux", "uncertainty", "n_good", "n_bad"]


def a_spectrum(state="projected", **settings):
    return spectrum(make_table(state, **SMALL).in_memory(), step=50.0, **settings)


@pytest.mark.parametrize("ending", ["fits", "ecsv", "FITS"])
@pytest.mark.parametrize("state", ["projected", "pixel"])
@pytest.mark.parametrize("statistic", ["mean", "count"])
def test_a_spectrum_is_read_back(tmp_path, ending, state, statistic):
    found = a_spectrum(state, statistic=statistic)
    path = tmp_path / f"s.{ending}"
    write_spectrum(found, path, command="pixviewer spectrum ☉ 'a b.fits'\nnext")
    if ending.lower() == "fits":
        with fits.open(path) as hdus:
            table, text = Table(hdus[1].data), "".join(hdus[0].header["HISTORY"])
            assert hdus[1].name == "SPECTRUM"
            assert hdus[1].header["PIXVSTAT"] == statistic
            unit = hdus[1].columns["flux"].unit or ""
            assert to_astropy(unit) == to_astropy(found.unit)
            assert "\\u2609" in text
            hdus.verify("exception")
    else:
        table = Table.read(path, format="ascii.ecsv")
        assert table["wavelength"].unit == units.AA
        expected = {"": None, "count": units.ct}.get(
            found.unit, 1e-20 * units.erg / units.s / units.cm**2 / units.AA
        )
        if expected is None:
            assert table["flux"].unit is None
        else:
            assert (1 * table["flux"].unit).to(expected).value == pytest.approx(1)
        assert table.meta["statistic"] == statistic
        assert "☉" in table.meta["command"]
    assert table.colnames == COLUMNS
    for name, values in zip(
        COLUMNS, (found.wave, found.value, found.sigma, found.n_good, found.n_bad), strict=True
    ):
        np.testing.assert_array_equal(np.asarray(table[name], values.dtype), values)


@pytest.mark.filterwarnings("ignore::astropy.units.UnitsWarning")
def test_a_unit_that_nobody_knows_is_no_obstacle(tmp_path):
    made = make_table("pixel", **SMALL)
    from pixviewer.core.table.pixtable import PixTable

    table = PixTable.from_arrays(made.columns, made.header, state="pixel", data_unit="furlong / fortnight")
    for ending in ("fits", "ecsv"):
        write_spectrum(spectrum(table, step=50.0), tmp_path / f"s.{ending}")
    assert str(Table.read(tmp_path / "s.ecsv", format="ascii.ecsv")["flux"].unit) == "furlong / fortnight"


@pytest.mark.parametrize("name", ["s.txt", "s", "s.fits.gz"])
def test_another_ending_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match=r"written as \.fits or \.ecsv"):
        write_spectrum(a_spectrum(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["fits", "ecsv"])
def test_a_spectrum_is_overwritten_only_when_that_was_said(tmp_path, ending):
    path, table = tmp_path / f"s.{ending}", tmp_path / "t.fits"
    path.write_text("precious")
    table.write_text("table")
    with pytest.raises(OutputError):
        write_spectrum(a_spectrum(), path)
    assert path.read_text() == "precious"
    with pytest.raises(OutputError):
        write_spectrum(a_spectrum(), path, overwrite=True, protect=[path])
    write_spectrum(a_spectrum(), path, overwrite=True, protect=[table])
    assert path.read_text(errors="replace") != "precious"


def density_unit(found):
    """The unit that a reader must recognise as that of a flux."""
    return (
        units.ct
        if found.unit == "count"
        else units.Unit(1e-20 * units.erg / units.s / units.cm**2 / units.AA)
    )


@pytest.mark.parametrize("state", ["projected", "pixel"])
@pytest.mark.parametrize("statistic", ["mean", "sum", "ivw"])
def test_units_are_those_of_the_fits_standard(tmp_path, state, statistic):
    found = a_spectrum(state, statistic=statistic)
    for ending in ("fits", "ecsv"):
        write_spectrum(found, tmp_path / f"s.{ending}")
    with fits.open(tmp_path / "s.fits") as hdus:
        texts = {name: hdus[1].columns[name].unit for name in COLUMNS[:3]}
    for form in ("fits", None):  # warnings are errors here
        parsed = {name: units.Unit(text, format=form, parse_strict="raise") for name, text in texts.items()}
        assert parsed["wavelength"] == units.AA
        assert parsed["flux"] == parsed["uncertainty"] == density_unit(found)
    for table in (Table.read(tmp_path / "s.fits", hdu=1), Table.read(tmp_path / "s.ecsv")):
        # the first column that is a wavelength, the first that is a flux, the next of the same unit
        assert [name for name in table.colnames if table[name].unit is not None] == COLUMNS[:3]
        quantity = table["flux"].quantity
        if found.unit != "count":
            quantity.to("Jy", equivalencies=units.spectral_density(table["wavelength"].quantity))
        np.testing.assert_array_equal(quantity.to_value(density_unit(found)), found.value)


@pytest.mark.oracle
@pytest.mark.parametrize("form", [None, "named"])
@pytest.mark.parametrize("ending", ["fits", "ecsv"])
@pytest.mark.parametrize("state", ["projected", "pixel"])
def test_specutils_reads_a_spectrum(tmp_path, ending, state, form):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what importing it says is its own affair
        specutils = pytest.importorskip("specutils")
    reader = getattr(specutils, "Spectrum", None) or specutils.Spectrum1D
    found = a_spectrum(state)
    path = tmp_path / f"s.{ending}"
    write_spectrum(found, path)
    names = {"fits": "tabular-fits", "ecsv": "ECSV"}
    read = reader.read(str(path), **({"format": names[ending]} if form else {}))
    assert read.spectral_axis.unit == units.AA
    np.testing.assert_array_equal(read.spectral_axis.value, found.wave)
    np.testing.assert_array_equal(read.flux.to_value(density_unit(found)), found.value)
    assert read.uncertainty.uncertainty_type == "std"
    assert read.uncertainty.unit == read.flux.unit
    np.testing.assert_array_equal(read.uncertainty.array, found.sigma)
