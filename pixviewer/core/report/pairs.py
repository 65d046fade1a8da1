"""Two sets of factors beside each other."""

from typing import TYPE_CHECKING

import numpy as np

from pixviewer.core.calib.comparing import Comparison
from pixviewer.core.calib.factors import Factors
from pixviewer.core.report.bins import shown_bins
from pixviewer.core.report.drawing import (
    AMOUNT,
    BLUE,
    GREY,
    SMALL,
    colour_bar,
    colour_map,
    label,
    new_figure,
    symmetric_limit,
)
from pixviewer.core.report.maps import difference_maps

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_N_HISTOGRAM = 81


def pair_figure(comparison: Comparison, first: str, other: str) -> "Figure":
    """Draw factors of one set against those of the other, their differences, and these over wavelength."""
    figure = new_figure(15.0, 4.8)
    against, histogram, profile = figure.subplots(1, 3)
    _against(figure, against, comparison, first, other)
    _histogram(histogram, comparison)
    _profile(profile, comparison)
    return figure


def difference_figure(comparison: Comparison, factors: Factors) -> "Figure":
    """Draw maps of the differences in per cent, one for every bin."""
    shown = shown_bins(factors)
    return difference_maps(100.0 * comparison.difference[shown.index], shown, "difference, %", least=0.1)


def _against(figure: "Figure", ax: "Axes", comparison: Comparison, first: str, other: str) -> None:
    known = np.isfinite(comparison.first)
    x, y = comparison.first[known], comparison.other[known]
    half = symmetric_limit(np.concatenate([x, y]) - 1.0, 0.005, 99.8) * 1.1
    ends = (1.0 - half, 1.0 + half)
    shown = ax.hexbin(
        np.clip(x, *ends), np.clip(y, *ends), gridsize=60, extent=(*ends, *ends), bins="log", mincnt=1,
        cmap=colour_map(AMOUNT), linewidths=0.1,
    )  # fmt: skip
    colour_bar(figure, shown, ax, "slices and bins", pad=0.01)
    ax.plot(ends, ends, color=GREY, linewidth=0.8)
    ax.set_xlim(ends)
    ax.set_ylim(ends)
    ax.set_aspect("equal")
    label(ax, f"factor, {first}", f"factor, {other}", "cell by cell")


def _histogram(ax: "Axes", comparison: Comparison) -> None:
    values = 100.0 * comparison.difference
    known = values[np.isfinite(values)]
    limit = symmetric_limit(values, 0.01, 99.5) * 1.2
    cells = np.linspace(-limit, limit, _N_HISTOGRAM).tolist()
    ax.hist(np.clip(known, -limit, limit), bins=cells, color=BLUE)
    ax.axvline(0.0, color=GREY, linewidth=0.8)
    label(ax, "difference, % (outer ones at the ends)", "slices and bins", "all differences")


def _profile(ax: "Axes", comparison: Comparison) -> None:
    shown = shown_bins(Factors(np.ones_like(comparison.first), comparison.edges))
    is_known = np.array([comparison.by_bin[b].n_cell > 0 for b in shown.index])
    found = [comparison.by_bin[b] for b in shown.index[is_known]]
    x = shown.centre[is_known]
    ax.errorbar(
        x, [100.0 * one.level for one in found], yerr=[100.0 * one.rms for one in found],
        fmt="o-", color=BLUE, markersize=4, linewidth=1.0, capsize=3, label="mean, and rms about it",
    )  # fmt: skip
    ax.axhline(0.0, color=GREY, linewidth=0.8)
    label(ax, "wavelength, Å", "difference, %", "by wavelength")
    ax.legend(fontsize=SMALL, frameon=False)
