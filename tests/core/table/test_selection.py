"""Selections are what the format reference says, through block bounds and without, in all three states."""

import operator
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import STATES, make_table
from twins import rows_of

from pixviewer.core.errors import PixTableWarning
from pixviewer.core.geometry import Annulus, Circle, Square
from pixviewer.core.products.rows import find_rows
from pixviewer.core.table.selection import Selection

pytestmark = pytest.mark.usefixtures("small_blocks")

VARIETIES = {
    f"{state}, {order}{more}": {"state": state, "shuffled": order == "shuffled", **settings}
    for state in STATES
    for order in ("ordered", "shuffled")
    for more, settings in (
        ("", {"ifus": (5, 6), "n_slice": 24, "rows_per_slice": 30}),
        (
            ", combined, odd",
            {"ifus": (6, 7), "n_slice": 14, "rows_per_slice": 23, "exposures": 3, "odd": 0.03},
        ),
    )
}
VARIETIES["across 0 h"] = {"state": "projected", "ra0": 359.9999, "dec0": 12.0, "rows_per_slice": 6}
VARIETIES["across 0 h, positioned"] = {
    "state": "positioned",
    "ra0": 0.0001,
    "dec0": -3.0,
    "rows_per_slice": 6,
}
VARIETIES["near the pole"] = {"state": "projected", "ra0": 10.0, "dec0": 89.995, "rows_per_slice": 6}
VARIETIES["near the south pole"] = {"state": "positioned", "ra0": 10.0, "dec0": -89.9, "rows_per_slice": 6}

_made = {}


def variety(name):
    """A table, and the same with and without blocks; made once."""
    if name not in _made:
        made = make_table(**VARIETIES[name])
        with_blocks, without = made.in_memory(), made.in_memory()
        with_blocks.ensure_blocks()
        _made[name] = made, with_blocks, without
    return _made[name]


def draw_ranges(draw, values, whole=False):
    """One to three ranges whose ends are often values that rows have."""
    values = values[np.isfinite(values)]
    ends = st.integers(0, values.size - 1).map(lambda i: float(values[i]))
    if not whole:
        spread = float(values.max() - values.min())
        ends = ends | st.floats(values.min() - 0.1 * spread, values.max() + 0.1 * spread)
    ends = ends | st.none()
    found = []
    for _ in range(draw(st.integers(1, 3))):
        low, high = draw(ends), draw(ends)
        if low is not None and high is not None:
            low, high = min(low, high), max(low, high)
            high = high if low < high else np.nextafter(high, np.inf)
        found.append((low, high))
    return found


def draw_shapes(draw, made):
    """One to three apertures at or near rows."""
    known = np.flatnonzero(np.isfinite(made.ra) & np.isfinite(made.dec))
    scale = 1.0 if made.state == "pixel" else 3600.0
    near = st.just(0.0) | st.floats(-10, 10)
    found = []
    for _ in range(draw(st.integers(1, 3))):
        i = int(known[draw(st.integers(0, known.size - 1))])
        ra, dec = float(made.ra[i] + draw(near) / scale), float(made.dec[i] + draw(near) / scale)
        if scale != 1:
            dec = min(max(dec, -90.0), 90.0)
            ra += draw(st.sampled_from([0.0, -360.0, 360.0]))
        size = draw(st.floats(0.01, 3) | st.floats(3, 100) | st.just(400.0))
        kind = draw(st.sampled_from([Circle, Square, Annulus]))
        sizes = (size * draw(st.floats(0.01, 0.99)), size) if kind is Annulus else (size,)
        found.append(kind(ra, dec, *sizes))
    return found


def draw_numbers(draw, candidates):
    return draw(st.lists(st.sampled_from(candidates), min_size=1, max_size=6))


FLAGS = [1 << bit for bit in (4, 5, 8, 13, 20, 27, 31)]
SNR = [(0.5, 3.0), [(None, 0.0), (4.5, None)]]

