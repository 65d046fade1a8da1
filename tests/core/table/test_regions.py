"""Regions are values, and several of them choose rows by their roles."""

import dataclasses

import numpy as np
import pytest
from tables import make_table

from pixviewer.core.geometry import Circle
from pixviewer.core.products.rows import find_rows
from pixviewer.core.table.regions import Region, rows_of
from pixviewer.core.table.selection import Selection


def region(role="source", **criteria):
    return Region("a name", Selection(**criteria), role)


def test_a_region_is_a_value():
    one = Region("a", Selection(ifu=5), style={"width": "2"})
    assert one == Region("a", Selection(ifu=5), style={"width": "2"})
    assert hash(one) == hash(dataclasses.replace(one))
    assert dataclasses.replace(one, name="b") != one
    with pytest.raises(TypeError):
        one.style["width"] = "3"


def test_a_style_is_not_changed_from_outside():
    style = {"width": "2"}
    one = Region("a", Selection(), style=style)
    style["width"] = "3"
    assert one.style == {"width": "2"}


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"role": "sky"}, ValueError, "role must be one of source, background, exclude, annotation"),
        ({"selection": Circle(1, 2, 3)}, TypeError, "one Selection, got Circle"),
        ({"selection": Selection() & Selection()}, TypeError, "one Selection, got Combined"),
        ({"name": "\ud800"}, ValueError, "valid Unicode"),
        ({"tags": (5,)}, TypeError, "texts, got int"),
        ({"colour": "red;blue"}, ValueError, "colour must be"),
        ({"style": {"color": "red"}}, ValueError, "no property of a region's style"),
        ({"style": {"a b": "1"}}, ValueError, "single word"),
        ({"style": {"font": "a\nb"}}, ValueError, "one line of text"),
    ],
)
def test_what_makes_no_region_is_said(settings, error, words):
    with pytest.raises(error, match=words):
        Region(**({"name": "a", "selection": Selection()} | settings))


def test_one_group_needs_no_tuple():
    assert Region("a", Selection(), tags="stars").tags == ("stars",)


@pytest.fixture(scope="module")
def table():
    return make_table("projected", ifus=(3, 5, 7), n_slice=4, rows_per_slice=40).in_memory()


def chosen(table, regions):
    return set(find_rows(table, rows_of(regions)).tolist())


def rows_where(table, is_chosen):
    from pixviewer.core.table import origin

    return set(np.flatnonzero(is_chosen(origin.ifu(table.column("origin")))).tolist())


def test_any_source_and_no_excluded_region_is_chosen(table):
    regions = [
        region(ifu=3),
        region(ifu=5),
        region("exclude", ifu=5, wave=(0, 1e9)),
        region("exclude", ifu=7),
    ]
    expected = rows_where(table, lambda ifu: ifu == 3)
    assert expected
    assert chosen(table, regions) == expected


def test_without_a_source_all_but_the_excluded_rows_are_chosen(table):
    expected = rows_where(table, lambda ifu: ifu != 5)
    assert chosen(table, [region("exclude", ifu=5), region("background", ifu=3)]) == expected


def test_background_and_annotation_choose_nothing(table):
    others = [region("background", ifu=3), region("annotation", ifu=7)]
    assert chosen(table, [region(ifu=5), *others]) == rows_where(table, lambda ifu: ifu == 5)
    assert rows_of(others) is None
    assert rows_of([]) is None


def test_thousands_of_regions_choose_rows_without_depth(table):
    narrow = [region(ifu=3, wave=(i, i + 1)) for i in range(2000)]
    beyond = [region("exclude", ifu=5, wave=(i, i + 1)) for i in range(2000)]
    assert chosen(table, [region(ifu=7), *narrow, *beyond]) == rows_where(table, lambda ifu: ifu == 7)
