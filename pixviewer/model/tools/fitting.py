"""A star fitted on the rows of the current region: what is asked, and what the panel draws of the answer."""

import math
import shlex
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Grid
from pixviewer.core.numerals import plain
from pixviewer.core.progress import Progress
from pixviewer.model.coordinates import dms, hms
from pixviewer.model.jobs import Runner
from pixviewer.model.memory import check_budget
from pixviewer.model.readout import rows_text
from pixviewer.model.regions import Regions
from pixviewer.model.resolve import Choice, TableFacts
from pixviewer.model.shading import shade
from pixviewer.model.state import ViewState
from pixviewer.model.tools.chosen import choice_options, chosen_rows
from pixviewer.model.tools.inquiry import Inquiry
from pixviewer.model.units import pretty_unit

if TYPE_CHECKING:
    from pixviewer.core.products.profile import ProfileFit
    from pixviewer.core.products.profile_curve import ProfileCurve
    from pixviewer.core.products.profile_models import Model
    from pixviewer.core.table.pixtable import PixTable

MODELS = ("gaussian", "moffat")
# As many single rows as a small plot shows without becoming one block of ink.
MOST_POINTS = 6_000
N_RING = 24
MAP_SIDE = 200  # cells, at most
MAP_PERCENTILE = 98
MAP_COLOURS = "coolwarm"
# That a fit takes at its height, of each row: columns, plane, derivatives and residuals. Measured.
BYTES_PER_ROW = 520

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FitRequest:
    """The model to fit to the rows of a region; with a step, in bins of wavelength too."""

    table: int
    choice: Choice
    model: str = "gaussian"
    step: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """Rows of a fit in rings about its centre: means with their 1σ."""

    radius: Floats
    value: Floats
    value_error: Floats
    difference: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ResidualMap:
    """Mean of value minus model in cells of the plane, coloured from −limit to limit."""

    rgba: npt.NDArray[np.uint8]
    grid: Grid
    limit: float


@dataclass(frozen=True, slots=True, eq=False)
class FitAnswer:
    """A fit, and what is drawn of it.

    Attributes
    ----------
    radius, value, difference : (n,)
        Some of the rows: distance from the centre, value, value minus model.
    rings : Rings
        All rows, in rings.
    model_radius, model_value : (m,)
        The model.
    residual_map : ResidualMap
    """

    request: FitRequest
    region: str
    fit: "ProfileFit"
    curve: "ProfileCurve | None"
    radius: Floats
    value: Floats
    difference: Floats
    rings: Rings
    model_radius: Floats
    model_value: Floats
    residual_map: ResidualMap


class Fitting:
    """Fits of the current region."""

    def __init__(self, view: ViewState, regions: Regions, runner: Runner) -> None:
        self.inquiry = Inquiry(runner, "fit")
        self._view = view
        self._regions = regions
        self._table: PixTable | None = None
        self._facts: TableFacts | None = None

    def set_table(self, table: "PixTable | None", facts: TableFacts | None) -> None:
        """Fit another table; what was found in the former one goes."""
        self._table, self._facts = table, facts
        self.inquiry.forget()

    @property
    def answer(self) -> FitAnswer | None:
        """The newest answer."""
        return cast("FitAnswer | None", self.inquiry.value)

    @property
    def is_stale(self) -> bool:
        """Whether the region is no longer what was fitted."""
        answer, region = self.answer, self._regions.current
        if answer is None:
            return False
        return region is None or chosen_rows(self._view, self._regions, region) != answer.request.choice

    def fit(self, model: str = "gaussian", step: float | None = None) -> None:
        """Fit the current region, in the background.

        Raises
        ------
        ValueError
            If no region is selected, or the step is not positive.
        """
        region = self._regions.current
        if self._table is None or self._facts is None or region is None:
            raise ValueError("select the one region whose star is to be fitted")
        if step is not None and not (math.isfinite(step) and step > 0):
            raise ValueError(f"the step must be a positive number of Å, got {step:g}")
        choice = chosen_rows(self._view, self._regions, region)
        request = FitRequest(self._facts.number, choice, model, step)
        self._ask(request, region.title, self._table, may_exceed=False)

    def _ask(self, request: FitRequest, title: str, table: "PixTable", *, may_exceed: bool) -> None:
        work = partial(compute_fit, request, title, table, may_exceed=may_exceed)
        go_on = partial(self._ask, request, title, table, may_exceed=True)
        self.inquiry.ask(request, work, f"Fitting {title}", go_on=go_on)

    def cancel(self) -> None:
        """Stop fitting."""
        self.inquiry.cancel()


def compute_fit(
    request: FitRequest, region: str, table: "PixTable", progress: Progress, *, may_exceed: bool = False
) -> FitAnswer:
    """Fit, and prepare what is drawn; beyond the budget of memory only where it may be exceeded."""
    from pixviewer.core.products.profile import MOST_ROWS, fit_profile
    from pixviewer.core.products.profile_curve import fit_profile_by_wavelength
    from pixviewer.core.products.rows import count_rows

    table.ensure_blocks(progress)
    chosen, model = request.choice, cast("Model", request.model)
    n_row = 0 if may_exceed else count_rows(table, chosen, progress=progress).n_row
    if n_row <= MOST_ROWS:  # of more there is no fit, and the reason is told
        check_budget(f"Fitting {region}", n_row * BYTES_PER_ROW)
    curve = None
    if request.step is not None:
        curve = fit_profile_by_wavelength(table, chosen, step=request.step, model=model, progress=progress)
        fit = curve.whole
    else:
        fit = fit_profile(table, chosen, model=model, progress=progress)
    return _prepared(request, region, fit, curve, table.frame.natural_step)


