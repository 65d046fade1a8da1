"""Centre and width of a star against wavelength: one fit a bin."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.products import profile_models as models
from pixviewer.core.products.plane_fit import PlaneFit
from pixviewer.core.products.profile import ProfileFit, good_points, on_sky, plane_start
from pixviewer.core.products.profile_input import Held, Points, Start, checked_held
from pixviewer.core.products.profile_models import Model
from pixviewer.core.products.profile_points import fit_from, fit_usable
from pixviewer.core.products.profile_start import estimate
from pixviewer.core.progress import Progress, silent
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Expression

NATURAL_STEP = 100.0  # Å; a star of 20 mag has a S/N of some hundreds in it

LARGEST_BINS = 100_000

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ProfileCurve:
    """Fits of a round profile in bins of wavelength.

    Attributes
    ----------
    edges : (n_bin + 1,) float64
        Edges of the bins in Å; each holds its lower one.
    n_point : (n_bin,) int64
        Good rows.
    converged : (n_bin,) bool
        Whether there is a fit; where there is none, all numbers of the bin are NaN.
    message : tuple of str
        ``converged`` for each bin, or in a sentence why not.
    ra, dec, xi, eta, fwhm, amplitude, background, beta, reduced_chi2 : (n_bin,) float64
        As in `ProfileFit`.
    ra_error, dec_error, xi_error, eta_error, fwhm_error, amplitude_error, background_error, beta_error
        1σ, likewise.
    whole : ProfileFit
        The fit to all wavelengths at once, from which the bins begin.
    """

    edges: Floats
    n_point: Ints
    converged: npt.NDArray[np.bool_]
    message: tuple[str, ...]
    ra: Floats
    dec: Floats
    xi: Floats
    eta: Floats
    fwhm: Floats
    amplitude: Floats
    background: Floats
    beta: Floats
    reduced_chi2: Floats
    ra_error: Floats
    dec_error: Floats
    xi_error: Floats
    eta_error: Floats
    fwhm_error: Floats
    amplitude_error: Floats
    background_error: Floats
    beta_error: Floats
    whole: ProfileFit

    @property
    def wave(self) -> Floats:
        """Centres of the bins in Å."""
        return (self.edges[:-1] + self.edges[1:]) / 2

    @property
    def plane_unit(self) -> str:
        """Unit of `xi`, `eta` and `fwhm`."""
        return self.whole.plane_unit

    @property
    def unit(self) -> str:
        """Unit of the amplitude and the background."""
        return self.whole.unit


_VALUES = ("ra", "dec", "xi", "eta", "fwhm", "amplitude", "background", "beta")
COLUMNS = (*_VALUES, *(f"{name}_error" for name in _VALUES), "reduced_chi2")


def fit_profile_by_wavelength(
    table: PixTable,
    selection: Expression | None = None,
    *,
    step: float = NATURAL_STEP,
    model: Model = "gaussian",
    start: Start | None = None,
    beta: float | None = None,
    progress: Progress | None = None,
) -> ProfileCurve:
    """Fit a round profile to the good rows of a selection, in bins of wavelength.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        A circle around one star. None for all rows.
    step : float
        Width of a bin, Å. Edges are at multiples of it.
    model : {"gaussian", "moffat"}
    start : mapping of str to float, optional
        As in `fit_profile`, for the fit to all wavelengths.
    beta : float, optional
        Held at this value in all bins; by default fitted in each.
    progress : Progress, optional

    Returns
    -------
    ProfileCurve
        Arrays of ``(n_bin,)``, from the first bin with a good row to the last.

    Raises
    ------
    ValueError
        If an argument makes no sense, or too few good rows are selected, or more than 5 million.
    PixTableError
        If the file cannot be read, or has changed.
    Cancelled

    Notes
    -----
    The fit of a bin begins at that to all wavelengths, and at an estimate of its own if that leads nowhere.
    """
    models.check_model(model)
    if not (step > 0 and math.isfinite(step)):
        raise ValueError(f"step must be a positive number of Å, got {step}")
    progress = progress or silent()
    rows, points, wave = good_points(table, selection, progress)
    held = checked_held(model, beta, None)
    plane = fit_usable(points, model, plane_start(table.frame, start), beta, None, progress)
    whole = on_sky(table, rows, points, plane)
    edges = _edges(wave[np.isfinite(wave)], step)
    place = np.where(np.isfinite(wave), np.searchsorted(edges, wave, side="right") - 1, -1)
    fits: list[ProfileFit | str] = []
    for i in progress.over(range(edges.size - 1), "Fitting", edges.size - 1):
        chosen = place == i
        fit = _fit_bin(points.part(chosen), whole, held, progress)
        fits.append(fit if isinstance(fit, str) else on_sky(table, rows[chosen], points.part(chosen), fit))
    columns = {name: np.array([_number(fit, name) for fit in fits]) for name in COLUMNS}
    return ProfileCurve(
        edges=edges,
        n_point=np.bincount(place[place >= 0], minlength=edges.size - 1).astype(np.int64),
        converged=np.array([not isinstance(fit, str) for fit in fits]),
        message=tuple(fit if isinstance(fit, str) else fit.message for fit in fits),
        whole=whole,
        **columns,
    )


def _edges(wave: Floats, step: float) -> Floats:
    """Multiples of the step around all wavelengths."""
    if wave.size == 0:
        raise ValueError("no selected row has a finite wavelength, so there are no bins to fit in")
    first, last = math.floor(wave.min() / step), math.floor(wave.max() / step)
    if last - first >= LARGEST_BINS:
        raise ValueError(f"a step of {step:g} Å makes {last - first + 1} bins; choose a larger step")
    edges = np.arange(first, last + 2, dtype=np.float64) * step
    # Rounding of the division may leave an end outside.
    low, high = (edges[0] > wave.min()) * step, (edges[-1] <= wave.max()) * step
    return np.concatenate([[edges[0] - low] * bool(low), edges, [edges[-1] + high] * bool(high)])


def _fit_bin(points: Points, whole: ProfileFit, held: Held, progress: Progress) -> PlaneFit | str:
    """The fit in a bin, or in a sentence why there is none."""
    if points.x.size <= len(whole.free):
        return f"not converged: {points.x.size} good rows are too few for {len(whole.free)} parameters"
    fit = None
    if whole.converged:
        fit = fit_from(points, whole.model, whole.parameters, held, progress)
    if fit is None or not fit.converged:
        fit = fit_from(points, whole.model, estimate(points), held, progress)
    return fit if fit.converged else fit.message


def _number(fit: ProfileFit | str, name: str) -> float:
    return math.nan if isinstance(fit, str) else float(getattr(fit, name))
