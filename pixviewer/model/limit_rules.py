"""Limits of a picture: its lowest and highest value to show, by the name of a rule."""

from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.model.zscale import zscale

Numbers = npt.NDArray[Any]
Range = tuple[float, float]

MIN_MAX, ZSCALE, ZMAX, USER = "Min Max", "ZScale", "ZMax", "User"
SKY_PERCENT, SKY_SIGMA = "Sky ±3%", "Sky ±nσ"
FROM_REGION, FROM_VIEW = "From Region", "From View"
PERCENTAGES = ("99.5%", "99%", "98%", "97%", "96%", "95%", "92.5%", "90%")
LIMITS = (
    MIN_MAX, *PERCENTAGES, ZSCALE, ZMAX, SKY_PERCENT, SKY_SIGMA, FROM_REGION, FROM_VIEW, USER,
)  # fmt: skip
N_SIGMA, MOST_SIGMA = 5.0, 1000.0

# Where the numbers come from that a rule looks at: the whole picture, or what of it is in view.
GLOBAL, LOCAL = "Global", "Local"
SCOPES = (GLOBAL, LOCAL)

_N_SAMPLE = 200_000  # of 1.2 M cells: the percentiles move by less than one grey level


def limits_text(name: str, n_sigma: float = N_SIGMA) -> str:
    """A rule as the menus write it."""
    return f"Sky ±{n_sigma:g}σ" if name == SKY_SIGMA else name


def limits_rule(text: str) -> tuple[str, float | None]:
    """A rule, and its number of σ, from what `limits_text` writes, in any case.

    Raises
    ------
    ValueError
        If there is no such rule, with those that there are.
    """
    wanted = text.strip().casefold().replace(" ", "")
    for name in LIMITS:
        if wanted == name.casefold().replace(" ", ""):
            return name, None
    if wanted.startswith("sky±") and wanted.endswith(("σ", "ς")):
        try:
            n_sigma = float(wanted[4:-1].replace(",", "."))
        except ValueError:
            n_sigma = 0.0
        if 0 < n_sigma <= MOST_SIGMA:
            return SKY_SIGMA, n_sigma
    raise ValueError(f"no limits are named {text!r}; known are {', '.join(map(limits_text, LIMITS))}")


def found_limits(
    values: Numbers, name: str, user: Range | None = None, n_sigma: float = N_SIGMA
) -> Range | None:
    """Lowest and highest value to show, by a rule; None where there is nothing to show.

    Parameters
    ----------
    values : array of any shape
        Not finite values are left out; percentiles come from a sample.
    name : str
        One of `LIMITS`. Those from region and view are minimum and maximum: of the values given.
    user : (low, high), optional
        The user's own limits, for ``User``.
    n_sigma : float
        Half width in units of the scatter of the sky, for ``Sky ±nσ``.

    Raises
    ------
    ValueError
        If the rule is not known.
    """
    if name not in LIMITS:
        raise ValueError(f"no limits are named {name!r}; known are {', '.join(LIMITS)}")
    is_extreme = name in (MIN_MAX, FROM_REGION, FROM_VIEW, USER)
    good = _finite(values, everything=is_extreme)
    if good.size == 0:
        return None
    if name == USER and user is not None and np.all(np.isfinite(user)):
        return _apart(float(user[0]), float(user[1]))
    return _apart(*((float(good.min()), float(good.max())) if is_extreme else _ruled(good, name, n_sigma)))


def limits(values: Numbers, name: str, user: Range | None = None, n_sigma: float = N_SIGMA) -> Range:
    """Limits as of `found_limits`; the user's own, or 0 and 1, where there is nothing to show."""
    found = found_limits(values, name, user, n_sigma)
    if found is not None:
        return found
    return _apart(*user) if name == USER and user is not None and np.all(np.isfinite(user)) else (0.0, 1.0)


def _ruled(good: Numbers, name: str, n_sigma: float) -> Range:
    if name in PERCENTAGES:
        outside = (100.0 - float(name.removesuffix("%"))) / 2
        low, high = np.percentile(good, (outside, 100.0 - outside))
        return float(low), float(high)
    if name in (ZSCALE, ZMAX):
        low, high = zscale(good)
        return low, float(good.max()) if name == ZMAX else high
    sky, sigma = _sky(good)
    half = n_sigma * sigma if name == SKY_SIGMA else 0.03 * abs(sky)
    return sky - half, sky + half


def _finite(values: Numbers, *, everything: bool) -> Numbers:
    flat = np.asarray(values).ravel()
    if not everything and flat.size > _N_SAMPLE:
        # An odd stride, so that the sample does not run along a few columns of the picture.
        flat = flat[:: (flat.size // _N_SAMPLE) | 1]
    good = flat[np.isfinite(flat)]
    return good.astype(np.float64)


def _sky(values: Numbers) -> Range:
    """Level and scatter of the sky: the median after three rounds of clipping at 3σ (from the MAD)."""
    for _ in range(3):
        sky = np.median(values)
        sigma = 1.4826 * np.median(np.abs(values - sky))
        kept = values[np.abs(values - sky) <= 3 * sigma]
        if sigma == 0 or kept.size == values.size:
            break
        values = kept
    return float(sky), float(sigma)


def _apart(low: float, high: float) -> Range:
    """Make limits that differ and increase, so that a picture of one value is shown as the middle."""
    if low > high:
        low, high = high, low
    if high - low <= 1e-6 * max(abs(low), abs(high)):
        half = 0.5 * max(1e-6 * max(abs(low), abs(high)), 1e-30) if low != high else 0.5 * abs(low) or 0.5
        middle = 0.5 * (low + high)
        low, high = middle - half, middle + half
    return low, high
