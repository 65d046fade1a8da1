"""Lines of RA and Dec lie where astropy's gnomonic projection has them, near a pole and across RA 0h too."""

import numpy as np
import pytest
from astropy.wcs import WCS

from pixviewer.core.geometry import Frame, State
from pixviewer.model.graticule import MOST_LINES, graticule
from pixviewer.model.overlays import ContourLevels, Overlays
from pixviewer.model.world_axes import world_axis

BOX = (-40.0, 40.0, -30.0, 30.0)
FRAMES = {
    "south": Frame(State.PROJECTED, 338.2315, -60.5644),
    "across RA 0h": Frame(State.PROJECTED, 0.001, 40.0),
    "before RA 0h": Frame(State.POSITIONED, 359.9995, 5.0),
    "near the north pole": Frame(State.POSITIONED, 37.95, 89.99),
    "at the south pole": Frame(State.PROJECTED, 120.0, -89.995),
}


def wcs_of(frame: Frame) -> WCS:
    """A gnomonic projection whose pixels are arcseconds, with the reference point at (0, 0)."""
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---TAN", "DEC--TAN"]
    wcs.wcs.crval = [frame.ra0, frame.dec0]
    wcs.wcs.crpix = [1.0, 1.0]
    wcs.wcs.cdelt = [1 / 3600, 1 / 3600]  # ξ grows to the east
    return wcs


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize("axes", ["degrees", "sexagesimal"])
def test_lines_have_one_coordinate_by_astropy(frame: Frame, axes: str) -> None:
    wcs = wcs_of(frame)
    lines = graticule(frame, axes, BOX)
    assert sum(line.is_ra for line in lines) >= 2
    assert sum(not line.is_ra for line in lines) >= 2
    for line in lines:
        ra, dec = wcs.all_pix2world(line.xi, line.eta, 0)
        if line.is_ra:
            # RA is ill-defined at the pole, so it is measured along the sky.
            apart = ((ra - line.value + 180) % 360 - 180) * np.cos(np.radians(dec))
        else:
            apart = dec - line.value
        assert np.abs(apart).max() * 3600 < 1e-6


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_lines_cross_the_view_from_border_to_border(frame: Frame) -> None:
    x0, x1, y0, y1 = BOX
    for line in graticule(frame, "degrees", BOX):
        inside = (x0 <= line.xi) & (line.xi <= x1) & (y0 <= line.eta) & (line.eta <= y1)
        ends = inside[[0, -1]]
        if np.hypot(line.xi[0] - line.xi[-1], line.eta[0] - line.eta[-1]) < 1e-3:
            continue  # a circle around the pole
        # A line of RA may begin at the pole; nothing else ends within the view.
        pole = float(frame.sky_to_plane(frame.ra0, 90.0 if frame.dec0 > 0 else -90.0)[1])
        at_pole = np.hypot(line.xi[[0, -1]], line.eta[[0, -1]] - pole) < 1e-3
        assert not (ends & ~at_pole).any()


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_ticks_stand_where_lines_leave_the_view(frame: Frame) -> None:
    axis = world_axis(frame, "degrees", BOX, is_ra=True)
    assert axis is not None
    ticks = {text: place for place, text in axis.ticks(*BOX[:2], 5)}
    lines = {line.text: line for line in graticule(frame, "degrees", BOX) if line.is_ra}
    met = [text for text in ticks if text in lines]
    assert met
    for text in met:
        line = lines[text]
        order = np.argsort(line.eta)
        at_border = np.interp(BOX[2], line.eta[order], line.xi[order])
        # A straight piece of a line of 97 points.
        assert ticks[text] == pytest.approx(at_border, abs=0.02)


def test_a_pole_in_view_is_surrounded() -> None:
    frame = FRAMES["at the south pole"]
    lines = graticule(frame, "sexagesimal", BOX)
    ra = sorted(line.value % 360 for line in lines if line.is_ra)
    assert ra[0] < 45
    assert ra[-1] > 315
    assert len(set(ra)) == len(ra) <= MOST_LINES
    circles = [line for line in lines if not line.is_ra]
    pole = float(frame.sky_to_plane(0.0, -90.0)[1])
    for circle in circles:
        radius = np.hypot(circle.xi, circle.eta - pole)
        assert np.ptp(radius) < 1e-4 * radius.max()
    assert any(not line.has_tick for line in lines)


def test_lines_are_curved_only_near_a_pole() -> None:
    def sagitta(frame: Frame) -> float:
        line = next(line for line in graticule(frame, "degrees", BOX) if not line.is_ra)
        chord = np.linspace(line.eta[0], line.eta[-1], line.eta.size)
        return float(np.abs(line.eta - chord).max())

    assert sagitta(FRAMES["before RA 0h"]) < 1e-3
    assert sagitta(FRAMES["near the north pole"]) > 5


def test_plain_axes_and_pixels_have_no_curved_lines() -> None:
    assert graticule(FRAMES["south"], "offsets", BOX) == ()
    assert graticule(FRAMES["south"], "raw", BOX) == ()  # polar, drawn by other means
    assert graticule(Frame(State.PIXEL), "degrees", BOX) == ()
    raw = graticule(FRAMES["before RA 0h"], "raw", BOX)
    assert all(abs(line.value) < 0.02 for line in raw)


def test_levels_do_not_depend_on_anything_but_the_image() -> None:
    assert ContourLevels(n=3, first=2, factor=2).of(10.0, 1.0, 100.0) == (12.0, 14.0, 18.0)
    assert ContourLevels(n=9, first=2, factor=10).of(10.0, 1.0, 100.0) == (12.0, 30.0)
    assert ContourLevels(rule="percent", n=3).of(0.0, 1.0, 100.0) == (25.0, 50.0, 75.0)
    assert ContourLevels(rule="values", values=(3.0, -1.0, 3.0)).of(0, 1, 2) == (-1.0, 3.0)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [({"rule": "any"}, "rule"), ({"n": 0}, "1 to"), ({"first": -1.0}, "σ"), ({"factor": 1.0}, "times"),
     ({"smoothing": 50.0}, "smoothed"), ({"first": float("nan")}, "σ")],
)  # fmt: skip
def test_nonsense_is_refused_in_words(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        ContourLevels(**wrong)  # type: ignore[arg-type]


def test_overlays_are_toggled_one_by_one() -> None:
    shown = Overlays()
    assert (shown.has_grid, shown.has_compass, shown.has_scale_bar, shown.has_contours) == (
        False, True, True, False
    )  # fmt: skip
    assert shown.toggled("has_grid") == shown.with_changes(has_grid=True)
    assert shown.toggled("has_grid").toggled("has_grid") == shown
