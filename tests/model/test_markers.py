"""Markers and the ruler as decisions and measurements, without a window."""

import math

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import SkyCoord

from pixviewer.core.geometry import Frame, State
from pixviewer.core.products.rows import decode_rows
from pixviewer.model.marking.marker import FIELDS
from pixviewer.model.marking.measurement import DETECTOR, SKY, SPECTRUM, Measurement, separation, text_of
from pixviewer.model.shown import Reading
from pixviewer.model.work import read_row

ROW = 23_456


@pytest.fixture
def opened(workspace, at_rest, small_file):
    workspace.open(small_file)
    at_rest()
    return workspace


def read_out(workspace, number=ROW):
    row = read_row(workspace.table, number)
    workspace.shown.reading = Reading(row.xi, row.eta, row, is_known=True)
    return row


def test_the_row_that_is_read_out_is_noted_down(opened):
    read_out(opened)
    marker = opened.markers.log()
    row = {name: values[0] for name, values in decode_rows(opened.table, [ROW]).items()}
    assert marker.row == ROW
    assert (marker.ifu, marker.slice_ccd, marker.slice_sky) == (row["ifu"], row["slice"], row["slice_sky"])
    assert (marker.x_det, marker.y_det) == (row["x_det"], row["y_det"])
    assert marker.ra == pytest.approx(row["ra"], abs=1e-9)
    assert marker.value == pytest.approx(row["data"])
    assert marker.sigma == pytest.approx(math.sqrt(row["variance"]))
    assert marker.flags == row["flag_names"]


def test_markers_are_decisions(opened):
    for number in (ROW, ROW + 1, ROW + 2):
        read_out(opened, number)
        opened.markers.log()
    opened.markers.set_note(2, "  a   ghost ")
    assert opened.markers.state.get(2).note == "a ghost"
    assert opened.history.undo_label == "note on marker 2"
    opened.markers.delete((1, 3))
    assert [m.number for m in opened.markers.state.items] == [2]
    opened.undo()
    assert [m.number for m in opened.markers.state.items] == [1, 2, 3]
    for _ in range(4):
        opened.undo()
    assert opened.markers.state.items == ()
    opened.redo()
    assert opened.markers.state.items[0].row == ROW


def test_without_a_row_nothing_is_marked_but_told(opened):
    told = []
    opened.told.connect(told.append)
    opened.shown.reading = None
    assert opened.markers.log() is None
    assert "rest the mouse" in told[-1]
    opened.linked.pick_row(ROW)


def test_the_picked_row_is_marked_where_none_is_under_the_mouse(opened, at_rest):
    opened.shown.reading = None
    opened.linked.pick_row(ROW)
    at_rest()
    assert opened.markers.log().row == ROW


def test_markers_enter_no_computation(opened, at_rest):
    before = opened.shown.spectrum.product.value.copy()
    tallies = dict(opened.shown.tallies)
    read_out(opened)
    opened.markers.log()
    at_rest()
    np.testing.assert_array_equal(opened.shown.spectrum.product.value, before)
    assert dict(opened.shown.tallies) == tallies
    assert opened.regions.items == ()


def test_going_there_centres_the_views_and_picks_the_row(opened, at_rest):
    row = read_out(opened)
    opened.markers.log()
    opened.set_view((row.xi - 20, row.xi - 10, row.eta, row.eta + 10))
    opened.markers.go_to(1)
    at_rest()
    x0, x1, y0, y1 = opened.view.bounds
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == (pytest.approx(row.xi), pytest.approx(row.eta))
    assert opened.linked.links.row.number == ROW
    assert opened.linked.detector.ifu == row.ifu


@pytest.mark.parametrize("ending", ["csv", "ecsv", "fits", "reg"])
def test_saved_markers_come_back(opened, at_rest, tmp_path, ending):
    read_out(opened)
    made = opened.markers.log()
    opened.markers.set_note(1, "a star")
    opened.markers.save(tmp_path / f"m.{ending}")
    at_rest()
    opened.markers.load(tmp_path / f"m.{ending}")
    at_rest()
    first, second = opened.markers.state.items
    assert second.number == 2
    assert (second.xi, second.eta) == (pytest.approx(made.xi, abs=1e-6), pytest.approx(made.eta, abs=1e-6))
    assert "a star" in second.note
    if ending != "reg":
        assert [getattr(second, n) for n in ("row", "ifu", "flags")] == [first.row, first.ifu, first.flags]
    opened.undo()
    assert len(opened.markers.state.items) == 1


def test_a_bad_file_is_told_and_nothing_is_lost(opened, at_rest, tmp_path):
    failures = []
    opened.failed.connect(lambda what, error: failures.append(str(error)))
    read_out(opened)
    opened.markers.log()
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    opened.markers.load(tmp_path / "bad.csv")
    at_rest()
    assert "no columns ra and dec" in failures[0]
    assert len(opened.markers.state.items) == 1


