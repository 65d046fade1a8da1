"""Axes are laid out as pyqtgraph lays them out."""

import pyqtgraph as pg
import pytest
from PyQt6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from pixviewer.gui.canvas.axis import Axis


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
@pytest.mark.parametrize(
    "span", [(-31.4, 29.9), (6000.0, 6100.0), (0.0, 1e-6), (-1.7e7, 3.3e8), (12.0, -12.0), (5.123, 5.1231)]
)
def test_lines_and_labels_are_those_of_the_base_class(
    qtbot: QtBot, side: str, span: tuple[float, float]
) -> None:
    plot = pg.PlotWidget(axisItems={side: Axis(side)})
    qtbot.addWidget(plot)
    plot.showAxis(side)
    plot.resize(500, 400)
    plot.show()
    axis = plot.getAxis(side)
    axis.unlinkFromView()
    axis.setRange(*span)
    axis.set_font(axis._font)
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setFont(axis._font)
    ours, theirs = axis.generateDrawSpecs(painter), pg.AxisItem.generateDrawSpecs(axis, painter)
    painter.end()
    assert ours is not None
    line = ours[0][1]
    assert (line.p1(), line.p2()) == tuple(theirs[0][1:])
    drawn = [(pen.color().alpha(), x.p1(), x.p2()) for pen, lines in ours[1] for x in lines]
    wanted = [(pen.color().alpha(), p1, p2) for pen, p1, p2 in theirs[1]]
    assert len(drawn) == len(wanted) > 3
    for (a, p1, p2), (b, q1, q2) in zip(drawn, wanted, strict=True):
        assert a == b
        assert (p1.x(), p1.y(), p2.x(), p2.y()) == pytest.approx((q1.x(), q1.y(), q2.x(), q2.y()), abs=1e-4)
    assert [text for *_, text in ours[2]] == [text for *_, text in theirs[2]]
    for (box, flags, _), (other, others, _) in zip(ours[2], theirs[2], strict=True):
        assert box.getRect() == pytest.approx(other.getRect(), abs=1e-4)
        assert int(flags) == int(others)
