"""Ticks of a colour bar: round values, and where they stand along it; a round length for a scale bar."""

import math

import numpy as np

from pixviewer.model.shading import stretch_curve
from pixviewer.model.units import pretty_number


def scale_ticks(lo: float, hi: float, stretch: str, n: int) -> list[tuple[float, float]]:
    """Round values for about ``n`` ticks, each with its place along the bar, 0 to 1."""
    curve = stretch_curve(stretch, 1025)
    at = np.linspace(0.0, 1.0, 1025)
    if stretch == "Histogram Equalization" or n < 2:
        return [(lo, 0.0), (hi, 1.0)]
    values = lo + (hi - lo) * np.interp(np.linspace(0, 1, n), curve, at)
    if stretch == "Linear":
        step = _nice_step((hi - lo) / (n - 1))
        values = step * np.arange(np.ceil(lo / step - 1e-9), np.floor(hi / step + 1e-9) + 1)
        steps = np.full(values.size, step)
    else:
        steps = np.array([_nice_step(d / 2) for d in np.maximum(np.gradient(values), 1e-12 * (hi - lo))])
    ticks: dict[float, float] = {}
    for value, step in zip(values, steps, strict=True):
        rounded = float(f"{step * round(value / step):.12g}")
        if lo - 1e-9 * (hi - lo) <= rounded <= hi + 1e-9 * (hi - lo):
            ticks[rounded] = float(np.interp((rounded - lo) / (hi - lo), at, curve))
    return list(ticks.items())


def _nice_step(step: float) -> float:
    power = 10.0 ** np.floor(np.log10(step))
    return float(power * min((1, 2, 5, 10), key=lambda nice: abs(np.log(nice * power / step))))


def tick_labels(values: list[float]) -> list[str]:
    """Labels of one style: plain numbers where all are of ordinary size, powers of ten where one is not."""
    if all(v == 0 or 1e-3 <= abs(v) < 1e5 for v in values):
        return [f"{v:.6g}".replace("-", "−") for v in values]
    return [pretty_number(v, 3) for v in values]


def scale_bar_length(units_across: float) -> float:
    """Length for a scale bar: 1, 2 or 5 times a power of ten, about a fifth of the view."""
    wanted = units_across / 5
    if not (math.isfinite(wanted) and wanted > 0):
        return 1.0
    power = 10.0 ** math.floor(math.log10(wanted))
    return power * max(step for step in (1, 2, 5) if step * power <= wanted * (1 + 1e-9))
