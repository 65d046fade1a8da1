"""Locks and matches between views of one workspace, and between workspaces."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from astropy.io import fits
from waiting import until

from pixviewer.core.geometry import Frame, State
from pixviewer.model import locking
from pixviewer.model.locking import COLOURS, CROSSHAIR, FILTERS, LIMITS, POSITION, WAVES
from pixviewer.model.session import Session
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


class Pair:
    """Two workspaces of one session, and patience."""

    def __init__(self, session: Session, first: Workspace, second: Workspace, rest: Rest) -> None:
        self.session, self.first, self.second, self.rest = session, first, second, rest


@pytest.fixture(scope="module")
def moved_file(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small table, pointed 2″ to the north."""
    path = tmp_path_factory.mktemp("moved") / "moved.fits"
    with fits.open(small_file) as hdus:
        hdus[0].header["DEC"] += 2.0 / 3600
        hdus.writeto(path)
    return path


@pytest.fixture
def pair(small_file: Path, moved_file: Path, inbox) -> Iterator[Pair]:  # type: ignore[no-untyped-def]
    session = Session()
    members = [Workspace(inbox), Workspace(inbox)]

    def rest() -> None:
        until(lambda: not any(w.runner.is_busy() for w in members), inbox.take)
        inbox.take()

    for workspace, path in zip(members, (small_file, moved_file), strict=True):
        for view in ("image", "scatter"):
            workspace.set_shape(view, (100, 80))
        session.join(workspace)
        workspace.open(path)
    rest()
    yield Pair(session, members[0], members[1], rest)
    for workspace in members:
        session.leave(workspace)
        assert workspace.close(), "a thread of the runner did not end"


def test_locked_windows_look_at_the_same_part_of_the_sky(pair: Pair) -> None:
    pair.session.toggle_windows(POSITION, pair.first)
    pair.first.set_view((-5.0, 5.0, -20.0, -10.0))
    # The second is pointed 2″ farther north, so that the same sky lies 2″ farther south in its plane.
    assert pair.second.view.bounds == pytest.approx((-5.0, 5.0, -22.0, -12.0), abs=1e-3)
    pair.second.set_view((-3.0, 3.0, -18.0, -12.0))
    assert pair.first.view.bounds == pytest.approx((-3.0, 3.0, -16.0, -10.0), abs=1e-3)
    pair.session.toggle_windows(POSITION, pair.first)
    pair.first.set_view((0.0, 1.0, -16.0, -15.0))
    assert pair.second.view.bounds == pytest.approx((-3.0, 3.0, -18.0, -12.0), abs=1e-3)
    pair.rest()


def test_a_place_that_the_other_table_has_not_is_said_once(pair: Pair) -> None:
    said: list[str] = []
    pair.first.told.connect(said.append)
    pair.session.toggle_windows(POSITION, pair.first)
    before = pair.second.view.bounds
    for x in (3000.0, 4000.0):
        pair.first.set_view((x, x + 10.0, 0.0, 10.0))
    assert pair.second.view.bounds == before
    assert [text for text in said if "nothing at this place" in text] == said[:1]
    pair.rest()


def test_the_crosshair_goes_to_the_same_place_and_not_back_again(pair: Pair) -> None:
    pair.session.toggle_windows(CROSSHAIR, pair.first)
    pair.first.hover(0.0, -15.0)
    pair.rest()
    reading = pair.second.shown.reading
    assert reading is not None
    assert (reading.xi, reading.eta) == pytest.approx((0.0, -17.0), abs=1e-3)
    assert reading.is_known
    mine = pair.first.shown.reading
    assert mine is not None
    assert (mine.xi, mine.eta) == (0.0, -15.0)
    pair.second.hover(1.0, -15.0)
    pair.rest()
    assert pair.first.shown.reading is not None
    assert (pair.first.shown.reading.xi, pair.first.shown.reading.eta) == pytest.approx(
        (1.0, -13.0), abs=1e-3
    )
    pair.second.canvases.leave()
    assert pair.first.shown.reading is None


def test_limits_are_copied_as_numbers_and_colours_as_they_are(pair: Pair) -> None:
    pair.session.toggle_windows(LIMITS, pair.first)
    pair.session.toggle_windows(COLOURS, pair.first)
    pair.first.editor.set_display("image", limits="90%", cmap="Heat")
    pair.rest()
    shown, given = pair.first.shown.image, pair.second.display.image
    assert shown is not None
    assert (given.limits, given.low, given.high) == ("User", shown.lo, shown.hi)
    assert given.cmap == "Heat"
    assert pair.first.display.image.limits == "90%"
    assert pair.second.shown.image is not None
    assert (pair.second.shown.image.lo, pair.second.shown.image.hi) == (shown.lo, shown.hi)
    # What was given can be taken back where it was given.
    label = pair.second.history.undo_label
    assert label is not None
    assert "of the other window" in label


