"""The files that the ESO pipeline wrote, against the values that MPDAF and the pipeline read from them.

`expected.json` lies beside them; without them these tests are skipped.
"""

import json

import numpy as np
import pytest
from astropy.io import fits
from oracles import PIPELINE_TABLES, SHARED, ask_mpdaf, make_cube, pipeline_file
from questions import selection_of

import pixviewer as pv

# MPDAF 3.6 leaves two slices of every stack out; all twelve are in CCD slices 13-24.
STACK_2 = "stack2"


@pytest.fixture(params=PIPELINE_TABLES)
def table(request):
    with pv.open_table(pipeline_file(request.param)) as opened:
        yield opened


@pytest.fixture
def expected(request):
    return json.loads((SHARED / "expected.json").read_text())["files"][
        f"{request.node.callspec.params['table']}.fits.gz"
    ]


def test_headers_tell_what_mpdaf_reads(table, expected):
    assert table.n_row == expected["nrows"]
    assert table.columns["x"].unit == expected["wcs_unit"]
    assert table.facts.fluxcal == expected["fluxcal"]
    assert table.facts.skysub == expected["skysub"]
    assert table.facts.merged == expected["nifu"]


def test_rows_are_decoded_as_mpdaf_decodes_them(table, expected):
    numbers = [row["row"] for row in expected["rows"]]
    ours = pv.decode_rows(table, numbers)
    names = {
        "x": "xpos", "y": "ypos", "wave": "lam", "data": "data", "variance": "stat", "flags": "dq",
        "origin": "origin", "ifu": "ifu", "slice": "slice", "y_det": "ypix", "x_det": "xpix",
    }  # fmt: skip
    for i, row in enumerate(expected["rows"]):
        for our_name, name in names.items():
            if row[name] is not None:  # MPDAF cannot give x in a combined table
                assert ours[our_name][i] == row[name], name
        np.testing.assert_allclose(
            [ours["ra"][i], ours["dec"][i]], [row["sky_x"], row["sky_y"]], rtol=0, atol=1e-9
        )


def test_whole_columns_have_the_expected_statistics(table, expected):
    columns = table.read(("wave", "data", "variance"), slice(None))
    ra, dec = pv.sky_positions(table)
    found = {"lambda": columns["wave"], "data": columns["data"], "stat": columns["variance"]}
    found |= {"sky_x": ra, "sky_y": dec}
    for name, values in found.items():
        wide = values.astype(np.float64)
        stats = expected["stats"][name]
        np.testing.assert_allclose(
            [wide.min(), wide.max(), wide.mean()],
            [stats["min"], stats["max"], stats["mean"]],
            rtol=1e-10,
            atol=1e-9,
        )


def test_flags_and_ifus_are_counted_from_the_blocks(table, expected):
    blocks = table.ensure_blocks()
    histogram = {int(flags): n for flags, n in expected["dq_histogram"].items()}
    assert blocks.n_flagged_rows == sum(n for flags, n in histogram.items() if flags)
    for bit in range(32):
        assert blocks.per_flag[bit] == sum(n for flags, n in histogram.items() if flags >> bit & 1)
    assert blocks.ifus == expected["ifus"]
    for slices, n in expected["rows_of_ccd_slices"].items():
        first, last = map(int, slices.split("-"))
        assert blocks.per_slice[:, first : last + 1].sum() == n


def test_selections_find_the_rows_that_mpdaf_extracts(table, expected):
    for with_blocks in (False, True):
        if with_blocks:
            table.ensure_blocks()
        for name, answer in expected["extract"].items():
            rows = pv.find_rows(table, selection_of(answer["args"]))
            data = table.read(("data",), rows)["data"]
            if name == STACK_2:
                assert rows.size == expected["rows_of_ccd_slices"]["13-24"]
                continue
            assert rows.size == answer["nrows"], name
            np.testing.assert_allclose(data.sum(dtype=np.float64), answer["data_sum"], rtol=1e-9)


@pytest.mark.parametrize("form", ["image", "table"])
def test_extractions_are_read_back_with_their_rows(table, expected, form, tmp_path):
    answer = expected["extract"]["sky_lambda"]
    target = tmp_path / "star.fits"
    n_row = pv.extract(table, selection_of(answer["args"]), target, form=form)
    with pv.open_table(target) as star:
        assert (n_row, len(star), star.form) == (answer["nrows"], answer["nrows"], form)
        data = star.read(("data",), slice(None))["data"]
        np.testing.assert_allclose(data.sum(dtype=np.float64), answer["data_sum"], rtol=1e-9)
        assert [header["EXTNAME"] for header, _ in star.extensions] == ["PIXTABLE_FLAT_FIELD"]


def test_white_light_agrees_with_the_image_of_the_pipeline():
    """The pipeline drizzles a cube and sums it up, so only level and pattern can agree, not cells."""
    with pv.open_table(pipeline_file("wfm/PIXTABLE_REDUCED")) as table:
        ours = pv.white_light(table)
    with fits.open(SHARED / "wfm" / "IMAGE_FOV.fits.gz") as hdus:
        theirs = hdus["DATA"].data
    # 6290-6310 Å holds one bright line: means over rows and over planes differ by a few per cent.
    assert np.nanmedian(ours.value) / np.nanmedian(theirs) == pytest.approx(1, abs=0.1)
    assert abs(ours.value.shape[1] - theirs.shape[1]) <= 2
    assert abs(ours.value.shape[0] - theirs.shape[0]) <= 2


@pytest.mark.oracle
@pytest.mark.parametrize("form", ["image", "table"])
def test_mpdaf_reads_an_extraction_and_finds_its_own_rows(table, expected, form, tmp_path):
    args = expected["extract"]["sky_lambda"]["args"]
    target = tmp_path / "ours.fits"
    pv.extract(table, selection_of(args), target, form=form)
    answer = ask_mpdaf(table.path, [{"name": "star", "args": args}], tmp_path, compare=target)
    assert answer["n_ours"] == answer["extract"]["star"]["n_row"]
    assert all(answer["same"].values()), answer["same"]


@pytest.mark.oracle
@pytest.mark.parametrize("form", ["image", "table"])
def test_the_pipeline_makes_a_cube_of_an_extraction(table, form, tmp_path):
    target = tmp_path / "ours.fits"
    ra, dec = pv.sky_positions(table)
    size = 20.0 if not table.frame.is_sky else 4.0
    centre = pv.Square(float(np.median(ra)) + 1e-3 * table.frame.is_sky, float(np.median(dec)), size)
    n_row = pv.extract(table, pv.Selection(centre), target, form=form)
    assert n_row > 0
    cube = make_cube(target, tmp_path)
    shape = fits.getdata(cube, "DATA").shape
    # A box of twice the half side; LIMITS that are not absolute would give hundreds of spaxels.
    side = 2 * size / table.frame.natural_step
    assert shape[2] <= side + 3
    assert shape[1] <= side + 3
    assert np.isfinite(fits.getdata(cube, "DATA")).any()
