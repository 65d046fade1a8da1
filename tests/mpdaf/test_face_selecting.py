"""Selections and extractions: what the truth of simulated tables says, and what bad input is told."""

import astropy.units as u
import numpy as np
import pytest
from tables import make_table, write_table

import pixviewer as pv
from pixviewer.core.errors import PixTableWarning
from pixviewer.mpdaf import PixTable, Slicer


@pytest.fixture
def combined(tmp_path):
    made = make_table("positioned", exposures=2, weight=True, rows_per_slice=6)
    return made, PixTable(write_table(made, tmp_path / "combined.fits"))


def test_masks_are_what_the_truth_says(stored, made):
    wave = made.columns["wave"]
    np.testing.assert_array_equal(stored.select_ifus([5, 7]), np.isin(made.ifu, [5, 7]))
    np.testing.assert_array_equal(stored.select_slices([1, 48]), np.isin(made.slice_no, [1, 48]))
    np.testing.assert_array_equal(stored.select_xpix([(100, 900)]), (made.x_det >= 100) & (made.x_det < 900))
    np.testing.assert_array_equal(stored.select_ypix([(9, 99)]), (made.y_det >= 9) & (made.y_det < 99))
    np.testing.assert_array_equal(
        stored.select_lambda([(500, 510), (600, 700)], unit=u.nm),
        ((wave >= 5000) & (wave < 5100)) | ((wave >= 6000) & (wave < 7000)),
    )


def test_masks_of_origins_that_are_given_are_of_these(stored, made):
    some = slice(10, 400, 7)
    origin = made.columns["origin"][some]
    np.testing.assert_array_equal(stored.select_ifus([6], origin=origin), made.ifu[some] == 6)
    np.testing.assert_array_equal(stored.select_slices([2, 3], origin), np.isin(made.slice_no[some], [2, 3]))
    np.testing.assert_array_equal(stored.select_stacks([1], origin), made.slice_no[some] <= 12)
    np.testing.assert_array_equal(stored.select_ypix([(0, 2000)], origin), made.y_det[some] < 2000)
    np.testing.assert_array_equal(stored.select_xpix([(0, 300)], origin), made.x_det[some] < 300)


@pytest.mark.parametrize("stack", [1, 2, 3, 4])
def test_a_stack_has_all_its_twelve_slices(stored, made, stack):
    slices = [Slicer.sky2ccd(12 * (stack - 1) + i) for i in range(1, 13)]
    np.testing.assert_array_equal(stored.select_stacks([stack]), np.isin(made.slice_no, slices))
    assert stored.extract(stack=stack).nrows == np.isin(made.slice_no, slices).sum()


def test_single_values_and_lists_are_understood_alike(stored):
    pairs = [
        ({"ifu": 5}, {"ifu": [5]}),
        ({"sl": np.int64(3)}, {"sl": (3,)}),
        ({"lbda": (5000, 6000)}, {"lbda": [(5000, 6000)]}),
        ({"xpix": (0, 500)}, {"xpix": [(0, 500)]}),
        ({"lbda": [5000, 6000]}, {"lbda": np.array([[5000, 6000]])}),
    ]
    for one, several in pairs:
        np.testing.assert_array_equal(
            stored.extract(**one).get_origin(), stored.extract(**several).get_origin()
        )


def test_criteria_are_merged_by_and_and_by_or(stored, made):
    both = stored.extract(ifu=5, sl=[3, 4])
    assert both.nrows == ((made.ifu == 5) & np.isin(made.slice_no, [3, 4])).sum()
    either = stored.extract(ifu=5, sl=[3, 4], method="or")
    assert either.nrows == ((made.ifu == 5) | np.isin(made.slice_no, [3, 4])).sum()
    assert stored.extract().nrows == stored.nrows
    assert stored.extract(method="or") is None


def test_a_criterion_without_values_is_met_by_no_row(stored):
    assert stored.extract(ifu=[], sl=3) is None
    assert stored.extract(ifu=[], sl=3, method="or").nrows == stored.extract(sl=3).nrows
    assert not stored.select_slices([]).any()
    assert stored.extract(sky=[]) is None
    assert stored.extract(lbda=[]) is None


