"""How slices scatter before and after: as histograms, over wavelength, and by IFU."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.judging import Judgement, Scatter
from pixviewer.core.report.bins import Shown, shown_bins
from pixviewer.core.report.drawing import (
    AFTER,
    BEFORE,
    GREEN,
    LIGHT,
    NOISE,
    SMALL,
    label,
    new_figure,
    symmetric_limit,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = npt.NDArray[np.float64]

_N_HISTOGRAM = 81


def residual_figure(judgement: Judgement, wave: tuple[float, float] | None = None) -> "Figure":
    """Draw slice medians of unmasked sky over the field, before and after."""
    shown = shown_bins(judgement.factors, wave)
    figure = new_figure(15.0, 4.6)
    histogram, profile, by_ifu = figure.subplots(1, 3)
    _histogram(histogram, judgement)
    _profile(profile, judgement, shown)
    _by_ifu(by_ifu, judgement)
    return figure


def _histogram(ax: "Axes", judgement: Judgement) -> None:
    before, after = 100.0 * judgement.before, 100.0 * judgement.after
    limit = symmetric_limit(before, 1.0, 98.0) * 1.3
    cells = np.linspace(-limit, limit, _N_HISTOGRAM)
    ax.axvline(0.0, color=LIGHT, linewidth=0.8)
    for values, colour, name in ((after, AFTER, "after"), (before, BEFORE, "before")):
        known = np.clip(values[np.isfinite(values)], -limit, limit)
        fill = {"alpha": 0.35} if name == "after" else {"fill": False}
        ax.hist(
            known, bins=cells.tolist(), histtype="stepfilled", edgecolor=colour, facecolor=colour,
            linewidth=1.2, label=name, **fill,
        )  # fmt: skip
    ax.set_yscale("symlog", linthresh=10)
    ax.set_ylim(bottom=0)
    ax.set_xlim(-limit, limit)
    label(ax, "slice median / field − 1, % (outer ones at the ends)", "slices and bins", "all slices")
    ax.legend(fontsize=SMALL, frameon=False)


def _profile(ax: "Axes", judgement: Judgement, shown: Shown) -> None:
    verdicts = [judgement.by_bin[b] for b in shown.index]
    for name, values, colour, style in (
        ("before", [one.before.robust for one in verdicts], BEFORE, "-o"),
        ("after", [one.after.robust for one in verdicts], AFTER, "-o"),
        ("error predicted", [one.predicted for one in verdicts], GREEN, ":"),
        ("noise, even − odd columns", [one.noise for one in verdicts], NOISE, "--"),
    ):
        y = 100.0 * np.array(values, np.float64)
        ax.plot(shown.centre, y, style, color=colour, markersize=3.5, linewidth=1.2, label=name)
        if shown.index.size == 1:  # lines through one point cannot be seen
            ax.plot(shown.centre, y, "s", color=colour, markersize=3.5)
    ax.set_ylim(bottom=0)
    label(ax, "wavelength, Å", "scatter (1.4826 MAD), %", "by wavelength")
    ax.legend(fontsize=SMALL, frameon=False)


def _by_ifu(ax: "Axes", judgement: Judgement) -> None:
    numbers = np.arange(1, judgement.before.shape[1] + 1)
    for name, values, colour, shift in (
        ("before", judgement.before, BEFORE, -0.2),
        ("after", judgement.after, AFTER, 0.2),
    ):
        scatter = [100.0 * Scatter.of(values[:, i]).robust for i in range(numbers.size)]
        ax.bar(numbers + shift, np.nan_to_num(scatter), width=0.4, color=colour, label=name)
    ax.set_xlim(0.3, numbers.size + 0.7)
    ax.set_xticks([1, 6, 12, 18, 24])
    label(ax, "IFU", "scatter (1.4826 MAD), %", "by IFU")
    ax.legend(fontsize=SMALL, frameon=False)
