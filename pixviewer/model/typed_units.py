"""Lengths on the sky and wavelengths as people type them, with any unit."""

import re
from re import Match

from pixviewer.core.geometry import Range
from pixviewer.model.extracting import parse_ranges
from pixviewer.model.units import parse_number

_ARCSEC = {
    "": 1.0, "″": 1.0, '"': 1.0, "''": 1.0, "arcsec": 1.0, "as": 1.0, "mas": 1e-3, "′": 60.0, "'": 60.0,
    "arcmin": 60.0, "°": 3600.0, "deg": 3600.0,
}  # fmt: skip
_PIXELS = {"": 1.0, "pix": 1.0, "pixel": 1.0, "px": 1.0}
_ANGSTROM = {
    "å": 1.0, "a": 1.0, "aa": 1.0, "angstrom": 1.0, "nm": 10.0, "µm": 1e4, "μm": 1e4, "um": 1e4,
    "micron": 1e4,
}  # fmt: skip
_NUMBER = r"\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?"
# Longest first: "a" is the beginning of "angstrom".
_UNIT = "|".join(sorted(map(re.escape, _ANGSTROM), key=len, reverse=True))
_WAVE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})?s?(?![^\W\d_])", re.IGNORECASE)


def parse_length(text: str, what: str, *, is_sky: bool = True) -> float:
    """Read a length: ``2.5``, ``2.5″``, ``0.05 arcmin`` or ``1e-3 deg``.

    Parameters
    ----------
    text : str
    what : str
        What it is the length of, for the message.
    is_sky : bool
        Whether it is a length on the sky; otherwise it is in pixels.

    Returns
    -------
    float
        In arcsec, or pixels.

    Raises
    ------
    ValueError
        If it is no length, or not positive.
    """
    known = _ARCSEC if is_sky else _PIXELS
    plain = text.strip()
    for unit in sorted(known, key=len, reverse=True):
        for ending in (f"{unit}s", unit) if unit.isalpha() and len(unit) > 2 else (unit,):
            if ending and plain.lower().endswith(ending):
                value = parse_number(plain[: -len(ending)], what, positive=True)
                # In this order 2.5″ stays 2.5, to the last digit.
                return value * known[unit]
    return parse_number(plain, what, positive=True)


def parse_wave(text: str, what: str) -> float:
    """Read one wavelength, such as ``6000``, ``600 nm`` or ``0.6 µm``; gives ångström.

    Raises
    ------
    ValueError
        If it is none, or not positive.
    """
    return parse_number(in_angstrom(text), what, positive=True)


def parse_waves(text: str) -> tuple[Range, ...]:
    """Read ranges of wavelength: as `parse_ranges`, with units; one at the end holds for both numbers.

    Raises
    ------
    ValueError
        If it is no such list, or a range does not increase.
    """
    return parse_ranges(",".join(in_angstrom(part) for part in re.split("[,;]", text)))


def in_angstrom(text: str) -> str:
    """The same text with its numbers in ångström and no unit."""
    units = [found["unit"] for found in _WAVE.finditer(text)]
    last = next((unit for unit in reversed(units) if unit), None)

    def convert(found: Match[str]) -> str:
        unit = found["unit"] or last
        factor = _ANGSTROM[unit.lower()] if unit else 1.0
        # Digits as they were typed, where nothing is to be converted.
        return found["number"] if factor == 1.0 else f"{round(float(found['number']) * factor, 6):.12g}"

    return _WAVE.sub(convert, text)
