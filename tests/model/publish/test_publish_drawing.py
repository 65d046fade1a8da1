"""Pictures are as large as was said, hold what the screen shows, and their text is text."""

import numpy as np
import paper_reading
import pytest

from pixviewer.core.errors import OutputError
from pixviewer.core.geometry import Grid
from pixviewer.core.progress import Cancelled, Progress
from pixviewer.model.colour_maps import colour_table
from pixviewer.model.publish.drawing.axes import number_texts, power_text
from pixviewer.model.publish.drawing.picture import make_paper, picture_bytes
from pixviewer.model.publish.figure import (
    BAR,
    COMPASS,
    PARTS,
    SCALE_BAR,
    TITLE,
    Axis,
    Compass,
    Dots,
    Figure,
    Line,
    Panel,
    Raster,
    Scale,
    ScaleBar,
    Shape,
    Steps,
)
from pixviewer.model.publish.look import (
    INCH,
    MM,
    PRESETS,
    PX,
    Look,
    Size,
    check_size,
    parse_size,
    preset_of,
)
from pixviewer.model.publish.papers import DARK, PAPERS

GRID = Grid(4.0, -3.0, -0.5, 0.5, 16, 12)


def picture_figure(rgba: np.ndarray | None = None, unit: str = "10⁻²⁰ erg s⁻¹ cm⁻² Å⁻¹") -> Figure:
    if rgba is None:
        random = np.random.default_rng(3)
        rgba = random.integers(0, 256, (*GRID.shape, 4), np.uint8)
        rgba[..., 3] = 255
    x0, x1, y0, y1 = GRID.bounds
    panel = Panel(
        Axis("Δα cos δ [arcsec]", x1, x0), Axis("Δδ [arcsec]", y0, y1),
        (Raster(rgba, GRID), Shape("circle", 1.0, 1.0, 0.8, "#33dd55", name="star A"),
         ScaleBar(1.0, "1″"), Compass()),
        is_square=True, bar=Scale(0.0, 10.0, "Linear", colour_table("viridis"), f"Mean [{unit}]"),
    )  # fmt: skip
    return Figure("Sky image · Mean", (panel,))


BARE = Look(without=frozenset(PARTS))


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        (Size(88.0, 60.0, MM, 300.0), (1039, 709)),
        (Size(7.0, 5.0, INCH, 100.0), (700, 500)),
        (Size(1063.0, 751.0, PX, 300.0), (1063, 751)),
        (Size(640.0, 480.0, PX, 72.0), (640, 480)),
    ],
)
def test_a_picture_has_the_size_that_was_asked_for(size: Size, pixels: tuple[int, int]) -> None:
    drawn = paper_reading.png_pixels(picture_bytes(picture_figure(), Look(), size, ".png"))
    assert (drawn.shape[1], drawn.shape[0]) == pixels


def test_a_page_has_its_millimetres() -> None:
    content = picture_bytes(picture_figure(), Look(), Size(88.0, 60.0), ".pdf")
    assert paper_reading.pdf_size_mm(content) == pytest.approx((88.0, 60.0), abs=0.01)


def test_without_a_height_a_picture_is_as_high_as_it_needs() -> None:
    """No white above and below: a field that is wider than high makes a low picture."""
    drawn = paper_reading.png_pixels(
        picture_bytes(picture_figure(), BARE, Size(500.0, None, PX, 100.0), ".png")
    )
    assert drawn.shape[1] == 500
    assert 0.6 < drawn.shape[0] / drawn.shape[1] < 0.95


