"""The Examine tool: exact rows around a place, their profile, histogram and statistics."""

import csv
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import pixviewer as pv
from pixviewer.core.products.value_statistics import value_statistics
from pixviewer.model.examining.requests import DETECTOR, HISTOGRAM, PROFILE, SKY, STATISTICS, Place
from pixviewer.model.filters import Chip
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    workspace.open(small_file)
    at_rest()
    return workspace


@pytest.fixture
def star(opened: Workspace) -> Place:
    """The bright star of the small table."""
    assert opened.table is not None
    peak = pv.find_peak(pv.white_light(opened.table, pv.Selection(wave=(6055.0, 6060.0))))
    return Place(SKY, peak.xi, peak.eta)


def columns_of(workspace: Workspace) -> dict[str, np.ndarray]:
    found = workspace.examiner.found
    assert found is not None, workspace.examiner.inquiry.problem
    return {column.name: column.values for column in found.columns}


def test_statistics_are_those_of_numpy() -> None:
    value = np.array([1.0, 2.0, 4.0, 9.0, 50.0, np.nan, 7.0], np.float32)
    variance = np.array([1.0, 4.0, 1.0, 3.0, 1.0, 1.0, np.inf], np.float32)
    flags = np.array([0, 0, 0, 0, 8, 0, 0])
    found = value_statistics(value, variance, flags)
    good = np.array([1.0, 2.0, 4.0, 9.0])
    assert (found.n_row, found.n_good) == (7, 4)
    assert (found.mean, found.median, found.total) == (4.0, 3.0, 16.0)
    assert (found.minimum, found.maximum) == (1.0, 9.0)
    assert found.sigma == pytest.approx(good.std(ddof=1))
    assert found.robust_sigma == pytest.approx(1.4826 * 1.5)
    assert found.error == pytest.approx(3.0 / 4)
    assert found.snr == pytest.approx(4.0 / 0.75)
    assert math.isnan(value_statistics(value, variance, flags + 1).mean)


def test_statistics_at_a_place_are_of_exactly_the_rows_there(
    opened: Workspace, at_rest: Rest, star: Place
) -> None:
    opened.editor.add_filter(Chip("wave", ((6055.0, 6060.0),)))
    opened.examiner.examine(star, STATISTICS)
    opened.examiner.set_radius(1.5)
    at_rest()
    table = opened.table
    assert table is not None
    ra, dec = (float(v) for v in table.frame.plane_to_sky(star.x, star.y))
    rows = pv.find_rows(table, pv.Selection(shapes=pv.Circle(ra, dec, 1.5), wave=(6055.0, 6060.0)))
    read = table.read(("data", "variance", "flags"), rows)
    good = (read["flags"] == 0) & np.isfinite(read["data"]) & np.isfinite(read["variance"])
    found = columns_of(opened)
    assert found["n_row"][0] == rows.size > 100
    assert found["n_good"][0] == good.sum()
    assert found["mean"][0] == pytest.approx(read["data"][good].astype(float).mean())
    assert found["maximum"][0] == read["data"][good].max()
    told = {name: value for name, value, _ in opened.examiner.found.rows}  # type: ignore[union-attr]
    assert told["Good rows"] == f"{good.sum():,}".replace(",", " ")
    assert "r < 1.5″" in opened.examiner.text()


def test_the_profile_finds_the_width_of_the_star(opened: Workspace, at_rest: Rest, star: Place) -> None:
    opened.editor.add_filter(Chip("wave", ((6055.0, 6060.0),)))
    beside = Place(SKY, star.x + 0.4, star.y - 0.3)
    opened.examiner.set_model("moffat")
    opened.examiner.examine(beside, PROFILE)
    at_rest()
    table, found = opened.table, opened.examiner.found
    assert table is not None
    assert found is not None
    assert found.note == ""
    ra, dec = (float(v) for v in table.frame.plane_to_sky(beside.x, beside.y))
    chosen = pv.Selection(shapes=pv.Circle(ra, dec, 2.0), wave=(6055.0, 6060.0))
    expected = pv.fit_profile(table, chosen, model="moffat")
    fwhm = next(value for name, value, _ in found.rows if name == "FWHM")
    assert float(fwhm.split(" ")[0]) == pytest.approx(expected.fwhm, abs=2 * expected.fwhm_error)
    columns = columns_of(opened)
    assert (np.diff(columns["radius"]) > 0).all()
    assert columns["value"][0] > 10 * columns["value"][-1] > 0
    np.testing.assert_allclose(columns["model"][2:8], columns["value"][2:8], rtol=0.3)
    assert found.diagram is not None
    assert [series.style for series in found.diagram.series] == ["dots", "line", "marks"]


