"""Contours are painted fast, however many they are."""

import numpy as np
from PyQt6.QtGui import QColor, QImage, QPainter

from pixviewer.core.geometry import Grid
from pixviewer.core.products.contours import Contours, Statistics
from pixviewer.gui.canvas.contour_lines import MOST_POINTS, ContourPaths, thin_pen
from pixviewer.gui.canvas.plane_map import PlaneMap


def contours(*levels: list[np.ndarray]) -> Contours:
    lines = tuple(tuple(level) for level in levels)
    values = tuple(float(i) for i in range(len(levels)))
    return Contours(values, lines, np.zeros((2, 2)), Grid(0, 0, 1, 1, 2, 2), Statistics(0.0, 1.0, 9.0))


def line(n: int, x: float = 0.0) -> np.ndarray:
    return np.stack([np.full(n, x), np.linspace(0.0, 10.0, n)], axis=1)


def test_of_too_many_only_the_longest_are_drawn() -> None:
    specks = [line(5) for _ in range(20_000)]
    paths = ContourPaths(contours([*specks, line(300)], [line(4)])).paths
    n = [path.elementCount() for path in paths]
    assert n[1] == 4  # of a higher level even a short one
    assert MOST_POINTS - 10 < sum(n) <= MOST_POINTS
    assert (n[0] - 300) % 5 == 0
    few = ContourPaths(contours([line(5)], [])).paths
    assert [path.elementCount() for path in few] == [5, 0]
    many = ContourPaths(contours([line(n) for n in range(2, 1000)])).paths
    assert 0.9 * MOST_POINTS < many[0].elementCount() <= MOST_POINTS
    assert ContourPaths(None).paths == []


def test_pens_are_those_that_qt_strokes_fast() -> None:
    pen = thin_pen(QColor("red"))
    assert pen.isCosmetic()
    assert pen.widthF() <= 1.0


def test_lines_stand_where_the_plane_has_them() -> None:
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(0)
    here = PlaneMap(0, 0, 100, 100, (-5.0, 5.0, 0.0, 10.0), east_left=True)
    painter = QPainter(image)
    ContourPaths(contours([line(50, x=2.0)])).paint(painter, here, "#ffd23c")
    painter.end()
    px = round(here.to_pixel(2.0, 5.0)[0])
    assert px == 30  # east is to the left
    column = [image.pixelColor(px + d, 50) for d in (-1, 0)]
    assert any(colour.red() > 100 for colour in column)
    assert image.pixelColor(70, 50).red() == 0