@pytest.mark.parametrize("theme", PAPERS)
def test_cells_of_a_picture_have_the_colours_of_the_screen(theme: str) -> None:
    figure = picture_figure()
    look = Look(theme, without=frozenset(PARTS))
    size = Size(1000.0, 800.0, PX, 100.0)
    drawn = paper_reading.png_pixels(picture_bytes(figure, look, size, ".png"))
    box = make_paper(figure, look, size, Progress()).axes[0].get_position()
    left, width = box.x0 * 1000, box.width * 1000
    low, height = box.y0 * 800, box.height * 800
    rgba = figure.panels[0].layers[0].rgba
    for row in range(GRID.n_y):
        for col in range(GRID.n_x):
            x, y = GRID.centre(col, row)
            px = left + (4.0 - x) / 8.0 * width  # east is to the left
            py = 800 - (low + (y + 3.0) / 6.0 * height)
            pixel = drawn[int(py), int(px)].astype(int)
            assert np.abs(pixel - rgba[row, col].astype(int)).max() <= 1, (row, col)


def test_what_has_no_data_shows_the_paper() -> None:
    rgba = np.zeros((*GRID.shape, 4), np.uint8)
    content = picture_bytes(
        picture_figure(rgba), Look(DARK, without=frozenset(PARTS)), Size(400, 300, PX, 100), ".png"
    )
    drawn = paper_reading.png_pixels(content)
    paper = [int(PAPERS[DARK].paper[i : i + 2], 16) for i in (1, 3, 5)]
    assert drawn[150, 250, :3].tolist() == paper
    assert drawn[2, 2, :3].tolist() == paper


def test_an_svg_has_labels_and_units_as_text() -> None:
    words = paper_reading.svg_words(picture_bytes(picture_figure(), Look(), Size(), ".svg"))
    unit = "[10⁻²⁰ erg s⁻¹ cm⁻² Å⁻¹]"
    for wanted in ("Δα cos δ [arcsec]", "Δδ [arcsec]", "star A", "1″", "N", "E", "Sky image · Mean"):
        assert wanted in words
    assert any(unit in word for word in words)


def test_a_pdf_has_its_text_as_text() -> None:
    content = picture_bytes(picture_figure(unit="erg"), Look(), Size(), ".pdf")
    words = paper_reading.pdf_words(content)
    assert "Mean [erg]" in words
    assert "star A" in words
    assert b"/Subtype /Type3" not in content  # whose glyphs are pictures
    assert b"/FontFile2" in content


def test_a_pdf_embeds_cells_one_by_one() -> None:
    """Not at the resolution of the paper: nothing is interpolated, nothing is lost, and the file is small."""
    content = picture_bytes(picture_figure(), BARE, Size(dpi=600.0), ".pdf")
    assert b"/Width 16" in content
    assert b"/Height 12" in content


@pytest.mark.parametrize(
    ("part", "word"),
    [(TITLE, "Sky image · Mean"), (SCALE_BAR, "1″"), (COMPASS, "N"), ("names", "star A"), (BAR, "10")],
)
def test_parts_are_left_out(part: str, word: str) -> None:
    everything = paper_reading.svg_words(picture_bytes(picture_figure(), Look(), Size(), ".svg"))
    less = paper_reading.svg_words(
        picture_bytes(picture_figure(), Look().with_part(part, shown=False), Size(), ".svg")
    )
    assert word in everything
    assert word not in less


def test_the_same_picture_is_the_same_file() -> None:
    for ending in (".png", ".pdf", ".svg"):
        contents = {picture_bytes(picture_figure(), Look(), Size(), ending) for _ in range(2)}
        assert len(contents) == 1, ending


def test_nothing_is_cut_off_at_the_edge() -> None:
    """A free margin all around, at any size of letters."""
    for text in (6.0, 14.0, 24.0):
        drawn = paper_reading.png_pixels(
            picture_bytes(picture_figure(), Look(text=text), Size(1200.0, 900.0, PX, 150.0), ".png")
        )
        for edge in (drawn[:2], drawn[-2:], drawn[:, :2], drawn[:, -2:]):
            assert (edge == 255).all(), text


