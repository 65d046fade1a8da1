"""Stretches by the names of DS9's menu: how a value between the limits becomes a shade.

Each is DS9's formula, normalised to end at 1 exactly where DS9's ends within 0.1 % of it.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float64]

EQUALIZATION = "Histogram Equalization"

# Written out, and tested against astropy.visualization, because importing that loads matplotlib.
_FORMULAS: dict[str, Callable[[Curve], Curve]] = {
    "Linear": lambda x: x,
    "Log": lambda x: np.log1p(1000 * x) / np.log(1001),
    "Power": lambda x: (1000**x - 1) / 999,
    "Square Root": np.sqrt,
    "Squared": np.square,
    "ASINH": lambda x: np.arcsinh(10 * x) / np.arcsinh(10),
    "SINH": lambda x: np.sinh(3 * x) / np.sinh(3),
}
STRETCHES = (*_FORMULAS, EQUALIZATION)

# As MPDAF, matplotlib, ginga and DS9's command line spell them.
_SPELLINGS = {
    "lin": "Linear",
    "logarithmic": "Log",
    "pow": "Power",
    "sqrt": "Square Root",
    "squareroot": "Square Root",
    "sqr": "Squared",
    "square": "Squared",
    "arcsinh": "ASINH",
    "arsinh": "ASINH",
    "histequ": EQUALIZATION,
    "histeq": EQUALIZATION,
    "histogram": EQUALIZATION,
}


def stretch_name(text: str) -> str:
    """Name of a stretch however it is spelled: ``arcsinh`` is MPDAF's ``ASINH``.

    Raises
    ------
    ValueError
        If there is no such stretch, with those that there are.
    """
    wanted = text.strip().lower()
    for name in STRETCHES:
        if wanted == name.lower():
            return name
    known = _SPELLINGS.get(wanted.replace(" ", "").replace("_", ""))
    if known is None:
        raise ValueError(f"no stretch is named {text!r}; known are {', '.join(STRETCHES)}")
    return known


def stretch_curve(stretch: str, n: int = 256) -> Curve:
    """Output of a stretch, 0 to 1, at ``n`` equal steps of its input (linear for the equalization).

    Raises
    ------
    ValueError
        If the stretch is not known.
    """
    at = np.linspace(0.0, 1.0, n)
    return _FORMULAS.get(stretch_name(stretch), _FORMULAS["Linear"])(at)


def toned(shades: Curve, contrast: float, bias: float) -> Curve:
    """Shades after contrast and bias, 0 to 1, as DS9 has them.

    Parameters
    ----------
    shades : array
        0 to 1.
    contrast : float
        Slope; 1 changes nothing, 0 makes everything the middle of the map.
    bias : float
        Shade that becomes the middle of the map; 0.5 changes nothing.
    """
    if (contrast, bias) == (1.0, 0.5):
        return shades  # to the last digit
    return np.clip((shades - bias) * contrast + 0.5, 0.0, 1.0)
