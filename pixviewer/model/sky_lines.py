"""Emission lines of the night sky, as packaged: where they are, how bright, and what they are called."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from pixviewer import resources
from pixviewer.core.geometry import Range

# A line of this flux, 5577 being 100, leaves residuals well above those of its surroundings.
STRONG = 5.0
# Half the full width of a sky line in MUSE at its foot: a band that reaches so near to it holds its wing.
REACH = 2.5
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class SkyLine:
    """One line.

    Attributes
    ----------
    wave : float
        Å, in air or vacuum as it was asked for.
    flux : float
        Relative to 100 for [O I] 5577.
    species : str
    name : str
        What people call it: ``[O I] 5577``, ``Na D₂ 5890``, ``OH 7276``.
    band : str
        Name of the OH band whose Q branch begins here, such as ``OH 8–3``; else nothing.
    """

    wave: float
    flux: float
    species: str
    name: str
    band: str = ""


@cache
def sky_line_list(vacuum: bool = False) -> tuple[SkyLine, ...]:
    """All lines, in order of wavelength.

    The file is small enough for a plain reader: astropy's tables would add half a second to the start.
    """
    text = resources.path("lines", "sky_lines.ecsv").read_text("utf-8")
    rows = csv.DictReader((s for s in text.splitlines() if not s.startswith("#")), delimiter=" ")
    return tuple(_line(row, vacuum) for row in rows)


def _line(row: dict[str, str], vacuum: bool) -> SkyLine:
    wave, species = float(row["wave"]), row["species"]
    shown = float(air_to_vacuum(np.array([wave]))[0]) if vacuum else wave
    # Names keep the wavelength in air, by which the lines are known.
    spelt = species.replace("O2", "O₂").replace("Na I", "Na D₂")
    return SkyLine(shown, float(row["flux"]), species, f"{spelt} {wave:.0f}", row["band"])


@cache
def sky_lines(
    vacuum: bool = False,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], tuple[str, ...]]:
    """Wavelengths in ångström, fluxes relative to 100 for [O I] 5577, and species."""
    lines = sky_line_list(vacuum)
    wave, flux = (np.array([getattr(line, name) for line in lines]) for name in ("wave", "flux"))
    return wave, flux, tuple(line.species for line in lines)


def nearest_sky_line(wave: float, reach: float, *, vacuum: bool = False) -> SkyLine | None:
    """The line next to a wavelength, None where none is as near as `reach`, in Å."""
    near = [line for line in sky_line_list(vacuum) if abs(line.wave - wave) <= reach]
    return min(near, key=lambda line: abs(line.wave - wave), default=None)


def strong_lines_in(band: Range, *, vacuum: bool = False) -> tuple[SkyLine, ...]:
    """Strong lines in a band, or so near that their wings are, the brightest first."""
    low, high = band[0] - REACH, band[1] + REACH
    found = [line for line in sky_line_list(vacuum) if line.flux >= STRONG and low <= line.wave < high]
    return tuple(sorted(found, key=lambda line: -line.flux))


def sky_line_warnings(line: Range, continuum: Sequence[Range], vacuum: bool) -> tuple[str, ...]:
    """One sentence for each band of a line map that a strong sky line falls into."""
    names = ["the line band"]
    names += (
        ["the continuum band"]
        if len(continuum) == 1
        else [f"continuum band {i}" for i in range(1, len(continuum) + 1)]
    )
    hits = [strong_lines_in(band, vacuum=vacuum) for band in (line, *continuum)]
    return tuple(
        f"sky {'line' if len(found) == 1 else 'lines'} {names_text(found)} in {name}"
        for name, found in zip(names, hits, strict=True)
        if found
    )


def names_text(lines: Sequence[SkyLine]) -> str:
    """Names of a few lines."""
    shown = ", ".join(line.name for line in lines[:MOST_NAMED])
    return shown + (f" and {len(lines) - MOST_NAMED} more" if len(lines) > MOST_NAMED else "")


def air_to_vacuum(wave: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Vacuum wavelength of an air wavelength, both in ångström.

    References
    ----------
    Morton 1991, ApJS 77, 119, equation 3 for the index of air; using the air wavelength in it is good to
    1e-6 Å here.
    """
    sigma2 = (1e4 / wave) ** 2
    return wave * (1 + 6.4328e-5 + 2.94981e-2 / (146 - sigma2) + 2.5540e-4 / (41 - sigma2))
