"""Factors beside the truth of a simulation."""

from dataclasses import replace

import numpy as np
import pytest
from astropy.io import fits

from pixviewer import Factors, PixTableError, compare_with_truth, simulate
from pixviewer.core.calib.segments import SEGMENTS
from pixviewer.core.calib.states import CellState
from pixviewer.core.calib.truth import known_levels

EDGES = np.array(SEGMENTS)
BIN, IFU, SLICE = 6, 4, 10  # a cell whose factor is spoiled


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    folder = tmp_path_factory.mktemp("truth")
    path = folder / "truth.fits"
    simulate(folder / "t.fits", preset="small", ifus=[5], waves=[(6060.0, 6062.0)], truth=path)
    return path


@pytest.fixture
def perfect(truth):
    """Factors that take all errors away, but for a level common to each bin."""
    level = known_levels(truth, EDGES)
    factor = (2.0 + np.arange(EDGES.size - 1))[:, None, None] / level
    return Factors(
        factor,
        EDGES,
        n_row=np.full(factor.shape, 1000),
        state=np.full(factor.shape, CellState.MEASURED, np.uint8),
        predicted_error=0.001 * factor,
    )


def spoiled(factors, share, state=CellState.MEASURED):
    factor, states = factors.factor.copy(), factors.state.copy()
    factor[BIN, IFU, SLICE] *= 1.0 + share
    states[BIN, IFU, SLICE] = state
    return replace(factors, factor=factor, state=states)


def test_known_levels_are_about_the_means_of_the_truth_file(truth):
    rows = fits.getdata(truth, "BINS")
    means = rows["level"].reshape(24, 48, 20).transpose(2, 0, 1)
    found = known_levels(truth, EDGES)
    # Sky lines weigh more than the continuum; the spike of one slice ends between two nodes.
    assert np.median(np.abs(found / means - 1.0)) < 3e-4
    assert np.abs(found / means - 1.0).max() < 0.02


def test_a_narrow_range_has_the_level_of_its_curve(truth):
    rows = fits.getdata(truth, "LEVELS")
    at = (rows["ifu"] == 7) & (rows["sli"] == 21) & (rows["lambda"] == 6600)
    found = known_levels(truth, EDGES, [(6598.0, 6602.0)])
    assert found[7, 6, 20] == pytest.approx(rows["level"][at][0], abs=1e-5)
    assert np.isnan(found[:7]).all()
    assert np.isnan(found[8:]).all()


def test_perfect_factors_leave_nothing(perfect, truth):
    found = compare_with_truth(perfect, truth)
    assert found.measured.n_cell == 20 * 24 * 48
    assert found.measured.before == pytest.approx(0.0188, abs=0.005)
    assert found.measured.after < 1e-12
    assert found.measured.half_after < 1e-12 < 0.005 < found.measured.half_before < 0.02
    assert found.measured.predicted == pytest.approx(0.001)
    assert found.replaced == ()


def test_factors_of_one_leave_all(perfect, truth):
    found = compare_with_truth(replace(perfect, factor=np.ones_like(perfect.factor)), truth)
    np.testing.assert_array_equal(found.after, found.before)
    assert found.measured.ratio == pytest.approx(found.measured.before / found.measured.predicted, rel=1e-3)


def test_the_common_level_is_that_of_cells_whose_errors_are_small(perfect, truth):
    factor, error = perfect.factor.copy(), perfect.predicted_error.copy()
    factor[:, :12] *= 0.98
    error[:, :12] *= 100.0
    found = compare_with_truth(replace(perfect, factor=factor, predicted_error=error), truth)
    assert np.abs(found.after[:, 12:]).max() < 1e-5
    np.testing.assert_allclose(found.after[:, :12], -0.02, atol=1e-5)
    plain = compare_with_truth(replace(perfect, factor=factor, predicted_error=None), truth)
    np.testing.assert_allclose(plain.after[:, :12], -0.02 / 1.98, atol=1e-5)


def test_the_worst_cell_is_given_in_its_error(perfect, truth):
    found = compare_with_truth(spoiled(perfect, 0.01), truth)
    # 1 %, less its share in the common level of 1152 cells; the error is 0.1 %, and grows with the factor.
    assert found.measured.worst_sigma == pytest.approx(0.01 / 0.00101 * 1.01, rel=0.02)
    assert [one.worst_sigma > 1 for one in found.by_bin] == [b == BIN for b in range(20)]
    assert found.after[BIN, IFU, SLICE] == pytest.approx(0.01, rel=0.01)


def test_replaced_cells_are_listed_with_what_is_left(perfect, truth):
    found = compare_with_truth(spoiled(perfect, 0.2, CellState.HALF_LEVEL | CellState.CLIPPED), truth)
    assert found.measured.after < 1e-12
    assert found.measured.n_cell == 20 * 24 * 48 - 1
    (cell,) = found.replaced
    assert (cell.bin_no, cell.ifu, cell.slice_no) == (BIN + 1, IFU + 1, SLICE + 1)
    assert cell.after == pytest.approx(0.2)
    assert "half IFU" in cell.state


def test_cells_that_nothing_is_known_of_are_left_out(perfect, truth):
    n_row, state = perfect.n_row.copy(), perfect.state.copy()
    n_row[:, 3], state[:, 3] = 0, CellState.UNTOUCHED
    n_row[2], state[2] = 0, CellState.UNTOUCHED
    found = compare_with_truth(replace(perfect, n_row=n_row, state=state), truth)
    assert found.measured.n_cell == 19 * 23 * 48
    assert found.replaced == ()
    assert found.by_bin[2].n_cell == 0
    assert np.isnan(found.by_bin[2].after)


def test_factors_without_states_are_refused(perfect, truth):
    with pytest.raises(ValueError, match="without states"):
        compare_with_truth(replace(perfect, state=None), truth)


@pytest.mark.parametrize("kind", ["text", "missing", "other"])
def test_what_is_no_truth_file_is_refused(perfect, tmp_path, kind):
    path = tmp_path / "other.fits"
    if kind == "text":
        path.write_text("no FITS")
    if kind == "other":
        fits.PrimaryHDU().writeto(path)
    with pytest.raises(PixTableError, match=r"other\.fits is no truth file"):
        compare_with_truth(perfect, path)
