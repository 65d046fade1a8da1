"""What a mask leaves of each slice, from one pass over the table."""

import numpy as np
import pytest
import tables

from pixviewer.core.calib import slice_cells as module
from pixviewer.core.calib.coverage import slice_coverage
from pixviewer.core.calib.rasterise import on_grid
from pixviewer.core.calib.slice_cells import slice_cells
from pixviewer.core.products.extent import extent, natural_grid

COUNTS = ("n_row", "n_masked", "n_good", "n_left")


@pytest.mark.parametrize("state", tables.STATES)
@pytest.mark.parametrize("shuffled", [False, True])
@pytest.mark.parametrize("most", [0, module._MOST_COUNTERS])
def test_it_is_what_a_pass_over_the_table_counts(state, shuffled, most, monkeypatch, rng):
    monkeypatch.setattr(module, "_MOST_COUNTERS", most)
    made = tables.make_table(state, shuffled=shuffled, odd=0.02, rows_per_slice=300)
    with made.in_memory() as table:
        grid = natural_grid(table.frame, extent(table))
        cells = slice_cells(table, grid)
        for share in (0.0, 0.4, 1.0):
            mask = on_grid(rng.random(grid.shape) < share, table.frame, grid, "mask")
            with pytest.warns(match="lie outside"):  # the odd rows without a position
                expected = slice_coverage(table, mask)
            found = cells.coverage(mask.masked)
            for name in COUNTS:
                assert np.array_equal(getattr(found, name), getattr(expected, name)), name
            assert found.n_outside == expected.n_outside > 0
            assert found.lost == expected.lost
        assert cells.coverage(None).share_masked == 0.0


def test_a_mask_of_another_grid_is_refused():
    with tables.make_table().in_memory() as table:
        grid = natural_grid(table.frame, extent(table))
        with pytest.raises(ValueError, match="cells"):
            slice_cells(table, grid).coverage(np.zeros((3, 3), bool))
