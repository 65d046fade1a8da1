"""Light of objects that a mask leaves in slices, as far as it shows along their columns.

The wings of a source are as wide as the seeing, or wider: what they add to one column, they add to its
neighbours, too. Noise does not. The covariance of near columns is therefore that of light alone, and as wings
are of one sign, and steep, their mean in a slice is about as large as their scatter.
"""

import numpy as np
import numpy.typing as npt

from pixviewer.core.table.origin import N_IFU, N_SLICE, N_STACK, SLICES_PER_STACK, sky_to_ccd

Floats = npt.NDArray[np.float64]

# Wings are alike in slices nearer than this on the sky (of 0.2″ in the wide field): weights fall to 0 there.
REACH = 8

# Variance of a mean over that of a median.
_MEDIAN_EFFICIENCY = 2.0 / np.pi

# Of a slice that is masked but for this share, or less, nothing worse is assumed.
LEAST_SHARE = 0.05


def wing_errors(
    coherence: Floats, noise: Floats, n_column: npt.NDArray[np.int64], n_pair: npt.NDArray[np.int64],
    left: Floats,
) -> Floats:  # fmt: skip
    """Relative error of levels by objects that are not masked.

    Parameters
    ----------
    coherence : (n_bin, 24, 48) float64
        Mean product of the deviations of near columns, over the squared level; NaN where not measured.
    noise : (n_bin, 24, 48) float64
        Standard error of the level by noise, over the level.
    n_column, n_pair : (n_bin, 24, 48) int64
        Columns that the level is the mean of, and pairs of near ones.
    left : (n_bin, 24, 48) float64
        Share of the rows that is not masked.

    Returns
    -------
    (n_bin, 24, 48) float64
        0 where nothing stands out of the noise.

    Notes
    -----
    Where much is masked, only the outer, flatter part of a wing is left: its scatter is less, over its mean.
    The square of the error is therefore divided by what is left.
    """
    scatter = noise**2 * n_column
    is_known = np.isfinite(coherence) & (n_pair > 0) & (scatter > 0)
    weight = np.where(is_known, n_pair / np.where(is_known, scatter, 1.0) ** 2, 0.0)
    # A level is the mean of its own columns, which lowers all products by the square of its error.
    light = np.where(is_known, coherence + noise**2, 0.0)
    # The median of bins: an oddity in one of them, as of flagged columns, must not reach all neighbours.
    total = weight.sum(axis=0) * _MEDIAN_EFFICIENCY
    variance = _beyond_chance(total, total * _median(light, is_known))
    return np.sqrt(variance / np.clip(left, LEAST_SHARE, 1.0))


def _median(values: Floats, is_known: npt.NDArray[np.bool_]) -> Floats:
    """Median over bins of what is known, 0 of nothing: (24, 48)."""
    ordered = np.sort(np.where(is_known, values, np.inf), axis=0)
    n = is_known.sum(axis=0)
    low, high = np.maximum(n - 1, 0) // 2, n // 2 % ordered.shape[0]
    pair = np.take_along_axis(ordered, np.stack([low, high]), axis=0)
    return np.where(n > 0, pair.mean(axis=0), 0.0)


def _beyond_chance(weight: Floats, weighted: Floats) -> Floats:
    """Means over neighbours on the sky, less what chance makes of them: (24, 48).

    Of a mean v with the standard error s, v − s²/v is kept, and nothing if v is not above s.
    """
    falling = 1.0 - np.abs(np.arange(1 - REACH, REACH)) / REACH
    weight, weighted = _in_sky_order(weight), _in_sky_order(weighted)
    whole = _spread(weight, falling)
    is_known = whole > 0
    whole = np.where(is_known, whole, 1.0)
    mean = np.where(is_known, _spread(weighted, falling) / whole, 0.0)
    chance = _spread(weight, falling**2) / whole**2
    is_real = mean**2 > chance
    kept = np.where(is_real, mean - chance / np.where(is_real, mean, 1.0), 0.0)
    return _in_ccd_order(np.maximum(kept, 0.0))


def _spread(values: Floats, weights: Floats) -> Floats:
    return np.array([np.convolve(stack, weights, "same") for stack in values])


def _ccd_order() -> npt.NDArray[np.int64]:
    """Indices of the CCD slices of each stack, in their order on the sky: (4, 12)."""
    sky = np.arange(1, N_SLICE + 1)
    return np.asarray(sky_to_ccd(sky), np.int64).reshape(N_STACK, SLICES_PER_STACK) - 1


def _in_sky_order(values: Floats) -> Floats:
    """From (24, 48) to the four stacks of 288 slices that lie side by side on the sky."""
    return values[:, _ccd_order()].transpose(1, 0, 2).reshape(N_STACK, N_IFU * SLICES_PER_STACK)


def _in_ccd_order(values: Floats) -> Floats:
    """The reverse."""
    found = np.empty((N_IFU, N_SLICE))
    found[:, _ccd_order()] = values.reshape(N_STACK, N_IFU, SLICES_PER_STACK).transpose(1, 0, 2)
    return found
