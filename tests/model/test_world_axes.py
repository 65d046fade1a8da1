"""Axes of the sky in RA and Dec, or as the file has them."""

import pytest

from pixviewer.core.geometry import Frame, State
from pixviewer.model.coordinates import parse_position
from pixviewer.model.world_axes import AXES, is_offered, world_axis

SKY = Frame(State.PROJECTED, 338.2315, -60.5644)
BOX = (-30.0, 30.0, -25.0, 25.0)


@pytest.mark.parametrize(
    "frame", [SKY, Frame(State.PROJECTED, 0.001, 40.0), Frame(State.PROJECTED, 359.999, 5.0)]
)
@pytest.mark.parametrize("axes", ["sexagesimal", "degrees"])
@pytest.mark.parametrize("is_ra", [True, False])
def test_ticks_stand_where_their_coordinates_are(frame: Frame, axes: str, is_ra: bool) -> None:
    axis = world_axis(frame, axes, BOX, is_ra=is_ra)
    assert axis is not None
    ticks = axis.ticks(*(BOX[:2] if is_ra else BOX[2:]), 5)
    assert 2 <= len(ticks) <= 6
    for place, text in ticks:
        # RA is told at the lower border, Dec at the left one, which is the eastern.
        ra, dec = (float(v) for v in frame.plane_to_sky(*((place, BOX[2]) if is_ra else (BOX[1], place))))
        text = text.replace("−", "-")
        found = parse_position(f"{text} +00:00:00" if is_ra else f"00:00:00 {text}") if ":" in text else None
        told = float(text) if found is None else found[0 if is_ra else 1]
        apart = (told - (ra if is_ra else dec) + 180) % 360 - 180
        assert abs(apart) * 3600 < 1e-4
    assert len({text for _, text in ticks}) == len(ticks)


def test_ticks_are_round() -> None:
    axis = world_axis(SKY, "sexagesimal", BOX, is_ra=False)
    assert axis is not None
    assert [text for _, text in axis.ticks(-25.0, 25.0, 5)] == [
        "−60:34:10", "−60:34:00", "−60:33:50", "−60:33:40", "−60:33:30"
    ]  # fmt: skip
    axis = world_axis(SKY, "sexagesimal", (-0.1, 0.1, -0.1, 0.1), is_ra=True)
    assert axis is not None
    assert all(text.startswith("22:32:55.") for _, text in axis.ticks(-0.1, 0.1, 4))


def test_raw_axes_are_those_of_the_file() -> None:
    frame = Frame(State.POSITIONED, 338.2315, -60.5644)
    axis = world_axis(frame, "raw", BOX, is_ra=True)
    assert axis is not None
    assert axis.labels == ("xpos [deg]",)
    for place, text in axis.ticks(-30.0, 30.0, 4):
        xi, _ = frame.to_plane(float(text.replace("−", "-")), BOX[2] / 3600)
        assert place == pytest.approx(float(xi), abs=0.01)


def test_tables_offer_the_axes_that_they_can_have() -> None:
    pixels = Frame(State.PIXEL)
    assert [name for name in AXES if is_offered(pixels, name)] == ["offsets"]
    assert is_offered(SKY, "raw")
    assert world_axis(SKY, "raw", BOX, is_ra=True) is None  # polar positions have no ticks beside a view
    assert world_axis(pixels, "degrees", BOX, is_ra=True) is None
    assert world_axis(SKY, "offsets", BOX, is_ra=True) is None
    assert world_axis(None, "degrees", BOX, is_ra=True) is None


def test_an_axis_that_is_turned_round_has_the_same_ticks() -> None:
    axis = world_axis(SKY, "sexagesimal", BOX, is_ra=True)
    assert axis is not None
    assert axis.ticks(30.0, -30.0, 5) == axis.ticks(-30.0, 30.0, 5)
    assert axis.step(30.0, -30.0, 5) == axis.step(-30.0, 30.0, 5)
