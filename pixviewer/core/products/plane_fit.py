"""What a fit of a round profile gives."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.products.profile_models import GAUSSIAN_FWHM, moffat_width

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PlaneFit:
    """A round profile on a constant background, fitted to points.

    Attributes
    ----------
    model : {"gaussian", "moffat"}
    amplitude, background : float
        Height above the background, and the background; in the unit of the values.
    x0, y0, fwhm : float
        Centre and full width at half maximum, in the unit of the positions.
    beta : float
        Of a Moffat; NaN for a Gaussian.
    amplitude_error, x0_error, y0_error, fwhm_error, background_error, beta_error : float
        1σ; 0 for what was held.
    free : tuple of str
        Names of the parameters that were fitted.
    covariance : (n_free, n_free) float64
        Of these, in their order.
    chi2 : float
        Σ (value − model)² / variance; without variances Σ (value − model)².
    n_point, n_left_out : int
        Points used; and points left out for want of a finite value or a positive variance.
    n_iteration : int
        Steps of the optimiser.
    is_weighted : bool
        Whether there were variances.
    converged : bool
        Whether this is a fit. If not, the numbers are where the optimiser stopped.
    message : str
        ``converged``, or in a sentence why not.
    """

    model: str
    amplitude: float
    x0: float
    y0: float
    fwhm: float
    background: float
    beta: float
    amplitude_error: float
    x0_error: float
    y0_error: float
    fwhm_error: float
    background_error: float
    beta_error: float
    free: tuple[str, ...]
    covariance: Floats
    chi2: float
    n_point: int
    n_left_out: int
    n_iteration: int
    is_weighted: bool
    converged: bool
    message: str

    @property
    def dof(self) -> int:
        """Degrees of freedom: points less parameters fitted."""
        return self.n_point - len(self.free)

    @property
    def reduced_chi2(self) -> float:
        """χ² per degree of freedom; near 1 when model and variances are right."""
        return self.chi2 / self.dof

    @property
    def sigma(self) -> float:
        """σ of a Gaussian, FWHM / (2 √(2 ln 2)); NaN for a Moffat."""
        return self.fwhm / GAUSSIAN_FWHM if self.model == "gaussian" else math.nan

    @property
    def sigma_error(self) -> float:
        """1σ error of `sigma`."""
        return self.fwhm_error / GAUSSIAN_FWHM if self.model == "gaussian" else math.nan

    @property
    def alpha(self) -> float:
        """α of a Moffat, FWHM / (2 √(2^(1/β) − 1)); NaN for a Gaussian."""
        return self.fwhm / moffat_width(self.beta) if self.model == "moffat" else math.nan

    @property
    def alpha_error(self) -> float:
        """1σ error of `alpha`, with the covariance of FWHM and β."""
        if self.model != "moffat":
            return math.nan
        width = moffat_width(self.beta)
        root = 2.0 ** (1.0 / self.beta)
        # d ln α / dβ, from α = FWHM / (2 √(root − 1))
        by_beta = self.alpha * math.log(2.0) * root / (2.0 * self.beta**2 * (root - 1.0))
        slope = np.array([{"fwhm": 1.0 / width, "beta": by_beta}.get(name, 0.0) for name in self.free])
        # An infinite covariance times zero would be NaN: nothing is known.
        return (
            float(np.sqrt(slope @ self.covariance @ slope))
            if np.isfinite(self.covariance).all()
            else math.inf
        )
