"""Slices to look at, in an order."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pixviewer.model.selfcal.ranking import (
    HEADS,
    ORDERS,
    Choice,
    Line,
    Show,
    as_text,
    chosen,
    kinds_of,
    next_place,
    ordered,
    progress_text,
)

NAN = math.nan


def line(
    ifu: int, slice_no: int, sigma: float, off: float, why: str = "source inside", decision: str = ""
) -> Line:
    note = "seen" if decision else ""
    return Line(
        (ifu, slice_no), 3, (5265.0, 5466.0), off, off / 2, sigma, 1.0 + off, 1.0, why, (f"{why}.",),
        decision, note, why != "no suspect",
    )  # fmt: skip


LINES = (
    line(1, 5, 7.0, 0.02),
    line(1, 6, 30.0, -0.05, "spike, few pixels", "half"),
    line(2, 1, 9.0, 0.09, "few pixels"),
    line(2, 2, NAN, NAN, "few pixels, not measured"),
    line(3, 3, NAN, 0.001, "no suspect", "exclude"),
)


def places(lines: Sequence[Line]) -> list[tuple[int, int]]:
    return [one.place for one in lines]


def test_the_farthest_in_its_errors_comes_first_and_the_unknown_last() -> None:
    assert places(chosen(LINES, Choice())) == [(1, 6), (2, 1), (1, 5), (3, 3), (2, 2)]


@pytest.mark.parametrize(
    ("order", "first"),
    [("off", (2, 1)), ("off_now", (2, 1)), ("factor", (2, 1)), ("place", (1, 5)), ("decision", (3, 3)),
     ("note", (1, 6)), ("why", (2, 1)), ("bin", (2, 1))],
)  # fmt: skip
def test_there_are_other_orders(order: str, first: tuple[int, int]) -> None:
    assert places(ordered(LINES, Choice(order=order)))[0] == first


def test_every_order_can_be_reversed_and_holds_all_lines() -> None:
    for order in ORDERS:
        one, other = (ordered(LINES, Choice(order=order, is_reversed=r)) for r in (False, True))
        assert sorted(places(one)) == sorted(places(other)) == sorted(places(LINES))
    assert places(ordered(LINES, Choice(is_reversed=True))) == [(1, 5), (2, 1), (1, 6), (3, 3), (2, 2)]


def test_lists_are_of_decided_or_undecided_slices() -> None:
    assert places(chosen(LINES, Choice(Show.UNDECIDED))) == [(2, 1), (1, 5), (2, 2)]
    assert places(chosen(LINES, Choice(Show.DECIDED))) == [(1, 6), (3, 3)]


def test_lists_are_of_an_ifu_or_a_reason() -> None:
    assert places(chosen(LINES, Choice(ifu=2))) == [(2, 1), (2, 2)]
    assert places(chosen(LINES, Choice(why="few pixels"))) == [(1, 6), (2, 1), (2, 2)]
    assert places(chosen(LINES, Choice(Show.UNDECIDED, ifu=2, why="not measured"))) == [(2, 2)]


def test_reasons_are_counted() -> None:
    assert list(kinds_of(LINES).items())[:2] == [("few pixels", 3), ("no suspect", 1)]
    assert kinds_of(LINES)["spike"] == 1


def test_the_next_slice_is_the_one_below_round_the_end() -> None:
    order = [(1, 6), (2, 1), (1, 5), (3, 3), (2, 2)]
    for here, there in zip(order, [*order[1:], order[0]], strict=True):
        assert next_place(LINES, Choice(), here, 1) == there
        assert next_place(LINES, Choice(), there, -1) == here


def test_without_a_slice_one_begins_at_either_end() -> None:
    for place in (None, (9, 9)):
        assert next_place(LINES, Choice(), place, 1) == (1, 6)
        assert next_place(LINES, Choice(), place, -1) == (2, 2)


def test_a_slice_that_was_just_decided_keeps_its_place_in_the_order() -> None:
    decided = tuple(replace(one, decision="keep") if one.place == (2, 1) else one for one in LINES)
    choice = Choice(Show.UNDECIDED)
    assert next_place(decided, choice, (2, 1), 1) == (1, 5)
    assert next_place(decided, choice, (1, 5), -1) == (2, 2)
    everything = tuple(replace(one, decision="keep") for one in LINES)
    assert next_place(everything, choice, (2, 1), 1) is None


def test_progress_counts_suspects_only() -> None:
    assert progress_text(LINES) == "1 of 4 looked at"
    assert progress_text(LINES[4:]) == "No slice is off"


def test_lines_are_copied_as_a_table() -> None:
    rows = [row.split("\t") for row in as_text(LINES).splitlines()]
    assert tuple(rows[0]) == HEADS
    assert {len(row) for row in rows} == {len(HEADS)}
    told = dict(zip(HEADS, rows[2], strict=True))
    assert (told["IFU"], told["slice"], told["slice on the sky"], told["bin"]) == ("1", "6", "2", "3")
    assert (told["off as estimated, %"], told["off now, %"], told["in errors"]) == (
        "-5.000",
        "-2.500",
        "30.00",
    )
    assert (told["factor as estimated"], told["factor now"]) == ("0.950000", "1.000000")
    assert (told["decision"], told["note"], told["why"]) == ("half", "seen", "spike, few pixels.")
    assert rows[4][6:9] == ["", "", ""]


def test_a_slice_is_named_in_both_numberings() -> None:
    assert LINES[1].name == "IFU 1 slice 6 ccd / 2 sky"