def test_nothing_found_writes_nothing(stored, tmp_path):
    assert stored.extract(filename=tmp_path / "none.fits", ifu=20) is None
    assert not (tmp_path / "none.fits").exists()


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        ({"sky": (-60.5, 338.2, 2.0, "X")}, "Unknown shape parameter 'X'"),
        ({"sky": (-60.5, 338.2, 2.0)}, r"an aperture is \(y, x, size, shape\)"),
        ({"sky": (-60.5, 338.2, 0.0, "C")}, "positive"),
        ({"sky": 2.0}, r"an aperture is \(y, x, size, shape\)"),
        ({"lbda": (6000, 5000)}, "lbda must increase"),
        ({"lbda": 6000}, "min, max"),
        ({"xpix": [(1, 2, 3)]}, "min, max"),
        ({"ifu": 25}, "ifu must be 1 to 24, got 25"),
        ({"sl": [0, 3]}, "sl must be 1 to 48"),
        ({"stack": 5}, "1 to 4"),
        ({"ifu": 3, "method": "xor"}, "method must be 'and' or 'or'"),
    ],
)
def test_impossible_criteria_are_told(stored, criteria, said):
    with pytest.raises(ValueError, match=said):
        stored.extract(**criteria)


def test_a_mask_extracts_its_rows(stored, made):
    mask = made.columns["data"] > 60
    part = stored.extract_from_mask(mask)
    np.testing.assert_array_equal(part.get_origin(), made.columns["origin"][mask])
    assert stored.extract_from_mask(np.zeros(stored.nrows, bool)) is None
    with pytest.raises(ValueError, match="entries"):
        stored.extract_from_mask(mask[:-1])


def test_exposures_are_ignored_with_a_warning_where_there_are_none(stored):
    with pytest.warns(PixTableWarning, match="exposure criterion is ignored"):
        assert stored.extract(exp=[1], ifu=5).nrows == stored.extract(ifu=5).nrows
    with pytest.warns(PixTableWarning, match="exposure criterion is ignored"):
        assert stored.extract(exp=[1], method="or") is None
    assert stored.get_exp() is None
    with pytest.raises(ValueError, match="not combined"):
        stored.select_exp([1])


def test_exposures_are_selected_and_renumbered(combined):
    made, table = combined
    np.testing.assert_array_equal(table.get_exp(), made.exposure)
    np.testing.assert_array_equal(table.select_exp([2], table.get_exp()), made.exposure == 2)
    second = table.extract(exp=2, sl=[4, 5])
    assert second.nrows == ((made.exposure == 2) & np.isin(made.slice_no, [4, 5])).sum()
    assert [second.get_keyword(key) for key in ("COMBINED", "EXP1 FIRST", "EXP1 LAST")] == [
        1,
        0,
        second.nrows - 1,
    ]
    expected = made.x_det[(made.exposure == 2) & np.isin(made.slice_no, [4, 5])]
    np.testing.assert_array_equal(second.origin2xpix(second.get_origin()), expected)


def test_detector_columns_of_a_combined_table_are_those_of_the_rows_own_exposure(combined):
    made, table = combined
    origin = made.columns["origin"]
    np.testing.assert_array_equal(table.origin2xpix(origin), made.x_det)
    some = np.array([0, 5, table.nrows - 1])
    np.testing.assert_array_equal(table.origin2xpix(origin[some], rows=some), made.x_det[some])
    assert table.origin2xpix(int(origin[-1]), rows=table.nrows - 1) == made.x_det[-1]
    with pytest.raises(ValueError, match="say with rows= which rows"):
        table.origin2xpix(origin[some])
    np.testing.assert_array_equal(table.select_xpix([(50, 90)]), (made.x_det >= 50) & (made.x_det < 90))
    np.testing.assert_array_equal(table.origin2coords(origin)[3], made.x_det)


def test_origins_are_decoded_one_by_one_and_together(stored, made):
    origin = made.columns["origin"]
    ifu, sli, ypix, xpix = stored.origin2coords(origin)
    for found, true in zip(
        (ifu, sli, ypix, xpix), (made.ifu, made.slice_no, made.y_det, made.x_det), strict=True
    ):
        np.testing.assert_array_equal(found, true)
    one = stored.origin2coords(int(origin[9]))
    assert one == (made.ifu[9], made.slice_no[9], made.y_det[9], made.x_det[9])
    assert all(np.ndim(part) == 0 for part in one)
    offset = stored.origin2xoffset(origin, ifu=ifu, sli=sli)
    np.testing.assert_array_equal(offset + ((origin >> 24) & 0x7F) - 1, made.x_det)


def test_an_offset_that_the_header_lacks_is_named(stored, made):
    key = f"IFU{made.ifu[0]:02d} SLICE{made.slice_no[0]:02d} XOFFSET"
    del stored.primary_header[f"ESO DRS MUSE PIXTABLE EXP0 {key}"]
    with pytest.raises(KeyError, match=f"EXP0 {key}"):
        stored.origin2xpix(int(made.columns["origin"][0]))


