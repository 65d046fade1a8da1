"""Whether the end of an optimisation is a fit: a stop alone is no answer."""

import numpy as np
import numpy.typing as npt

from pixviewer.core.products.profile_models import Parameters

BETA_RANGE = (0.6, 50.0)  # a Moffat of 50 differs from a Gaussian by less than a hundredth of its peak
LEAST_SIGNIFICANCE = 3.0
LEAST_POINTS_INSIDE = 4

Floats = npt.NDArray[np.float64]


def covariance_of(jacobian: Floats) -> Floats:
    """(JᵀJ)⁻¹ by singular values; infinite where the points do not tell all parameters."""
    norms = np.sqrt((jacobian**2).sum(axis=0))
    n = norms.size
    if not (np.isfinite(norms) & (norms > 0)).all():
        return np.full((n, n), np.inf)
    # With columns of equal length the ratio of singular values does not depend on units.
    _, values, right = np.linalg.svd(jacobian / norms, full_matrices=False)
    if values[-1] < 1e-10 * values[0]:
        return np.full((n, n), np.inf)
    half = right.T / values / norms[:, None]
    return np.asarray(half @ half.T)


def verdict(status: int, p: Parameters, errors: Parameters, x: Floats, y: Floats, model: str) -> str:
    """What is wrong with the outcome, in a sentence; empty when it is a fit.

    Parameters
    ----------
    status : int
        Of the optimiser: positive when one of its tolerances was met.
    p, errors : Parameters
        Best values and their 1σ errors.
    x, y : (n,) float64
        The points.
    model : str
    """
    if status <= 0:
        return "not converged: the optimiser gave up; give a start nearer to the source, or take fewer points"
    if not np.isfinite(errors[:5]).all():
        return "not converged: the points do not tell all parameters; begin nearer to the source"
    if abs(p.amplitude) < LEAST_SIGNIFICANCE * errors.amplitude:
        found = f"{p.amplitude:.3g} ± {errors.amplitude:.2g}"
        return f"not converged: no source stands out, the amplitude is {found}"
    if not (x.min() <= p.x0 <= x.max() and y.min() <= p.y0 <= y.max()):
        return f"not converged: the centre ({p.x0:.6g}, {p.y0:.6g}) lies outside the points"
    if p.fwhm > np.hypot(np.ptp(x), np.ptp(y)):
        return f"not converged: the FWHM of {p.fwhm:.3g} is wider than the field of the points"
    if np.count_nonzero(np.hypot(x - p.x0, y - p.y0) < p.fwhm) < LEAST_POINTS_INSIDE:
        return f"not converged: the FWHM of {p.fwhm:.3g} is that of a single point"
    if model == "moffat" and p.beta > 0.99 * BETA_RANGE[1]:
        return f"not converged: beta ran to its limit of {BETA_RANGE[1]:g}; the wings are those of a gaussian"
    if model == "moffat" and p.beta < 1.01 * BETA_RANGE[0]:
        return f"not converged: beta ran to its limit of {BETA_RANGE[0]:g}; take a wider field, or hold beta"
    return ""
