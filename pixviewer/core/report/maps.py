"""Maps of all slices, 24 IFUs by 48, one for every bin."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.states import CellState
from pixviewer.core.report.bins import Shown, shown_bins
from pixviewer.core.report.drawing import (
    AMOUNT,
    BLUE,
    DIVERGING,
    LIGHT,
    NORMAL,
    PURPLE,
    RED,
    SKY,
    SMALL,
    YELLOW,
    colour_bar_beside,
    colour_map,
    label,
    panels,
    symmetric_limit,
)
from pixviewer.core.table.origin import N_IFU, N_SLICE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Floats = npt.NDArray[np.float64]
Range = tuple[float, float]

_MOST_COLUMNS = 5

# The last one that applies is what a cell shows.
STATES = (
    ("measured", LIGHT, CellState.MEASURED),
    ("level of its half IFU", SKY, CellState.HALF_LEVEL),
    ("level of the other half", BLUE, CellState.OTHER_HALF),
    ("left as it is", YELLOW, CellState.UNTOUCHED),
    ("own factor too far off, replaced", RED, CellState.CLIPPED),
    ("spike, mean of the neighbouring bins", PURPLE, CellState.SPIKE_CLEANED),
)
EMPTY = ("no rows", "#ffffff")


def factor_maps(factors: Factors, wave: Range | None = None) -> "Figure":
    """Draw factor − 1 in per cent."""
    shown = shown_bins(factors, wave)
    values = 100.0 * (_known(factors, factors.factor)[shown.index] - 1.0)
    return difference_maps(values, shown, "factor − 1, %")


def difference_maps(values: Floats, shown: Shown, text: str, least: float = 0.5) -> "Figure":
    """Draw values about zero, (n_shown, 24, 48), NaN in grey."""
    limit = symmetric_limit(values, least)
    figure, axes = _small_multiples(shown, values, vmin=-limit, vmax=limit, cmap=colour_map(DIVERGING))
    colour_bar_beside(figure, axes[0, 0].images[0], axes, text, extend="both")
    return figure


def count_maps(factors: Factors, wave: Range | None = None) -> "Figure | None":
    """Draw how many rows each factor was measured from; None when that is not known."""
    if factors.n_row is None:
        return None
    shown = shown_bins(factors, wave)
    counts = np.where(factors.n_row > 0, factors.n_row, np.nan)[shown.index]
    most = float(np.nanmax(counts)) if np.isfinite(counts).any() else 1.0
    figure, axes = _small_multiples(shown, counts, vmin=0.0, vmax=most, cmap=colour_map(AMOUNT))
    colour_bar_beside(figure, axes[0, 0].images[0], axes, "rows measured (grey: none)")
    return figure


def state_maps(
    factors: Factors, wave: Range | None = None, has_rows: npt.NDArray[np.bool_] | None = None
) -> "Figure | None":
    """Draw what became of each cell; None when that is not known."""
    from matplotlib.colors import BoundaryNorm, ListedColormap
    from matplotlib.patches import Patch

    if factors.state is None:
        return None
    shown = shown_bins(factors, wave)
    kinds = np.zeros(factors.state.shape)
    for number, (_, _, bit) in enumerate(STATES, 1):
        kinds[(factors.state & bit) != 0] = number
    if has_rows is not None:
        kinds[~has_rows] = 0
    colours = [EMPTY[1], *(colour for _, colour, _ in STATES)]
    norm = BoundaryNorm(np.arange(len(colours) + 1) - 0.5, len(colours))
    figure, _ = _small_multiples(shown, kinds[shown.index], 1.15, cmap=ListedColormap(colours), norm=norm)
    names = [EMPTY[0], *(name for name, _, _ in STATES)]
    patches = [
        Patch(facecolor=colour, edgecolor="#8a8a8a", linewidth=0.5, label=name)
        for name, colour in zip(names, colours, strict=True)
    ]
    figure.legend(
        handles=patches, loc="lower center", ncols=3, fontsize=NORMAL, frameon=False, columnspacing=1.2
    )
    return figure


def _known(factors: Factors, values: Floats) -> Floats:
    """Values of slices that are in the table, as far as that is known."""
    if factors.n_row is None or factors.state is None:
        return values
    absent = (factors.n_row == 0) & (factors.state == CellState.UNTOUCHED)
    return np.where(absent, np.nan, values)


def _small_multiples(
    shown: Shown, values: Floats, bottom: float = 0.5, **style: Any
) -> "tuple[Figure, npt.NDArray[Any]]":
    """Maps of bins, with the margin below them in inches."""
    n = shown.index.size
    n_row = max(-(-n // _MOST_COLUMNS), 1)
    n_column = max(-(-n // n_row), 1)
    size = (3.0, 1.9) if n_column > 2 else (5.0, 3.0)
    figure, grid = panels(n_row, n_column, size, (0.5, 1.0, bottom, 0.3), (0.15, 0.35))
    axes = list(grid.flat)
    place = (0.5, N_SLICE + 0.5, N_IFU + 0.5, 0.5)
    for ax, value, title in zip(axes, values, shown.titles, strict=False):
        ax.imshow(value, aspect="auto", interpolation="nearest", extent=place, **style)
        label(ax, title=title, size=SMALL)
        ax.set_xticks([1, 12, 24, 36, 48])
        ax.set_yticks([1, 6, 12, 18, 24])
    for ax in axes[n:]:
        ax.set_visible(False)
    _label_outer(grid, n)
    return figure, grid


def _label_outer(grid: Any, n: int) -> None:
    n_column = grid.shape[1]
    for k in range(n):
        row, column = divmod(k, n_column)
        if column == 0:
            grid[row, column].set_ylabel("IFU", fontsize=NORMAL)
        if k + n_column >= n:
            grid[row, column].set_xlabel("slice", fontsize=NORMAL)
            grid[row, column].tick_params(labelbottom=True)