def test_offsets_are_read_from_the_header_as_it_stands(stored, made):
    before = stored.origin2xpix(int(made.columns["origin"][0]))
    key = f"EXP0 IFU{made.ifu[0]:02d} SLICE{made.slice_no[0]:02d} XOFFSET"
    stored.set_keyword(key, stored.get_keyword(key) + 5)
    assert stored.origin2xpix(int(made.columns["origin"][0])) == before + 5
    assert stored.select_xpix([(before + 5, before + 6)])[0]


def test_positions_are_the_true_ones(stored, made):
    x, y = stored.get_pos_sky()
    np.testing.assert_allclose(x, made.ra, rtol=0, atol=1e-9)
    np.testing.assert_allclose(y, made.dec, rtol=0, atol=1e-9)
    rows = [3, 4, 5]
    x, y = stored.get_pos_sky(stored.get_xpos(rows), stored.get_ypos(rows))
    np.testing.assert_allclose(x, made.ra[rows], rtol=0, atol=1e-9)
    np.testing.assert_allclose(y, made.dec[rows], rtol=0, atol=1e-9)


def test_apertures_are_those_of_the_core(stored, made):
    size = 8.0 if made.state == "pixel" else 2.0
    centre = float(made.ra[50]), float(made.dec[50])
    with pv.open_table(stored.filename) as table:
        for letter, shape in (("C", pv.Circle), ("S", pv.Square)):
            rows = pv.find_rows(table, pv.Selection(shape(*centre, size)))
            assert rows.size > 0
            sky = (centre[1], centre[0], size, letter)
            np.testing.assert_array_equal(np.flatnonzero(stored.select_sky([sky])), rows)
            np.testing.assert_array_equal(np.flatnonzero(stored.select_sky(sky)), rows)
            assert stored.extract(sky=sky).nrows == rows.size


@pytest.mark.parametrize(("word", "unit"), [("projected", u.pix), ("positioned", u.pix), ("other", u.rad)])
def test_where_header_and_unit_contradict_each_other_the_header_counts(word, unit, caplog):
    """As in MPDAF: the formula goes by the keyword, then by the unit; the metric by the unit alone."""
    made = make_table("projected", rows_per_slice=3)
    header = made.header
    header["HIERARCH ESO DRS MUSE PIXTABLE WCS"] = f"{word} (state)"
    header["CRVAL1"], header["CRVAL2"] = 10.0, 20.0
    names = ("x", "y", "wave", "data", "flags", "variance", "origin")
    table = PixTable(None, *(made.columns[name] for name in names), primary_header=header, wcs=unit)
    x, y = table.get_pos_sky()
    raw_x, raw_y = made.columns["x"].astype(float), made.columns["y"].astype(float)
    if word == "projected":
        expected = made.ra, made.dec
    elif unit == u.pix:
        expected = 10.0 + raw_x, 20.0 + raw_y
    else:
        expected = np.degrees(raw_x), np.degrees(raw_y)
    np.testing.assert_allclose(x, expected[0], rtol=0, atol=1e-9)
    np.testing.assert_allclose(y, expected[1], rtol=0, atol=1e-9)
    i, size = 40, (0.005 if unit == u.pix else 18.0)
    scale = (1.0, 1.0) if unit == u.pix else (3600 * np.cos(np.radians(y[i])), 3600)
    true = np.hypot((x - x[i]) * scale[0], (y - y[i]) * scale[1]) < size
    np.testing.assert_array_equal(table.select_sky([(y[i], x[i], size, "C")]), true)
    assert table.extract(sky=(y[i], x[i], size, "C")).nrows == true.sum()
    assert caplog.messages


def test_the_header_of_an_extraction_is_of_the_moment_it_was_made(stored):
    first = stored.extract(ifu=[5, 6])
    header = stored.primary_header
    second = stored.extract(ifu=[5, 6])
    header["OBJECT"] = "renamed"
    assert first.primary_header["OBJECT"] == second.primary_header["OBJECT"] == "made up"
    assert stored.extract(ifu=6).primary_header["OBJECT"] == "renamed"
    assert [first.get_keyword(f"LIMITS IFU {end}") for end in ("LOW", "HIGH")] == [5, 6]
    assert (first.nifu, second.nifu) == (2, 2)
    assert first.extract(ifu=5).nifu == 1


def test_the_header_of_an_extraction_is_not_derived_before_it_is_asked_for(stored, monkeypatch):
    from pixviewer.core.products import subset

    calls = []
    true = subset.bring_up_to_date
    monkeypatch.setattr(subset, "bring_up_to_date", lambda *args: (calls.append(1), true(*args)))
    part = stored.extract(ifu=5)
    assert part.get_data().size == part.nrows
    assert not calls
    assert part.nifu == 1
    assert calls
