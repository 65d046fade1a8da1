"""A spectrum above the background measured elsewhere."""

from dataclasses import replace

import numpy as np

from pixviewer.core.products.spectrum import Spectrum


def subtract_background(spectrum: Spectrum, background: Spectrum) -> Spectrum:
    """Subtract a background, scaled in each bin by the ratio of good rows.

    Parameters
    ----------
    spectrum, background : Spectrum
        On the same bins and of the same statistic: ``mean``, ``ivw`` or ``sum``.

    Returns
    -------
    Spectrum
        NaN in bins where the background has no good row. Numbers of rows are those of `spectrum`.

    Raises
    ------
    ValueError
        If bins or statistics differ, or rows are only counted.

    Notes
    -----
    With n good rows in a bin of the spectrum and m in one of the background, Σ − (n / m) Σ_b with the
    variance V + (n / m)² V_b. For means of rows that is the difference of the means. The ratio of rows stands
    for the ratio of areas, and is exact where apertures are cut by the edge of the field, by bad pixels, or
    by other criteria.
    """
    if spectrum.statistic != background.statistic or spectrum.statistic == "count":
        raise ValueError(
            "a background is subtracted from a mean, ivw or sum of the same kind, got "
            f"{spectrum.statistic} and {background.statistic}"
        )
    if not np.array_equal(spectrum.edges, background.edges):
        raise ValueError("spectrum and background must have the same bins")
    scale = np.ones(spectrum.value.size)
    if spectrum.statistic == "sum":
        n_background = np.where(background.n_good > 0, background.n_good, np.nan)
        scale = spectrum.n_good / n_background
    return replace(
        spectrum,
        value=spectrum.value - scale * background.value,
        sigma=np.hypot(spectrum.sigma, scale * background.sigma),
        fraction=min(spectrum.fraction, background.fraction),
    )
