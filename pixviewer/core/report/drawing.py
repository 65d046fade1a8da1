"""What all figures have in common: paper, colours, labels, and how they become PNG.

Figures are made without pyplot, which keeps global state: several threads may draw at once. Matplotlib is
imported only when something is drawn.
"""

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = npt.NDArray[np.float64]

DPI = 110
SMALL, NORMAL = 7.5, 9.0

# Okabe and Ito's colours, which people with any colour vision tell apart.
BLACK, GREY, LIGHT = "#222222", "#8a8a8a", "#d9d9d9"
ORANGE, SKY, GREEN, YELLOW, BLUE, RED, PURPLE = (
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7",
)  # fmt: skip
BEFORE, AFTER, NOISE = RED, BLUE, GREY
MISSING = "#c9c9c9"

# Blue is fainter or smaller, red brighter or larger; white is what there should be.
DIVERGING = "RdBu_r"
AMOUNT = "viridis"


def new_figure(width: float, height: float) -> "Figure":
    """An empty figure on white, in inches, whose parts find their places by themselves."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), dpi=DPI, layout="constrained", facecolor="white")


def panels(
    rows: int, columns: int, size: tuple[float, float], margins: tuple[float, float, float, float],
    gaps: tuple[float, float],
) -> "tuple[Figure, npt.NDArray[Any]]":  # fmt: skip
    """A figure of many panels with common axes.

    With 24 panels, matplotlib takes three seconds to find their places: here they are given.

    Parameters
    ----------
    rows, columns : int
    size : (width, height)
        Of a panel, in inches.
    margins : (left, right, bottom, top)
        Around all of them, in inches.
    gaps : (across, down)
        Between them, in inches.

    Returns
    -------
    figure : Figure
    axes : (rows, columns) array of Axes
    """
    from matplotlib.figure import Figure

    (width, height), (left, right, bottom, top) = size, margins
    across, down = (n * one + (n - 1) * gap for n, one, gap in zip((columns, rows), size, gaps, strict=True))
    whole = (left + across + right, bottom + down + top)
    figure = Figure(figsize=whole, dpi=DPI, facecolor="white")
    axes = figure.subplots(
        rows,
        columns,
        sharex=True,
        sharey=True,
        squeeze=False,
        gridspec_kw={
            "left": left / whole[0],
            "right": 1.0 - right / whole[0],
            "bottom": bottom / whole[1],
            "top": 1.0 - top / whole[1],
            "wspace": gaps[0] / width,
            "hspace": gaps[1] / height,
        },
    )
    return figure, axes


def colour_bar_beside(
    figure: "Figure", shown: Any, axes: npt.NDArray[Any], text: str, **settings: Any
) -> Any:
    """A colour bar at the right of `panels`, as high as they are."""
    top, low = axes[0, -1].get_position(), axes[-1, -1].get_position()
    width, _ = figure.get_size_inches()
    place = figure.add_axes((top.x1 + 0.15 / width, low.y0, 0.15 / width, top.y1 - low.y0))
    return colour_bar(figure, shown, None, text, cax=place, **settings)


def label(ax: "Axes", x: str = "", y: str = "", title: str = "", size: float = NORMAL) -> None:
    """Label axes, and keep their ticks small and light."""
    ax.set_xlabel(x, fontsize=size)
    ax.set_ylabel(y, fontsize=size)
    ax.set_title(title, fontsize=size)
    ax.tick_params(labelsize=SMALL, color=GREY)
    for spine in ax.spines.values():
        spine.set_color(GREY)
        spine.set_linewidth(0.6)


def colour_bar(figure: "Figure", shown: Any, axes: Any, text: str, **settings: Any) -> Any:
    """A colour bar with a label."""
    bar = figure.colorbar(shown, ax=axes, **settings)
    bar.set_label(text, fontsize=NORMAL)
    bar.ax.tick_params(labelsize=SMALL)
    bar.outline.set_linewidth(0.4)
    return bar


def colour_map(name: str) -> Any:
    """A colour map in which what is missing is grey."""
    from matplotlib import colormaps

    return colormaps[name].with_extremes(bad=MISSING)


def slice_colours(n: int) -> Floats:
    """Colours of slices in order, dark to bright, none too bright for white paper: (n, 4)."""
    from matplotlib import colormaps

    return np.asarray(colormaps[AMOUNT](np.linspace(0.0, 0.92, n)))


def symmetric_limit(values: npt.NDArray[np.floating], least: float, share: float = 99.0) -> float:
    """A limit that holds this share of the absolute values, not below the least."""
    known = np.abs(values[np.isfinite(values)])
    return max(least, float(np.percentile(known, share))) if known.size else least


def png(figure: "Figure") -> bytes:
    """A figure as PNG; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()
