"""The cells around a place, as they lie on the screen."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pixviewer.core.geometry import Grid
from pixviewer.model.loupe import FLAGS, LABELS, Cells, Source, cells_of, patch_of, place_text
from pixviewer.model.state import DETECTOR, IMAGE, SCATTER
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]
EAST_LEFT = Grid(1.0, -1.0, -0.2, 0.2, 10, 10)


def picture(grid: Grid) -> np.ndarray:
    """Red is the column, green the row."""
    rgba = np.zeros((*grid.shape, 4), np.uint8)
    rgba[..., 0] = np.arange(grid.n_x)
    rgba[..., 1] = np.arange(grid.n_y)[:, None]
    rgba[..., 3] = 255
    return rgba


def values(grid: Grid) -> np.ndarray:
    return np.arange(grid.n_x) + 10.0 * np.arange(grid.n_y)[:, None]


@pytest.mark.parametrize("east_left", [True, False])
def test_the_middle_cell_is_that_of_the_place_and_north_is_up(east_left: bool) -> None:
    grid = EAST_LEFT if east_left else Grid(-1.0, -1.0, 0.2, 0.2, 10, 10)
    cells = Cells(picture(grid), (values(grid),), grid, east_left=east_left)
    x, y = grid.centre(4, 6)
    patch = patch_of(cells, x, y, 3)
    assert patch.rgba[1, 1].tolist() == [4, 6, 0, 255]
    assert patch.rgba[0, 1].tolist()[:2] == [4, 7]  # north
    assert patch.rgba[1, 0].tolist()[:2] == [3, 6]  # columns run as on the screen
    assert patch.texts[1] == ("63", "64", "65")
    assert patch.value == "64"


def test_beside_the_picture_is_nothing() -> None:
    cells = Cells(picture(EAST_LEFT), (values(EAST_LEFT),), EAST_LEFT, east_left=True)
    patch = patch_of(cells, *EAST_LEFT.centre(0, 0), 5)
    assert (patch.rgba[3:, :, 3] == 0).all()
    assert (patch.rgba[:, :2, 3] == 0).all()
    assert patch.texts[4] == ("",) * 5
    far = patch_of(cells, 1e3, 1e3, 3)
    assert far.value == "outside"
    assert not far.rgba.any()


def test_values_are_written_by_their_kind() -> None:
    grid = Grid(0, 0, 1, 1, 3, 1)
    count = np.array([[1, 0, 2]], np.uint32)
    colours = picture(grid)
    labels = Cells(colours, (np.array([[7, 0, 9]], np.int16),), grid, LABELS, count=count)
    assert patch_of(labels, 1.5, 0.5, 3).texts[1] == ("7", "", "9")
    assert patch_of(labels, 1.5, 0.5, 3).value == "no rows"
    flags = Cells(colours, (np.array([[0, 0, 1]], np.uint32),), grid, FLAGS, count=count)
    assert patch_of(flags, 2.5, 0.5, 1).value not in ("", "no flag", "1")
    assert patch_of(flags, 0.5, 0.5, 1).value == "no flag"
    numbers = Cells(colours, (np.array([[1234.5678, np.nan, -2.0]]),), grid, unit="count")
    assert patch_of(numbers, 0.5, 0.5, 1).value.startswith("1234.6")
    assert patch_of(numbers, 1.5, 0.5, 3).texts[1] == ("1235", "", "−2")
    assert patch_of(numbers, 1.5, 0.5, 3).value == "no data"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (12.345, "12.3"), (-45678.9, "−45679"), (123456.0, "1.2e5"), (-0.0000312, "−3.1e−5"),
     (999.6, "1000"), (0.0123, "0.0123")],
)  # fmt: skip
def test_numbers_fit_into_cells(value: float, text: str) -> None:
    grid = Grid(0, 0, 1, 1, 1, 1)
    patch = patch_of(Cells(picture(grid), (np.array([[value]]),), grid), 0.5, 0.5, 1)
    assert patch.texts == ((text,),)


def test_the_relation_of_two_planes_is_that_of_the_cell() -> None:
    grid = Grid(0, 0, 1, 1, 1, 1)
    planes = (np.array([[4.0]]), np.array([[5.0]]))
    assert patch_of(Cells(picture(grid), planes, grid, relation="difference"), 0.5, 0.5, 1).value == "1"
    assert patch_of(Cells(picture(grid), planes, grid, relation="ratio"), 0.5, 0.5, 1).value == "1.25"


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    workspace.set_shape("scatter", (200, 150))
    workspace.set_shape("image", (200, 150))
    workspace.open(small_file)
    at_rest()
    return workspace


def test_every_view_has_its_values(opened: Workspace, at_rest: Rest) -> None:
    image = cells_of(opened, Source(IMAGE))
    assert image is not None
    product = opened.canvases.product_of(IMAGE)[1]  # type: ignore[index]
    row, col = (int(i) for i in np.argwhere(np.isfinite(product.value))[50])
    x, y = image.grid.centre(col, row)
    patch = patch_of(image, x, y, 1)
    assert float(patch.value.split()[0].replace("−", "-")) == pytest.approx(product.value[row, col], rel=1e-4)
    assert "Δα" in place_text(image, Source(IMAGE), x, y)
    scatter = cells_of(opened, Source(SCATTER))
    assert scatter is not None
    assert scatter.kind == LABELS
    row, col = (int(i) for i in np.argwhere(scatter.count > 0)[20])  # type: ignore[operator]
    assert patch_of(scatter, *scatter.grid.centre(col, row), 1).value in ("5", "6", "7")
    opened.linked.show_ifu(6)
    at_rest()
    panel = cells_of(opened, Source(DETECTOR, 6))
    assert panel is not None
    assert not panel.east_left
    row, col = (int(i) for i in np.argwhere(panel.count > 0)[0])  # type: ignore[operator]
    assert patch_of(panel, *panel.grid.centre(col, row), 1).value not in ("no data", "outside", "")
    assert cells_of(opened, Source(DETECTOR, 20)) is None


def test_colours_of_another_product_have_no_values(opened: Workspace, at_rest: Rest) -> None:
    opened.editor.set_display("scatter", by="wave")
    cells = cells_of(opened, Source(SCATTER))  # the new product is not there yet, or not its colours
    assert cells is not None
    at_rest()
    cells = cells_of(opened, Source(SCATTER))
    assert cells is not None
    assert cells.planes
    assert cells.unit == "Angstrom"
