"""A binned spectrum as it is drawn: steps, thinned to what the screen can show."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PyQt6.QtGui import QPolygonF

from pixviewer.gui.canvas.plane_map import PlaneMap

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curve:
    """What is drawn: bin edges (n + 1), values, 1σ and rows per bin."""

    edges: _Floats
    value: _Floats
    sigma: _Floats | None
    count: _Floats | None


def bin_edges(wave: _Floats) -> _Floats:
    """Edges of bins given by their centres."""
    if wave.size == 1:
        return np.array([wave[0] - 0.5, wave[0] + 0.5])
    middle = (wave[1:] + wave[:-1]) / 2
    return np.concatenate([[2 * wave[0] - middle[0]], middle, [2 * wave[-1] - middle[-1]]])


def value_range(curve: Curve | None, first: float, last: float) -> tuple[float, float]:
    """Values to show between two wavelengths: all of the curve but for wild single bins."""
    if curve is None:
        return 0.0, 1.0
    inside = (curve.edges[1:] > first) & (curve.edges[:-1] < last) & np.isfinite(curve.value)
    values = curve.value[inside]
    if values.size == 0:
        return 0.0, 1.0
    bottom, top = values.min(), values.max()
    if values.size > 100:
        low, high = np.percentile(values, (0.5, 99.5))
        reach = 4 * (high - low)
        bottom, top = max(bottom, low - reach), min(top, high + reach)
    margin = 0.08 * (top - bottom) or 0.1 * abs(top) or 1.0
    return float(bottom - margin), float(top + 1.6 * margin)


@dataclass(frozen=True, eq=False)
class Thinned:
    """The part of a curve that is in view, with not many more bins than pixels."""

    edges: _Floats
    value: _Floats
    upper: _Floats | None
    lower: _Floats | None
    count: _Floats | None


def thinned(curve: Curve, low: float, high: float, n_pixel: int) -> Thinned:
    """Cut a curve to a view and merge bins where there are more than pixels.

    Of k merged bins the lowest and the highest value are both kept, as two neighbours, so that no line
    disappears; the error band reaches as far as that of any of them.
    """
    first = max(int(np.searchsorted(curve.edges, low)) - 1, 0)
    last = min(int(np.searchsorted(curve.edges, high)) + 1, curve.value.size)
    value, edges = curve.value[first:last], curve.edges[first : last + 1]
    sigma = None if curve.sigma is None else curve.sigma[first:last]
    count = None if curve.count is None else curve.count[first:last]
    upper = lower = None
    if sigma is not None:
        sigma = np.where(np.isfinite(sigma), sigma, 0.0)
        upper, lower = value + sigma, value - sigma
    merged = 2 * -(-value.size // max(n_pixel, 1))
    if merged <= 2:
        return Thinned(edges, value, upper, lower, count)
    starts = np.arange(0, value.size, merged)
    coarse = np.append(edges[starts], edges[-1])
    both = np.empty(2 * starts.size)
    both[::2], both[1::2] = np.fmin.reduceat(value, starts), np.fmax.reduceat(value, starts)
    halves = np.empty(2 * starts.size + 1)
    halves[::2], halves[1::2] = coarse, (coarse[1:] + coarse[:-1]) / 2
    return Thinned(
        halves,
        both,
        None if upper is None else np.repeat(np.fmax.reduceat(upper, starts), 2),
        None if lower is None else np.repeat(np.fmin.reduceat(lower, starts), 2),
        None if count is None else np.repeat(np.fmax.reduceat(count, starts), 2),
    )


def step_lines(here: PlaneMap, edges: _Floats, value: _Floats, bottom: float, top: float) -> list[QPolygonF]:
    """Polylines of a step curve, one per run of finite bins, with values from ``bottom`` to ``top``."""
    px = here.left + (edges - here.box[0]) * here.scale[0]
    py = here.top + (top - value) * here.height / (top - bottom)
    # Far outside is as good as just outside, and Qt's rasteriser works in 16-bit pixels.
    py = np.clip(py, here.top - 1000, here.top + here.height + 1000)
    finite = np.isfinite(value)
    turns = np.flatnonzero(np.diff(np.concatenate([[0], finite.view(np.int8), [0]])))
    return [
        pg.functions.arrayToQPolygonF(np.repeat(px[begin : end + 1], 2)[1:-1], np.repeat(py[begin:end], 2))
        for begin, end in zip(turns[::2], turns[1::2], strict=True)
    ]


def make_curve(
    wave: npt.ArrayLike,
    value: npt.ArrayLike,
    sigma: npt.ArrayLike | None,
    n_good: npt.ArrayLike | None,
    n_bad: npt.ArrayLike | None,
) -> Curve | None:
    """Gather what is drawn; None when there is no bin."""
    centres = np.asarray(wave, np.float64)
    if centres.size == 0:
        return None
    count = None if n_good is None else np.asarray(n_good, np.float64)
    if count is not None and n_bad is not None:
        count = count + np.asarray(n_bad, np.float64)
    return Curve(
        bin_edges(centres),
        np.asarray(value, np.float64),
        None if sigma is None else np.asarray(sigma, np.float64),
        count,
    )


def closed(upper: QPolygonF, lower: QPolygonF) -> QPolygonF:
    """Close the area between two polylines of the same run of bins."""
    backwards = [lower.at(i) for i in range(lower.count() - 1, -1, -1)]
    return QPolygonF([*(upper.at(i) for i in range(upper.count())), *backwards])
