"""Where few rows are kept, columns are read around these only: the same rows, from fewer bytes."""

import numpy as np
import pytest
from tables import make_table, write_table

import pixviewer as pv
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.scan import make_plan
from pixviewer.core.table.source import FitsSource


@pytest.mark.parametrize("length", [1, 3, 7, 100])
def test_stretches_hold_all_kept_rows_and_none_without(length):
    rng = np.random.default_rng(length)
    starts, stops = np.array([5, 40, 90]), np.array([30, 41, 117])
    numbers = np.concatenate([np.arange(a, b) for a, b in zip(starts, stops, strict=True)])
    offsets = make_table(rows_per_slice=1).in_memory().offsets
    for share in (0.0, 0.05, 0.5, 1.0):
        keep = rng.random(numbers.size) < share
        chunk = Chunk({}, starts, stops, keep, offsets)
        is_near, first, last = chunk.stretches(length)
        found = [np.arange(a, b) for a, b in zip(first, last, strict=True)]
        assert np.concatenate([*found, []]).tolist() == numbers[is_near].tolist()
        assert not (keep & ~is_near).any()
        for rows in found:
            assert keep[np.isin(numbers, rows)].any()
            assert rows.size <= length


@pytest.mark.parametrize("form", ["image", "table"])
@pytest.mark.parametrize(
    "selection",
    [
        pv.Selection(y_det=(1000, 1010)),
        pv.Selection(x_det=[(100, 120), (3000, 3001)]),
        pv.Selection(value=(101, 101.5)),
        pv.Selection(y_det=(0, 500), match="any", value=(1e9, 2e9)),
        ~pv.Selection(y_det=(3, 5000)),
    ],
    ids=repr,
)
def test_sparse_selections_give_the_rows_that_a_mask_gives(selection, form, tmp_path):
    made = make_table(rows_per_slice=300, shuffled=False)
    with pv.open_table(write_table(made, tmp_path / "t.fits", form=form)) as table:
        before = pv.read_rows(table, selection)
        table.ensure_blocks()
        after = pv.read_rows(table, selection)
        for name, values in table.read(tuple(table.columns), before["row"]).items():
            np.testing.assert_array_equal(before[name], values)
            np.testing.assert_array_equal(after[name], values)
        np.testing.assert_array_equal(after["row"], before["row"])


def test_other_columns_are_read_only_around_the_rows_that_are_kept(tmp_path, monkeypatch):
    made = make_table(rows_per_slice=300)
    asked: dict[str, int] = {}
    fill = FitsSource.fill

    def counting(self, starts, stops, out):
        for name in out:
            asked[name] = asked.get(name, 0) + int((stops - starts).sum())
        fill(self, starts, stops, out)

    with pv.open_table(write_table(made, tmp_path / "t.fits")) as table:
        monkeypatch.setattr(FitsSource, "fill", counting)
        n = pv.read_rows(table, pv.Selection(y_det=(1000, 1005)))["row"].size
    assert asked["origin"] == len(made)
    assert 0 < n <= asked["data"] < len(made) / 2


@pytest.mark.parametrize("exposures", [0, 2])
def test_blocks_of_slices_beside_an_x_range_are_not_read(exposures):
    made = make_table(rows_per_slice=1100, exposures=exposures)
    table = made.in_memory()
    selection = pv.Selection(x_det=(1000, 1100))
    rows = pv.find_rows(table, selection)
    table.ensure_blocks()
    assert make_plan(table, selection).n_row < table.n_row / 4
    assert pv.find_rows(table, selection).tolist() == rows.tolist()
    np.testing.assert_array_equal(rows, np.flatnonzero((made.x_det >= 1000) & (made.x_det < 1100)))
