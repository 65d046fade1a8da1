"""A table seen through factors is a table whose data and variances are multiplied, and nothing else."""

import numpy as np
import pytest
from factor_sets import make_factors
from hypothesis import given
from hypothesis import strategies as st
from tables import STATES, make_table, write_table

import pixviewer as pv
from pixviewer.core.calib.applying import multiplied, through
from pixviewer.core.calib.recording import AUTOCAL
from pixviewer.core.geometry import Circle

pytestmark = pytest.mark.usefixtures("small_blocks")

SMALL = {"ifus": (5, 6, 24), "n_slice": 48, "rows_per_slice": 6}
FACTORS = make_factors()


def factor_of_rows(made, factors):
    q = np.searchsorted(factors.edges, made.columns["wave"].astype(float), "right") - 1
    return factors.factor[q, made.ifu - 1, made.slice_no - 1]


def corrected(made, factors=FACTORS):
    f = factor_of_rows(made, factors)
    columns = dict(made.columns)
    columns["data"] = (columns["data"].astype(float) * f).astype(np.float32)
    columns["variance"] = (columns["variance"].astype(float) * (f * f)).astype(np.float32)
    return columns


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("through")
    made = {state: make_table(state, weight=True, **SMALL) for state in STATES}
    return {
        (state, form): (one, write_table(one, folder / f"{state}-{form}.fits", form))
        for state, one in made.items()
        for form in ("image", "table")
    }


@pytest.fixture(params=[(state, form) for state in STATES for form in ("image", "table", "memory")])
def case(request, files):
    state, form = request.param
    made, path = files[state, "image" if form == "memory" else form]
    with made.in_memory() if form == "memory" else pv.open_table(path) as table:
        yield made, table


def test_multiplied_columns_are_doubles_that_round_to_the_corrected_ones(case):
    made, table = case
    held = multiplied(table, FACTORS)
    f = factor_of_rows(made, FACTORS)
    np.testing.assert_array_equal(held.column("data"), made.columns["data"].astype(float) * f)
    np.testing.assert_array_equal(held.column("variance"), made.columns["variance"].astype(float) * (f * f))
    assert held.column("data").dtype == np.float64
    assert held.header[AUTOCAL] == "user"
    both = held.read(("data", "variance"), slice(None))
    for name, values in both.items():
        np.testing.assert_array_equal(values, corrected(made)[name])


def test_columns_are_those_of_the_corrected_table(case):
    made, table = case
    seen = through(table, FACTORS)
    expected = corrected(made)
    assert set(seen.columns) == set(expected)
    everything = seen.read(tuple(seen.columns), slice(None))
    for name, values in expected.items():
        np.testing.assert_array_equal(everything[name], values)
        np.testing.assert_array_equal(seen.read((name,), slice(None))[name], values)
        np.testing.assert_array_equal(seen.column(name), values)
    np.testing.assert_array_equal(table.column("data"), made.columns["data"])


@given(data=st.data())
def test_any_rows_come_corrected(files, data):
    made, path = files["projected", data.draw(st.sampled_from(["image", "table"]))]
    rows = data.draw(st.lists(st.integers(0, len(made) - 1), max_size=40))
    names = data.draw(st.lists(st.sampled_from(["data", "variance", "wave", "x"]), min_size=1, unique=True))
    with pv.open_table(path) as table:
        found = through(table, FACTORS).read(names, rows)
    expected = corrected(made)
    for name in names:
        np.testing.assert_array_equal(found[name], expected[name][rows])


