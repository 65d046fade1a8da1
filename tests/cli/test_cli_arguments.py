"""Numbers, lists and positions as people type them."""

import argparse
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.cli.arguments import Parser, UsageError, number, numbers, size, whole
from pixviewer.cli.criteria import add_selection, command_options, expression
from pixviewer.core.geometry import Annulus, Circle, Frame, Square, State
from pixviewer.core.numerals import join_numbers
from pixviewer.core.table.selection import Selection

SKY = Frame(State.PROJECTED, 338.2292, -60.5636)
PIXELS = Frame(State.PIXEL)


def parse(*words):
    parser = Parser("test", "A test.")
    parser.add_argument("file")
    add_selection(parser)
    return parser.parse(["f.fits", *words])


def selected(*words, frame=SKY):
    return expression(parse(*words), frame)


@pytest.mark.parametrize(
    ("ra", "dec"),
    [
        ("22:32:57.0", "-60:34:05.8"),
        ("22h32m57.0s", "-60d34m05.8s"),
        ("338.2375", "-60.56827777777778"),
        ("3.382375e2", "-6.056827777777778e1"),
        ("-21.7625", "-60:34:05.8"),
        ("338.2375", "−60:34:05.8"),
    ],
)
def test_a_position_is_read_in_any_spelling(ra, dec):
    circle = selected("--circle", ra, dec, "2").shapes[0]
    assert circle.ra == pytest.approx(338.2375, abs=1e-10)
    assert circle.dec == pytest.approx(-60.5682777778, abs=1e-10)
    assert circle.radius == 2.0


def test_a_ring_has_two_radii():
    assert selected("--annulus", "338.2", "-60.5", "3", "5").shapes == (Annulus(338.2, -60.5, 3.0, 5.0),)
    ring = selected("--annulus", "-40", "12.5", "3", "5", frame=PIXELS).shapes[0]
    assert ring == Annulus(-40.0, 12.5, 3.0, 5.0)
    with pytest.raises(ValueError, match="takes four numbers of pixels"):
        selected("--annulus", "22:32:57", "-60:34:05", "3", "5", frame=PIXELS)
    with pytest.raises(ValueError, match="inner must be positive and less than outer"):
        selected("--annulus", "338.2", "-60.5", "5", "3")


def test_a_negative_declination_of_zero_degrees_stays_negative():
    assert selected("--circle", "0:00:00", "-00:30:00", "1").shapes[0].dec == pytest.approx(-0.5)


def test_ranges_take_negative_and_infinite_ends():
    chosen = selected("--value", "-5", "-1e-3", "--snr", "-inf", "3", "--value", "10", "inf")
    assert chosen.value == ((-5.0, -1e-3), (10.0, math.inf))
    assert chosen.snr == ((-math.inf, 3.0),)


def test_options_of_one_kind_are_collected():
    chosen = selected(
        *("--circle", "338.2", "-60.5", "2", "--square", "338.3", "-60.6", "3"),
        *("--lambda", "6000", "6010", "--lambda", "6050", "6060", "--ifu", "5,7-9", "--ifu", "12"),
        *("--slice", "1-3", "--stack", "4", "--exposure", "2", "--xpix", "0", "10", "--ypix", "5", "6"),
        *("--flags", "hotpixel,SATURATED", "--no-flags", "Dark", "--good", "--match", "any"),
    )
    assert chosen == Selection(
        shapes=[Circle(338.2, -60.5, 2.0), Square(338.3, -60.6, 3.0)],
        wave=[(6000, 6010), (6050, 6060)],
        ifu=[5, 7, 8, 9, 12],
        slice_no=[1, 2, 3],
        stack=4,
        exposure=2,
        x_det=(0, 10),
        y_det=(5, 6),
        flags=256 + 4096,
        no_flags=512,
        good=True,
        match="any",
    )


def test_positions_over_the_end_of_the_circle_are_wrapped():
    for ra in ("0.01", "360.01", "-359.99"):
        assert selected("--circle", ra, "-60.5", "2").shapes[0].ra == pytest.approx(0.01)


def test_no_option_selects_everything_and_any_of_none_nothing():
    assert selected() is None
    assert not selected("--match", "any").is_everything
    assert not selected("--invert").is_everything


def test_pixels_are_read_as_pixels_and_nothing_else():
    circle = selected("--circle", "-400", "120.5", "3", frame=PIXELS).shapes[0]
    assert (circle.ra, circle.dec) == (-400.0, 120.5)
    with pytest.raises(ValueError, match="field pixels"):
        selected("--circle", "22:32:57", "-60:34:05", "3", frame=PIXELS)


@pytest.mark.parametrize(
    "words",
    [
        ("--circle", "338.2", "-95", "2"),
        ("--circle", "400", "-60", "2"),
        ("--circle", "338.2", "-60", "-2"),
        ("--circle", "338.2", "-60", "0"),
        ("--circle", "nan", "-60", "2"),
        ("--lambda", "6100", "6000"),
        ("--ifu", "25"),
        ("--slice", "0"),
        ("--stack", "5"),
        ("--flags", "Purple"),
    ],
)
def test_impossible_values_are_refused(words):
    with pytest.raises(ValueError, match=r"\w"):
        selected(*words)


@pytest.mark.parametrize(
    "words",
    [
        ("--circle", "22:61:00", "-60:34:05.8", "2"),
        ("--circle", "north", "-60", "2"),
        ("--circle", "338.2", "-60"),
        ("--circle", "338.2", "-60", "two"),
        ("--lambda", "nan", "1"),
        ("--lambda", "6000"),
        ("--ifu", "9-7"),
        ("--ifu", "5;6"),
        ("--ifu", "1-99999999"),
        ("--match", "some"),
        ("--lam", "6000", "6100"),
        ("--factors", "f.fits"),
    ],
)
def test_malformed_options_are_refused_before_a_file_is_opened(words):
    with pytest.raises(UsageError):
        parse(*words)


def test_several_numbers_in_the_shortest_form():
    assert join_numbers([9, 5, 7, 8]) == "5,7-9"
    assert numbers("5,7-9") == (5, 7, 8, 9)


@given(st.sets(st.integers(0, 300), min_size=1))
def test_lists_of_numbers_round_trip(values):
    assert set(numbers(join_numbers(sorted(values)))) == values


@given(ra=st.floats(0, 359.99), dec=st.floats(-90, 90), radius=st.floats(1e-3, 1e3), low=st.floats(-1e9, 1e9))
def test_the_canonical_options_select_exactly_the_same(ra, dec, radius, low):
    given_options = parse(
        *("--circle", repr(ra), repr(dec), repr(radius), "--value", repr(low), "inf"),
        *("--ifu", "3,1-2", "--flags", "DEADPIXEL", "--match", "any", "--invert"),
    )
    again = parse(*command_options(given_options, SKY))
    assert expression(again, SKY) == expression(given_options, SKY)


@pytest.mark.parametrize("text", ["5.5", "-1", "x", "", "1_000", "٣"])
def test_whole_numbers_are_whole(text):
    with pytest.raises(argparse.ArgumentTypeError):
        whole(text)


def test_sizes_have_two_sides_within_reason():
    assert size("1600x1000") == (1600, 1000)
    for text in ("1600", "10x10", "99999x5", "axb"):
        with pytest.raises(argparse.ArgumentTypeError):
            size(text)


def test_nan_is_no_number():
    with pytest.raises(argparse.ArgumentTypeError):
        number("nan")
