"""`pixviewer selfcal`, from options to files and answers."""

import numpy as np
import pytest
from astropy.io import fits

from pixviewer import (
    Cancelled,
    PixTable,
    Selection,
    extract,
    mask_rows,
    open_table,
    read_factors,
    simulate,
    through,
)
from pixviewer.core.io.masks import write_mask, write_row_mask

WAVES = ((5900.0, 5970.0), (6200.0, 6270.0), (6500.0, 6570.0))


@pytest.fixture(scope="module")
def exposure(tmp_path_factory):
    """Two IFUs in three bins, 1.2 million rows."""
    path = tmp_path_factory.mktemp("selfcal") / "exposure.fits"
    simulate(path, preset="small", ifus=[5, 6], waves=WAVES)
    return path


def changed(exposure, path, **columns):
    """A copy of an exposure with other columns, each a function of the old one."""
    with open_table(exposure) as table:
        arrays = {name: table.column(name).copy() for name in table.columns}
        for name, change in columns.items():
            arrays[name] = change(arrays[name], arrays).astype(arrays[name].dtype)
        other = PixTable.from_arrays(arrays, table.header, state="projected")
        extract(other, None, path)
    return path


def columns_of(path, *names):
    with open_table(path) as table:
        return [table.column(name).copy() for name in names]


def test_all_that_is_asked_for_is_written(run, exposure, tmp_path):
    out, factors, report = (tmp_path / name for name in ("out.fits", "f.fits", "r.html"))
    found = run("selfcal", exposure, out, "--save-factors", factors, "--report", report, "--json")
    assert found.code == 0
    plain = found.json
    with open_table(exposure) as table:
        seen = through(table, read_factors(factors))
        expected, variance, n_row = seen.column("data"), seen.column("variance"), table.n_row
        kept = table.column("wave").copy()
    data, stat, wave = columns_of(out, "data", "variance", "wave")
    np.testing.assert_array_equal(data, expected)
    np.testing.assert_array_equal(stat, variance)
    np.testing.assert_array_equal(wave, kept)
    assert fits.getheader(out)["ESO DRS MUSE PIXTABLE AUTOCAL"] == "slice-median"
    assert plain["file"] == str(out)
    assert plain["rows"] == n_row
    assert (plain["factors"], plain["report"]) == (str(factors), str(report))
    assert (plain["method"], plain["corr_clip"], len(plain["bins"])) == ("mpdaf", 15.0, 21)
    assert plain["mask"] == {"name": None, "masked": 0, "share": 0.0}
    assert report.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert plain["command"].startswith(f"pixviewer selfcal {exposure} {out} --method mpdaf")


def test_the_answer_tells_scatter_and_states(run, exposure, tmp_path):
    plain = run("selfcal", exposure, tmp_path / "out.fits", "--json").json
    total, bins = plain["scatter"]["total"], plain["scatter"]["bins"]
    assert [one["lambda"] for one in bins] == [[5850.0, 6120.0], [6120.0, 6440.0], [6440.0, 6678.0]]
    assert total["cells"] == sum(one["cells"] for one in bins) == plain["cells"]["total"] == 288
    assert all(one["level_after_rms"] < one["level_before_rms"] for one in [total, *bins])
    assert total["before_rms"] > 0
    assert plain["improvement"] == pytest.approx(total["before"] / total["after"])
    cells = plain["cells"]
    assert cells["measured"] + cells["spike_cleaned"] + cells["half_level"] >= 288
    assert plain["unmeasured"] == []
    assert {"ifu", "slice", "bin", "after", "why"} <= set(plain["suspects"][0])


def test_people_are_told_how_much_better_it_is(run, exposure, tmp_path):
    found = run("selfcal", exposure, tmp_path / "out.fits")
    assert found.code == 0
    first, second, third = found.out.splitlines()
    assert first.startswith("Slices agree ")
    assert "288 slices and bins have a factor of their own" in second
    assert str(tmp_path / "out.fits") in third
    assert "warning: only 2 of 24 IFUs are there" in found.err


