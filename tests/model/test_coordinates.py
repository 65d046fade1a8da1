import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.model.coordinates import dms, hms, parse_pixels, parse_position

RA, DEC = 338.2375, -60.568277777777776


@pytest.mark.parametrize(
    "text",
    [
        "22:32:57.0 -60:34:05.8",
        "22 32 57.0 -60 34 05.8",
        "22h32m57.0s -60d34m05.8s",
        "22h32m57.0s, -60°34'05.8\"",
        "22ʰ32ᵐ57.0ˢ −60°34′05.8″",
        "22:32:57.0,-60:34:05.8",
        "22:32:57.0-60:34:05.8",
        "  22:32:57.0\t-60:34:05.8\n",
        "J223257.0-603405.8",
        "WISEA J223257.00-603405.80",
        "RA=22:32:57.0 Dec=-60:34:05.8",
        "RA: 22 32 57.0, DEC: -60 34 05.8 (J2000.0)",
        "α = 22h32m57.0s, δ = −60°34′05.8″",
        "Dec=-60:34:05.8 RA=22:32:57.0",
        "22:32:57.0 (ICRS) -60:34:05.8",
        "338.2375 -60.568277777777776",
        "338.2375,-60.568277777777776",
        "(338.2375, -60.568277777777776)",
        "338.2375d -60.568277777777776d",
        "338.2375 deg -60.568277777777776 deg",
        "RA = 338.2375 deg, Dec = -60.568277777777776 deg",
        "3.382375e2 -6.0568277777777776e1",
        "22.549166666666668h -60.568277777777776",
        "-21.7625 -60.568277777777776",
    ],
)
def test_a_position_is_read_in_any_form(text: str) -> None:
    assert parse_position(text) == pytest.approx((RA, DEC), abs=1e-9)


def test_a_declination_of_minus_zero_stays_south() -> None:
    assert parse_position("10:00:00 -00:30:00")[1] == pytest.approx(-0.5)


def test_names_with_minutes_only_are_read() -> None:
    assert parse_position("J2232-6034") == pytest.approx((338.0, -60.566666667))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no position"),
        ("NGC 7293", "no position"),
        ("338.2", "no position"),
        ("1 2 3", "no position"),
        ("1 2 3 4 5 6 7", "no position"),
        ("400 10", "RA must be within"),
        ("10 95", "Dec must be within"),
        ("22:61:00 10:00:00", "below 60"),
        ("22:10:60 10:00:00", "below 60"),
    ],
)
def test_what_is_no_position_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_position(text)


@given(st.floats(0, 359.9999), st.floats(-89.9999, 89.9999))
def test_what_is_written_is_read_again(ra: float, dec: float) -> None:
    again = parse_position(f"{hms(ra, 5)} {dms(dec, 4)}")
    assert again[0] == pytest.approx(ra, abs=2e-7)
    assert again[1] == pytest.approx(dec, abs=2e-8)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "00:00:00.000"),
        (359.99999999, "00:00:00.000"),
        (338.2375, "22:32:57.000"),
        (14.9999999, "01:00:00.000"),
    ],
)
def test_hours_never_show_sixty_seconds(value: float, text: str) -> None:
    assert hms(value) == text


def test_pixels_are_two_numbers() -> None:
    assert parse_pixels("x=12.5, y=−30") == (12.5, -30.0)
    with pytest.raises(ValueError, match="two numbers"):
        parse_pixels("12.5")
