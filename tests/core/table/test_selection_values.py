"""Selections as values: what they accept, refuse, say, and keep in JSON."""

import contextlib
import json
import math
import operator

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tables import make_table

import pixviewer as pv
from pixviewer.core.errors import PixTableWarning
from pixviewer.core.geometry import Annulus, Circle, Square
from pixviewer.core.products.rows import count_rows
from pixviewer.core.table.selection import Combined, Expression, Selection, all_of

ends = st.none() | st.floats(-1e6, 1e6)
ranges = st.lists(st.tuples(ends, ends).filter(lambda r: None in r or r[0] < r[1]), max_size=3)
numbers = st.lists(st.integers(1, 4), max_size=3)
bits = st.integers(0, 2**32 - 1)
shapes = st.lists(
    st.builds(
        lambda kind, *values: kind(*values) if kind is not Annulus else kind(*values[:2], 1e-4, values[2]),
        st.sampled_from([Circle, Square, Annulus]),
        st.floats(-360, 720),
        st.floats(-90, 90),
        st.floats(1e-3, 1e4),
    ),
    max_size=3,
)
selections = st.builds(
    Selection,
    shapes=shapes,
    wave=ranges,
    ifu=numbers,
    slice_no=numbers,
    stack=numbers,
    exposure=numbers,
    x_det=ranges,
    y_det=ranges,
    good=st.booleans(),
    flags=bits,
    no_flags=bits,
    value=ranges,
    snr=ranges,
    match=st.sampled_from(["all", "any"]),
)
expressions = st.recursive(
    selections,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a: ~a, inner),
    ),
    max_leaves=5,
)


@given(expressions)
def test_json_keeps_an_expression_exactly(expression):
    text = json.dumps(expression.to_json(), allow_nan=False)
    again = Expression.from_json(json.loads(text))
    assert again == expression
    assert hash(again) == hash(expression)
    assert again.describe() == expression.describe()


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats()
    | st.sampled_from(["circle", "all", "HotPixel", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["and", "or", "not", "wave", "ifu", "shapes", "shape", "ra", "dec", "size", "flags", "match"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@example({"ifu": [math.inf]})
@example({"flags": 1e400, "and": "ab"})
@given(
    st.dictionaries(
        st.sampled_from(["and", "or", "not", "wave", "ifu", "shapes", "flags", "match", "x"]), plain
    )
)
def test_foreign_json_is_refused_with_a_value_error_and_nothing_else(settings):
    with contextlib.suppress(ValueError):
        Expression.from_json({"pixviewer-selection": 1, **settings})


@pytest.mark.parametrize("wrong", [{}, [], "text", None, {"pixviewer-selection": 2}, {"wave": [[1, 2]]}])
def test_what_is_no_selection_is_refused(wrong):
    with pytest.raises(ValueError, match="selection"):
        Expression.from_json(wrong)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"wave": (5000, 4000)}, r"wave must increase, got \(5000.0, 4000.0\)"),
        ({"wave": (5000, 5000)}, "must increase"),
        ({"wave": (math.nan, 5000)}, "must increase"),
        ({"wave": (1, 2, 3)}, "wave must be"),
        ({"ifu": 25}, "ifu must be 1 to 24, got 25"),
        ({"ifu": 0}, "1 to 24"),
        ({"ifu": [1.5]}, "1 to 24"),
        ({"slice_no": [1, 49]}, "slice_no must be 1 to 48, got 49"),
        ({"stack": 5}, "1 to 4"),
        ({"exposure": 0}, "exposure must be 1 to the number"),
        ({"flags": "Rainbow"}, "no data-quality flag is named 'Rainbow'"),
        ({"match": "some"}, "'all' or 'any'"),
    ],
)
def test_a_criterion_that_cannot_be_is_refused(settings, told):
    with pytest.raises(ValueError, match=told):
        Selection(**settings)


@pytest.mark.parametrize("size", [0, -1, math.nan, math.inf])
def test_an_aperture_needs_a_size(size):
    with pytest.raises(ValueError, match="radius must be a positive number"):
        Circle(10, 10, size)
    with pytest.raises(ValueError, match="half_side must be a positive number"):
        Square(10, 10, size)
    with pytest.raises(ValueError, match="centre"):
        Circle(math.nan, 10, 1)
    with pytest.raises(ValueError, match="outer must be a positive number"):
        Annulus(10, 10, 1, size)