def test_limits_come_back_from_the_window_that_was_given_them(pair: Pair) -> None:
    pair.session.toggle_windows(LIMITS, pair.first)
    pair.second.editor.set_display("image", low=1.0, high=2.0)
    assert (pair.first.display.image.low, pair.first.display.image.high) == (1.0, 2.0)
    pair.rest()


def test_views_of_one_window_share_limits_of_one_quantity(pair: Pair) -> None:
    pair.session.toggle_views(COLOURS, pair.first, "image")
    pair.first.editor.set_display("image", cmap="Plasma", stretch="Log")
    assert pair.first.display.scatter.cmap == "Plasma"
    assert pair.first.display.detector.stretch == "Log"
    assert pair.second.display.image.cmap == "Grey"
    pair.session.toggle_views(LIMITS, pair.first, "image")
    pair.first.editor.set_display("image", low=3.0, high=4.0)
    assert (pair.first.display.detector.low, pair.first.display.detector.high) == (3.0, 4.0)
    # IFUs have no limits in common with values.
    assert pair.first.display.scatter.low is None
    with pytest.raises(ValueError, match="views are locked in limits, colours"):
        pair.session.toggle_views(POSITION, pair.first, "image")
    pair.rest()


def test_filters_hold_the_wavelengths_too(pair: Pair) -> None:
    pair.session.toggle_windows(WAVES, pair.first)
    pair.first.editor.set_bands(((6000.0, 6100.0),))
    assert pair.second.view.bands == ((6000.0, 6100.0),)
    pair.session.toggle_windows(FILTERS, pair.first)
    pair.second.editor.remove_filter(0)
    assert pair.first.view.filters == pair.second.view.filters
    pair.rest()


def test_a_table_that_is_opened_is_brought_to_what_is_locked(pair: Pair, small_file: Path) -> None:
    pair.first.editor.set_bands(((6000.0, 6100.0),))
    pair.first.editor.set_display("image", cmap="Heat")
    pair.first.set_view((-5.0, 5.0, -20.0, -10.0))
    for what in (FILTERS, COLOURS, POSITION):
        pair.session.toggle_windows(what, pair.first)
    pair.second.open(small_file)
    pair.rest()
    for workspace in (pair.first, pair.second):
        assert workspace.view.bands == ((6000.0, 6100.0),)
        assert workspace.display.image.cmap == "Heat"
        assert workspace.view.bounds == pytest.approx((-5.0, 5.0, -20.0, -10.0), abs=1e-3)
    pair.second.close_table()
    pair.rest()
    assert pair.first.view.bands == ((6000.0, 6100.0),)


def test_a_match_is_once(pair: Pair) -> None:
    said: list[str] = []
    pair.first.told.connect(said.append)
    pair.first.editor.set_display("image", cmap="Heat")
    pair.session.match_all(pair.first)
    assert pair.second.display.image.cmap == "Heat"
    assert "1 other windows match this one" in said[-1]
    pair.first.editor.set_display("image", cmap="Grey")
    assert pair.second.display.image.cmap == "Heat"
    pair.rest()


def test_one_that_left_is_given_nothing(pair: Pair) -> None:
    pair.session.toggle_all(pair.first)
    assert pair.session.locks.windows == frozenset(locking.OF_WINDOWS)
    pair.session.leave(pair.second)
    before = pair.second.view.bounds
    pair.first.set_view((-5.0, 5.0, -20.0, -10.0))
    assert pair.second.view.bounds == before
    pair.second.set_view((0.0, 1.0, -16.0, -15.0))
    assert pair.first.view.bounds == (-5.0, 5.0, -20.0, -10.0)
    pair.rest()


def test_locks_are_named() -> None:
    session = Session()
    assert session.locks.text() == ""
    session.locks.windows = frozenset({LIMITS, POSITION})
    session.locks.views = frozenset({COLOURS})
    assert session.locks.text() == "views locked: colours · windows locked: position and zoom, limits"


def test_pixels_have_no_place_on_the_sky() -> None:
    sky, pixels = Frame(State.PROJECTED, 30.0, -60.0), Frame(State.PIXEL)
    assert locking.place_elsewhere(1.0, 2.0, sky, pixels) is None
    assert locking.place_elsewhere(1.0, 2.0, pixels, pixels) == (1.0, 2.0)
    assert locking.bounds_elsewhere((0.0, 2.0, 0.0, 2.0), pixels, pixels) == (0.0, 2.0, 0.0, 2.0)
    assert locking.place_elsewhere(0.0, 0.0, sky, Frame(State.PROJECTED, 210.0, 60.0)) is None
