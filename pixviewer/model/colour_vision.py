"""How colours look to colour-blind eyes, and how far apart two of them are for any eye.

References
----------
G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A physiologically-based model for simulation of color
vision deficiency", IEEE TVCG 15, 1291 (2009), table 1, severity 1.0.
G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference formula", Color Res. Appl. 30, 21 (2005).
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Matrices on linear RGB.
EYES: dict[str, Floats] = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
_RGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])  # D65


def linear_rgb(colours: npt.ArrayLike) -> Floats:
    """Linear RGB, 0 to 1, of 8-bit sRGB colours (…, 3)."""
    c = np.asarray(colours, np.float64) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(colours: npt.ArrayLike, eye: str = "usual") -> Floats:
    """CIE L*a*b* of 8-bit sRGB colours (…, 3), as an eye of `EYES` sees them."""
    seen = np.clip(linear_rgb(colours) @ EYES[eye].T, 0, 1)
    xyz = seen @ _RGB_TO_XYZ.T / _WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def difference(a: npt.ArrayLike, b: npt.ArrayLike) -> Any:
    """CIEDE2000 difference of L*a*b* colours (…, 3), broadcast; 1 is just noticeable side by side."""
    (l1, a1, b1), (l2, a2, b2) = (np.moveaxis(np.asarray(c, np.float64), -1, 0) for c in (a, b))
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(mean_c7 / (mean_c7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    is_grey = c1 * c2 == 0
    turn = (h2 - h1 + 180) % 360 - 180  # the shorter way round
    d_l, d_c = l2 - l1, c2 - c1
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(np.where(is_grey, 0.0, turn)) / 2)
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = np.radians(np.where(is_grey, h1 + h2, h1 + turn / 2))
    t = (
        1 - 0.17 * np.cos(mean_h - np.radians(30)) + 0.24 * np.cos(2 * mean_h)
        + 0.32 * np.cos(3 * mean_h + np.radians(6)) - 0.20 * np.cos(4 * mean_h - np.radians(63))
    )  # fmt: skip
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    bend = 30 * np.exp(-((((np.degrees(mean_h) % 360) - 275) / 25) ** 2))
    r_t = -2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)) * np.sin(np.radians(2 * bend))
    l_, c_, h_ = d_l / s_l, d_c / s_c, d_h / s_h
    return np.sqrt(np.maximum(l_**2 + c_**2 + h_**2 + r_t * c_ * h_, 0))


def least_difference(a: npt.ArrayLike, b: npt.ArrayLike) -> Any:
    """CIEDE2000 difference of 8-bit sRGB colours (…, 3) for the eye that tells them apart worst."""
    return np.min([difference(lab(a, eye), lab(b, eye)) for eye in EYES], axis=0)
