"""A simulated table is what it says: layout, positions, objects, flags, levels."""

import os
import shlex

import numpy as np
import pytest
from astropy.io import fits

from pixviewer.core.errors import OutputError
from pixviewer.core.geometry import Frame, State
from pixviewer.core.progress import Cancelled, Progress
from pixviewer.core.simulate import simulate, writing
from pixviewer.core.simulate.levels import BIN_EDGES, level_errors
from pixviewer.core.simulate.modes import request
from pixviewer.core.simulate.pointing import STAR_DEC, STAR_FIELD, STAR_RA
from pixviewer.core.simulate.slices import count_pixels, make_scene, slice_rows

PREFIX = "ESO DRS MUSE PIXTABLE"


class Table:
    """A simulated file, read by astropy."""

    def __init__(self, path):
        with fits.open(path) as hdus:
            self.header = hdus[0].header
            self.units = {hdu.name: hdu.header.get("BUNIT", "") for hdu in hdus[1:]}
            for hdu in hdus[1:]:
                setattr(self, hdu.name, hdu.data[:, 0].astype(hdu.data.dtype.newbyteorder("=")))
        self.ifu, self.slice_no = self.origin >> 6 & 0x1F, self.origin & 0x3F
        self.y_det, self.x_in_slice = self.origin >> 11 & 0x1FFF, self.origin >> 24
        self.wave = getattr(self, "lambda")

    def card(self, name):
        return self.header[f"{PREFIX} {name}"]

    def sky(self):
        state = {"rad": State.PROJECTED, "deg": State.POSITIONED}[self.units["xpos"]]
        names = ("RA", "DEC") if state is State.PROJECTED else ("CRVAL1", "CRVAL2")
        return Frame(state, *(self.header[name] for name in names)).to_sky(self.xpos, self.ypos)


def made(folder, name, **keywords):
    path = folder / f"{name}.fits"
    summary = simulate(path, **{"preset": "small", "truth": folder / f"{name}-truth.fits"} | keywords)
    table = Table(path)
    assert summary.n_row == len(table.data)
    assert summary.n_bytes == os.path.getsize(path)
    return table


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("simulated")


@pytest.fixture(scope="module")
def small(folder):
    return made(folder, "small")


@pytest.fixture(scope="module")
def around_star(folder):
    return made(folder, "star", waves=[(6000.0, 6100.0)])


def test_the_same_seed_gives_the_same_bytes_for_any_number_of_threads(tmp_path, folder, small, monkeypatch):
    again, truth = tmp_path / "another name.fits", tmp_path / "another truth.fits"
    for n in (1, 3):
        monkeypatch.setattr(writing, "N_THREAD", n)
        made_again = simulate(again, preset="small", truth=truth, overwrite=True)
        assert again.read_bytes() == (folder / "small.fits").read_bytes()
        assert truth.read_bytes() == (folder / "small-truth.fits").read_bytes()
    assert shlex.split(made_again.command)[2] == str(again)


def test_the_command_says_wavelengths_without_loss():
    asked = request("small", 1, None, [(6298.0, 6298.1000001)], "WFM-NOAO-N", "projected", 1)
    assert "--lambda 6298 6298.1000001 " in writing.command_line(asked, "t.fits", "image")


def test_another_seed_gives_other_data_in_the_same_layout(tmp_path, small):
    other = made(tmp_path, "other", seed=2)
    assert len(other.data) == pytest.approx(len(small.data), rel=0.002)
    assert not np.array_equal(other.data[:1000], small.data[:1000])


def test_rows_stand_by_ifu_slice_and_wavelength(small):
    assert sorted(set(small.ifu.tolist())) == [5, 6, 7]
    place = small.ifu * 64 + small.slice_no
    assert np.all(np.diff(place) >= 0)
    same = np.diff(place) == 0
    assert np.all(np.diff(small.wave)[same] >= 0)
    assert len(set(place.tolist())) == 3 * 48


def test_origin_fits_the_detector(small):
    assert small.x_in_slice.min() >= 0
    assert small.x_in_slice.max() <= 127
    assert small.y_det.min() >= 1
    assert small.y_det.max() <= 4112
    for ifu in (5, 6, 7):
        offsets = [small.card(f"EXP0 IFU{ifu:02d} SLICE{n:02d} XOFFSET") for n in range(1, 49)]
        assert all(isinstance(offset, int) for offset in offsets)
        assert np.all(np.diff(offsets) > 70)  # slices do not overlap
        chosen = small.ifu == ifu
        x = small.x_in_slice[chosen] + np.array(offsets)[small.slice_no[chosen] - 1]
        assert x.min() >= 1
        assert x.max() <= 4096
        # No detector pixel belongs to two rows.
        pixels = x * 5000 + small.y_det[chosen]
        assert len(np.unique(pixels)) == chosen.sum()


