"""Colour bars and legends beside panels."""

from typing import TYPE_CHECKING

import numpy as np

from pixviewer.model.publish.drawing.axes import broken
from pixviewer.model.publish.drawing.pen import Pen
from pixviewer.model.publish.figure import Legend, Scale
from pixviewer.model.scale_ticks import scale_ticks, tick_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP, WIDTH = 0.7, 1.1  # before a bar, and of it, in heights of letters


def draw_bar(ax: "Axes", bar: Scale | Legend, pen: Pen, height: float) -> None:
    """Draw a bar into axes of its own, ``height`` inches high."""
    ax.clear()
    ax.set_gid("colour-bar")
    for spine in ax.spines.values():
        spine.set_color(pen.colour("axis"))
        spine.set_linewidth(0.7 * pen.line)
    ax.set_xticks([])
    ax.set_xlim(0.0, 1.0)
    ax.set_ylim(0.0, 1.0)
    ax.yaxis.tick_right()
    ax.yaxis.set_label_position("right")
    ax.tick_params(axis="y", labelsize=pen.small, color=pen.colour("axis"), labelcolor=pen.colour("axis"),
                   width=0.7 * pen.line, length=0.35 * pen.text, pad=0.25 * pen.text)  # fmt: skip
    if isinstance(bar, Scale):
        _scale(ax, bar, pen, height)
    elif bar.is_list:
        _list(ax, bar, pen, height)
        return
    else:
        _numbers(ax, bar, pen, height)
    ax.set_ylabel(broken(bar.label, height / pen.em), fontsize=pen.text, color=pen.colour("axis"))


def _scale(ax: "Axes", bar: Scale, pen: Pen, height: float) -> None:
    ax.imshow(bar.colours[:, np.newaxis], extent=(0.0, 1.0, 0.0, 1.0), origin="lower", aspect="auto",
              interpolation="nearest")  # fmt: skip
    room = pen.em * 1.25
    n = max(2, min(8, int(height / (1.8 * room))))
    found = scale_ticks(bar.lo, bar.hi, bar.stretch, n)
    if len(found) < 2:  # a low bar about zero: nothing but that would be told
        found = scale_ticks(bar.lo, bar.hi, bar.stretch, 4)
    places: list[float] = []
    texts: list[str] = []
    for (_, place), text in zip(found, tick_labels([value for value, _ in found]), strict=True):
        if all(abs(place - other) * height >= room for other in places):
            places.append(place)
            texts.append(text)
    ax.set_yticks(places, texts)


def _numbers(ax: "Axes", bar: Legend, pen: Pen, height: float) -> None:
    n = len(bar.labels)
    for i, colour in enumerate(bar.colours):
        ax.axhspan(i / n, (i + 1) / n, color=colour, linewidth=0.0)
    room = pen.em * 1.2
    every = next((k for k in (1, 2, 3, 4, 6, 8, 12, 24) if k * height / n >= room), n)
    shown = [i for i in range(n) if i == 0 or ((i + 1) % every == 0 and i * height / n >= room)]
    ax.set_yticks([(i + 0.5) / n for i in shown], [bar.labels[i] for i in shown])


def _list(ax: "Axes", bar: Legend, pen: Pen, height: float) -> None:
    """Swatches from the top, each with its name."""
    ax.axis("off")
    step = 1.45 * pen.em / height
    fits = max(int(1.0 / step), 1)
    labels = list(bar.labels)
    if len(labels) > fits:
        labels = [*labels[: fits - 1], f"+ {len(labels) - fits + 1} more"]
    for i, label in enumerate(labels):
        top = 1.0 - i * step
        if i < fits - 1 or len(bar.labels) <= fits:
            ax.axhspan(top - 0.75 * step, top - 0.08 * step, color=bar.colours[i], linewidth=0.0)
        ax.text(1.35, top - 0.42 * step, label, fontsize=pen.small, va="center",
                color=pen.colour("axis"))  # fmt: skip