DRAW = {
    "shapes": draw_shapes,
    "wave": lambda draw, made: draw_ranges(draw, made.columns["wave"]),
    "ifu": lambda draw, made: draw_numbers(draw, sorted({*made.ifu.tolist(), 1, 24})),
    "slice_no": lambda draw, made: draw_numbers(draw, list(range(1, 49))),
    "stack": lambda draw, made: draw_numbers(draw, [1, 2, 3, 4]),
    "exposure": lambda draw, made: draw_numbers(draw, [1, 2, 3, 4]),
    "x_det": lambda draw, made: draw_ranges(draw, made.x_det, draw(st.booleans())),
    "y_det": lambda draw, made: draw_ranges(draw, made.y_det, draw(st.booleans())),
    "good": lambda draw, made: True,
    "flags": lambda draw, made: draw_numbers(draw, FLAGS),
    "no_flags": lambda draw, made: draw_numbers(draw, FLAGS),
    "value": lambda draw, made: draw_ranges(draw, made.columns["data"]),
    "snr": lambda draw, made: draw(st.sampled_from(SNR)),
}


@st.composite
def selections_of(draw, name, kinds=None):
    """Any criteria, several of each."""
    made = variety(name)[0]
    kinds = kinds or draw(st.lists(st.sampled_from(sorted(DRAW)), max_size=4, unique=True))
    match = draw(st.sampled_from(["all", "any"]))
    return Selection(**{kind: DRAW[kind](draw, made) for kind in kinds}, match=match)


def expressions_of(name):
    return st.recursive(
        selections_of(name),
        lambda inner: st.one_of(
            st.builds(operator.and_, inner, inner),
            st.builds(operator.or_, inner, inner),
            st.builds(operator.invert, inner),
        ),
        max_leaves=4,
    )


def assert_selects(made, tables, expression):
    sure, perhaps = rows_of(made, expression)
    for table in tables:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", ".*exposure criterion is ignored", PixTableWarning)
            found = np.zeros(len(made), bool)
            found[find_rows(table, expression)] = True
        wrong = np.flatnonzero((sure & ~found) | (found & ~perhaps))
        assert not wrong.size, f"rows {wrong[:5]} of {expression}"


@pytest.mark.parametrize("name", VARIETIES)
@given(data=st.data())
def test_any_expression_selects_what_numpy_selects(name, data):
    made, *tables = variety(name)
    assert_selects(made, tables, data.draw(expressions_of(name)))


@pytest.mark.parametrize("kind", sorted(DRAW))
@given(data=st.data())
def test_each_criterion_alone_selects_what_numpy_selects(kind, data):
    name = data.draw(st.sampled_from(sorted(VARIETIES)))
    made, *tables = variety(name)
    assert_selects(made, tables, data.draw(selections_of(name, (kind,))))


@pytest.mark.parametrize("name", VARIETIES)
@given(data=st.data())
def test_a_circle_and_the_ring_around_it_make_up_the_larger_circle(name, data):
    """Exactly, for every row, through blocks and without."""
    made, *tables = variety(name)
    circle = next(s for s in iter(lambda: draw_shapes(data.draw, made)[0], None) if s.size < 200)
    inner = Circle(circle.ra, circle.dec, circle.size)
    outer = Circle(circle.ra, circle.dec, circle.size * data.draw(st.floats(1.001, 4)))
    ring = Annulus(circle.ra, circle.dec, inner.size, outer.size)
    for table in tables:
        rows = [set(find_rows(table, Selection(shape)).tolist()) for shape in (inner, ring, outer)]
        assert not rows[0] & rows[1]
        assert rows[0] | rows[1] == rows[2]


def test_an_open_range_finds_infinite_wavelengths_through_blocks():
    made = make_table(n_slice=2)
    made.columns["wave"][:16] = -np.inf
    table = made.in_memory()
    table.ensure_blocks()
    assert find_rows(table, Selection(wave=(None, 0.0))).tolist() == list(range(16))
    assert find_rows(table, Selection(wave=(4000.0, None))).size == len(made) - 16


def test_a_short_exposure_between_rows_of_none_is_found_through_blocks():
    made = make_table(n_slice=2, exposures=1)
    made.header["ESO DRS MUSE PIXTABLE EXP1 FIRST"] = 35
    made.header["ESO DRS MUSE PIXTABLE EXP1 LAST"] = 40
    table = made.in_memory()
    table.ensure_blocks()
    assert find_rows(table, Selection(exposure=1)).tolist() == list(range(35, 41))


def test_an_exposure_that_no_table_has_selects_nothing():
    table = make_table(n_slice=2, exposures=2).in_memory()
    assert find_rows(table, Selection(exposure=10**30)).size == 0
    assert (
        find_rows(table, Selection(exposure=(1, 10**30))).tolist()
        == find_rows(table, Selection(exposure=1)).tolist()
    )