def test_wavelengths_lie_in_the_ranges(small):
    inside = ((small.wave >= 6055) & (small.wave < 6060)) | ((small.wave >= 6298) & (small.wave < 6303))
    assert inside.all()


def test_the_bright_star_falls_where_it_was_documented(around_star):
    ra, dec = around_star.sky()
    distance = 3600 * np.hypot((ra - STAR_RA) * np.cos(np.radians(STAR_DEC)), dec - STAR_DEC)
    near = distance < 2.0
    assert near.sum() == pytest.approx(24_000, rel=0.03)
    found = {n: set(around_star.slice_no[near & (around_star.ifu == n)].tolist()) for n in (5, 6, 7)}
    assert found == {5: {13, 16, 19, 22}, 6: set(range(13, 25)), 7: {15, 18, 21}}
    good = near & (around_star.dq == 0)
    assert 1000.0 < around_star.data[good].max() < 1800.0
    assert distance[good][np.argmax(around_star.data[good])] < 0.4


@pytest.mark.parametrize("seed", [2, 3])
def test_the_star_lies_in_the_same_slices_for_any_seed(seed):
    scene = make_scene(request("small", seed, None, [(6000.0, 6100.0)], "WFM-NOAO-N", "pixel", 1))
    rows = near = 0
    for (ifu, slice_no), shape in scene.shapes.items():
        if abs(shape.y_field - STAR_FIELD[1]) > 12 or abs(shape.x_field - STAR_FIELD[0]) > 50:
            continue
        made_rows = slice_rows(scene, scene.exposures[0], ifu, slice_no, count_pixels(scene, ifu, slice_no))
        drift_x, drift_y = (scene.views[0][i] * (made_rows["wave"] - 7000.0) for i in (1, 2))
        inside = np.hypot(made_rows["x"] + drift_x - STAR_FIELD[0], made_rows["y"] + drift_y - STAR_FIELD[1])
        n = int((inside < 10.0).sum())
        rows, near = rows + (n > 0), near + n
    assert rows == 19
    assert near == pytest.approx(24_000, rel=0.03)


