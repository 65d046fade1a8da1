"""Frozen values go into a project and come out as they were."""

import dataclasses
import json
import math
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from project.values import values_of

from pixviewer.core.calib.painting import MaskPlan, Outline, Stroke
from pixviewer.core.geometry import Circle
from pixviewer.model.commands import Decisions
from pixviewer.model.filters import Chip, Filters
from pixviewer.model.project import strict_json
from pixviewer.model.project.codec import Malformed, NotStorable, from_plain, to_plain
from pixviewer.model.project.hints import hints_of
from pixviewer.model.regions import Region

# Without shrinking: what fails is told with its place, and regions are large values.
quickly = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)


def through_text(value: Any, kind: Any) -> Any:
    return from_plain(strict_json.parse(strict_json.write(to_plain(value, kind))), kind)


@pytest.mark.parametrize("name", [f.name for f in dataclasses.fields(Decisions)])
@quickly
@given(data=st.data())
def test_all_that_can_be_decided_comes_back_as_it_was(name, data):
    kind = hints_of(Decisions)[name]
    value = data.draw(values_of(kind))
    assert through_text(value, kind) == value


def test_a_field_of_a_type_that_has_no_form_is_refused():
    @dataclass(frozen=True)
    class WithArray:
        array: complex = 1j

    with pytest.raises(NotStorable):
        to_plain(WithArray(), WithArray)


def test_a_long_stroke_is_packed_bit_by_bit():
    places = tuple((math.sin(i) / 3, -1e-300 * i) for i in range(5000))
    plan = MaskPlan((Stroke(places, 0.1), Outline(places[:3])))
    text = strict_json.write(to_plain(plan, MaskPlan))
    assert len(text) < 20 * 5000  # as decimal numbers they would take 45 each
    assert through_text(plan, MaskPlan) == plan


def test_packed_places_may_not_unpack_to_more_than_they_promise():
    plain = to_plain(Stroke(((0.0, 0.0),) * 100, 1.0), Stroke)
    for spoilt in ({"n": 3}, {"n": 10**9}, {"n": -1}, {"packed": "@@"}, {"packed": 7}, {"packed": "AAAA"}):
        with pytest.raises(Malformed, match="points"):
            from_plain({**plain, "points": {**plain["points"], **spoilt}}, Stroke)


def test_open_ends_of_a_range_come_back():
    filters = Filters((Chip("value", ((5.0, math.inf),)), Chip("snr", ((-math.inf, 2.0),))))
    assert through_text(filters, Filters) == filters


def test_what_is_no_number_is_not_written():
    with pytest.raises(NotStorable):
        to_plain(math.nan, float)


REGION = Region("r1", "star", Circle(10.0, -30.0, 2.0))


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"shape": {"type": "Hexagon"}}, "shape must be of type Circle, Square, Annulus"),
        ({"shape": {"type": "Circle", "ra": 1, "dec": 2}}, "shape lacks radius"),
        ({"shape": {"type": "Circle", "ra": 1, "dec": 2, "radius": -4}}, "radius"),
        ({"shape": {"type": "Circle", "ra": "east", "dec": 2, "radius": 4}}, "shape.ra must be a number"),
        ({"shape": 5}, "shape cannot be 5"),
        ({"shape": [[]]}, "shape cannot be a list"),
        ({"wave": [[1, 2, 3]]}, r"wave\[0\] must be a list of 2"),
        ({"wave": 7}, "wave must be a list"),
        ({"name": 5}, "name must be a text"),
        ({"visible": 1}, "visible must be true or false"),
        ({"role": "king"}, "role must be source"),
        ({"criteria": {"pixviewer-selection": 1, "ifu": [77]}}, "criteria makes no sense"),
        ({"criteria": {"pixviewer-selection": 1, "and": [5]}}, "criteria makes no sense"),
        ({"criteria": None}, "criteria makes no sense"),
    ],
)
def test_a_spoilt_region_is_refused_with_its_place(changes, where):
    plain = {**to_plain(REGION, Region), **changes}
    with pytest.raises(Malformed, match=where):
        from_plain(plain, Region, "regions[3]")


def test_fields_that_an_older_program_did_not_write_have_their_defaults():
    plain = {key: to_plain(REGION, Region)[key] for key in ("ident", "name", "shape")}
    assert from_plain(plain, Region) == REGION


def test_unknown_keys_are_carried_over_wherever_they_stand():
    decisions = Decisions(
        regions=(REGION, replace(REGION, ident="r2")),
        calibration=replace(Decisions().calibration, mask=MaskPlan((Stroke(((0.0, 0.0),), 1.0),))),
    )
    plain = to_plain(decisions, Decisions)
    plain["weather"] = {"seeing": 0.7}
    plain["regions"][1]["glow"] = 3
    plain["image"]["gamma"] = [1, 2]
    plain["calibration"]["mask"]["steps"][0]["pressure"] = 0.5
    read = from_plain(plain, Decisions)
    assert read == decisions
    assert to_plain(read, Decisions, plain) == plain
    # Known by its identity, wherever it stands by now; and gone with what it belonged to.
    moved = replace(read, regions=(replace(read.regions[1], name="other"),))
    again = to_plain(moved, Decisions, plain)
    assert [region.get("glow") for region in again["regions"]] == [3]
    assert "glow" not in json.dumps(to_plain(replace(read, regions=read.regions[:1]), Decisions, plain))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "Infinity"),
        ('{"a": 1e999}', "too large"),
        ('{"a": ' + "9" * 5000 + "}", "too large"),
        ('{"a": 12345678901234567890}', "too large"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ', "not complete JSON"),
        ("", "not complete JSON"),
        ('{"a": 1} x', "not complete JSON"),
    ],
)
def test_json_is_read_without_trust(text, words):
    with pytest.raises(ValueError, match=words):
        strict_json.parse(text)


def test_expressions_nested_without_end_are_refused():
    plain: Any = {"ifu": [1]}
    for _ in range(5000):
        plain = {"not": [plain]}
    with pytest.raises(Malformed):
        from_plain({**to_plain(REGION, Region), "criteria": {"pixviewer-selection": 1, **plain}}, Region)
