"""`pixviewer mask`."""

import numpy as np
import pytest
from astropy.io import fits
from scipy import ndimage

import pixviewer as pv

REGION = 'fk5\ncircle(338.2292,-60.5636,5")\n'


@pytest.fixture
def out(tmp_path):
    return tmp_path / "mask.fits"


@pytest.fixture
def regions(tmp_path):
    file = tmp_path / "objects.reg"
    file.write_text(REGION)
    return file


def masked_of(file):
    return pv.read_mask(file).masked


def test_objects_are_found_by_the_pipeline_s_rule_unless_asked_otherwise(run, small_file, out, tmp_path):
    outcome = run("mask", small_file, out, "--json")
    assert outcome.code == 0, outcome.err
    found = outcome.json
    with pv.open_table(small_file) as table:
        mask = pv.automatic_mask(table)
        rows = pv.mask_rows(table, mask)
    assert np.array_equal(masked_of(out), mask.masked)
    assert found["share_of_pixels"] == mask.share > 0
    assert (found["rows"], found["masked"], found["outside"]) == (rows.n_row, rows.n_masked, 0)
    assert found["share_of_rows"] == rows.share
    assert found["shape"] == list(mask.masked.shape)
    assert found["column"] is None
    assert len(found["slices"]) == 3 * 48
    assert sum(cell["rows"] for cell in found["slices"]) == rows.n_row
    assert found["lost"] == [[c["ifu"], c["slice"]] for c in found["slices"] if c["left"] == 0]
    words = run("mask", small_file, tmp_path / "again.fits")
    assert f"{mask.share:.1%} of them and {rows.share:.1%} of the rows masked" in words.out
    assert "left of the good rows of a slice" in words.out


def test_numbers_of_the_method_arrive(run, small_file, out):
    command = ["--method", "sources", "--threshold", 8, "--min-area", 12, "--grow", 4]
    assert run("mask", small_file, out, *command).code == 0
    with pv.open_table(small_file) as table:
        mask = pv.automatic_mask(table, method="sources", threshold=8, min_area=12, grow=4)
        usual = pv.automatic_mask(table, method="sources")
    assert np.array_equal(masked_of(out), mask.masked)
    assert not np.array_equal(usual.masked, mask.masked)
    assert "--threshold 8.0 --min-area 12 --grow 4" in "".join(fits.getheader(out)["HISTORY"])


def test_the_column_holds_the_rows_of_the_image(run, small_file, out, tmp_path):
    column = tmp_path / "column.fits"
    found = run("mask", small_file, out, "--column", column, "--json").json
    with pv.open_table(small_file) as table:
        rows = pv.mask_rows(table, pv.read_mask(out))
        back = pv.read_row_mask(column, table.n_row)
    assert np.array_equal(back.masked, rows.masked)
    assert (back.table_name, back.mask_name) == (small_file.name, "mask.fits")
    assert (found["column"], found["masked"]) == (str(column), rows.n_masked)


def test_the_form_of_the_pipeline_is_the_other_way_round(run, small_file, out, tmp_path):
    other = tmp_path / "drs.fits"
    assert run("mask", small_file, out).code == 0
    assert run("mask", small_file, other, "--form", "drs").code == 0
    assert np.array_equal(fits.getdata(other), 1 - fits.getdata(out))
    assert fits.getheader(other)["ESO PRO CATG"] == "SKY_MASK"
    assert np.array_equal(masked_of(other), masked_of(out))


class TestWhatIsCombined:
    def test_regions_alone(self, run, sky_table, out, regions):
        """Without --method nothing else is masked."""
        found = run("mask", sky_table, out, "--regions", regions, "--json").json
        with pv.open_table(sky_table) as table:
            inside = pv.find_rows(table, pv.Selection(pv.Circle(338.2292, -60.5636, 5.0))).size
            inside_more = pv.find_rows(table, pv.Selection(pv.Circle(338.2292, -60.5636, 5.3))).size
        # Whole cells of 0.2″, of which any place lies inside.
        assert inside <= found["masked"] <= inside_more

    def test_a_mask_is_added(self, run, small_file, out, tmp_path):
        first, second, both = tmp_path / "a.fits", tmp_path / "b.fits", out
        run("mask", small_file, first, "--method", "threshold")
        run("mask", small_file, second, "--method", "sources")
        assert run("mask", small_file, both, "--add", first, "--add", second).code == 0
        assert np.array_equal(masked_of(both), masked_of(first) | masked_of(second))
        assert not np.array_equal(masked_of(first), masked_of(second))

    def test_objects_are_found_too_when_a_method_is_given(self, run, small_file, out, tmp_path):
        alone, regions = tmp_path / "alone.fits", tmp_path / "r.reg"
        with pv.open_table(small_file) as table:
            ra, dec = (float(np.median(axis)) for axis in table.sky())
        regions.write_text(f'fk5\ncircle({ra},{dec},3")\n')
        run("mask", small_file, alone)
        run("mask", small_file, out, "--method", "threshold", "--regions", regions)
        more = masked_of(out) & ~masked_of(alone)
        assert (masked_of(out) | ~masked_of(alone)).all()
        assert more.any()
        assert np.ptp(np.argwhere(more), axis=0).max() <= 6 / 0.2 + 2

    def test_numbers_without_a_method_are_refused(self, refuse, small_file, out, regions):
        sentence = refuse("mask", small_file, out, "--regions", regions, "--grow", 3)
        assert "add --method" in sentence
        assert not out.exists()


