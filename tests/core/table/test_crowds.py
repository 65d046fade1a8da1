"""Many apertures at once give the rows that one after the other gives."""

import numpy as np
import pytest
from tables import STATES, make_table, write_table

from pixviewer import open_table
from pixviewer.core.geometry import Annulus, Circle, Frame, Square, State
from pixviewer.core.products.extent import extent
from pixviewer.core.products.rows import count_rows
from pixviewer.core.table import crowds
from pixviewer.core.table.apertures import ApertureTest
from pixviewer.core.table.crowds import FEW, CrowdTest, aperture_test
from pixviewer.core.table.selection import Selection

N_ROW = 2_000


def shapes_of(frame, n, rng, size=2.0):
    """Apertures of all kinds over a field, one far away, and one on the far side of the sky."""
    xi, eta = rng.uniform(-30, 30, (2, n))
    ra, dec = frame.plane_to_sky(xi, eta)
    sizes = rng.uniform(0.2, size, n)
    made = [
        (Circle, Square)[i % 2](*at, s) if i % 3 else Annulus(*at, s / 2, s)
        for i, (*at, s) in enumerate(zip(ra.tolist(), dec.tolist(), sizes.tolist(), strict=True))
    ]
    if frame.is_sky:
        made += [Circle((frame.ra0 + 20) % 360, frame.dec0, 3.0), Circle((frame.ra0 + 180) % 360, 0.0, 3.0)]
    return made


def raw_positions(frame, rng):
    """Raw positions over the field, some far off, some without any."""
    scale = {State.PIXEL: 30.0, State.POSITIONED: 30 / 3600, State.PROJECTED: 30 / 206265}[frame.state]
    x, y = rng.uniform(-1.2, 1.2, (2, N_ROW)) * scale
    if frame.state is State.PROJECTED:
        x, y = rng.uniform(-np.pi, np.pi, N_ROW), -np.abs(y) * 1.4
    x[:3], y[3:6] = np.nan, np.inf
    return x.astype(np.float32), y.astype(np.float32)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize(("ra0", "dec0"), [(338.2, -60.5), (0.001, 10.0)])
@pytest.mark.parametrize("size", [2.0, 40.0])
def test_many_apertures_hold_the_rows_that_each_of_them_holds(state, ra0, dec0, size):
    rng = np.random.default_rng(5)
    frame = Frame(state, *((0.0, 0.0) if state is State.PIXEL else (ra0, dec0)))
    shapes = shapes_of(frame, 60, rng, size)
    x, y = raw_positions(frame, rng)
    found, expected = rng.random(N_ROW) < 0.9, None
    expected = found.copy()
    CrowdTest(frame, shapes).narrow({"x": x, "y": y}, found)
    ApertureTest(frame, shapes).narrow({"x": x, "y": y}, expected)
    np.testing.assert_array_equal(found, expected)
    assert 0 < found.sum() < N_ROW


@pytest.mark.parametrize("state", STATES)
def test_blocks_of_a_table_are_skipped_and_no_row_is_lost(state, tmp_path, monkeypatch):
    table = open_table(write_table(make_table(state, odd=0.05), tmp_path / "t.fits"))
    rng = np.random.default_rng(1)
    x0, x1, y0, y1 = extent(table)
    x, y = rng.uniform((x0, y0), (x1, y1), (40, 2)).T
    ra, dec = table.frame.plane_to_sky(x, y)
    shapes = tuple(Circle(a, d, 0.3) for a, d in zip(ra.tolist(), dec.tolist(), strict=True))
    assert isinstance(aperture_test(table.frame, shapes), CrowdTest)
    together = count_rows(table, Selection(shapes=shapes))
    monkeypatch.setattr(crowds, "FEW", 1_000)
    assert isinstance(aperture_test(table.frame, shapes), ApertureTest)
    assert count_rows(table, Selection(shapes=shapes)) == together


def test_a_grid_that_would_be_too_full_is_coarser(monkeypatch):
    monkeypatch.setattr(crowds, "MAX_MEMBERS", 5_000)
    rng = np.random.default_rng(2)
    frame = Frame(State.POSITIONED, 10.0, 20.0)
    shapes = shapes_of(frame, 50, rng, 30.0)
    test = CrowdTest(frame, shapes)
    assert test._n_cell < crowds.CELLS
    x, y = raw_positions(frame, rng)
    found, expected = np.ones(N_ROW, bool), np.ones(N_ROW, bool)
    test.narrow({"x": x, "y": y}, found)
    ApertureTest(frame, shapes).narrow({"x": x, "y": y}, expected)
    np.testing.assert_array_equal(found, expected)


def test_few_apertures_and_those_near_a_pole_are_tested_one_by_one():
    frame = Frame(State.POSITIONED, 10.0, 89.5)
    assert isinstance(aperture_test(frame, [Circle(10.0, 89.5, 1.0)] * (FEW + 1)), ApertureTest)
    frame = Frame(State.POSITIONED, 10.0, 20.0)
    assert isinstance(aperture_test(frame, [Circle(10.0, 20.0, 1.0)] * FEW), ApertureTest)