@pytest.mark.parametrize("inner", [0, -1, 2, 3, math.nan, math.inf])
def test_a_ring_needs_a_hole_within(inner):
    with pytest.raises(ValueError, match="inner must be positive and less than outer"):
        Annulus(10, 10, inner, 2)


def test_a_ring_is_told_with_both_radii():
    told = Selection(Annulus(10, -20, 3, 5)).describe()
    assert told == "annulus of 3 to 5 at (10.0000000, -20.0000000)"


def test_one_or_several_of_each_may_be_given():
    assert Selection(ifu=5) == Selection(ifu=[5]) == Selection(ifu=(5, 5)) == Selection(ifu=np.array([5]))
    assert Selection(wave=(1, 2)) == Selection(wave=[(1, 2)]) == Selection(wave=np.array([[1.0, 2.0]]))
    assert Selection(wave=[(1, 2), (3, 4)]) == Selection(wave=np.array([[1, 2], [3, 4]]))
    assert Selection(wave=(None, 2)).wave == ((-math.inf, 2.0),)
    assert Selection(wave=np.array([1.0, 2.0])) == Selection(wave=(1, 2))
    assert Selection(shapes=Circle(1, 2, 3)) == Selection(shapes=[Circle(1, 2, 3)])
    assert Selection(flags="HotPixel") == Selection(flags=256) == Selection(flags=[256, "HOTPIXEL"])


def test_no_criterion_is_everything_or_nothing():
    made = make_table(n_slice=2)
    table = made.in_memory()
    assert Selection().is_everything
    assert count_rows(table, Selection()).n_row == len(made)
    assert not Selection(match="any").is_everything
    assert count_rows(table, Selection(match="any")).n_row == 0
    assert count_rows(table, ~Selection(match="any")).n_row == len(made)


def test_combinations_know_when_they_are_everything():
    some = Selection(ifu=5)
    assert (Selection() | some).is_everything
    assert not (Selection() & some).is_everything
    assert not (~Selection()).is_everything


def test_all_of_leaves_out_what_is_everything():
    some, other = Selection(ifu=5), Selection(stack=1)
    assert all_of([None, Selection()]) is None
    assert all_of([None, some, Selection()]) is some
    assert all_of([some, other]) == Combined("and", (some, other))


def test_exposures_are_ignored_with_a_warning_in_a_table_that_is_not_combined():
    made = make_table(n_slice=2)
    with pytest.warns(PixTableWarning, match="exposure criterion is ignored"):
        counts = count_rows(made.in_memory(), Selection(ifu=5, exposure=2))
    assert counts.n_row == np.count_nonzero(made.ifu == 5)


def test_a_selection_says_what_it_is():
    text = Selection(ifu=[5, 7], wave=(5000, 5100), flags="HotPixel").describe()
    assert text == "5000 ≤ λ < 5100 Å and IFU 5, 7 and flagged HotPixel"
    assert (~Selection(good=True) | Selection()).describe() == "(not (without flags)) or (all rows)"


@pytest.mark.parametrize("wrong", [Circle(1, 2, 3), np.ones(5, bool), 3, "star", {"ifu": 5}])
def test_what_is_no_selection_is_named_with_the_remedy(wrong):
    table = make_table("projected", ifus=(5,), n_slice=2, rows_per_slice=5).in_memory()
    products = (
        lambda: pv.count_rows(table, wrong),
        lambda: pv.find_rows(table, wrong),
        lambda: pv.subset(table, wrong),
        lambda: pv.white_light(table, wrong),
        lambda: pv.spectrum(table, wrong),
        lambda: pv.detector_image(table, 5, wrong),
        lambda: pv.fit_profile(table, wrong),
        lambda: pv.extract(table, wrong, "never.fits"),
    )
    for product in products:
        with pytest.raises(TypeError, match=rf"by a Selection.*got {type(wrong).__name__}; an aperture is"):
            product()


@pytest.mark.parametrize("wrong", [Circle(1, 2, 3), True, None])
def test_selections_combine_with_selections_only(wrong):
    for combined in (operator.and_, operator.or_):
        with pytest.raises(TypeError, match="unsupported operand"):
            combined(Selection(ifu=5), wrong)
