"""Tables with another header, other units, or arrays of their own."""

import numpy as np
import pytest
from tables import make_table, write_table

import pixviewer as pv
from pixviewer.core.table.copying import with_own_arrays, with_units


@pytest.fixture
def table(tmp_path):
    with pv.open_table(write_table(make_table("positioned"), tmp_path / "a.fits")) as opened:
        yield opened


def test_another_header_is_looked_at_when_asked_for(table):
    header = table.header.copy()
    other = table.with_header(header)
    header["OBJECT"] = "another"
    assert other.facts.object_name == "another"
    assert table.facts.object_name == "made up"
    np.testing.assert_array_equal(other.column("data"), table.column("data"))


def test_blocks_are_shared_as_long_as_the_frame_is_the_same(table):
    blocks = table.ensure_blocks()
    assert table.with_header(table.header).blocks is blocks
    frame = pv.Frame(pv.State.POSITIONED, 10.0, 20.0)
    moved = table.with_header(table.header, frame)
    assert moved.blocks is None
    assert moved.frame == frame
    moved.ensure_blocks()
    with pv.open_table(table.path) as again:
        assert again.ensure_blocks().extent == blocks.extent
    ra, dec = moved.sky([0])
    assert (float(ra[0]) - 10, float(dec[0]) - 20) == pytest.approx(
        (table.column("x")[0], table.column("y")[0]), abs=1e-12
    )


def test_own_arrays_are_copies_and_columns_of_a_file_are_shared(table):
    assert with_own_arrays(table) is table
    changed = pv.replace_column(table, "data", np.zeros(table.n_row))
    for original in (changed, pv.subset(table)):
        copy = with_own_arrays(original)
        copy.column("data")[0] = 5.0
        assert original.column("data")[0] != 5.0
        np.testing.assert_array_equal(copy.column("wave"), original.column("wave"))
        assert copy.header == original.header


def test_units_are_said_and_nothing_is_converted(table):
    other = with_units(table, {"data": "count", "variance": "count**2"})
    assert other.columns["data"].unit == "count"
    assert other.columns["x"].unit == table.columns["x"].unit
    np.testing.assert_array_equal(other.column("data"), table.column("data"))
