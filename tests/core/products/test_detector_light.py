"""The sky as a detector sees it, row by row."""

from pathlib import Path

import numpy as np
import pytest

from pixviewer import Selection, decode_rows, find_rows, open_table, white_light
from pixviewer.core.geometry import Grid
from pixviewer.core.products.detector_light import detector_light
from pixviewer.core.table.detector_box import DetectorBox
from pixviewer.core.table.pixtable import PixTable


@pytest.fixture
def table(small_file: Path) -> PixTable:
    table = open_table(small_file)
    table.ensure_blocks()
    return table


def test_a_ramp_on_the_sky_is_told_by_each_pixel(table: PixTable) -> None:
    grid = white_light(table).grid
    x, _ = grid.centre(np.arange(grid.n_x), 0)  # type: ignore[arg-type]
    _, y = grid.centre(0, np.arange(grid.n_y))  # type: ignore[arg-type]
    ramp = 3.0 * x[None, :] - 2.0 * y[:, None] + 7.0
    value, cells = detector_light(table, 6, ramp, grid, box=DetectorBox())
    rows = find_rows(table, Selection(ifu=6))[::97]
    told = decode_rows(table, rows)
    xi, eta = table.frame.to_plane(table.column("x")[rows], table.column("y")[rows])
    col = np.array([cells.cell(x, y) for x, y in zip(told["x_det"], told["y_det"], strict=True)])
    found = value[col[:, 1], col[:, 0]]
    # The border of the image is half a cell beyond its centres.
    assert found == pytest.approx(3.0 * xi - 2.0 * eta + 7.0, abs=0.5 * 0.2 * 5)
    inner = np.abs(found - (3.0 * xi - 2.0 * eta + 7.0)) < 1e-3
    assert inner.mean() > 0.9
    assert np.isnan(value[0, 0])


def test_a_sketch_has_higher_cells_and_about_the_same_values(table: PixTable) -> None:
    image = white_light(table)
    whole = image.value.astype(np.float64)
    box = DetectorBox(bin_x=8, bin_y=8)
    exact, cells = detector_light(table, 5, whole, image.grid, box=box)
    rough, rough_cells = detector_light(table, 5, whole, image.grid, box=box, sketch=12_000)
    assert rough_cells.dy > cells.dy
    assert np.nanmedian(rough) == pytest.approx(np.nanmedian(exact), rel=0.05)


def test_places_beside_the_image_have_no_value(table: PixTable) -> None:
    far = Grid(5000.0, 5000.0, -0.2, 0.2, 10, 10)
    value, _ = detector_light(table, 5, np.ones(far.shape), far, box=DetectorBox())
    assert np.isnan(value).all()