def test_a_command_that_is_told_gives_the_same(run, exposure, tmp_path):
    import shlex

    out = tmp_path / "out.fits"
    words = ["selfcal", exposure, out, "--method", "deepfield", "--mask", "none", "--corr-clip", "7"]
    command = run(*words, "--bins", "5850,6120,6678", "--json").json["command"]
    data = columns_of(out, "data")
    assert run(*shlex.split(command)[1:], "--overwrite").code == 0
    np.testing.assert_array_equal(columns_of(out, "data"), data)


@pytest.mark.parametrize("form", ["drs", "mpdaf"])
def test_factors_that_are_saved_correct_the_table_alike(run, exposure, tmp_path, form):
    out, again, factors = (tmp_path / name for name in ("out.fits", "again.fits", "f.fits"))
    run("selfcal", exposure, out, "--save-factors", factors, "--factors-form", form)
    assert run("apply-factors", exposure, again, "--factors", factors).code == 0
    for one, other in zip(columns_of(out, "data"), columns_of(again, "data"), strict=True):
        np.testing.assert_array_equal(one, other)


def test_deepfield_makes_a_mask_by_itself_unless_told_not_to(run, exposure, tmp_path):
    out = tmp_path / "out.fits"
    words = ("selfcal", exposure, out, "--method", "deepfield", "--json", "--overwrite")
    usual, without = run(*words).json, run(*words, "--mask", "none").json
    assert usual["mask"]["name"] == "automatic mask of exposure.fits"
    assert usual["mask"]["masked"] > 0
    assert without["mask"] == {"name": None, "masked": 0, "share": 0.0}


def test_an_image_and_a_column_mask_together(run, exposure, tmp_path):
    image, column, out = (tmp_path / name for name in ("m.fits", "c.fits", "out.fits"))
    assert run("mask", exposure, image).code == 0
    with open_table(exposure) as table:
        rows = mask_rows(table, Selection(ifu=[5], slice_no=[3]))
        n_row = rows.n_masked
        write_row_mask(rows, column)
    alone = run("selfcal", exposure, out, "--mask", image, "--json").json
    both = run(
        "selfcal", exposure, out, "--mask", image, "--mask-column", column, "--json", "--overwrite"
    ).json
    only = run("selfcal", exposure, out, "--mask-column", column, "--json", "--overwrite").json
    assert only["mask"]["masked"] == n_row
    assert only["unmeasured"] == [[5, 3]]
    assert alone["mask"]["masked"] < both["mask"]["masked"] <= alone["mask"]["masked"] + n_row
    assert alone["mask"]["name"] == "m.fits"


def test_it_is_not_done_twice_unless_forced(run, refuse, exposure, tmp_path):
    once, twice = tmp_path / "once.fits", tmp_path / "twice.fits"
    run("selfcal", exposure, once)
    assert "self-calibrated already" in refuse("selfcal", once, twice)
    assert not twice.exists()
    forced = run("selfcal", once, twice, "--force")
    assert forced.code == 0
    assert "warning: it is self-calibrated already" in forced.err


def test_a_mask_that_leaves_nothing_is_refused(run, refuse, exposure, tmp_path):
    column, out = tmp_path / "c.fits", tmp_path / "out.fits"
    with open_table(exposure) as table:
        write_row_mask(mask_rows(table, Selection(ifu=[5, 6])), column)
    assert "rows are masked, so no sky is left" in refuse("selfcal", exposure, out, "--mask-column", column)
    assert not out.exists()
    forced = run("selfcal", exposure, out, "--mask-column", column, "--force")
    assert forced.code == 0
    assert "No slice could be measured" in forced.out
    np.testing.assert_array_equal(*columns_of(exposure, "data"), *columns_of(out, "data"))


def test_a_mask_of_another_field_is_refused(run, refuse, exposure, tmp_path):
    image, out = tmp_path / "m.fits", tmp_path / "out.fits"
    run("mask", exposure, image)
    with fits.open(image, mode="update") as hdus:
        hdus[0].header["CRVAL2"] += 5.0
    assert "m.fits is of another field" in refuse("selfcal", exposure, out, "--mask", image)
    assert not out.exists()
    forced = run("selfcal", exposure, out, "--mask", image, "--force")
    assert forced.code == 0
    assert "does not cover the field" in forced.err


