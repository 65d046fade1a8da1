"""A round profile fitted to points: least squares with the variance of each, and a verdict on the outcome."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pixviewer.core.products import profile_models as models
from pixviewer.core.products.plane_fit import PlaneFit
from pixviewer.core.products.profile_input import (
    Held,
    Points,
    Start,
    check_enough,
    checked_held,
    checked_start,
    free_names,
    usable_points,
)
from pixviewer.core.products.profile_models import Model, Parameters
from pixviewer.core.products.profile_problem import scaled_problem
from pixviewer.core.products.profile_start import estimate
from pixviewer.core.products.profile_verdict import BETA_RANGE, covariance_of, verdict
from pixviewer.core.progress import Progress

MOST_EVALUATIONS = 200
WIDTH_RANGE = (1e-4, 10.0)  # of the FWHM, in sides of the field of the points

# Relative change of χ² at which to stop. It is about the number of points, and 1σ is a change by 1: with the
# usual 1e-8, a fit to millions of points would stop a tenth of σ away from the best.
TOLERANCE = 1e-12

Floats = npt.NDArray[np.float64]


def fit_points(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    value: npt.ArrayLike,
    variance: npt.ArrayLike | None = None,
    *,
    model: Model = "gaussian",
    start: Start | None = None,
    beta: float | None = None,
    background: float | None = None,
    progress: Progress | None = None,
) -> PlaneFit:
    """Fit a round Gaussian or Moffat profile on a constant background to points anywhere in a plane.

    Parameters
    ----------
    x, y, value : array_like
        Positions and values, of any one shape. A plane: for RA and Dec in degrees circles are no circles.
    variance : array_like, optional
        Variances of the values. Without them all points weigh the same, and errors follow from the scatter.
    model : {"gaussian", "moffat"}
    start : mapping of str to float, optional
        Where to begin: any of ``amplitude, x0, y0, fwhm, background, beta``. The rest, and all of it when
        nothing is given, is estimated from the points. A second fit begins at the estimate alone, and the
        better of the two is given: a bad start does no harm.
    beta, background : float, optional
        Held at this value instead of fitted.
    progress : Progress, optional

    Returns
    -------
    PlaneFit
        With `converged` False and a sentence in `message` when it is no fit.

    Raises
    ------
    ValueError
        If an argument makes no sense, or too few points can be used: finite ones with a positive variance.
    Cancelled

    Notes
    -----
    χ² = Σ (value − model)² / variance is made least by a trust-region method (`scipy.optimize.least_squares`)
    with exact derivatives. 1σ errors are roots of the diagonal of (JᵀJ)⁻¹, J being the derivatives over σ;
    without variances they are multiplied by √(χ²/dof).
    """
    models.check_model(model)
    return fit_usable(usable_points(x, y, value, variance), model, start, beta, background, progress)


def fit_usable(
    points: Points,
    model: str,
    start: Start | None,
    beta: float | None,
    background: float | None,
    progress: Progress | None,
) -> PlaneFit:
    """`fit_points`, for points that are usable."""
    held = checked_held(model, beta, background)
    begin = {} if start is None else checked_start(start)
    check_enough(points, model, held)
    guess = estimate(points)
    starts = [guess._replace(**begin), guess] if begin else [guess]
    fits = [fit_from(points, model, at, held, progress) for at in starts]
    return min(fits, key=lambda fit: (not fit.converged, fit.chi2))


def fit_from(
    points: Points, model: str, start: Parameters, held: Held, progress: Progress | None = None
) -> PlaneFit:
    """Fit from one start, and nothing else."""
    from scipy.optimize import least_squares

    problem = scaled_problem(points, model, start._replace(**held), free_names(model, held), progress)
    low, high = _bounds(problem.names)
    begin = np.array([getattr(problem.start, name) for name in problem.names])
    found = least_squares(
        problem.residuals,
        np.clip(begin, low * (1 + 1e-9), high * (1 - 1e-9)),  # the optimiser wants them strictly inside
        problem.jacobian,
        bounds=(low, high),
        x_scale="jac",
        ftol=TOLERANCE,
        xtol=TOLERANCE,
        gtol=TOLERANCE,
        max_nfev=MOST_EVALUATIONS,
    )
    values = problem.unscaled(found.x)._replace(**held)
    n_point, chi2 = points.x.size, 2.0 * float(found.cost)
    covariance = covariance_of(found.jac) * np.outer(problem.units, problem.units)
    if points.sigma is None:
        # Not below the smallest number: infinite times zero would not be infinite any more.
        covariance *= max(chi2 / (n_point - len(problem.names)), np.finfo(float).tiny)
        chi2 *= problem.scale.amplitude**2
    errors = _errors(problem.names, covariance)
    if model == "gaussian":
        values, errors = values._replace(beta=math.nan), errors._replace(beta=math.nan)
    message = verdict(found.status, values, errors, points.x, points.y, model)
    return PlaneFit(
        model,
        *values,
        *errors,
        free=problem.names,
        covariance=covariance,
        chi2=chi2,
        n_point=n_point,
        n_left_out=points.usable.size - n_point,
        n_iteration=int(found.njev),
        is_weighted=points.sigma is not None,
        converged=not message,
        message=message or "converged",
    )


def _errors(names: Sequence[str], covariance: Floats) -> Parameters:
    """Roots of the variances; 0 for what is held."""
    found = dict(zip(names, np.sqrt(np.diag(covariance)).tolist(), strict=True))
    return Parameters(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)._replace(**found)


def _bounds(names: Sequence[str]) -> tuple[Floats, Floats]:
    limits = {"fwhm": WIDTH_RANGE, "beta": BETA_RANGE}
    ends = np.array([limits.get(name, (-np.inf, np.inf)) for name in names])
    return ends[:, 0], ends[:, 1]
