"""Round profiles on a constant background, and their derivatives.

Both are written with the full width at half maximum instead of σ or α: it is what is asked for, and of a
Moffat it depends little on β, where α and β pull each other along.
"""

import math
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

Model = Literal["gaussian", "moffat"]
MODELS: tuple[str, ...] = get_args(Model)

GAUSSIAN_FWHM = 2.0 * math.sqrt(2.0 * math.log(2.0))  # in σ

Floats = npt.NDArray[np.float64]


class Parameters(NamedTuple):
    """Parameters of a profile; β is not used by a Gaussian."""

    amplitude: float
    x0: float
    y0: float
    fwhm: float
    background: float
    beta: float


def check_model(model: str) -> None:
    """Raise `ValueError` for a model that does not exist."""
    if model not in MODELS:
        raise ValueError(f"model must be one of {', '.join(MODELS)}, got {model!r}")


def moffat_width(beta: float) -> float:
    """FWHM of a Moffat profile in α: 2 √(2^(1/β) − 1)."""
    return 2.0 * math.sqrt(2.0 ** (1.0 / beta) - 1.0)


def evaluate(model: str, p: Parameters, x: Floats, y: Floats) -> Floats:
    """Value of a profile at some points.

    Parameters
    ----------
    model : {"gaussian", "moffat"}
    p : Parameters
    x, y : (n,) float64
    """
    return p.amplitude * _shape(model, p, _scaled_r2(p, x, y)) + p.background


def derivatives(model: str, p: Parameters, x: Floats, y: Floats) -> Floats:
    """Derivatives of a profile by its parameters, in their order: (n, 6) float64.

    With q = 4 r²/FWHM², a Gaussian is exp(−q ln 2), a Moffat (1 + k q)^(−β) with k = 2^(1/β) − 1.
    """
    q = _scaled_r2(p, x, y)
    shape = _shape(model, p, q)
    by = np.zeros((x.size, 6))
    if model == "gaussian":
        by_q = -math.log(2.0) * shape
    else:
        root = 2.0 ** (1.0 / p.beta)
        base = 1.0 + (root - 1.0) * q
        by_q = -p.beta * (root - 1.0) * shape / base
        by[:, 5] = p.amplitude * shape * (math.log(2.0) * root / p.beta * q / base - np.log(base))
    by[:, 0] = shape
    by[:, 1] = p.amplitude * by_q * (-8.0 / p.fwhm**2) * (x - p.x0)
    by[:, 2] = p.amplitude * by_q * (-8.0 / p.fwhm**2) * (y - p.y0)
    by[:, 3] = p.amplitude * by_q * (-2.0 / p.fwhm) * q
    by[:, 4] = 1.0
    return by


def _scaled_r2(p: Parameters, x: Floats, y: Floats) -> Floats:
    """Distance squared, in half widths at half maximum."""
    return ((x - p.x0) ** 2 + (y - p.y0) ** 2) * (4.0 / p.fwhm**2)


def _shape(model: str, p: Parameters, q: Floats) -> Floats:
    if model == "gaussian":
        return np.exp(-math.log(2.0) * q)
    return (1.0 + (2.0 ** (1.0 / p.beta) - 1.0) * q) ** -p.beta