def test_states_agree_on_the_sky(tmp_path, small):
    positioned = made(tmp_path, "positioned", state="positioned")
    assert positioned.units["xpos"] == "deg"
    for one, other in zip(small.sky(), positioned.sky(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-7, rtol=0)
    np.testing.assert_array_equal(small.data, positioned.data)


def test_a_pixel_table_is_in_electrons_and_nominal_positions(tmp_path, small):
    pixel = made(tmp_path, "pixel", state="pixel")
    assert pixel.units == {
        "xpos": "pix", "ypos": "pix", "lambda": "Angstrom", "data": "count", "dq": "", "stat": "count**2",
        "origin": "",
    }  # fmt: skip
    assert abs(pixel.xpos).max() < 151
    np.testing.assert_array_equal(pixel.origin, small.origin)
    scale = pixel.data / small.data
    assert 0.9 < np.median(scale) < 1.1  # electrons per flux unit near 6100 Å
    for absent in ("WCS", "FLUXCAL", "DAR CORRECT"):
        assert f"{PREFIX} {absent}" not in pixel.header
    assert "CTYPE1" not in pixel.header
    brightest = np.argmax(np.where(pixel.dq == 0, pixel.data, 0.0))
    # The star stays on the sky: its nominal position drifts by 0.4 px until 6050 Å.
    assert pixel.xpos[brightest] == pytest.approx(STAR_FIELD[0], abs=2.5)
    assert pixel.ypos[brightest] == pytest.approx(STAR_FIELD[1], abs=2.5)


def test_a_single_ifu_in_pixels_is_as_it_comes_from_basic_reduction(tmp_path):
    single = made(tmp_path, "single", state="pixel", ifus=[6])
    assert single.header["EXTNAME"] == "CHAN06"
    assert single.header["ESO PRO CATG"] == "PIXTABLE_OBJECT"
    assert f"{PREFIX} MERGED" not in single.header
    assert isinstance(single.header["ESO DRS MUSE FLAT FLUX SKY"], float)


@pytest.mark.parametrize("form", ["image", "table"])
def test_both_forms_hold_the_same(tmp_path, small, form):
    simulate(tmp_path / "t.fits", preset="small", form=form)
    with fits.open(tmp_path / "t.fits") as hdus:
        data = hdus[1].data["data"] if form == "table" else hdus["data"].data[:, 0]
        np.testing.assert_array_equal(data, small.data)


def test_the_header_has_what_recipes_ask_for(small):
    expected = {
        "INSTRUME": "MUSE", "RA": 338.2317, "DEC": -60.5639, "EXPTIME": 1800.0, "ESO INS MODE": "WFM-NOAO-N",
        "ESO PRO CATG": "PIXTABLE_REDUCED", "CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN",
        f"{PREFIX} TYPE": "GEOFULL", f"{PREFIX} WCS": "projected (intermediate)", f"{PREFIX} MERGED": 3,
        f"{PREFIX} FLUXCAL": True, f"{PREFIX} DAR CORRECT": 7000.0,
    }  # fmt: skip
    for name, value in expected.items():
        assert small.header[name] == value
        assert type(small.header[name]) is type(value)
    assert "CRVAL1" not in small.header
    parameters = {
        small.header[f"ESO PRO REC1 PARAM{n} NAME"]: small.header[f"ESO PRO REC1 PARAM{n} VALUE"]
        for n in range(1, 13)
    }
    assert parameters["skymethod"] == parameters["autocalib"] == "none"
    assert "pixviewer simulate OUT.fits --preset small --seed 1" in "".join(small.header["HISTORY"])


@pytest.mark.parametrize("state", ["pixel", "projected", "positioned"])
def test_limits_are_those_of_the_columns(tmp_path, state):
    table = made(tmp_path, state, state=state, waves=[(6055.0, 6057.0)])
    ra, dec = (table.header["CRVAL1"], table.header["CRVAL2"]) if state == "positioned" else (0.0, 0.0)
    for name, column, zero in (("X", "xpos", ra), ("Y", "ypos", dec), ("LAMBDA", "lambda", 0.0)):
        values = getattr(table, column)
        for end, value in (("LOW", values.min()), ("HIGH", values.max())):
            card = table.card(f"LIMITS {name} {end}")
            assert isinstance(card, float)
            assert card == pytest.approx(zero + float(value), rel=1e-12)
    assert (table.card("LIMITS IFU LOW"), table.card("LIMITS IFU HIGH")) == (5, 7)
    assert (table.card("LIMITS SLICE LOW"), table.card("LIMITS SLICE HIGH")) == (1, 48)


def test_variances_are_positive_and_flags_rare(around_star):
    assert (around_star.stat > 0).all()
    assert np.isfinite(around_star.data).all()
    share = {bit: ((around_star.dq & bit) != 0).mean() for bit in (32, 64, 256, 512, 4096, 8192)}
    assert sum(share.values()) == pytest.approx((around_star.dq != 0).mean(), rel=0.05)
    assert 2e-4 < share[32] < 1.5e-3
    assert 1e-4 < (around_star.dq != 0).mean() < 3e-3
    assert set(np.unique(around_star.dq).tolist()) > {0, 32}


def test_bad_columns_are_the_same_in_every_exposure(tmp_path):
    table = made(tmp_path, "two", state="positioned", exposures=2)
    half = len(table.data) // 2
    fixed = table.dq & (64 | 256 | 512 | 8192)
    np.testing.assert_array_equal(fixed[:half], fixed[half:])
    cosmic = table.dq & 32
    assert not np.array_equal(cosmic[:half], cosmic[half:])


def test_a_combined_table_keeps_its_exposures_apart(tmp_path):
    table = made(tmp_path, "three", state="positioned", exposures=3)
    n = len(table.data) // 3
    assert table.card("COMBINED") == 3
    assert table.card("WEIGHTED") is True
    assert table.header["ESO PRO CATG"] == "PIXTABLE_COMBINED"
    for k in (1, 2, 3):
        assert (table.card(f"EXP{k} FIRST"), table.card(f"EXP{k} LAST")) == ((k - 1) * n, k * n - 1)
        assert isinstance(table.card(f"EXP{k} IFU06 SLICE20 XOFFSET"), int)
        assert len(set(table.weight[(k - 1) * n : k * n].tolist())) == 1
    assert not any(" EXP0 " in name for name in table.header)
    assert (table.header["CRVAL1"], table.header["CRVAL2"]) == (338.2317, -60.5639)
    # Every exposure has the star at its place, though each points elsewhere.
    ra, dec = table.sky()
    for k in range(3):
        part = slice(k * n, (k + 1) * n)
        east, north = (
            3600 * (ra[part] - STAR_RA) * np.cos(np.radians(STAR_DEC)),
            3600 * (dec[part] - STAR_DEC),
        )
        near = (np.hypot(east, north) < 1.2) & (table.dq[part] == 0)
        signal = table.data[part][near] - 25.0
        # Slices sample the star every 0.2 arcsec: its centroid is good to a quarter of that.
        assert abs(np.average(east[near], weights=signal)) < 0.05
        assert abs(np.average(north[near], weights=signal)) < 0.05
    assert not np.array_equal(ra[:n], ra[n : 2 * n])


def test_adaptive_optics_flags_its_notch_alone(tmp_path):
    table = made(tmp_path, "ao", mode="WFM-AO-N", waves=[(5800.0, 5808.0), (5963.0, 5970.0)])
    notched = (table.wave > 5805) & (table.wave < 5966)
    assert notched.any()
    assert (table.dq[notched] == 1 << 27).all()
    assert not (table.dq[~notched] & 1 << 27).any()


def test_ranges_are_cut_to_what_the_mode_sees(tmp_path):
    for mode, low in (("WFM-NOAO-N", 4750), ("WFM-NOAO-E", 4600), ("WFM-AO-N", 4700)):
        table = made(tmp_path, mode, mode=mode, ifus=[3], waves=[(4500.0, low + 4.0)])
        assert low <= table.wave.min() < low + 1.3


def test_the_narrow_field_is_an_eighth_as_wide(tmp_path, small):
    narrow = made(tmp_path, "nfm", mode="NFM-AO-N")
    assert narrow.ypos.min() == pytest.approx(small.ypos.min() / 8, rel=0.03)
    assert narrow.header["CD2_2"] == pytest.approx(0.02542 / 3600)


def test_levels_are_recovered_from_noiseless_rows():
    asked = request("small", 5, [7], [(6000.0, 6050.0)], "WFM-NOAO-N", "projected", 1)
    scene = make_scene(asked)
    flat = scene.levels.copy()
    quiet = type(asked)(**{name: getattr(asked, name) for name in asked.__slots__} | {"noise": 0.0})
    scene = type(scene)(
        **{name: getattr(scene, name) for name in scene.__slots__} | {"request": quiet, "objects": ()}
    )
    for slice_no in (1, 20, 48):
        rows = slice_rows(scene, scene.exposures[0], 7, slice_no, count_pixels(scene, 7, slice_no))
        good = rows["flags"] == 0
        sky = np.interp(
            rows["wave"],
            scene.sky.start + scene.sky.step * np.arange(scene.sky.values.size),
            scene.sky.values,
        )
        nodes = 4600.0 + 50.0 * np.arange(flat.shape[2])
        level = np.interp(rows["wave"], nodes, flat[6, slice_no - 1])
        np.testing.assert_allclose(rows["data"][good] / sky[good], level[good], rtol=1e-5)


def test_level_errors_are_as_large_as_documented():
    levels = level_errors(1)
    assert levels.shape == (24, 48, 96)
    of_ifu = np.median(levels, axis=(1, 2))
    assert 0.005 < of_ifu.std() < 0.02
    odd = np.abs(levels / of_ifu[:, None, None] - 1.0) > 0.04
    n_odd = odd.any(axis=2).sum()
    assert 4 <= n_odd <= 8
    assert (levels > 1.2).any()
    assert not np.array_equal(levels, level_errors(2))


def test_the_truth_says_what_was_put_in(folder, small):
    with fits.open(folder / "small-truth.fits") as hdus:
        assert (hdus[0].header["SEED"], hdus[0].header["PRESET"]) == (1, "small")
        levels, bins, sources = (hdus[name].data for name in ("LEVELS", "BINS", "SOURCES"))
        cube = levels["level"].reshape(24, 48, hdus["LEVELS"].header["NNODE"])
        np.testing.assert_array_equal(cube, level_errors(1))
        row = levels[(levels["ifu"] == 7) & (levels["sli"] == 13)]
        np.testing.assert_array_equal(row["level"], cube[6, 12])
        assert row["lambda"][0] == 4600.0
        assert row["lambda"][-1] == 9350.0
        one = bins[(bins["ifu"] == 7) & (bins["sli"] == 13) & (bins["quad"] == 6)]
        assert (one["lambda_min"][0], one["lambda_max"][0]) == (5850.0, 6120.0)
        at = np.arange(5850.5, 6120.0)
        expected = np.interp(at, row["lambda"], row["level"]).mean()
        assert one["level"][0] == pytest.approx(expected, rel=1e-9)
        assert len(bins) == 24 * 48 * (len(BIN_EDGES) - 1)
        star = sources[sources["name"] == "star 1"][0]
        assert star["ra"] == pytest.approx(STAR_RA, abs=1e-8)
        assert star["dec"] == pytest.approx(STAR_DEC, abs=1e-8)
        assert (star["fwhm"], star["beta"]) == (0.7, 2.6)
        assert set(sources["kind"]) == {"star", "galaxy", "emitter"}
        assert {"lambda", "flux", "electrons"} == set(hdus["SKY"].data.names)


def test_the_flux_in_the_truth_is_what_a_sum_finds(folder, around_star):
    with fits.open(folder / "star-truth.fits") as hdus:
        star = hdus["SOURCES"].data[0]
    ra, dec = around_star.sky()
    distance = 3600 * np.hypot((ra - STAR_RA) * np.cos(np.radians(STAR_DEC)), dec - STAR_DEC)
    good = around_star.dq == 0
    inside, ring = good & (distance < 3.5), good & (distance > 4.0) & (distance < 4.8)
    sky = np.median(around_star.data[ring])
    area = np.pi * 3.5**2 / 0.0408
    mean = (around_star.data[inside] - sky).mean() * area
    # Level errors of some percent, and a few percent of the wings lie outside.
    assert mean == pytest.approx(star["flux"], rel=0.06)


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"preset": "tiny"}, "preset must be one of demo, small, full"),
        ({"mode": "WFM"}, "mode must be one of"),
        ({"state": "rad"}, "state must be one of"),
        ({"exposures": 0}, "exposures must be 1 or more"),
        ({"exposures": 2}, "always positioned"),
        ({"exposures": 2, "state": "pixel"}, "always positioned"),
        ({"ifus": [0]}, "from 1 to 24"),
        ({"ifus": [25]}, "from 1 to 24"),
        ({"ifus": []}, "from 1 to 24"),
        ({"waves": [(6000.0, 5000.0)]}, "must increase"),
        ({"waves": [(1000.0, 2000.0)]}, "nothing is left"),
        ({"form": "ascii"}, "form must be"),
        ({"truth": "t.fits"}, "cannot both be"),
    ],
)
def test_senseless_arguments_are_refused(tmp_path, monkeypatch, keywords, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=message):
        simulate("t.fits", **{"preset": "small"} | keywords)
    assert os.listdir(tmp_path) == []


