from dataclasses import replace

import numpy as np
import pytest

from pixviewer.core.geometry import Circle, Frame, State
from pixviewer.model import resolve
from pixviewer.model.regions import Region, Regions
from pixviewer.model.state import Display, ViewState

FRAME = Frame(State.PROJECTED, 338.2, -60.5)
FACTS = resolve.TableFacts(1, 324_000_000, FRAME, has_blocks=True)
REGION = Region("r1", "star", Circle(338.2, -60.5, 2.0))


def test_a_view_shows_what_must_be_visible_and_is_square() -> None:
    x0, x1, y0, y1 = resolve.visible_bounds((-10.0, 10.0, -20.0, 20.0), (800, 400))
    assert (y0, y1) == (-20.0, 20.0)
    assert (x0, x1) == (-40.0, 40.0)


@pytest.mark.parametrize("shape", [(640, 480), (1, 1), (333, 777)])
def test_the_raster_covers_the_view_with_a_cell_per_pixel(shape: tuple[int, int]) -> None:
    view = ViewState(bounds=(-30.0, 30.0, -30.0, 30.0), scatter_shape=shape)
    request = resolve.raster_request(FACTS, view, Regions(), Display(by="ifu"))
    assert request is not None
    assert (request.grid.n_x, request.grid.n_y) == shape
    assert np.isclose(abs(request.grid.dx), request.grid.dy)
    assert request.grid.bounds == pytest.approx(resolve.visible_bounds(view.bounds, shape))


def test_east_is_left_on_the_sky_and_x_grows_right_in_pixels() -> None:
    bounds, shape = (-10.0, 10.0, -10.0, 10.0), (100, 100)
    assert resolve.screen_grid(FRAME, bounds, shape).dx < 0
    assert resolve.screen_grid(Frame(State.PIXEL), bounds, shape).dx > 0


def test_nothing_is_asked_of_a_view_that_looks_nowhere() -> None:
    assert resolve.raster_request(FACTS, ViewState(), Regions(), Display(by="ifu")) is None


def test_equal_wishes_give_equal_requests_and_another_table_does_not() -> None:
    view = ViewState(bounds=(-1.0, 1.0, -1.0, 1.0))
    display = Display(by="ifu")
    one = resolve.raster_request(FACTS, view, Regions(), display)
    assert one == resolve.raster_request(FACTS, view, Regions(), display)
    assert hash(one) == hash(resolve.raster_request(FACTS, view, Regions(), display))
    assert one != resolve.raster_request(replace(FACTS, number=2), view, Regions(), display)


def test_colours_do_not_change_what_is_computed() -> None:
    view = ViewState()
    one = resolve.image_request(FACTS, view, Regions(), Display(cmap="Grey"))
    assert one == resolve.image_request(
        FACTS, view, Regions(), Display(cmap="Heat", stretch="Log", invert=True)
    )


def test_a_small_aperture_is_counted_exactly_while_it_moves() -> None:
    assert resolve.live_sketch(FACTS, REGION) == 0
    large = replace(REGION, shape=Circle(338.2, -60.5, 8.0))
    assert resolve.live_sketch(FACTS, large) == resolve.LIVE_SKETCH_ROWS
    assert resolve.live_sketch(replace(FACTS, has_blocks=False), REGION) == resolve.LIVE_SKETCH_ROWS
    assert resolve.live_sketch(replace(FACTS, n_row=1000), large) == 0
    assert resolve.live_sketch(replace(FACTS, n_row=20_000_000), large) == 0


def test_rows_are_counted_with_the_spectrum_unless_it_is_of_others() -> None:
    def asked(*regions: Region) -> object:
        chosen = Regions(items=regions, selected=tuple(region.ident for region in regions))
        return resolve.follow_request(FACTS, regions[0], ViewState(), chosen)

    assert isinstance(asked(REGION), resolve.FollowRequest)
    # The spectrum is over all wavelengths, and of all that is chosen.
    assert isinstance(asked(replace(REGION, wave=((5000.0, 5100.0),))), resolve.CountRequest)
    other = replace(REGION, ident="r2", shape=Circle(338.21, -60.5, 2.0))
    assert isinstance(asked(REGION, other), resolve.CountRequest)


def test_small_tables_need_no_sketch() -> None:
    request = resolve.image_request(FACTS, ViewState(), Regions(), Display())
    assert resolve.sketched(request, 100_000) == ()
    assert resolve.sketched(request, 324_000_000) == (resolve.SKETCH_ROWS,)


def test_a_box_lies_within_the_circle_that_covers_it() -> None:
    circle = resolve.covering_circle(FRAME, (-3.0, 5.0, 1.0, 9.0))
    xi, eta = FRAME.sky_to_plane(circle.ra, circle.dec)
    for x in (-3.0, 5.0):
        for y in (1.0, 9.0):
            assert np.hypot(x - xi, y - eta) < circle.radius