def test_products_are_those_of_the_corrected_table(case):
    made, table = case
    columns = corrected(made)
    whole = pv.PixTable.from_arrays(columns, made.header, state=made.state, data_unit=made.data_unit)
    selections = [None, pv.Selection(ifu=5, wave=(5000, 8000)), pv.Selection(value=(45.0, 55.0))]
    if table.frame.is_sky:
        selections.append(pv.Selection(Circle(made.ra[100], made.dec[100], 5.0)))
    seen = through(table, FACTORS)
    for with_blocks in (False, True):
        if with_blocks:
            seen.ensure_blocks()
        for selection in selections:
            for make, error in ((pv.white_light, "variance"), (pv.spectrum, "sigma")):
                ours, expected = make(seen, selection), make(whole, selection)
                np.testing.assert_array_equal(ours.value, expected.value)
                np.testing.assert_array_equal(getattr(ours, error), getattr(expected, error))
            rows = pv.find_rows(seen, selection)
            np.testing.assert_array_equal(rows, pv.find_rows(whole, selection))


def test_bounds_of_blocks_are_shared(files):
    _, path = files["projected", "image"]
    with pv.open_table(path) as table:
        seen = through(table, FACTORS)
        assert seen.blocks is None
        blocks = seen.ensure_blocks()
        assert table.blocks is blocks
        assert through(table, make_factors(seed=2)).blocks is blocks


def test_an_extraction_of_what_is_seen_is_calibrated(files, tmp_path):
    made, path = files["positioned", "image"]
    with pv.open_table(path) as table:
        assert table.facts.autocal is None
        pv.extract(through(table, FACTORS), pv.Selection(ifu=6), tmp_path / "out.fits")
        assert AUTOCAL not in table.header
    with pv.open_table(tmp_path / "out.fits") as out:
        assert out.facts.autocal == "user"
        np.testing.assert_array_equal(out.column("data"), corrected(made)["data"][made.ifu == 6])


def test_rows_outside_all_bins_keep_their_values():
    made = make_table(**SMALL)
    factors = make_factors(edges=(5000.0, 5200.0, 6000.0))
    outside = (made.columns["wave"] < 5000) | (made.columns["wave"] >= 6000)
    assert 0 < outside.sum() < len(made)
    seen = through(made.in_memory(), factors)
    np.testing.assert_array_equal(seen.column("data")[outside], made.columns["data"][outside])
    assert (seen.column("data")[~outside] != made.columns["data"][~outside]).mean() > 0.9


def test_two_sets_of_factors_can_be_seen_through():
    made = make_table(**SMALL)
    half = make_factors()
    inverse = make_factors()
    inverse.factor[:] = 1 / half.factor
    seen = through(through(made.in_memory(), half), inverse)
    np.testing.assert_allclose(seen.column("data"), made.columns["data"], rtol=2e-7)


def test_a_source_that_changed_is_told(tmp_path):
    path = write_table(make_table(**SMALL), tmp_path / "in.fits")
    with pv.open_table(path) as table:
        seen = through(table, FACTORS)
        with path.open("ab") as file:
            file.write(b"x")
        with pytest.raises(pv.PixTableError, match="changed"):
            pv.white_light(seen)


def test_another_header_or_frame_changes_neither_rows_nor_bounds_of_others():
    made = make_table("projected", **SMALL)
    table = made.in_memory()
    seen = through(table, FACTORS)
    header = seen.header.copy()
    header["OBJECT"] = "other"
    other = seen.with_header(header)
    assert other.facts.object_name == "other"
    assert other.ensure_blocks() is table.blocks
    np.testing.assert_array_equal(other.column("data"), seen.column("data"))
    moved = seen.with_header(header, pv.Frame(pv.State.PROJECTED, 10.0, 20.0))
    assert moved.ensure_blocks() is not table.blocks
    np.testing.assert_array_equal(moved.column("variance"), seen.column("variance"))


def test_detector_images_are_seen_through_factors(files):
    made, path = files["projected", "image"]
    with pv.open_table(path) as table:
        ours = pv.detector_image(through(table, FACTORS), 6, crop=True)
    whole = pv.PixTable.from_arrays(corrected(made), made.header, state=made.state)
    np.testing.assert_array_equal(ours.value, pv.detector_image(whole, 6, crop=True).value)
