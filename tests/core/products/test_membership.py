"""Rows of a selection as a column of booleans."""

import numpy as np
import pytest
from tables import make_table, write_table

import pixviewer as pv
from pixviewer.core.products.membership import has_more_bits, mark_rows

SELECTIONS = [
    None,
    pv.Selection(match="any"),
    pv.Selection(wave=(5000, 6000)),
    pv.Selection(ifu=[5, 7], x_det=(100, 900)),
    pv.Selection(shapes=pv.Circle(338.2292, -60.57, 8.0)),
    pv.Selection(exposure=2) | ~pv.Selection(good=True),
]


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("with_blocks", [False, True])
def test_the_rows_that_are_found_are_marked(selection, with_blocks, tmp_path, small_blocks):
    made = make_table("positioned", exposures=2, rows_per_slice=5, odd=0.01)
    with pv.open_table(write_table(made, tmp_path / "a.fits")) as table:
        if with_blocks:
            table.ensure_blocks()
        marked = mark_rows(table, selection)
        assert marked.shape == (table.n_row,)
        np.testing.assert_array_equal(np.flatnonzero(marked), pv.find_rows(table, selection))


def test_all_bits_are_tested_where_there_are_more(small_blocks):
    made = make_table("projected", rows_per_slice=4)
    wave = made.columns["wave"].astype(float)
    wave[::3], wave[1::3] = 6000.0, np.nextafter(6000.0, 0)
    table = pv.PixTable.from_arrays({**made.columns, "wave": wave}, made.header, state="projected")
    assert has_more_bits(table)
    assert not has_more_bits(table, ("data", "origin"))
    selection = pv.Selection(wave=(6000, 9999), ifu=6)
    np.testing.assert_array_equal(
        mark_rows(table, selection), (wave >= 6000) & (wave < 9999) & (made.ifu == 6)
    )
