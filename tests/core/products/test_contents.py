"""Rows by IFU, slice and exposure, against plain NumPy; and what a header says of exposures."""

import numpy as np
import pytest

from pixviewer.core.io.reading import open_table
from pixviewer.core.products.contents import contents
from pixviewer.core.products.rows import decode_rows, find_rows
from pixviewer.core.simulate import simulate
from pixviewer.core.table.exposures import exposures
from pixviewer.core.table.selection import Selection


@pytest.fixture(scope="module")
def combined(tmp_path_factory):
    path = tmp_path_factory.mktemp("combined") / "combined.fits"
    simulate(path, preset="small", state="positioned", exposures=3)
    return path


@pytest.mark.parametrize("selection", [None, Selection(ifu=(5, 7)), Selection(wave=(6055, 6056), good=True)])
@pytest.mark.parametrize("which", ["single", "combined"])
def test_counts_are_those_of_numpy(small_file, combined, selection, which):
    with open_table(small_file if which == "single" else combined) as table:
        found = contents(table, selection)
        rows = decode_rows(table, find_rows(table, selection))
        assert found.n_row == rows["row"].size
        assert found.n_bad == np.count_nonzero(rows["flags"])
        assert found.ifus == sorted(set(rows["ifu"].tolist()))
        assert found.n_odd == 0
        for ifu in found.ifus:
            mine = rows["ifu"] == ifu
            assert found.slices_of(ifu) == sorted(set(rows["slice"][mine].tolist()))
            for number in found.slices_of(ifu)[:3]:
                here = mine & (rows["slice"] == number)
                assert found.per_slice[ifu, number] == here.sum()
                assert found.bad_per_slice[ifu, number] == (here & (rows["flags"] != 0)).sum()
        counts = np.bincount(rows["exposure"], minlength=table.offsets.n_exposure + 1)
        np.testing.assert_array_equal(found.per_exposure, counts[1:])
        for k in range(table.offsets.n_exposure):
            weight = rows["weight"][rows["exposure"] == k + 1] if "weight" in rows else np.empty(0)
            wanted = [weight.min(), weight.max()] if weight.size else [np.nan, np.nan]
            np.testing.assert_array_equal(found.weights[k], wanted)


def test_exposures_follow_each_other(combined):
    with open_table(combined) as table:
        found = exposures(table)
        assert [e.number for e in found] == [1, 2, 3]
        assert found[0].first == 0
        assert found[-1].last == table.n_row - 1
        assert sum(e.n_row for e in found) == table.n_row
        assert found[0].date_obs == table.facts.date_obs


def test_offsets_and_scales_come_from_the_header(combined):
    with open_table(combined) as table:
        header = table.header.copy()
        header["HIERARCH ESO DRS MUSE OFFSET2 DATE-OBS"] = "2014-07-26T05:00:00.000"
        header["HIERARCH ESO DRS MUSE OFFSET2 DRA"] = 1.0 / 3600
        header["HIERARCH ESO DRS MUSE OFFSET2 DDEC"] = -0.5 / 3600
        header["HIERARCH ESO DRS MUSE FLUX SCALE2"] = 1.25
        second = exposures(table.with_header(header))[1]
        assert second.date_obs == "2014-07-26T05:00:00.000"
        assert (second.ra_offset, second.dec_offset) == pytest.approx((1.0, -0.5))
        assert second.flux_scale == 1.25
        third = exposures(table.with_header(header))[2]
        assert (third.date_obs, third.ra_offset, third.flux_scale) == ("", None, None)
