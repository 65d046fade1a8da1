"""Units and numbers read as they are printed in a paper."""

import math

import pytest

from pixviewer.model.units import pretty_count, pretty_number, pretty_unit


@pytest.mark.parametrize(
    ("unit", "pretty"),
    [
        ("10**(-20)*erg/s/cm**2/Angstrom", "10⁻²⁰ erg s⁻¹ cm⁻² Å⁻¹"),
        ("(10**(-20)*erg/s/cm**2/Angstrom)**2", "10⁻⁴⁰ erg² s⁻² cm⁻⁴ Å⁻²"),
        ("10^-20 erg/s/cm^2/A", "10⁻²⁰ erg s⁻¹ cm⁻² Å⁻¹"),
        ("1e-20 erg", "1e-20 erg"),
        ("erg s-1 cm-2", "erg s⁻¹ cm⁻²"),
        ("count", "count"),
        ("count**2", "count²"),
        ("count/s", "count s⁻¹"),
        ("1/s", "s⁻¹"),
        ("Angstrom", "Å"),
        ("arcsec", "″"),
        ("pix", "pix"),
        ("rad", "rad"),
        ("", ""),
        ("sqrt(foo", "sqrt(foo"),
        ("a thing, unknown", "a thing, unknown"),
    ],
)
def test_a_unit_is_typeset_or_left_alone(unit, pretty):
    assert pretty_unit(unit) == pretty


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (34.7512, "34.75"),
        (-0.5, "−0.5"),
        (0.0, "0"),
        (1.2e-7, "1.2×10⁻⁷"),
        (math.nan, "–"),
        (-math.inf, "−∞"),
        (123456.0, "1.235×10⁵"),
    ],
)
def test_a_number_fits_a_narrow_place(value, text):
    assert pretty_number(value) == text


def test_thousands_are_separated():
    assert pretty_count(323885723) == "323\u202f885\u202f723"
