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
SMALL, NORMAL, LARGE = 7.5, 9.0, 11.0

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


def new_figure(width: float, height: float, title: str) -> "Figure":
    """An empty figure on white, in inches."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=DPI, layout="constrained", facecolor="white")
    if title:
        figure.suptitle(title, fontsize=LARGE, color=BLACK)
    return figure


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