def test_where_nothing_rises_there_is_a_profile_and_no_fit(
    opened: Workspace, at_rest: Rest, star: Place
) -> None:
    opened.editor.add_filter(Chip("wave", ((6298.0, 6303.0),)))
    opened.examiner.set_radius(0.6)
    opened.examiner.examine(Place(SKY, star.x + 12.0, star.y), PROFILE)
    at_rest()
    found = opened.examiner.found
    assert found is not None
    assert found.note.startswith("no fit: no source stands out")
    assert [name for name, *_ in found.rows] == ["Good rows"]
    assert "model" not in columns_of(opened)
    assert columns_of(opened)["value"].size > 3


def test_a_histogram_counts_the_good_rows(opened: Workspace, at_rest: Rest, star: Place) -> None:
    opened.examiner.examine(star, HISTOGRAM)
    at_rest()
    columns = columns_of(opened)
    told = {name: value for name, value, _ in opened.examiner.found.rows}  # type: ignore[union-attr]
    n_good, beyond = (int(told[name].replace(" ", "")) for name in ("Good rows", "Beyond the bins"))
    assert columns["n"].sum() + beyond == n_good
    np.testing.assert_array_equal(columns["low"][1:], columns["high"][:-1])


def test_on_a_detector_the_rows_are_those_of_its_pixels(opened: Workspace, at_rest: Rest) -> None:
    table = opened.table
    assert table is not None
    rows = pv.decode_rows(table, np.arange(table.n_row))
    i = int(np.flatnonzero(rows["ifu"] == 6)[4000])
    place = Place(DETECTOR, float(rows["x_det"][i]) + 0.3, float(rows["y_det"][i]), 6)
    opened.examiner.examine(place, STATISTICS)
    at_rest()
    distance = np.hypot(rows["x_det"] - place.x, rows["y_det"] - place.y)
    inside = (rows["ifu"] == 6) & (distance < 8.0)
    assert columns_of(opened)["n_row"][0] == inside.sum() > 5
    assert opened.examiner.text().startswith("Statistics · IFU 6, x ")
    opened.examiner.set_radius(3.0)
    at_rest()
    assert columns_of(opened)["n_row"][0] == ((rows["ifu"] == 6) & (distance < 3.0)).sum()
    assert opened.examiner.radius_of(SKY) == 2.0


def test_a_place_without_rows_is_told_in_one_sentence(opened: Workspace, at_rest: Rest) -> None:
    opened.examiner.examine(Place(SKY, 500.0, 500.0), STATISTICS)
    at_rest()
    assert opened.examiner.found is None
    assert opened.examiner.inquiry.problem.startswith("no row lies there; examine another place")
    with pytest.raises(ValueError, match="a radius must be positive"):
        opened.examiner.set_radius(0.0)


def test_the_numbers_are_written(opened: Workspace, at_rest: Rest, star: Place, tmp_path: Path) -> None:
    opened.examiner.examine(star, HISTOGRAM)
    at_rest()
    for name in ("h.csv", "h.ecsv", "h.fits"):
        opened.examiner.save(tmp_path / name)
        at_rest()
        assert (tmp_path / name).stat().st_size > 100
    lines = [s for s in (tmp_path / "h.csv").read_text("utf-8").splitlines() if not s.startswith("#")]
    read = list(csv.DictReader(lines))
    np.testing.assert_array_equal([int(row["n"]) for row in read], columns_of(opened)["n"])


def test_another_table_has_not_been_examined(
    opened: Workspace, at_rest: Rest, star: Place, small_file: Path
) -> None:
    opened.examiner.examine(star, STATISTICS)
    at_rest()
    opened.open(small_file)
    at_rest()
    assert opened.examiner.found is None
    assert opened.examiner.state.place is None
