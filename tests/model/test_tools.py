"""Tools of the model: each is asked, answers, and says plainly when it cannot."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from pixviewer.core.io.reading import open_table
from pixviewer.core.products.image import white_light
from pixviewer.core.products.peak import find_peak
from pixviewer.core.products.profile import fit_profile
from pixviewer.core.table import origin
from pixviewer.model.state import FILE
from pixviewer.model.tools.decoding import decode_flags, decode_origin, parse_flags, parse_whole
from pixviewer.model.tools.fitting import command_of, result_rows, result_text
from pixviewer.model.tools.peaks import peak_text
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    workspace.open(small_file)
    at_rest()
    return workspace


@pytest.fixture
def on_star(opened: Workspace, at_rest: Rest) -> Workspace:
    """With a circle on the brightest star of the table, where the sky has no line."""
    with open_table(opened.table.path) as table:  # type: ignore[union-attr,arg-type]
        peak = find_peak(white_light(table))
    region = opened.editor.add_shape("circle", peak.xi, peak.eta, 2.0)
    assert region is not None
    opened.editor.edit_region(region.ident, waves=[(6055, 6060)])
    at_rest()
    return opened


def image_file(path: Path, workspace: Workspace, at: tuple[int, int] = (12, 90)) -> Path:
    assert workspace.facts is not None
    frame = workspace.facts.frame
    value = np.ones((40, 300), np.float32)
    value[at] = 500.0
    header = fits.Header()
    header["CTYPE1"], header["CTYPE2"] = "RA---TAN", "DEC--TAN"
    header["CRVAL1"], header["CRVAL2"] = frame.ra0, frame.dec0 - 16 / 3600
    header["CRPIX1"], header["CRPIX2"] = 150.0, 20.0
    header["CD1_1"], header["CD2_2"] = -0.2 / 3600, 0.2 / 3600
    header["BUNIT"] = "10**(-20)*erg/s/cm**2/Angstrom"
    fits.HDUList([fits.PrimaryHDU(), fits.ImageHDU(value, header, name="DATA")]).writeto(path)
    return path


# Fit


def test_a_fit_is_that_of_the_core(on_star: Workspace, at_rest: Rest) -> None:
    on_star.tools.fitting.fit("moffat")
    assert on_star.tools.fitting.inquiry.is_working
    at_rest()
    answer = on_star.tools.fitting.answer
    assert answer is not None
    wanted = fit_profile(on_star.table, answer.request.choice, model="moffat")  # type: ignore[arg-type]
    assert answer.fit.converged
    assert (answer.fit.fwhm, answer.fit.ra) == (wanted.fwhm, wanted.ra)
    names = [name for name, _, _ in result_rows(answer.fit)]
    assert {"RA", "Dec", "FWHM", "β", "Amplitude", "Background", "χ²/dof"} <= set(names)
    assert "converged" in result_text(answer)
    assert np.isfinite(answer.rings.difference).all()
    assert answer.residual_map.rgba.shape[:2] == answer.residual_map.grid.shape
    assert [mark.kind for mark in on_star.tools.marks] == ["fit"]
    assert on_star.tools.marks[0].radius == answer.fit.fwhm / 2


def test_the_command_of_a_fit_is_one(on_star: Workspace, at_rest: Rest) -> None:
    on_star.tools.fitting.fit("moffat", 2.5)
    at_rest()
    answer = on_star.tools.fitting.answer
    assert answer is not None
    words = command_of(answer.request, Path("a.fits")).split()
    assert words[:4] == ["pixviewer", "fit", "a.fits", "--circle"]
    assert words[-7:] == ["--lambda", "6055", "6060", "--model", "moffat", "--step", "2.5"]


def test_a_fit_by_wavelength_has_bins(on_star: Workspace, at_rest: Rest) -> None:
    on_star.tools.fitting.fit("gaussian", 2.5)
    at_rest()
    answer = on_star.tools.fitting.answer
    assert answer is not None
    assert answer.curve is not None
    assert answer.curve.wave.size == 2


def test_a_fit_is_stale_when_its_region_moves(on_star: Workspace, at_rest: Rest) -> None:
    fitting = on_star.tools.fitting
    fitting.fit()
    at_rest()
    assert not fitting.is_stale
    region = on_star.regions.current
    assert region is not None
    on_star.editor.edit_region(region.ident, size=1.5)
    assert fitting.is_stale
    on_star.undo()
    assert not fitting.is_stale


def test_without_a_region_there_is_nothing_to_fit(opened: Workspace) -> None:
    with pytest.raises(ValueError, match="select the one region"):
        opened.tools.fitting.fit()


def test_a_region_without_rows_is_told_in_a_sentence(opened: Workspace, at_rest: Rest) -> None:
    opened.editor.add_shape("circle", 200.0, 200.0, 1.0)
    opened.tools.fitting.fit()
    at_rest()
    inquiry = opened.tools.fitting.inquiry
    assert opened.tools.fitting.answer is None
    assert "got 0 of 0" in inquiry.problem
    assert not inquiry.is_working


def test_a_fit_that_is_cancelled_gives_nothing(on_star: Workspace, at_rest: Rest) -> None:
    fitting = on_star.tools.fitting
    fitting.fit("moffat", 1.25)
    fitting.cancel()
    assert (fitting.inquiry.is_working, fitting.inquiry.problem) == (False, "cancelled")
    at_rest()
    assert fitting.answer is None


# Peak and image file


def test_the_brightest_place_is_that_of_the_core(opened: Workspace, at_rest: Rest) -> None:
    opened.tools.peaks.find()
    at_rest()
    found = opened.tools.peaks.found
    assert found is not None
    assert opened.table is not None
    assert found.peak == find_peak(white_light(opened.table))
    assert "value" in peak_text(found, opened.table.frame)
    opened.tools.peaks.dismiss()
    assert opened.tools.marks == []


def test_a_peak_near_a_place_is_near_it(on_star: Workspace, at_rest: Rest) -> None:
    on_star.tools.peaks.find()
    at_rest()
    everywhere = on_star.tools.peaks.found
    on_star.tools.peaks.find((everywhere.peak.xi + 10.0, everywhere.peak.eta))  # type: ignore[union-attr]
    at_rest()
    near = on_star.tools.peaks.found
    assert near is not None
    assert everywhere is not None
    assert abs(near.peak.xi - everywhere.peak.xi - 10.0) <= 2.5
    on_star.tools.peaks.find((500.0, 500.0))
    at_rest()
    assert on_star.tools.peaks.found is None
    assert "look elsewhere" in on_star.tools.peaks.inquiry.problem


def test_an_image_file_is_shown_and_undone(opened: Workspace, at_rest: Rest, tmp_path: Path) -> None:
    opened.tools.backdrop.open(image_file(tmp_path / "image.fits", opened))
    at_rest()
    assert opened.display.image.by == FILE
    picture = opened.shown.image
    assert picture is not None
    assert picture.grid.shape == (40, 300)
    opened.undo()
    at_rest()
    assert opened.display.image.by == "mean"
    assert opened.shown.image.grid.shape != (40, 300)  # type: ignore[union-attr]
    opened.redo()
    at_rest()
    assert opened.shown.image.grid.shape == (40, 300)  # type: ignore[union-attr]


def test_the_peak_of_an_image_file_is_in_its_pixels(opened: Workspace, at_rest: Rest, tmp_path: Path) -> None:
    opened.tools.backdrop.open(image_file(tmp_path / "image.fits", opened))
    at_rest()
    opened.tools.peaks.find()
    at_rest()
    found = opened.tools.peaks.found
    assert found is not None
    assert (found.peak.row, found.peak.col, found.peak.value) == (12, 90, 500.0)
    assert found.peak.xi == pytest.approx((149 - 90) * 0.2, abs=0.001)
    assert found.peak.eta == pytest.approx(-16 + (12 - 19) * 0.2, abs=0.001)


def test_an_image_that_is_none_is_refused_and_nothing_changes(
    opened: Workspace, at_rest: Rest, tmp_path: Path
) -> None:
    failures: list[str] = []
    opened.tools.backdrop.failed.connect(lambda what, error: failures.append(str(error)))
    (tmp_path / "bad.fits").write_bytes(b"no FITS")
    opened.tools.backdrop.open(tmp_path / "bad.fits")
    at_rest()
    assert len(failures) == 1
    assert "bad.fits" in failures[0]
    assert opened.display.image.by == "mean"
    assert opened.history.undo_label is None


# Contents


def test_contents_follow_the_region_while_somebody_looks(on_star: Workspace, at_rest: Rest) -> None:
    finder = on_star.tools.content
    assert finder.content is None
    finder.watch(True)
    at_rest()
    assert finder.content is not None
    assert finder.content.title == "region 1"
    n_region = finder.content.counts.n_row
    assert n_region == on_star.shown.tallies[on_star.regions.selected[0]].n_row
    on_star.editor.select_region(None)
    at_rest()
    assert finder.content.title == "the whole table"
    assert finder.content.counts.n_row == on_star.table.n_row  # type: ignore[union-attr]
    finder.watch(False)


def test_a_region_is_split_by_ifu_in_one_step(opened: Workspace, at_rest: Rest) -> None:
    finder = opened.tools.content
    finder.watch(True)
    region = opened.editor.add_shape("circle", 10.0, -16.0, 3.0)
    assert region is not None
    at_rest()
    assert finder.content is not None
    ifus = finder.content.counts.ifus
    assert len(ifus) > 1
    rows = {ifu: int(finder.content.counts.per_slice[ifu].sum()) for ifu in ifus}
    opened.tools.split_by_ifu()
    at_rest()
    parts = opened.regions.items[1:]
    assert [part.criteria.ifu for part in parts] == [(ifu,) for ifu in ifus]
    assert {p.criteria.ifu[0]: opened.shown.tallies[p.ident].n_row for p in parts} == rows
    opened.undo()
    assert len(opened.regions.items) == 1
    finder.watch(False)
    at_rest()


# Files


@pytest.mark.parametrize("name", ["rows.csv", "rows.ecsv"])
def test_rows_of_the_region_are_written(on_star: Workspace, at_rest: Rest, tmp_path: Path, name: str) -> None:
    told: list[str] = []
    on_star.tools.files.written.connect(told.append)
    on_star.tools.files.write_rows(tmp_path / name)
    at_rest()
    lines = [line for line in (tmp_path / name).read_text().splitlines() if not line.startswith("#")]
    assert len(lines) - 1 == on_star.shown.tallies[on_star.regions.selected[0]].n_row
    assert len(told) == 1
    assert "wrote" in told[0]


def test_the_open_table_is_never_replaced(on_star: Workspace, at_rest: Rest, tmp_path: Path) -> None:
    failures: list[Exception] = []
    on_star.tools.files.failed.connect(lambda what, error: failures.append(error))
    assert on_star.table is not None
    assert on_star.table.path is not None
    size = on_star.table.path.stat().st_size
    on_star.tools.files.write_text("x", on_star.table.path, "header cards")
    at_rest()
    assert len(failures) == 1
    assert on_star.table.path.stat().st_size == size


def test_headers_are_read_by_extension(opened: Workspace, at_rest: Rest) -> None:
    got: list[list[object]] = []
    opened.tools.read_headers(got.append)
    at_rest()
    assert [hdu.name for hdu in got[0]][:2] == ["PRIMARY", "xpos"]  # type: ignore[attr-defined]


# Decoding


@pytest.mark.parametrize("text", ["823134988", "0x31100B0C", " 823 134 988 ", f"{823134988:#b}"])
def test_an_origin_is_read_however_it_is_typed(text: str) -> None:
    assert parse_whole(text, "an origin") == 823134988


@pytest.mark.parametrize("text", ["", "abc", "1.5", "99999999999"])
def test_what_is_no_origin_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="an origin"):
        parse_whole(text, "an origin")


def test_an_origin_is_taken_apart_as_it_was_put_together(opened: Workspace) -> None:
    assert opened.table is not None
    value = int(origin.encode(6, 20, 1000, 33))
    found = decode_origin(value, opened.table.offsets)
    assert (found.ifu, found.slice_ccd, found.y, found.x_in_slice) == (6, 20, 1000, 33)
    assert found.x == int(opened.table.offsets.x_det([value], [0])[0])
    assert found.doubt == ""
    assert decode_origin(value).x is None
    assert "IFU 30" in decode_origin(int(origin.encode(30, 1, 5, 5))).doubt


def test_flags_go_both_ways() -> None:
    assert parse_flags("8224") == 8224
    assert parse_flags("CosmicUnCorrected + DEADPIXEL") == 8224
    assert [name for _, name, _ in decode_flags(8224)] == ["CosmicUnCorrected", "PermanentCameraDefect"]
    assert parse_flags("-2147483648") == 1 << 31
    assert decode_flags(1 << 15) == [(15, "bit 15", "no meaning is known")]
    with pytest.raises(ValueError, match="no data-quality flag"):
        parse_flags("Hot")


# Diagrams


def test_raw_positions_of_a_region_are_drawn_as_the_file_has_them(on_star: Workspace, at_rest: Rest) -> None:
    plotting = on_star.tools.plotting
    assert plotting.answer is None
    plotting.watch(True)
    at_rest()
    answer = plotting.answer
    assert answer is not None
    table = on_star.table
    assert table is not None
    assert answer.labels == ("ypos [rad]", "xpos [rad]")
    assert answer.n_row == answer.rows.size == on_star.shown.tallies[on_star.regions.selected[0]].n_row
    raw = table.read(("x", "y", "flags"), answer.rows)
    np.testing.assert_array_equal(answer.x, raw["y"].astype(np.float64))
    np.testing.assert_array_equal(answer.y, raw["x"].astype(np.float64))
    assert (np.diff((raw["flags"] != 0).astype(int)) >= 0).all()  # flagged rows are drawn last
    plotting.choose("wave", "snr", "wave")
    at_rest()
    answer = plotting.answer
    assert answer is not None
    assert answer.labels == ("Wavelength [Å]", "S/N")
    assert answer.limits is not None
    assert 6055 <= answer.limits[0] < answer.limits[1] < 6060
    plotting.watch(False)


def test_of_many_rows_some_are_drawn_but_all_that_are_flagged(opened: Workspace, at_rest: Rest) -> None:
    opened.tools.plotting.watch(True)
    at_rest()
    answer = opened.tools.plotting.answer
    assert answer is not None
    assert opened.table is not None
    assert answer.n_row == opened.table.n_row > answer.rows.size
    flags = opened.table.read(("flags",), slice(None))["flags"]
    assert set(np.flatnonzero(flags)) <= set(answer.rows.tolist())
    opened.tools.plotting.watch(False)


def test_a_diagram_has_the_colours_of_flags_that_were_chosen(opened: Workspace, at_rest: Rest) -> None:
    plotting = opened.tools.plotting
    plotting.choose("x_det", "y_det", "flags")
    plotting.watch(True)
    at_rest()
    before = plotting.answer
    assert before is not None
    bit = next(b for b in range(32) if before.present[-1] >> b & 1)
    opened.editor.set_flag_colour(bit, "the flag", "#010203")
    at_rest()
    after = plotting.answer
    assert after is not None
    assert not (before.rgba[:, :3] == (1, 2, 3)).all(axis=1).any()
    assert (after.rgba[:, :3] == (1, 2, 3)).all(axis=1).any()
    plotting.watch(False)