def _prepared(
    request: FitRequest, region: str, fit: "ProfileFit", curve: "ProfileCurve | None", natural: float
) -> FitAnswer:
    from pixviewer.core.products.profile_models import evaluate

    left = fit.residuals
    distance = np.hypot(left.xi - fit.x0, left.eta - fit.y0)
    thinned = slice(None, None, max(1, math.ceil(distance.size / MOST_POINTS)))
    reach = float(distance.max(initial=0.0)) or 1.0
    along = np.linspace(0.0, reach, 200)
    return FitAnswer(
        request, region, fit, curve,
        radius=distance[thinned], value=left.value[thinned], difference=left.difference[thinned],
        rings=_rings(distance, left.value, left.difference, reach),
        model_radius=along,
        model_value=evaluate(fit.model, fit.parameters, fit.x0 + along, np.full_like(along, fit.y0)),
        residual_map=_residual_map(left.xi, left.eta, left.difference, natural),
    )  # fmt: skip


def _rings(distance: Floats, value: Floats, difference: Floats, reach: float) -> Rings:
    place = np.minimum((distance / reach * N_RING).astype(np.int64), N_RING - 1)
    count = np.bincount(place, minlength=N_RING)

    def mean(values: Floats) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.bincount(place, values, N_RING) / count, np.float64)

    middle = mean(value)
    with np.errstate(invalid="ignore", divide="ignore"):
        scatter = np.sqrt(np.maximum(mean(difference**2) - mean(difference) ** 2, 0.0) / count)
    filled = count > 0
    return Rings(mean(distance)[filled], middle[filled], scatter[filled], mean(difference)[filled])


def _residual_map(xi: Floats, eta: Floats, difference: Floats, natural: float) -> ResidualMap:
    x0, y0 = float(xi.min(initial=0.0)), float(eta.min(initial=0.0))
    if xi.size:
        x0, y0 = float(xi.min()), float(eta.min())
    x1, y1 = float(xi.max(initial=x0)), float(eta.max(initial=y0))
    step = max(natural, (x1 - x0) / MAP_SIDE, (y1 - y0) / MAP_SIDE)
    col, row = ((xi - x0) / step).astype(np.int64), ((eta - y0) / step).astype(np.int64)
    n_x, n_y = int(col.max(initial=0)) + 1, int(row.max(initial=0)) + 1
    place = row * n_x + col
    count = np.bincount(place, minlength=n_x * n_y)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (np.bincount(place, difference, n_x * n_y) / count).reshape(n_y, n_x)
    known = np.abs(mean[np.isfinite(mean)])
    limit = float(np.percentile(known, MAP_PERCENTILE)) if known.size else 0.0
    limit = limit or 1.0
    rgba = shade(mean, -limit, limit, "Linear", MAP_COLOURS)
    return ResidualMap(rgba, Grid(x0, y0, step, step, n_x, n_y), limit)


# In words


def plus_minus(value: float, error: float) -> str:
    """A value and its error with two digits; a true minus."""
    if not (math.isfinite(value) and math.isfinite(error) and error > 0):
        text = f"{value:.6g}" if math.isfinite(value) else "–"
        return text.replace("-", "−")
    decimals = max(0, 1 - math.floor(math.log10(error)))
    return f"{value:.{decimals}f} ± {error:.{decimals}f}".replace("-", "−")


def result_rows(fit: "ProfileFit") -> list[tuple[str, str, str]]:
    """Name, value with error, and unit of everything a fit found."""
    is_sky = fit.plane_unit == "arcsec"
    angle, plane = ("°", "″") if is_sky else ("pix", "pix")
    rows = [
        ("RA" if is_sky else "x", plus_minus(fit.ra, fit.ra_error), angle),
        ("Dec" if is_sky else "y", plus_minus(fit.dec, fit.dec_error), angle),
    ]
    if is_sky:
        rows += [
            ("", f"{hms(fit.ra, 4)}  {dms(fit.dec, 3)}".replace("-", "−"), ""),
            ("Δα cos δ", plus_minus(fit.xi, fit.xi_error), plane),
            ("Δδ", plus_minus(fit.eta, fit.eta_error), plane),
        ]
    rows.append(("FWHM", plus_minus(fit.fwhm, fit.fwhm_error), plane))
    if fit.model == "moffat":
        rows.append(("β", plus_minus(fit.beta, fit.beta_error), ""))
    return [
        *rows,
        ("Amplitude", plus_minus(fit.amplitude, fit.amplitude_error), pretty_unit(fit.unit)),
        ("Background", plus_minus(fit.background, fit.background_error), pretty_unit(fit.unit)),
        ("χ²/dof", f"{fit.reduced_chi2:.4g} for {fit.dof:,} dof".replace(",", " "), ""),
        ("Rows", f"{rows_text(fit.n_point)} good, {rows_text(fit.n_left_out)} left out", ""),
    ]


def result_text(answer: FitAnswer) -> str:
    """All that was found, one line a number, for the clipboard."""
    fit = answer.fit
    lines = [f"{fit.model} fit of {answer.region}: {fit.message}"]
    lines += [f"{name:<11} {value} {unit}".rstrip() for name, value, unit in result_rows(fit)]
    return "\n".join(lines)


def command_of(request: FitRequest, source: Path | None) -> str:
    """The command that does the same without a window."""
    words = ["pixviewer", "fit", str(source or "TABLE.fits"), *choice_options(request.choice)]
    words += ["--model", request.model] if request.model != MODELS[0] else []
    words += ["--step", plain(float(request.step))] if request.step is not None else []
    return shlex.join(words)
