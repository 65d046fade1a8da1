"""Why there is nothing to see, in one sentence."""

import pytest

from pixviewer.core.geometry import Circle
from pixviewer.model.emptiness import why_no_rows, why_nothing_passes
from pixviewer.model.filters import Chip, Filters
from pixviewer.model.regions import Region
from pixviewer.model.work import Tally

FIELD = (-30.0, 30.0, -30.0, 30.0)
WAVES = (4750.0, 9350.0)
NONE, SOME, BAD = Tally(0, 0, 0), Tally(9, 8, 1), Tally(5, 0, 5)


@pytest.mark.parametrize(
    ("tallies", "sentence"),
    [
        ((), ""),
        ((None, None, None), ""),
        ((SOME, SOME, SOME), ""),
        ((SOME, NONE, NONE), "No rows are left after the filter “λ 20000–30000 Å”."),
        ((SOME, SOME, NONE), "No rows are left after the excluded regions."),
        ((SOME, BAD, BAD), "No good rows are left: all 5 have flags."),
        ((SOME, Tally(0, 0, 0, 0.1), Tally(0, 0, 0, 0.1)), ""),  # an estimate says nothing for sure
    ],
)
def test_the_filter_that_leaves_nothing_is_named(tallies: tuple[Tally | None, ...], sentence: str) -> None:
    filters = Filters((Chip("ifu", (5,)), Chip("wave", ((20000.0, 30000.0),))))
    assert why_nothing_passes(filters, tallies) == sentence


def region(wave: tuple[tuple[float, float], ...] = ()) -> Region:
    return Region("1", "star", Circle(10.0, 20.0, 2.0), wave)


@pytest.mark.parametrize(
    ("wave", "place", "words"),
    [
        (((20000.0, 21000.0),), (0.0, 0.0), "outside those of the table, 4750–9350 Å"),
        ((), (33.0, 0.0), "outside the field"),
        ((), (0.0, 0.0), "no row in it"),
        (((5000.0, 5001.0),), (0.0, 0.0), "no row in it meets its criteria"),
    ],
)
def test_a_region_without_rows_says_why(
    wave: tuple[tuple[float, float], ...], place: tuple[float, float], words: str
) -> None:
    assert words in why_no_rows(region(wave), NONE, WAVES, FIELD, place)


def test_a_region_with_rows_or_not_counted_yet_says_nothing() -> None:
    for tally in (None, SOME, Tally(0, 0, 0, 0.5)):
        assert why_no_rows(region(), tally, WAVES, FIELD, (99.0, 0.0)) == ""


def test_filters_are_blamed_where_there_are_any() -> None:
    said = why_no_rows(region(), NONE, WAVES, FIELD, (0.0, 0.0), is_filtered=True)
    assert said == "no row in it passes the filters"