def test_text_has_a_line_for_each(opened):
    read_out(opened)
    opened.markers.log()
    heading, line = opened.markers.text().split("\n")
    assert heading.split("\t") == list(FIELDS)
    assert line.split("\t")[0] == "1"


def test_another_table_has_no_markers(opened, at_rest, small_file):
    read_out(opened)
    opened.markers.log()
    opened.ruler.start(SKY, 0, 0)
    opened.open(small_file)
    at_rest()
    assert opened.markers.state.items == ()
    assert opened.ruler.state.current is None


# The ruler


@pytest.mark.parametrize("end", [(3.0, 4.0), (-3.0, 4.0), (0.0, -5.0), (20.0, -25.0)])
@pytest.mark.parametrize("dec", [-60.5, 0.0, 85.0])
def test_distance_and_angle_are_those_of_the_sphere(end, dec):
    frame = Frame(State.POSITIONED, 0.001, dec)
    m = Measurement(SKY, 1.0, -2.0, 1.0 + end[0], -2.0 + end[1])
    distance, angle = separation(frame, m)
    (ra, de) = frame.plane_to_sky([m.x0, m.x1], [m.y0, m.y1])
    a, b = SkyCoord(ra, de, unit="deg")
    assert distance == pytest.approx(a.separation(b).to_value(u.arcsec), abs=1e-6)
    assert angle == pytest.approx(a.position_angle(b).to_value(u.deg) % 360, abs=1e-4)
    assert distance == pytest.approx(math.hypot(*end), rel=1e-4)


def test_east_is_90_degrees():
    frame = Frame(State.POSITIONED, 10.0, 0.0)
    assert separation(frame, Measurement(SKY, 0, 0, 5, 0))[1] == pytest.approx(90.0, abs=1e-3)
    assert "PA 90.0° E of N" in text_of(Measurement(SKY, 0, 0, 5, 0), frame)


@pytest.mark.parametrize(
    ("end", "snapped"), [((5, 0.4), (90, 5.0160)), ((3, 3.5), (45, 4.6098)), ((-0.2, -6), (180, 6.0033))]
)
def test_shift_snaps_to_the_nearest_45_degrees(end, snapped):
    m = Measurement(SKY, 0, 0, *end).snapped()
    assert math.hypot(m.x1, m.y1) == pytest.approx(snapped[1], abs=1e-4)
    assert math.degrees(math.atan2(m.x1, m.y1)) % 360 == pytest.approx(snapped[0])


def test_pixels_and_spectra_in_words():
    frame = Frame(State.PIXEL)
    assert text_of(Measurement(SKY, 0, 0, 3, 4), frame).startswith("5.00 pix")
    words = text_of(Measurement(SPECTRUM, 6562.8, 1.0, 6584.0, 3.0), frame)
    assert words.startswith("Δλ +21.20 Å · +967 km/s")
    known = Measurement(DETECTOR, 10, 20, 13, 24, 7, 6000.0, 6005.0)
    assert text_of(known, frame) == "5.0 pix · Δx +3.0 Δy +4.0 pix · Δλ +5.00 Å"


def test_two_presses_measure_and_the_list_is_kept(opened):
    ruler = opened.ruler
    ruler.press(SKY, 1.0, 2.0)
    ruler.follow(3.0, 2.0)
    assert ruler.state.live
    ruler.press(SKY, 4.0, 6.0)
    assert not ruler.state.live
    assert ruler.state.items == (Measurement(SKY, 1.0, 2.0, 4.0, 6.0),)
    assert ruler.clear()
    assert not ruler.clear()
    ruler.press(SKY, 1.0, 2.0)
    ruler.press(SKY, 1.0, 2.0)
    assert len(ruler.state.items) == 1
    ruler.press(SKY, 1.0, 2.0)
    ruler.press(SPECTRUM, 6000.0, 2.0)
    assert ruler.state.current.kind == SPECTRUM


def test_wavelengths_of_detector_pixels_are_looked_up(opened, at_rest):
    rows = [read_row(opened.table, number) for number in (ROW, ROW + 500)]
    first, second = rows
    assert first.ifu == second.ifu
    opened.ruler.press(DETECTOR, first.x_det + 0.2, first.y_det - 0.3, first.ifu)
    opened.ruler.press(DETECTOR, second.x_det, second.y_det, first.ifu)
    at_rest()
    (m,) = opened.ruler.state.items
    assert (m.wave0, m.wave1) == (pytest.approx(first.wave), pytest.approx(second.wave))
    assert "Å" in opened.ruler.table_text()
