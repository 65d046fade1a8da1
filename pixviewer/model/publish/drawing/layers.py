"""Layers of a panel, one function for each kind."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from pixviewer.model.publish.drawing.pen import Pen
from pixviewer.model.publish.figure import (
    NAMES,
    Bundle,
    Dots,
    Fill,
    Layer,
    Line,
    Raster,
    Rule,
    Shape,
    Span,
    Steps,
    TickGrid,
    Word,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DASHES = {"solid": "-", "dashed": (0, (4, 3)), "dotted": (0, (1, 2))}
# Symbols; those that are strokes have no inside.
_MARKERS: dict[str, Any] = {
    "square": "s", "cross": "x", "ring": "o", "plus": "+",
    "slash": ((-1, -1), (1, 1)), "backslash": ((-1, 1), (1, -1)),
}  # fmt: skip
_STROKES = ("cross", "plus", "slash", "backslash")
_FAR_RIGHT = 0.75  # of a panel
_DIAGONAL = float(np.sqrt(0.5))
HALO = "#000000"
PILL = (0.05, 0.06, 0.09, 0.62)  # behind words on a picture, as in the window


def draw_layer(ax: "Axes", right: "Axes | None", layer: Layer, pen: Pen, order: int) -> None:
    """Draw a layer, unless its part is left out; those in the corners are drawn once all has its place."""
    draw = _DRAW.get(type(layer))
    if isinstance(layer, TickGrid) and pen.has(layer.part):
        ax.set_axisbelow(False)
        ax.grid(True, color=layer.colour, linewidth=0.7 * pen.line, alpha=0.8, zorder=order)
    if draw is not None and pen.has(layer.part):
        where = right if right is not None and isinstance(layer, Steps) and layer.is_right else ax
        before = set(where.get_children())
        draw(where, layer, pen, order)
        for artist in where.get_children():
            if artist not in before:
                artist.set_in_layout(False)  # what is clipped takes no room


def _raster(ax: "Axes", layer: Raster, pen: Pen, order: int) -> None:
    grid = layer.grid
    x1, y1 = grid.x0 + grid.n_x * grid.dx, grid.y0 + grid.n_y * grid.dy
    ends = ax.get_xlim(), ax.get_ylim()
    # Not interpolated: PDF and SVG embed each cell once, and scale it when it is shown.
    ax.imshow(
        layer.rgba, extent=(grid.x0, x1, grid.y0, y1), origin="lower", interpolation="none", aspect="auto",
        zorder=order, resample=False,
    )  # fmt: skip
    ax.set_xlim(ends[0])
    ax.set_ylim(ends[1])


def _steps(ax: "Axes", layer: Steps, pen: Pen, order: int) -> None:
    ax.stairs(
        layer.value, layer.edges, baseline=None, color=pen.colour(layer.colour), linewidth=pen.line,
        zorder=order, label=layer.name or None,
    )  # fmt: skip


def _fill(ax: "Axes", layer: Fill, pen: Pen, order: int) -> None:
    def stepped(values: Any) -> Any:
        return np.append(values, values[-1:])

    ax.fill_between(
        layer.edges, stepped(layer.low), stepped(layer.high), step="post", linewidth=0.0, alpha=0.75,
        color=pen.colour(layer.colour), zorder=order,
    )  # fmt: skip


def _line(ax: "Axes", layer: Line, pen: Pen, order: int) -> None:
    width = layer.width * pen.line
    style: Any = _DASHES["dashed"] if layer.is_dashed else "-"
    if layer.has_halo:
        ax.plot(layer.x, layer.y, color=HALO, alpha=0.6, linewidth=width + 1.2 * pen.line, zorder=order)
    ax.plot(
        layer.x, layer.y, color=pen.colour(layer.colour), linewidth=width, linestyle=style, zorder=order,
        label=layer.name or None,
    )  # fmt: skip


def _bundle(ax: "Axes", layer: Bundle, pen: Pen, order: int) -> None:
    from matplotlib.collections import LineCollection

    lines = [np.column_stack([layer.x, values]) for values in layer.y]
    colours = layer.colours / 255.0
    ax.add_collection(
        LineCollection(lines, colors=colours, linewidths=0.8 * pen.line, zorder=order), autolim=False
    )


def _dots(ax: "Axes", layer: Dots, pen: Pen, order: int) -> None:
    colour = pen.colour(layer.colour) if isinstance(layer.colour, str) else layer.colour / 255.0
    size = layer.size * pen.text / 8.0
    if layer.error is not None and pen.has("errors"):
        ax.errorbar(
            layer.x, layer.y, yerr=np.nan_to_num(layer.error, nan=0.0, posinf=0.0), fmt="none",
            ecolor=colour, elinewidth=pen.line, zorder=order,
        )  # fmt: skip
    marker: Any = _MARKERS.get(layer.symbol, "o")
    settings: dict[str, Any] = {} if layer.symbol in _STROKES else {"edgecolors": "none"}
    if layer.symbol == "ring":
        settings |= {"facecolors": "none", "edgecolors": colour}
    look = {"s": size**2, "marker": marker, "zorder": order, "label": layer.name or None, **settings}
    if layer.symbol != "ring":
        look["c"] = [colour] if isinstance(colour, str) else colour
    ax.scatter(layer.x, layer.y, linewidths=pen.line, rasterized=layer.x.size > 5_000, **look)


def _span(ax: "Axes", layer: Span, pen: Pen, order: int) -> None:
    colour = pen.colour(layer.colour)
    ax.axvspan(layer.low, layer.high, color=colour, alpha=0.16, linewidth=0.0, zorder=order)
    for edge in (layer.low, layer.high):
        ax.axvline(edge, color=colour, linewidth=pen.line, zorder=order)


def _rule(ax: "Axes", layer: Rule, pen: Pen, order: int) -> None:
    draw = ax.axvline if layer.is_upright else ax.axhline
    draw(
        layer.value, color=pen.colour(layer.colour), linewidth=0.7 * pen.line, linestyle=(0, (1, 2)),
        zorder=order,
    )  # fmt: skip


def _shape(ax: "Axes", layer: Shape, pen: Pen, order: int) -> None:
    style: Any = _DASHES[layer.style]
    width = 1.5 * pen.line
    for colour, alpha, stroke in ((HALO, 0.6, width + 1.4 * pen.line), (layer.colour, 1.0, width)):
        look = {
            "fill": False, "edgecolor": colour, "alpha": alpha, "linewidth": stroke, "zorder": order,
            "linestyle": style if colour != HALO else "-",
        }  # fmt: skip
        for patch in _patches(layer, look):
            ax.add_patch(patch)
        if layer.is_slashed:
            reach = layer.size * (1.0 if layer.kind == "square" else _DIAGONAL)
            turn = -1.0 if ax.xaxis_inverted() else 1.0
            ends = [layer.x - turn * reach, layer.x + turn * reach], [layer.y - reach, layer.y + reach]
            ax.plot(*ends, color=colour, alpha=alpha, linewidth=stroke, zorder=order)
    if layer.name and pen.has(NAMES):
        _name(ax, layer, pen, order)


def _patches(layer: Shape, look: dict[str, Any]) -> list[Any]:
    from matplotlib.patches import Circle, Rectangle

    side = 2 * layer.size
    if layer.kind == "square":
        return [Rectangle((layer.x - layer.size, layer.y - layer.size), side, side, **look)]
    sizes = (layer.size, layer.hole) if layer.hole else (layer.size,)
    return [Circle((layer.x, layer.y), size, **look) for size in sizes]


def _name(ax: "Axes", layer: Shape, pen: Pen, order: int) -> None:
    """Name a shape at its upper right; a ring below, where it stays clear of what it surrounds."""
    reach = layer.size if layer.kind == "square" else layer.size * _DIAGONAL
    low, high = ax.get_xlim()
    share = (layer.x - low) / (high - low)
    side = -1.0 if share > _FAR_RIGHT else 1.0  # else the name would end beyond the panel
    to_side = side * (-1.0 if ax.xaxis_inverted() else 1.0)
    up = -1.0 if layer.hole else 1.0
    ax.annotate(
        layer.name, (layer.x + to_side * reach, layer.y + up * reach),
        (side * 0.3 * pen.text, up * 0.3 * pen.text), textcoords="offset points", color=layer.colour,
        fontsize=pen.small, zorder=order, ha="left" if side > 0 else "right",
        va="top" if up < 0 else "bottom", annotation_clip=True, clip_on=True, bbox=pill(),
    )  # fmt: skip


def _word(ax: "Axes", layer: Word, pen: Pen, order: int) -> None:
    ax.text(
        layer.x, layer.y, layer.text, color=pen.colour(layer.colour), fontsize=0.85 * pen.small,
        ha="center", va="center", zorder=order, clip_on=True, bbox=pill(0.1),
    )  # fmt: skip


def pill(padding: float = 0.2) -> dict[str, Any]:
    """A dark ground for words on a picture: an outline of letters would make them no text in a PDF."""
    return {"boxstyle": f"round,pad={padding}", "facecolor": PILL, "linewidth": 0.0}


_DRAW: dict[type, Callable[..., None]] = {
    Raster: _raster, Steps: _steps, Fill: _fill, Line: _line, Bundle: _bundle, Dots: _dots, Span: _span,
    Rule: _rule, Shape: _shape, Word: _word,
}  # fmt: skip
