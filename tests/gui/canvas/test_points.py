import numpy as np

from pixviewer.gui.canvas.plane_map import PlaneMap
from pixviewer.gui.canvas.points import Points


def three_points(links: list[tuple[int, int]]) -> Points:
    x, y = np.array([0.0, 1.0, 2.0]), np.zeros(3)
    return Points(x, y, np.zeros(3, np.uint32), np.arange(3), np.array(links, np.int32))


def test_neighbours_are_joined_once_they_are_apart_on_the_screen() -> None:
    points = three_points([(0, 1), (1, 2)])
    near = PlaneMap(0, 0, 100, 100, (-50.0, 50.0, -50.0, 50.0))
    far = PlaneMap(10, 20, 100, 100, (-2.0, 3.0, -2.5, 2.5), east_left=True)
    assert points.lines(near).shape == (0, 4)
    # From the corner of the picture: east to the left, 20 pixels apart, at half height.
    np.testing.assert_allclose(points.lines(far), [[60, 50, 40, 50], [40, 50, 20, 50]])


def test_points_without_neighbours_have_no_lines() -> None:
    far = PlaneMap(0, 0, 100, 100, (-2.0, 3.0, -2.5, 2.5))
    assert three_points([]).lines(far).size == 0