def test_a_mask_that_covers_a_part_is_told(run, exposure, tmp_path):
    image = tmp_path / "m.fits"
    run("mask", exposure, image)
    with fits.open(image, mode="update") as hdus:
        hdus[0].header["CRPIX1"] += 60.0
    found = run("selfcal", exposure, tmp_path / "out.fits", "--mask", image, "--json")
    assert found.code == 0
    assert any("covers part of the field only" in one for one in found.json["warnings"])


def test_an_ifu_a_slice_and_a_bin_without_unmasked_rows(run, exposure, tmp_path):
    column, out = tmp_path / "c.fits", tmp_path / "out.fits"
    with open_table(exposure) as table:
        lost = Selection(ifu=[5]) | Selection(slice_no=[7]) | Selection(wave=[(6200.0, 6270.0)])
        write_row_mask(mask_rows(table, lost), column)
    found = run("selfcal", exposure, out, "--mask-column", column, "--json")
    assert found.code == 0
    assert sorted(found.json["unmeasured"]) == [[5, n] for n in range(1, 49)] + [[6, 7]]
    assert len(found.json["scatter"]["bins"]) == 2
    (data,) = columns_of(out, "data")
    (before,) = columns_of(exposure, "data")
    assert np.isfinite(data[np.isfinite(before)]).all()


def test_values_that_are_not_finite_are_left_out_and_told(run, exposure, tmp_path):
    def spoil(values, _):
        values[::100], values[1::100] = np.nan, np.inf
        return values

    path, out = (
        changed(exposure, tmp_path / "spoiled.fits", data=spoil, variance=spoil),
        tmp_path / "out.fits",
    )
    found = run("selfcal", path, out, "--json")
    assert found.code == 0
    n = found.json["rows"]
    assert found.json["not_finite"] == -(-n // 100) + -(-(n - 1) // 100)
    assert any("not finite were left out" in one for one in found.json["warnings"])
    assert found.json["cells"]["measured"] > 250


@pytest.mark.parametrize("level", [0.0, -30.0])
def test_a_sky_that_is_not_positive_is_told_and_left_alone(run, exposure, tmp_path, level):
    def dim(values, _):
        return np.full(values.shape, level)

    path, out = changed(exposure, tmp_path / "dim.fits", data=dim), tmp_path / "out.fits"
    found = run("selfcal", path, out, "--json")
    assert found.code == 0
    assert any("seems to be subtracted already" in one for one in found.json["warnings"])
    np.testing.assert_array_equal(*columns_of(path, "data"), *columns_of(out, "data"))


def test_rows_outside_all_bins_keep_their_values(run, refuse, exposure, tmp_path):
    out = tmp_path / "out.fits"
    found = run("selfcal", exposure, out, "--bins", "5850,6120", "--json")
    assert any("rows lie outside all bins, and keep their values" in one for one in found.json["warnings"])
    (wave, before), (after,) = columns_of(exposure, "wave", "data"), columns_of(out, "data")
    np.testing.assert_array_equal(after[wave > 6120], before[wave > 6120])
    assert (after[wave < 6120] != before[wave < 6120]).mean() > 0.9
    assert "all of its rows lie outside the bins" in refuse(
        "selfcal", exposure, tmp_path / "none.fits", "--bins", "8000,9000"
    )


def test_a_table_too_thin_to_measure_is_told(run, sky_table, tmp_path):
    out = tmp_path / "out.fits"
    found = run("selfcal", sky_table, out, "--json")
    assert found.code == 0
    assert any("no detector column has more than" in one for one in found.json["warnings"])
    assert found.json["scatter"]["total"]["before"] is None
    np.testing.assert_array_equal(*columns_of(sky_table, "data"), *columns_of(out, "data"))


def test_without_lasers_there_is_nothing_to_exclude(run, exposure, tmp_path):
    found = run("selfcal", exposure, tmp_path / "out.fits", "--exclude-raman", 5)
    assert found.code == 0
    assert "without lasers there are no Raman lines" in found.err


def test_rows_near_raman_lines_are_left_out(run, tmp_path):
    path = tmp_path / "ao.fits"
    simulate(path, preset="small", ifus=[5], waves=[(6440.0, 6530.0)], mode="WFM-AO-N")
    words = ("selfcal", path, tmp_path / "out.fits", "--overwrite", "--save-factors", tmp_path / "f.fits")
    rows = []
    for more in ((), ("--exclude-raman", "5")):
        assert run(*words, *more).code == 0
        rows.append(read_factors(tmp_path / "f.fits").n_row.sum())
    # 10 of 90 Å.
    assert rows[1] / rows[0] == pytest.approx(80 / 90, abs=0.005)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--bins", "5000"), "not a list of two or more edges"),
        (("--bins", "6000,5000"), "edges that increase"),
        (("--bins", "5000,nan"), "not a number"),
        (("--corr-clip", "0"), "not a positive number"),
        (("--exclude-raman", "-1"), "not a positive number"),
        (("--method", "median"), "invalid choice"),
        (("--mask", "missing.fits"), "does not exist"),
        (("--mask-column", "missing.fits"), "does not exist"),
    ],
)
def test_bad_arguments_are_one_sentence(refuse, exposure, tmp_path, words, told):
    assert told in refuse("selfcal", exposure, tmp_path / "out.fits", *words)
    assert list(tmp_path.iterdir()) == []


