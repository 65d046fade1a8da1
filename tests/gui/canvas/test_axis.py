"""Words at the edges of a view, which fit whatever its size."""

import pytest
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PyQt6.QtWidgets import QApplication

from pixviewer.gui import fonts
from pixviewer.gui.canvas import overlays
from pixviewer.gui.canvas.axis import Axis, halves
from pixviewer.gui.canvas.spectrum_view import SpectrumView

UNIT = "10**(-20)*erg/s/cm**2/Angstrom"
NOTE = "sketch 0.31 %, refining 4 % · aggregate of 324 M rows"


@pytest.fixture
def view(qtbot):
    widget = SpectrumView()
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    widget.set_spectrum([5000.0, 5001.0], [1.0, 2.0], [0.1, 0.1], [3, 3], [0, 0], UNIT, "star")
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def label(view):
    return view.canvas.axis("left").label


def test_a_high_axis_says_what_and_in_which_unit(view):
    assert label(view).toPlainText().strip() == "Value [10⁻²⁰ erg s⁻¹ cm⁻² Å⁻¹]"


@pytest.mark.parametrize("height", [130, 160, 190, 220, 260, 300, 500])
def test_the_label_is_never_longer_than_its_axis(view, height):
    view.resize(900, height)
    QApplication.processEvents()
    axis = view.canvas.axis("left")
    metrics = QFontMetricsF(label(view).font())
    for line in axis.labelText.split("<br>"):
        assert metrics.horizontalAdvance(line) <= axis.size().height()


def test_a_very_low_axis_has_the_whole_unit_in_two_lines(view):
    view.resize(900, 170)
    QApplication.processEvents()
    assert view.canvas.axis("left").labelText == "10⁻²⁰ erg<br>s⁻¹ cm⁻² Å⁻¹"


@pytest.mark.parametrize(
    ("text", "lines"), [("one two three", ("one two", "three")), ("a b", ("a", "b")), ("word", ())]
)
def test_a_text_is_cut_at_the_space_nearest_to_its_middle(text, lines):
    assert halves(text) == lines


def test_a_low_axis_has_the_unit_alone_and_the_rest_in_a_tip(view):
    view.resize(900, 215)
    QApplication.processEvents()
    axis = view.canvas.axis("left")
    assert axis.labelText == "10⁻²⁰ erg s⁻¹ cm⁻² Å⁻¹"
    assert axis.toolTip() == "Value [10⁻²⁰ erg s⁻¹ cm⁻² Å⁻¹]"


def test_the_label_comes_back_when_there_is_room_again(view):
    view.resize(900, 150)
    QApplication.processEvents()
    view.resize(900, 500)
    QApplication.processEvents()
    assert view.canvas.axis("left").labelText.startswith("Value")


@pytest.mark.parametrize("width", [60, 120, 200, 300])
def test_notes_stay_in_their_area(qapp, width):
    area = QRectF(10, 10, width, 300)
    image = QImage(400, 320, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    painter.setFont(fonts.text_font())
    box = overlays.paint_pill(painter, area, NOTE, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    beside = overlays.paint_pill(painter, area, NOTE, Qt.AlignmentFlag.AlignLeft, QPointF(50, 50))
    painter.end()
    assert area.contains(box)
    assert area.contains(beside)


def test_words_break_at_their_dots_first(qapp):
    metrics = QFontMetricsF(fonts.text_font())
    width = metrics.horizontalAdvance("sketch 0.31 %, refining 4 %") + 1
    assert overlays.wrapped(NOTE, metrics, width).split("\n") == [
        "sketch 0.31 %, refining 4 %",
        "aggregate of 324 M rows",
    ]
    assert overlays.wrapped(NOTE, metrics, 10_000) == NOTE


def test_long_labels_below_an_axis_stay_apart(qapp: object) -> None:
    axis = Axis("bottom")
    low, high, size = -0.000153, -0.000133, 200
    values = axis.tickValues(low, high, size)
    step, ticks = values[0]
    metrics = QFontMetricsF(axis._font)
    widest = max(metrics.horizontalAdvance(text) for text in axis.tickStrings(ticks, 1.0, step))
    assert len(ticks) >= 1
    assert widest < step / (high - low) * size


def test_a_message_with_a_long_name_stays_within_its_view(qapp):
    picture = QImage(600, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("black"))
    painter = QPainter(picture)
    area = QRectF(200, 0, 150, 200)
    overlays.paint_message(painter, area, "A_VERY_LONG_NAME_OF_A_FILE_INDEED.fits is gone", QColor("white"))
    painter.end()
    dots = [(x, y) for x in range(600) for y in range(200) if picture.pixelColor(x, y).value() > 60]
    inked, rows = [x for x, _ in dots], {y for _, y in dots}
    assert inked
    assert area.left() <= min(inked)
    assert max(inked) <= area.right()
    # And none of the name is cut off: it takes more lines instead.
    assert len(rows) > 25
