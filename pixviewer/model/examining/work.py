"""What a worker does to examine a place: finds the rows, and makes numbers and a diagram of them."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from pixviewer.core.errors import PixviewerError
from pixviewer.core.geometry import Circle
from pixviewer.core.progress import Progress
from pixviewer.core.table.selection import Selection, all_of
from pixviewer.model.diagrams import DOTS, LINE, MARKS, Diagram, Series
from pixviewer.model.examining.requests import HISTOGRAM, PROFILE, SKY, ExamineRequest, Place
from pixviewer.model.publish.numbers import Column
from pixviewer.model.readout import rows_text
from pixviewer.model.tools.fitting import plus_minus
from pixviewer.model.units import pretty_number, pretty_unit

if TYPE_CHECKING:
    from pixviewer.core.products.plane_fit import PlaneFit
    from pixviewer.core.products.profile_models import Model
    from pixviewer.core.table.pixtable import PixTable

MOST_ROWS = 3_000_000  # a quarter of a gigabyte at the height of the work
MOST_POINTS = 6_000  # as many dots as a small diagram shows
N_RING = 24
BINS = (8, 100)
INNER = (0.5, 99.5)  # per cent of the values that a histogram is over

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """Rows around a place: distances in the plane or in detector pixels, values, and which are good."""

    x: Floats
    y: Floats
    value: Floats
    variance: Floats
    flags: npt.NDArray[np.integer[Any]]
    good: npt.NDArray[np.bool_]
    unit: str
    plane: str  # unit of a distance: ″ or pix


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """The outcome.

    Attributes
    ----------
    rows : tuple of (name, value, unit)
    diagram : Diagram or None
        None for statistics, which are numbers alone.
    columns : tuple of Column
        The numbers behind the diagram, or the statistics.
    note : str
        What else is to be known, such as why there is no fit.
    """

    request: ExamineRequest
    rows: tuple[tuple[str, str, str], ...]
    diagram: Diagram | None
    columns: tuple[Column, ...]
    note: str = ""


def examine(request: ExamineRequest, table: "PixTable", progress: Progress) -> Examined:
    """Examine a place.

    Raises
    ------
    PixviewerError
        If no good row lies there, or too many do; in one sentence.
    """
    near = rows_near(request, table, progress)
    if not near.good.any():
        n_row = near.value.size
        why = f"all {rows_text(n_row)} rows there have flags" if n_row else "no row lies there"
        raise PixviewerError(f"{why}; examine another place, or choose a larger radius")
    if request.what == PROFILE:
        return _profile(request, near, progress)
    return _histogram(request, near) if request.what == HISTOGRAM else _statistics(request, near)


def rows_near(request: ExamineRequest, table: "PixTable", progress: Progress) -> Near:
    """Rows within the radius, exactly."""
    from pixviewer.core.products.rows import count_rows, read_rows
    from pixviewer.core.products.value_statistics import is_good

    choice = all_of([_around(request.place, request.radius, table), request.choice])
    n_row = count_rows(table, choice, progress=progress).n_row
    if n_row > MOST_ROWS:
        raise PixviewerError(
            f"{rows_text(n_row)} rows lie there, more than {rows_text(MOST_ROWS)}; choose a smaller radius"
        )
    found = read_rows(table, choice, ("x", "y", "data", "variance", "flags", "origin"), progress=progress)
    x, y = _positions(request.place, table, found)
    value, variance = (found[name].astype(np.float64) for name in ("data", "variance"))
    good = is_good(value, variance, found["flags"]) & np.isfinite(x) & np.isfinite(y)
    plane = "″" if request.place.kind == SKY and table.frame.is_sky else "pix"
    near = Near(x, y, value, variance, found["flags"], good, table.facts.data_unit, plane)
    return near if request.place.kind == SKY else _within(near, request)


def _within(near: Near, request: ExamineRequest) -> Near:
    """Rows of a detector in the circle, out of those in the box around it."""
    inside = np.hypot(near.x - request.place.x, near.y - request.place.y) < request.radius
    names = ("x", "y", "value", "variance", "flags", "good")
    changed: dict[str, Any] = {name: getattr(near, name)[inside] for name in names}
    return replace(near, **changed)


def _around(place: Place, radius: float, table: "PixTable") -> Selection:
    if place.kind == SKY:
        ra, dec = table.frame.plane_to_sky(place.x, place.y)
        return Selection(shapes=Circle(float(ra), float(dec), radius))
    # Whole pixels: the box around the circle, whose corners go afterwards.
    box = [(math.floor(at - radius), math.ceil(at + radius) + 1) for at in (place.x, place.y)]
    return Selection(ifu=place.ifu, x_det=box[0], y_det=box[1])


def _positions(place: Place, table: "PixTable", found: dict[str, Any]) -> tuple[Floats, Floats]:
    if place.kind == SKY:
        return table.frame.to_plane(found["x"], found["y"])
    from pixviewer.core.table import origin

    x = table.offsets.x_det(found["origin"], found["row"])
    return x.astype(np.float64), origin.y_det(found["origin"]).astype(np.float64)


# Statistics


def _statistics(request: ExamineRequest, near: Near) -> Examined:
    from pixviewer.core.products.value_statistics import value_statistics

    found = value_statistics(near.value, near.variance, near.flags)
    unit = pretty_unit(near.unit)
    numbers = (
        ("Mean", found.mean), ("Error of the mean", found.error), ("Median", found.median),
        ("σ", found.sigma), ("σ from MAD", found.robust_sigma), ("Minimum", found.minimum),
        ("Maximum", found.maximum), ("Sum", found.total),
    )  # fmt: skip
    rows = [(name, pretty_number(value, 6), unit) for name, value in numbers]
    rows.insert(2, ("S/N of the mean", pretty_number(found.snr, 4), ""))
    counts = [("Rows", rows_text(found.n_row), ""), ("Good rows", rows_text(found.n_good), "")]
    names = ("mean", "error", "median", "sigma", "mad_sigma", "minimum", "maximum", "sum")
    columns = [
        Column("n_row", np.array([found.n_row]), "", "rows"),
        Column("n_good", np.array([found.n_good]), "", "good rows"),
        *(
            Column(name, np.array([value]), near.unit)
            for name, (_, value) in zip(names, numbers, strict=True)
        ),
        Column("snr", np.array([found.snr]), "", "mean over its error"),
    ]
    return Examined(request, (*counts, *rows), None, tuple(columns))


# Histogram


def _histogram(request: ExamineRequest, near: Near) -> Examined:
    value = near.value[near.good]
    low, high = np.percentile(value, INNER) if value.size > 200 else (value.min(), value.max())
    if not low < high:
        low, high = low - 0.5, high + 0.5
    count, edges = np.histogram(value, _n_bin(value, float(high - low)), (low, high))
    unit = pretty_unit(near.unit)
    mode = float((edges[:-1] + edges[1:])[count.argmax()] / 2)
    beyond = int(value.size - count.sum())
    rows = (
        ("Good rows", rows_text(value.size), ""),
        ("Beyond the bins", rows_text(beyond), ""),
        ("Bins", str(count.size), ""),
        ("Width of a bin", pretty_number(float(edges[1] - edges[0])), unit),
        ("Fullest bin at", pretty_number(mode, 5), unit),
        ("Median", pretty_number(float(np.median(value)), 5), unit),
    )
    # Steps: up and down at each edge.
    x = np.repeat(edges, 2)
    y = np.concatenate([[0.0], np.repeat(count.astype(np.float64), 2), [0.0]])
    diagram = Diagram(
        [Series(x, y, style=LINE)], (f"Value [{unit}]", unit or "Value"), ("Rows per bin", "Rows"), ("", "")
    )
    columns = (
        Column("low", edges[:-1], near.unit, "lower end of the bin"),
        Column("high", edges[1:], near.unit, "upper end of the bin"),
        Column("n", count, "", "good rows"),
    )
    return Examined(request, rows, diagram, columns)


def _n_bin(value: Floats, span: float) -> int:
    """By the rule of Freedman and Diaconis, within reason."""
    q1, q3 = np.percentile(value, (25, 75))
    width = 2 * (q3 - q1) / value.size ** (1 / 3)
    n = span / width if width > 0 else BINS[0]
    return int(min(max(round(n), BINS[0]), BINS[1]))


# Radial profile


def _profile(request: ExamineRequest, near: Near, progress: Progress) -> Examined:
    x, y, value = (column[near.good] for column in (near.x, near.y, near.value))
    fit, why = _fitted(request, near, progress)
    x0, y0 = (fit.x0, fit.y0) if fit is not None else (request.place.x, request.place.y)
    radius = np.hypot(x - x0, y - y0)
    rings = _rings(radius, value)
    series = [_thinned(radius, value)]
    along = np.linspace(0.0, float(radius.max(initial=0.0)) or 1.0, 200)
    columns = [
        Column("radius", rings[0], near.plane.replace("″", "arcsec"), "mean distance of the rows of a ring"),
        Column("value", rings[1], near.unit, "mean of the ring"),
        Column("error", rings[2], near.unit, "standard error of the mean, from the scatter"),
        Column("n", rings[3].astype(np.int64), "", "good rows"),
    ]
    if fit is not None:
        series.append(Series(along, _model(fit, along), style=LINE, role="band"))
        columns.append(Column("model", _model(fit, rings[0]), near.unit, f"{fit.model} fit"))
    series.append(Series(*rings[:3], style=MARKS))
    unit = pretty_unit(near.unit)
    diagram = Diagram(
        series, (f"Distance from the centre [{near.plane}]", f"r [{near.plane}]"),
        (f"Value [{unit}]", unit or "Value"), (near.plane, ""),
    )  # fmt: skip
    return Examined(request, _fit_rows(fit, near, unit), diagram, tuple(columns), why)


def _fitted(request: ExamineRequest, near: Near, progress: Progress) -> "tuple[PlaneFit | None, str]":
    """The fit, or why there is none."""
    from pixviewer.core.products.profile_points import fit_points

    good = near.good & (near.variance > 0)
    start = {"x0": request.place.x, "y0": request.place.y}
    try:
        fit = fit_points(
            near.x[good], near.y[good], near.value[good], near.variance[good],
            model=cast("Model", request.model), start=start, progress=progress,
        )  # fmt: skip
    except ValueError as error:
        return None, f"no fit: {error}"
    if not fit.converged:
        return None, f"no fit: {fit.message.removeprefix('not converged').lstrip(': ')}"
    if fit.amplitude <= 0:
        return None, "no fit: nothing there rises above its surroundings"
    return fit, ""


def _model(fit: "PlaneFit", radius: Floats) -> Floats:
    from pixviewer.core.products.profile_models import Parameters, evaluate

    parameters = Parameters(fit.amplitude, fit.x0, fit.y0, fit.fwhm, fit.background, fit.beta)
    return evaluate(fit.model, parameters, fit.x0 + radius, np.full_like(radius, fit.y0))


def _rings(radius: Floats, value: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean radius, mean value, its error and number of rows of each ring with rows."""
    reach = float(radius.max(initial=0.0)) or 1.0
    ring = np.minimum((radius / reach * N_RING).astype(np.int64), N_RING - 1)
    n = np.bincount(ring, minlength=N_RING).astype(np.float64)
    filled = n > 0

    def mean(values: Floats) -> Floats:
        return np.asarray(np.bincount(ring, values, N_RING)[filled] / n[filled], np.float64)

    level = mean(value)
    whole = np.zeros(N_RING)
    whole[filled] = level
    error = np.sqrt(mean((value - whole[ring]) ** 2) / np.maximum(n[filled] - 1, 1))
    return mean(radius), level, error, n[filled]


def _thinned(radius: Floats, value: Floats) -> Series:
    step = max(1, math.ceil(radius.size / MOST_POINTS))
    return Series(radius[::step], value[::step], style=DOTS, role="counts")


def _fit_rows(fit: "PlaneFit | None", near: Near, unit: str) -> tuple[tuple[str, str, str], ...]:
    counted = ("Good rows", rows_text(int(near.good.sum())), "")
    if fit is None:
        return (counted,)
    names = ("Δα cos δ", "Δδ") if near.plane == "″" else ("x", "y")
    rows = [
        ("FWHM", plus_minus(fit.fwhm, fit.fwhm_error), near.plane),
        (names[0], plus_minus(fit.x0, fit.x0_error), near.plane),
        (names[1], plus_minus(fit.y0, fit.y0_error), near.plane),
        ("Amplitude", plus_minus(fit.amplitude, fit.amplitude_error), unit),
        ("Background", plus_minus(fit.background, fit.background_error), unit),
    ]
    if fit.model == "moffat":
        rows.insert(1, ("β", plus_minus(fit.beta, fit.beta_error), ""))
    return (*rows, ("χ²/dof", f"{fit.reduced_chi2:.4g}", ""), counted)
