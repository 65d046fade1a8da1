"""Lengths and wavelengths as people type them."""

import pytest

from pixviewer.model.filters import parse_chip
from pixviewer.model.typed_units import parse_length, parse_wave, parse_waves


@pytest.mark.parametrize(
    ("text", "arcsec"),
    [
        ("2.5", 2.5), ("2.5″", 2.5), ('2.5"', 2.5), ("2.5 arcsec", 2.5), ("2,5 arcseconds", None),
        ("250 mas", 0.25), ("0.05'", 3.0), ("0.05 arcmin", 3.0), ("0.05′", 3.0), ("1e-3 deg", 3.6),
        ("0.001°", 3.6), ("2 Arcsecs", 2.0),
    ],
)  # fmt: skip
def test_a_length_has_any_unit_of_the_sky(text: str, arcsec: float | None) -> None:
    if arcsec is None:
        with pytest.raises(ValueError, match="the size must be a number"):
            parse_length(text, "the size")
    else:
        assert parse_length(text, "the size") == pytest.approx(arcsec, rel=1e-14)


def test_pixels_are_no_arcseconds() -> None:
    assert parse_length("3 pix", "the size", is_sky=False) == 3.0
    for text, is_sky in (
        ("3 pix", True),
        ("3 arcsec", False),
        ("0", True),
        ("-1 arcmin", True),
        ("inf", True),
    ):
        with pytest.raises(ValueError, match="the size must be"):
            parse_length(text, "the size", is_sky=is_sky)


@pytest.mark.parametrize(
    "text",
    ["6000-6100", "6000-6100 Å", "600-610 nm", "600 nm to 610 nm", "0.6-0.61 µm", "0.6 - 0.61um",
     "6000 A-6100 A", "6000:6100 angstrom", "600 nm - 6100 Å"],
)  # fmt: skip
def test_wavelengths_have_any_unit(text: str) -> None:
    assert parse_waves(text) == ((6000.0, 6100.0),)


def test_each_range_has_its_own_unit_and_open_ends_stay_open() -> None:
    assert parse_waves("6000-6100, 650-660 nm; >= 0.9 µm") == (
        (6000.0, 6100.0), (6500.0, 6600.0), (9000.0, float("inf")),
    )  # fmt: skip
    assert parse_wave("656.28 nm", "the wavelength") == 6562.8
    assert parse_chip("wave", "600-610 nm").values == ((6000.0, 6100.0),)


@pytest.mark.parametrize("text", ["6000-6100 apples", "610-600 nm", "nm", "6000-6100 kg"])
def test_what_is_no_wavelength_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="range"):
        parse_waves(text)
