"""The spectrum of the sky as the instrument sees it, without noise.

Notes
-----
Continuum and lines are those of the UVES sky atlas (Hanuschik 2003, A&A 407, 1157), taken under strong
airglow; everything is scaled down so that the mean over a nominal exposure is 34.75 in table units, as in a
documented one. Lines are broadened with the line-spread function of Bacon et al. 2017, A&A 608, A1, a
Gaussian.
"""

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.simulating import Sampled
from pixviewer.core.simulate.instrument import ROW_PITCH
from pixviewer.core.simulate.modes import Mode

Floats = npt.NDArray[np.float64]

START, STEP = 4150.0, 0.1
N = 56_501  # up to 9800 Å
SCALE = 0.535
UNIT = 1e-20  # erg/s/cm²/Å, of a table

# Dark-sky continuum from 4700 Å in steps of 200 Å, in 1e-17 erg/s/cm²/Å/arcsec².
_CONTINUUM = (
    1.49, 1.19, 0.94, 0.95, 0.99, 0.97, 1.15, 1.04, 1.11, 1.12, 0.81, 0.74,
    0.75, 0.73, 0.74, 0.73, 0.76, 0.69, 0.67, 0.60, 0.71, 0.62, 0.59, 0.49,
)  # fmt: skip
_CONTINUUM_WAVE = 4700.0 + 200.0 * np.arange(len(_CONTINUUM))

# Air wavelength in Å, and flux where [O I] 5577 has 100, which is 224e-17 erg/s/cm²/arcsec².
LINES = np.array(
    [
        (5577.35, 100.0), (5889.95, 9.3), (6300.30, 93.9), (6363.77, 32.4), (6863.96, 7.4), (7240.45, 7.9),
        (7244.98, 9.0), (7276.42, 14.7), (7284.48, 5.7), (7316.29, 12.3), (7340.91, 14.7), (7369.39, 11.6),
        (7401.86, 7.2), (7524.06, 9.0), (7571.75, 6.1), (7712.48, 12.8), (7716.91, 14.0), (7750.63, 20.2),
        (7760.01, 7.5), (7794.12, 15.7), (7808.46, 6.9), (7821.52, 19.5), (7841.28, 6.0), (7853.38, 20.0),
        (7860.65, 7.4), (7870.74, 8.6), (7889.84, 10.6), (7913.72, 23.5), (7921.11, 10.2), (7931.34, 7.6),
        (7964.65, 19.0), (7979.78, 6.8), (7993.35, 21.1), (8014.10, 5.7), (8025.81, 14.3), (8062.19, 7.2),
        (8281.65, 10.3), (8288.61, 13.9), (8298.91, 16.1), (8310.72, 6.0), (8344.62, 40.9), (8352.88, 14.8),
        (8382.40, 9.6), (8399.18, 32.1), (8415.25, 12.7), (8430.18, 38.3), (8452.26, 11.0), (8465.37, 26.1),
        (8493.46, 7.5), (8504.85, 14.6), (8538.69, 11.5), (8649.84, 8.5), (8655.86, 6.8), (8660.64, 6.8),
        (8665.59, 6.4), (8758.73, 6.9), (8761.30, 22.2), (8766.37, 9.7), (8767.94, 24.8), (8776.20, 12.2),
        (8778.35, 27.1), (8791.12, 11.8), (8825.47, 7.5), (8827.12, 68.2), (8836.46, 25.7), (8849.84, 8.4),
        (8867.58, 18.1), (8885.86, 52.1), (8903.13, 21.4), (8919.64, 57.3), (8943.41, 18.1), (8958.10, 43.6),
        (8988.38, 11.8), (9001.36, 25.1), (9038.06, 6.5), (9049.55, 12.4), (9102.78, 6.0), (9306.01, 13.0),
        (9307.39, 24.6), (9313.25, 52.2), (9323.70, 43.1), (9337.87, 14.7), (9375.98, 104.9),
    ]
)  # fmt: skip
_LINE_UNIT = 2.24e-15 / 100.0

# Raman scattering of the laser, by oxygen and nitrogen; of about the strength of a weak airglow line.
_RAMAN = np.array([(6483.8, 4.0), (6826.5, 6.0)])


def line_sigma(wave: npt.ArrayLike) -> Floats:
    """Standard deviation of the line-spread function, in Å."""
    at = np.asarray(wave, np.float64)
    return (5.866e-8 * at**2 - 9.187e-4 * at + 6.040) / np.sqrt(8.0 * np.log(2.0))


def pixel_area(mode: Mode) -> float:
    """Area on the sky of a table pixel, in arcsec²."""
    return mode.scale_x * 74.9 / 76.5 * mode.scale_y * ROW_PITCH


def sky_spectrum(mode: Mode) -> Sampled:
    """The sky in a table pixel, in flux units of a table."""
    wave = START + STEP * np.arange(N)
    flux = np.interp(wave, _CONTINUUM_WAVE, np.multiply(_CONTINUUM, 1e-17))
    lines = np.concatenate([LINES, _RAMAN]) if mode.has_laser else LINES
    for centre, strength in lines:
        sigma = float(line_sigma(centre))
        near = slice(*np.searchsorted(wave, (centre - 8 * sigma, centre + 8 * sigma)))
        shape = np.exp(-0.5 * ((wave[near] - centre) / sigma) ** 2) / (np.sqrt(2.0 * np.pi) * sigma)
        flux[near] += strength * _LINE_UNIT * shape
    return Sampled(START, STEP, flux * SCALE * pixel_area(mode) / UNIT)
