"""Histograms of rows beside NumPy's."""

from pathlib import Path

import numpy as np
import pytest

from pixviewer.core.io.reading import open_table
from pixviewer.core.products.histogram import QUANTITIES, histogram
from pixviewer.core.products.rows import count_rows, read_rows
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Selection


@pytest.fixture(scope="module")
def table(small_file: Path) -> PixTable:
    return open_table(small_file)


def values_of(table: PixTable, quantity: str, selection: Selection | None = None):
    rows = read_rows(table, selection, ("data", "variance", "wave", "flags"))
    if quantity == "snr":
        return rows["data"] / np.sqrt(rows["variance"].astype(float)), rows["flags"]
    return rows[quantity].astype(float), rows["flags"]


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_every_row_is_counted_once(table, quantity):
    selection = Selection(ifu=6)
    found = histogram(table, selection, quantity, n_bin=50)
    values, flags = values_of(table, quantity, selection)
    assert found.n_row == np.isfinite(values).sum()
    assert found.n_below == (values < found.edges[0]).sum()
    for n, wanted in ((found.good, flags == 0), (found.flagged, flags != 0)):
        place = np.floor((values[wanted] - found.edges[0]) / (found.edges[1] - found.edges[0]))
        expected = np.bincount(place[(place >= 0) & (place < 50)].astype(int), minlength=50)
        np.testing.assert_array_equal(n, expected)


@pytest.mark.parametrize(
    ("quantity", "criterion"), [("data", "value"), ("variance", "variance"), ("snr", "snr"), ("wave", "wave")]
)
def test_a_range_of_bins_has_the_rows_of_its_criterion(table, quantity, criterion):
    values, _ = values_of(table, quantity)
    low, high = np.percentile(values, (20, 70))
    found = histogram(table, None, quantity, bounds=(low, high), n_bin=7)
    selected = count_rows(table, Selection(**{criterion: (low, high)}))
    # The kernel divides: a row within rounding of an end may fall to either side.
    assert abs(int(found.good.sum() + found.flagged.sum()) - selected.n_row) <= 2


def test_bad_arguments_are_refused(table):
    with pytest.raises(ValueError, match="quantity must be one of"):
        histogram(table, None, "colour")
    with pytest.raises(ValueError, match="bounds must increase"):
        histogram(table, None, "data", bounds=(2.0, 1.0))


def test_no_rows_make_an_empty_histogram(table):
    assert histogram(table, Selection(wave=(1.0, 2.0))).n_row == 0