class TestFieldPixels:
    def test_the_mask_of_a_table_in_pixels_counts_in_pixels(self, run, pixel_table, out, tmp_path):
        regions = tmp_path / "r.reg"
        regions.write_text("physical\ncircle(10,-20,30)\n")
        outcome = run("mask", pixel_table, out, "--regions", regions, "--form", "drs", "--json")
        assert outcome.code == 0, outcome.err
        assert fits.getheader(out)["CTYPE1"] == "PIXEL"
        with pv.open_table(pixel_table) as table:
            columns = table.read(("x", "y"), slice(None))
        distance = np.hypot(columns["x"] - 10, columns["y"] + 20)
        assert (distance < 30).sum() <= outcome.json["masked"] <= (distance < 31.5).sum()

    def test_a_mask_on_the_sky_cannot_be_added(
        self, run, refuse, sky_table, pixel_table, out, tmp_path, regions
    ):
        on_sky = tmp_path / "sky.fits"
        assert run("mask", sky_table, on_sky, "--regions", regions).code == 0
        assert "field pixels for positions" in refuse("mask", pixel_table, out, "--add", on_sky)
        assert not out.exists()


class TestBadInput:
    def test_slices_of_which_nothing_is_left_are_named(self, run, sky_table, out, tmp_path):
        regions = tmp_path / "all.reg"
        regions.write_text('fk5\ncircle(338.2292,-60.5636,60")\n')
        outcome = run("mask", sky_table, out, "--regions", regions)
        assert outcome.code == 0
        assert "nothing is left of 96 slices" in outcome.out
        assert "IFU 5 slice 1, " in outcome.out
        assert "and 84 more" in outcome.out

    def test_a_mask_of_another_field_is_told(self, run, sky_table, out, tmp_path):
        other, regions = tmp_path / "other.fits", tmp_path / "r.reg"
        regions.write_text(REGION)
        run("mask", sky_table, other, "--regions", regions)
        fits.setval(other, "CRVAL1", value=100.0)
        outcome = run("mask", sky_table, out, "--add", other)
        assert outcome.code == 0
        assert "other.fits does not cover the field" in outcome.err
        assert not masked_of(out).any()

    def test_files_that_are_none(self, run, refuse, sky_table, out, tmp_path):
        text = tmp_path / "notes.txt"
        text.write_text("nothing")
        assert "cannot be read as FITS" in refuse("mask", sky_table, out, "--add", text)
        nothing = tmp_path / "none.reg"
        nothing.write_text("fk5\n# text(338.2292,-60.5636) text={hello}\n")
        outcome = run("mask", sky_table, out, "--regions", nothing)
        assert outcome.code == 2
        assert "no region marks an object" in outcome.err.splitlines()[-1]
        assert not out.exists()

    def test_the_borders_of_a_mask_mask_the_same(self, run, small_file, out, tmp_path):
        from pixviewer.core.io.mask_regions import write_mask_regions

        run("mask", small_file, out)
        mask, again, borders = pv.read_mask(out), tmp_path / "again.fits", tmp_path / "borders.reg"
        with pv.open_table(small_file) as table:
            write_mask_regions(mask, borders, table.frame)
        assert run("mask", small_file, again, "--regions", borders).code == 0
        assert np.array_equal(pv.read_mask(again).masked, mask.masked)
        assert mask.masked.any()

    def test_names_that_clash(self, run, refuse, sky_table, out, regions):
        both = ("mask", sky_table, out, "--regions", regions)
        assert "different names" in refuse(*both, "--column", out)
        assert "never changed" in refuse("mask", sky_table, sky_table, "--overwrite", code=3)
        out.write_text("mine")
        assert "exists already" in refuse(*both, code=3)
        assert out.read_text() == "mine"
        assert run(*both, "--overwrite").code == 0
        assert "never changed" in refuse("mask", sky_table, out, "--add", out, "--overwrite", code=3)

    def test_a_column_that_cannot_be_written_leaves_no_image_either(self, run, refuse, sky_table, out):
        other = out.with_name("other.fits")
        run("mask", sky_table, other)
        words = ("mask", sky_table, out, "--add", other, "--column", other, "--overwrite")
        assert "never changed" in refuse(*words, code=3)
        assert not out.exists()


def test_what_is_masked_is_bright(run, small_file, out):
    assert run("mask", small_file, out, "--method", "sources").code == 0
    with pv.open_table(small_file) as table:
        image = pv.white_light(table)
    bright = ndimage.binary_opening(image.value > np.nanpercentile(image.value, 99.5), np.ones((3, 3)))
    assert bright.any()
    assert masked_of(out)[bright].all()