def test_existing_files_are_kept_unless_overwriting_is_asked_for(tmp_path):
    for name in ("t.fits", "truth.fits"):
        (tmp_path / name).write_bytes(b"precious")
        with pytest.raises(OutputError, match="exists already"):
            simulate(tmp_path / "t.fits", preset="small", truth=tmp_path / "truth.fits")
        assert os.listdir(tmp_path) == [name]
        (tmp_path / name).unlink()


def test_cancelling_leaves_nothing(tmp_path):
    seen = []

    def report(label, fraction):
        seen.append((label, fraction))
        if label == "Simulating":
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        simulate(tmp_path / "t.fits", preset="small", truth=tmp_path / "u.fits", progress=progress)
    assert os.listdir(tmp_path) == []
    assert seen


def test_progress_is_reported_to_the_end(tmp_path):
    seen = []
    simulate(tmp_path / "t.fits", preset="small", progress=Progress(lambda *report: seen.append(report)))
    fractions = [fraction for label, fraction in seen if label == "Simulating"]
    assert fractions[-1] == 1.0
    assert fractions == sorted(fractions)


@pytest.mark.parametrize(("preset", "n_row"), [("small", 88e3), ("demo", 19.7e6), ("full", 323.6e6)])
def test_presets_are_as_large_as_they_say(preset, n_row):
    scene = make_scene(request(preset, 1, None, None, "WFM-NOAO-N", "projected", 1))
    counted = sum(count_pixels(scene, *place) for place in scene.shapes)
    assert counted == pytest.approx(n_row, rel=0.003)


def test_the_demo_has_more_than_fifty_rows_a_column_in_each_of_its_bins():
    scene = make_scene(request("demo", 1, [9], None, "WFM-NOAO-N", "pixel", 1))
    rows = slice_rows(scene, scene.exposures[0], 9, 30, count_pixels(scene, 9, 30))
    for low, high in ((5850, 6120), (6120, 6440), (6440, 6678)):
        column = rows["origin"][(rows["wave"] >= low) & (rows["wave"] < high)] >> 24
        assert np.bincount(column)[column.min() + 2 : column.max() - 1].min() > 50
