"""Rows of a selection as a table in memory: the same as the extraction in a file."""

import numpy as np
import pytest
from tables import STATES, make_table, write_table

import pixviewer as pv

SELECTION = pv.Selection(slice_no=[3, 17], good=True)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("exposures", [0, 3])
def test_a_subset_is_what_extract_writes(state, exposures, tmp_path):
    made = make_table(
        state, rows_per_slice=4, exposures=exposures, weight=True, extras={"MASK": np.arange(10**5)}
    )
    with pv.open_table(write_table(made, tmp_path / "t.fits")) as table:
        selection = SELECTION & ~pv.Selection(exposure=2) if exposures else SELECTION
        some = pv.subset(table, selection)
        assert some.n_row == pv.extract(table, selection, tmp_path / "e.fits")
        rows = pv.find_rows(table, selection)
        by_number = pv.subset(table, rows=rows[::-1])
    with pv.open_table(tmp_path / "e.fits") as written:
        for name in written.columns:
            np.testing.assert_array_equal(some.column(name), written.column(name))
            np.testing.assert_array_equal(by_number.column(name), written.column(name))
        told = [keyword for keyword in written.header if "PIXTABLE" in keyword]
        assert len(told) > 100
        for keyword in told:
            value = written.header[keyword]
            # A card has room for fewer digits than a float.
            expected = pytest.approx(value, rel=1e-12) if isinstance(value, float) else value
            assert some.header[keyword] == expected, keyword
        np.testing.assert_array_equal(some.offsets.x_offset, written.offsets.x_offset)
        assert some.facts == written.facts


def test_the_header_waits_until_it_is_asked_for(monkeypatch):
    from pixviewer.core.products import subset as module

    made = make_table(rows_per_slice=4)
    asked = []
    real = module.bring_up_to_date
    monkeypatch.setattr(module, "bring_up_to_date", lambda *given: (asked.append(1), real(*given)))
    some = pv.subset(made.in_memory(), SELECTION)
    assert some.sky()[0].size == some.n_row
    assert not asked
    assert some.header["ESO DRS MUSE PIXTABLE LIMITS SLICE LOW"] == 3
    assert some.header is some.header
    assert len(asked) == 1


def test_nothing_selected_is_no_table():
    table = make_table(rows_per_slice=2).in_memory()
    assert pv.subset(table, pv.Selection(ifu=20)) is None
    assert pv.subset(table, rows=[]) is None
    assert pv.subset(table).n_row == table.n_row


def test_rows_and_selection_exclude_each_other():
    table = make_table(rows_per_slice=2).in_memory()
    with pytest.raises(ValueError, match="not both"):
        pv.subset(table, SELECTION, rows=[1])