def test_several_panels_with_joined_axes_are_labelled_outside() -> None:
    x = np.linspace(0.0, 1.0, 20)
    panels = tuple(
        Panel(Axis("Wavelength [Å]", 0.0, 1.0), Axis("Factor", 0.0, 1.0), (Line(x, x),), title=f"IFU {i}")
        for i in range(1, 7)
    )
    words = paper_reading.svg_words(
        picture_bytes(Figure("Curves", panels, 3, is_joined=True), Look(), Size(180.0), ".svg")
    )
    assert words.count("Factor") == 1
    assert words.count("Wavelength [Å]") == 1
    assert words.count("0.0") == 3 + 2  # below the lower row, beside the left column
    assert {f"IFU {i}" for i in range(1, 7)} <= set(words)


def test_curves_with_names_have_a_key() -> None:
    x = np.arange(5.0)
    panel = Panel(
        Axis("x", 0.0, 4.0), Axis("y", 0.5, 20.0, is_log=True),
        (Steps(np.arange(6.0), x + 1, name="good"), Dots(x, x + 1, "band", 3.0, "square", x / 10, "flagged")),
    )  # fmt: skip
    words = paper_reading.svg_words(picture_bytes(Figure("", (panel,)), Look(), Size(), ".svg"))
    assert {"good", "flagged"} <= set(words)


@pytest.mark.parametrize(
    ("size", "says"),
    [
        (Size(0.0, 60.0), "width"),
        (Size(88.0, -3.0), "height"),
        (Size(1e6, 1e6, PX), "width"),
        (Size(19_999.0, 19_999.0, PX), "million pixels"),
        (Size(88.0, 60.0, MM, 5.0), "dpi"),
        (Size(float("nan"), 60.0), "width"),
    ],
)
def test_silly_sizes_are_refused_in_a_sentence(size: Size, says: str) -> None:
    with pytest.raises(OutputError, match=says):
        check_size(size)


def test_sizes_are_read_as_people_write_them() -> None:
    assert parse_size("88mm", 300.0) == Size(88.0, None, MM, 300.0)
    assert parse_size("18 x 10.5 cm", 300.0) == Size(180.0, 105.0, MM, 300.0)
    assert parse_size("7×5in", 150.0) == Size(7.0, 5.0, INCH, 150.0)
    assert parse_size("1600x1000", 96.0) == Size(1600.0, 1000.0, PX, 96.0)
    for bad in ("", "wide", "88 furlongs", "1.2.3mm", "x100"):
        with pytest.raises(ValueError, match="like 88mm"):
            parse_size(bad, 300.0)


def test_a_size_is_the_same_in_every_unit() -> None:
    size = Size(88.0, 60.0, MM, 300.0)
    assert size.in_unit(INCH).in_unit(MM) == size
    assert size.in_unit(PX) == Size(1039.0, 709.0, PX, 300.0)


def test_presets_can_be_drawn_and_are_known_again() -> None:
    for preset in PRESETS:
        check_size(preset.size)
        assert preset_of(preset.size, preset.text) == preset.ident
    assert preset_of(Size(87.0), 8.0) == ""


def test_drawing_stops_when_asked() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        picture_bytes(picture_figure(), Look(), Size(), ".png", progress)


def test_ticks_are_plain_text_of_one_style() -> None:
    assert number_texts([0.0, 0.5, 1.0]) == ["0.0", "0.5", "1.0"]
    assert number_texts([-20.0, 0.0, 20.0]) == ["−20", "0", "20"]
    assert number_texts([1e6, 2e6]) == ["1×10⁶", "2×10⁶"]
    assert [power_text(v) for v in (0.1, 1.0, 10.0, 1e5)] == ["10⁻¹", "1", "10", "10⁵"]
    x = np.arange(3.0)
    panel = Panel(Axis("x", 0.0, 1.0), Axis("Rows", 0.5, 2e5, is_log=True), (Line(x, x),))
    words = paper_reading.svg_words(picture_bytes(Figure("", (panel,)), Look(), Size(), ".svg"))
    assert {"0.0", "1.0", "10⁵", "x", "Rows"} <= set(words)
