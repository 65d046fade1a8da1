"""A star fitted on the pixels of a table themselves, without an image in between."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import ARCSEC_PER_DEG, Frame
from pixviewer.core.products import profile_models as models
from pixviewer.core.products.plane_fit import PlaneFit
from pixviewer.core.products.profile_input import Points, Start, usable_points
from pixviewer.core.products.profile_models import Model, Parameters
from pixviewer.core.products.profile_points import fit_points, fit_usable
from pixviewer.core.products.rows import count_rows, read_rows
from pixviewer.core.progress import Progress
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Expression

__all__ = ["ProfileFit", "Residuals", "fit_points", "fit_profile"]

# A fit holds some 200 bytes a row; a star in a whole exposure has about two million rows.
MOST_ROWS = 5_000_000

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """The rows of a fit, for a plot.

    Attributes
    ----------
    row : (n,) int64
        Row numbers.
    xi, eta : (n,) float64
        Positions in the plane: arcsec, or field pixels.
    value, sigma, model : (n,) float64
        Values with their 1σ, and the model at these positions.
    """

    row: npt.NDArray[np.int64]
    xi: Floats
    eta: Floats
    value: Floats
    sigma: Floats
    model: Floats

    @property
    def difference(self) -> Floats:
        """Value minus model."""
        return self.value - self.model


@dataclass(frozen=True, slots=True, eq=False)
class ProfileFit(PlaneFit):
    """A round profile fitted to the rows of a table.

    A `PlaneFit` with `x0`, `y0` and `fwhm` in the plane: arcsec east and north of the reference point, or
    field pixels in the pixel state; and furthermore:

    Attributes
    ----------
    ra, dec : float
        Centre in degrees; field pixels in the pixel state.
    ra_error, dec_error : float
        1σ in degrees of each coordinate; that of RA is 1/cos(Dec) times the distance on the sky.
    plane_unit : {"arcsec", "pix"}
        Unit of `xi`, `eta` and `fwhm`.
    unit : str
        Unit of the amplitude and the background.
    residuals : Residuals
        The rows that were used.
    """

    ra: float
    dec: float
    ra_error: float
    dec_error: float
    plane_unit: str
    unit: str
    residuals: Residuals

    @property
    def xi(self) -> float:
        """Centre in the plane, towards the east."""
        return self.x0

    @property
    def eta(self) -> float:
        """Centre in the plane, towards the north."""
        return self.y0

    @property
    def xi_error(self) -> float:
        """1σ of `xi`."""
        return self.x0_error

    @property
    def eta_error(self) -> float:
        """1σ of `eta`."""
        return self.y0_error

    @property
    def parameters(self) -> Parameters:
        """The parameters alone, for the models."""
        return Parameters(self.amplitude, self.x0, self.y0, self.fwhm, self.background, self.beta)


def fit_profile(
    table: PixTable,
    selection: Expression | None = None,
    *,
    model: Model = "gaussian",
    start: Start | None = None,
    beta: float | None = None,
    background: float | None = None,
    progress: Progress | None = None,
) -> ProfileFit:
    """Fit a round profile on a constant background to the good rows of a selection.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        A circle of a few FWHM around one star, in wavelengths where the sky has no bright lines. None for
        all rows.
    model : {"gaussian", "moffat"}
    start : mapping of str to float, optional
        As in `fit_points`, the centre as ``ra`` and ``dec`` (degrees) or as ``xi`` and ``eta`` (plane).
    beta, background : float, optional
        Held at this value instead of fitted.
    progress : Progress, optional

    Returns
    -------
    ProfileFit
        With `converged` False and a sentence in `message` when it is no fit.

    Raises
    ------
    ValueError
        If an argument makes no sense, or too few good rows are selected, or more than 5 million.
    PixTableError
        If the file cannot be read, or has changed.
    Cancelled

    Notes
    -----
    A good row has no flag, a finite value and a finite positive variance. Rows are weighted with the inverse
    of their variance.
    """
    models.check_model(model)
    number, points, _ = good_points(table, selection, progress)
    begin = plane_start(table.frame, start)
    fit = fit_usable(points, model, begin, beta, background, progress)
    return on_sky(table, number, points, fit)


def good_points(
    table: PixTable, selection: Expression | None, progress: Progress | None
) -> tuple[npt.NDArray[np.int64], Points, Floats]:
    """Row numbers, points and wavelengths of the good rows of a selection.

    The points remember how many rows there were in all.
    """
    n_row = count_rows(table, selection, progress=progress).n_row
    if n_row > MOST_ROWS:
        raise ValueError(
            f"the selection has {n_row:,} rows where a fit takes up to {MOST_ROWS:,}; "
            "select one star, with a circle around it and a range of wavelengths"
        )
    rows = read_rows(table, selection, ("x", "y", "wave", "data", "flags", "variance"), progress=progress)
    xi, eta = table.frame.to_plane(rows["x"], rows["y"])
    value = np.where(rows["flags"] == 0, rows["data"].astype(np.float64), np.nan)
    points = usable_points(xi, eta, value, rows["variance"])
    return rows["row"][points.usable], points, rows["wave"][points.usable].astype(np.float64)


def plane_start(frame: Frame, start: Start | None) -> dict[str, float] | None:
    """Start values with the centre as x0 and y0."""
    if start is None:
        return None
    found = dict(start)
    for names in (("ra", "dec"), ("xi", "eta")):
        given = [name for name in names if name in found]
        if len(given) == 1:
            raise ValueError(f"start has {given[0]} alone; give {names[0]} and {names[1]} together")
        if given:
            at = (found.pop(names[0]), found.pop(names[1]))
            x, y = frame.sky_to_plane(*at) if names == ("ra", "dec") else at
            found["x0"], found["y0"] = float(x), float(y)
    return found


def on_sky(table: PixTable, rows: npt.NDArray[np.int64], points: Points, fit: PlaneFit) -> ProfileFit:
    """A fit in the plane of a table, with its place on the sky and its rows."""
    frame = table.frame
    ra, dec = (float(angle) for angle in frame.plane_to_sky(fit.x0, fit.y0))
    scale = (ARCSEC_PER_DEG * np.cos(np.radians(dec)), ARCSEC_PER_DEG) if frame.is_sky else (1.0, 1.0)
    plain: dict[str, Any] = {field.name: getattr(fit, field.name) for field in fields(fit)}
    at = Parameters(fit.amplitude, fit.x0, fit.y0, fit.fwhm, fit.background, fit.beta)
    sigma = np.ones_like(points.value) if points.sigma is None else points.sigma
    modelled = models.evaluate(fit.model, at, points.x, points.y)
    return ProfileFit(
        **plain,
        ra=ra,
        dec=dec,
        ra_error=fit.x0_error / float(scale[0]),
        dec_error=fit.y0_error / scale[1],
        plane_unit=frame.plane_unit,
        unit=table.facts.data_unit,
        residuals=Residuals(rows, points.x, points.y, points.value, sigma, modelled),
    )
