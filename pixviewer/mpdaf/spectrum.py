"""A spectrum with the few names that scripts use of MPDAF's."""

from typing import Any

import astropy.units as u
import numpy as np
import numpy.typing as npt

from pixviewer.core.table.units import factor

Floats = npt.NDArray[np.float64]


class WaveAxis:
    """Regular wavelengths: the first, the step, and how many.

    Parameters
    ----------
    start, step : float
        In ångström.
    n : int
    """

    def __init__(self, start: float, step: float, n: int) -> None:
        self._start, self._step = start, step
        self.shape = n
        self.unit = u.angstrom

    def coord(self, pixel: npt.ArrayLike | None = None, unit: Any = None) -> Any:
        """Wavelength of a pixel, of several, or of all."""
        number = np.arange(self.shape) if pixel is None else np.asarray(pixel, np.float64)
        wave = (self._start + self._step * number) * factor(self.unit, unit or self.unit)
        return wave if np.ndim(wave) else float(wave)

    def pixel(self, lbda: npt.ArrayLike, nearest: bool = False, unit: Any = None) -> Any:
        """Pixel of a wavelength, counted from 0."""
        wave = np.asarray(lbda, np.float64) * factor(unit or self.unit, self.unit)
        pixel = (wave - self._start) / self._step
        if nearest:
            pixel = np.clip(np.floor(pixel + 0.5), 0, self.shape - 1).astype(int)
        return pixel if np.ndim(pixel) else pixel[()]

    def get_crval(self, unit: Any = None) -> float:
        """Wavelength of the first pixel."""
        return float(self.coord(0, unit))

    def get_start(self, unit: Any = None) -> float:
        """Wavelength of the first pixel."""
        return float(self.coord(0, unit))

    def get_end(self, unit: Any = None) -> float:
        """Wavelength of the last pixel."""
        return float(self.coord(self.shape - 1, unit))

    def get_step(self, unit: Any = None) -> float:
        """Width of a pixel."""
        return self._step * factor(self.unit, unit or self.unit)

    def get_range(self, unit: Any = None) -> Floats:
        """Wavelengths of the first and of the last pixel."""
        return np.array([self.get_start(unit), self.get_end(unit)])


class Spectrum:
    """Values on a wavelength axis.

    Attributes
    ----------
    data : (n,) masked float64 array
        NaN, and masked, where there is no value.
    wave : WaveAxis
    unit : astropy unit
        Of the values.
    """

    def __init__(self, data: npt.ArrayLike, wave: WaveAxis, unit: Any) -> None:
        self.data = np.ma.masked_invalid(np.asarray(data, np.float64))
        self.wave = wave
        self.unit = u.Unit(unit)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the data."""
        return self.data.shape

    def get_start(self, unit: Any = None) -> float:
        """Wavelength of the first pixel."""
        return self.wave.get_start(unit)

    def get_end(self, unit: Any = None) -> float:
        """Wavelength of the last pixel."""
        return self.wave.get_end(unit)

    def get_step(self, unit: Any = None) -> float:
        """Width of a pixel."""
        return self.wave.get_step(unit)

    def get_range(self, unit: Any = None) -> Floats:
        """Wavelengths of the first and of the last pixel."""
        return self.wave.get_range(unit)