def test_a_mask_column_of_another_table_is_refused(refuse, exposure, sky_table, tmp_path):
    column = tmp_path / "c.fits"
    with open_table(sky_table) as table:
        write_row_mask(mask_rows(table, Selection(ifu=[5])), column)
    assert "3,000 rows" in refuse("selfcal", exposure, tmp_path / "out.fits", "--mask-column", column)


def test_no_input_is_replaced_and_no_name_used_twice(run, refuse, exposure, tmp_path):
    mask, out = tmp_path / "m.fits", tmp_path / "out.fits"
    with open_table(exposure) as table:
        from pixviewer import automatic_mask

        write_mask(automatic_mask(table), mask)
    for words in ((exposure, exposure), (exposure, mask, "--mask", mask)):
        assert "never changed" in refuse("selfcal", *words, "--overwrite", code=3)
    assert "never changed" in refuse(
        "selfcal", exposure, out, "--mask", mask, "--report", mask, "--overwrite", code=3
    )
    assert "different names" in refuse("selfcal", exposure, out, "--save-factors", out)
    out.write_text("old")
    assert "exists already" in refuse("selfcal", exposure, out, code=3)
    assert out.read_text() == "old"


@pytest.mark.parametrize("stage", ["gather", "write_corrected", "report_page"])
def test_an_interrupt_leaves_nothing(run, exposure, tmp_path, monkeypatch, stage):
    home = {
        "gather": "pixviewer.core.calib.calibrating",
        "write_corrected": "pixviewer.core.io.correction",
        "report_page": "pixviewer.core.report.calibration",
    }[stage]

    def stop(*_, **__):
        raise Cancelled

    monkeypatch.setattr(f"{home}.{stage}", stop)
    words = ("--save-factors", tmp_path / "f.fits", "--report", tmp_path / "r.html")
    found = run("selfcal", exposure, tmp_path / "out.fits", *words)
    assert found.code == 130
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_cannot_be_written_leaves_nothing(run, exposure, tmp_path):
    found = run("selfcal", exposure, tmp_path / "missing" / "out.fits", "--save-factors", tmp_path / "f.fits")
    assert found.code == 3
    assert list(tmp_path.iterdir()) == []


def test_factors_can_be_compared_in_a_report(run, exposure, tmp_path):
    one, two, report = (tmp_path / name for name in ("one.fits", "two.fits", "r.html"))
    for file, clip in ((one, "15"), (two, "2")):
        run(
            "selfcal",
            exposure,
            tmp_path / "out.fits",
            "--corr-clip",
            clip,
            "--save-factors",
            file,
            "--overwrite",
        )
    found = run("compare-factors", one, two, "--report", report, "--json")
    assert found.code == 0
    assert found.json["report"] == str(report)
    assert "differs from the first by" in report.read_text(encoding="utf-8")
    assert run("compare-factors", one, two, "--report", report).code == 3
    assert run("compare-factors", one, two, "--report", one, "--overwrite").code == 3
