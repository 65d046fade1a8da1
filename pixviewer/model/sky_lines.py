"""Emission lines of the night sky, as packaged."""

import csv
from functools import cache

import numpy as np
import numpy.typing as npt

from pixviewer import resources


@cache
def sky_lines(
    vacuum: bool = False,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], tuple[str, ...]]:
    """Wavelengths in ångström, fluxes relative to 100 for [O I] 5577, and species.

    The file is small enough for a plain reader: astropy's tables would add half a second to the start.
    """
    text = resources.path("lines", "sky_lines.ecsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter=" "))
    wave = np.array([float(row["wave"]) for row in rows])
    flux = np.array([float(row["flux"]) for row in rows])
    return air_to_vacuum(wave) if vacuum else wave, flux, tuple(row["species"] for row in rows)


def air_to_vacuum(wave: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Vacuum wavelength of an air wavelength, both in ångström.

    References
    ----------
    Morton 1991, ApJS 77, 119, equation 3 for the index of air; using the air wavelength in it is good to
    1e-6 Å here.
    """
    sigma2 = (1e4 / wave) ** 2
    return wave * (1 + 6.4328e-5 + 2.94981e-2 / (146 - sigma2) + 2.5540e-4 / (41 - sigma2))
