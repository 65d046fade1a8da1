"""Curves over wavelength: factors of every slice, and levels of the halves of IFUs."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.judging import Judgement
from pixviewer.core.calib.states import CellState
from pixviewer.core.report.bins import Shown, shown_bins
from pixviewer.core.report.drawing import (
    BLACK,
    GREY,
    LIGHT,
    NORMAL,
    SMALL,
    colour_bar,
    colour_bar_beside,
    label,
    new_figure,
    panels,
    slice_colours,
)
from pixviewer.core.table.origin import N_IFU, N_SLICE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = npt.NDArray[np.float64]
Range = tuple[float, float]

_ROWS, _COLUMNS = 4, 6
# Factors beyond this share of all are shown at the edge of the panel.
_SHARE = 99.8


def factor_curves(factors: Factors, wave: Range | None = None, *, own: Floats | None = None) -> "Figure":
    """Draw the factors of all slices: a panel for every IFU, 48 curves in it.

    Parameters
    ----------
    factors : Factors
    wave : tuple of float, optional
        Range of the table in Å.
    own : (n_bin, 24, 48) float64, optional
        Factors that the slices would have by themselves; shown as crosses where they were clipped.
    """
    shown = shown_bins(factors, wave)
    low, high, n_beyond = _limits(factors.factor[shown.index])
    figure, axes = panels(_ROWS, _COLUMNS, (2.15, 2.0), (0.6, 0.9, 0.75, 0.3), (0.12, 0.28))
    for ifu, ax in enumerate(axes.flat):
        _panel(ax, factors, own, ifu, shown, (low, high))
        label(ax, title=f"IFU {ifu + 1}", size=SMALL)
    for ax in axes[-1]:
        ax.set_xlabel("wavelength, Å", fontsize=NORMAL)
    for ax in axes[:, 0]:
        ax.set_ylabel("factor", fontsize=NORMAL)
    _bar_of_slices(figure, axes)
    beyond = f"; {n_beyond} factors beyond the panels are drawn at their edge" if n_beyond else ""
    marks = "dots: taken for spikes and replaced; crosses: too far off the half IFU and replaced"
    figure.text(0.5, 0.015, marks + beyond, ha="center", fontsize=NORMAL, color=GREY)
    return figure


def _panel(ax: "Axes", factors: Factors, own: Floats | None, ifu: int, shown: Shown, ends: Range) -> None:
    from matplotlib.collections import LineCollection

    colours = slice_colours(N_SLICE)
    x, (low, high) = shown.centre, ends
    values = np.clip(factors.factor[shown.index, ifu], low, high)
    measured = np.ones(N_SLICE, np.bool_)
    if factors.n_row is not None:
        measured = (factors.n_row[shown.index, ifu] > 0).any(axis=0)
    ax.axhline(1.0, color=LIGHT, linewidth=0.8, zorder=0)
    if measured.any():
        lines = [np.column_stack([x, values[:, s]]) for s in np.flatnonzero(measured)]
        ax.add_collection(LineCollection(lines, colors=colours[measured], linewidths=0.7, alpha=0.9))
        if x.size == 1:
            ax.scatter(np.full(len(lines), x[0]), values[0, measured], s=5, c=colours[measured])
    else:
        ax.text(
            0.5, 0.5, "no rows", transform=ax.transAxes, ha="center", va="center", color=GREY, fontsize=SMALL
        )
    if factors.factor_original is not None:
        _marks(ax, x, factors.factor_original[shown.index, ifu], colours, ends, marker="o", s=11)
    if own is not None and factors.state is not None:
        clipped = (factors.state[shown.index, ifu] & CellState.CLIPPED) != 0
        marks = np.where(clipped, own[shown.index, ifu], np.nan)
        _marks(ax, x, marks, colours, ends, marker="x", s=16, linewidths=1.0)
    margin = 0.04 * (x[-1] - x[0]) if x.size > 1 else 50.0
    ax.set_xlim(x[0] - margin, x[-1] + margin)
    ax.set_ylim(low, high)


def _marks(ax: "Axes", x: Floats, values: Floats, colours: Floats, ends: Range, **style: Any) -> None:
    b, s = np.nonzero(np.isfinite(values))
    if b.size:
        ax.scatter(x[b], np.clip(values[b, s], *ends), c=colours[s], zorder=3, clip_on=False, **style)


def _limits(factor: Floats) -> tuple[float, float, int]:
    low, high = np.percentile(factor, [100.0 - _SHARE, _SHARE])
    low, high = min(float(low), 0.99), max(float(high), 1.01)
    margin = 0.08 * (high - low)
    low, high = low - margin, high + margin
    return low, high, int(((factor < low) | (factor > high)).sum())


def _bar_of_slices(figure: "Figure", axes: Any) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import BoundaryNorm, ListedColormap

    colours = ListedColormap(list(map(tuple, slice_colours(N_SLICE))))
    shown = ScalarMappable(BoundaryNorm(np.arange(N_SLICE + 1) + 0.5, N_SLICE), colours)
    bar = colour_bar_beside(figure, shown, axes, "slice (CCD numbering)")
    bar.set_ticks([1, 12, 24, 36, 48])


def half_level_curves(judgement: Judgement, wave: Range | None = None) -> "Figure":
    """Draw the levels of both halves of every IFU, as medians of their slices, before and after."""
    shown = shown_bins(judgement.factors, wave)
    figure = new_figure(13.0, 4.8)
    axes = figure.subplots(1, 2, sharex=True, sharey=True)
    colours = slice_colours(N_IFU)
    for ax, level, title in zip(axes, (judgement.before, judgement.after), ("before", "after"), strict=True):
        halves = _half_levels(level[shown.index])
        ax.axhline(0.0, color=LIGHT, linewidth=0.8, zorder=0)
        for ifu in range(N_IFU):
            for half, style in enumerate(("-", "--")):
                y = 100.0 * halves[:, ifu, half]
                ax.plot(shown.centre, y, style, color=colours[ifu], linewidth=1.0, marker=".", markersize=3)
        label(ax, "wavelength, Å", "level of the half − 1, %", title)
    _legend(axes[0])
    _bar_of_ifus(figure, axes)
    return figure


def _half_levels(level: Floats) -> Floats:
    """Median of the slices of each half: (n, 24, 2)."""
    halves = level.reshape(level.shape[0], N_IFU, 2, N_SLICE // 2)
    return np.asarray(np.ma.median(np.ma.masked_invalid(halves), axis=3).filled(np.nan))


def _legend(ax: "Axes") -> None:
    from matplotlib.lines import Line2D

    ends = [Line2D([], [], color=BLACK, linestyle=style) for style in ("-", "--")]
    ax.legend(ends, ["slices 1–24", "slices 25–48"], fontsize=SMALL, frameon=False, loc="best")


def _bar_of_ifus(figure: "Figure", axes: Any) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import BoundaryNorm, ListedColormap

    colours = ListedColormap(list(map(tuple, slice_colours(N_IFU))))
    shown = ScalarMappable(BoundaryNorm(np.arange(N_IFU + 1) + 0.5, N_IFU), colours)
    colour_bar(figure, shown, axes, "IFU", aspect=30, pad=0.01).set_ticks([1, 6, 12, 18, 24])
