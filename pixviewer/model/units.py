"""Units and numbers as a reader wants to see them."""

import math
import re

_SUPERSCRIPTS = str.maketrans("0123456789-+.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺·")
_SYMBOLS = {
    "angstrom": "Å",
    "angstroms": "Å",
    "a": "Å",
    "sec": "s",
    "second": "s",
    "arcsec": "″",
    "arcsecond": "″",
    "deg": "°",
    "degree": "°",
    "micron": "µm",
    "um": "µm",
}
_POWER = r"(?:\*\*|\^)\s*(?:\(\s*([-+]?[\d./]+)\s*\)|([-+]?[\d.]+))"
_FACTOR = re.compile(rf"([A-Za-zÅ%]+|\d+(?:\.\d*)?)(?:\s*{_POWER}|(?<=[A-Za-z])([-+]?\d+))?")
_JOINT = re.compile(r"\s*([*/. ]?)\s*")
_OUTER_POWER = re.compile(rf"\((.*)\)\s*{_POWER}")


def superscript(power: int | float) -> str:
    """Write a number as a superscript."""
    return f"{power:g}".translate(_SUPERSCRIPTS)


def pretty_unit(unit: str) -> str:
    """Typeset a unit: ``10**(-20)*erg/s/cm**2/Angstrom`` becomes ``10⁻²⁰ erg s⁻¹ cm⁻² Å⁻¹``.

    The factors keep their order. What is not understood is returned as it stands, and dimensionless is
    the empty string.
    """
    try:
        factors = _factors(unit.strip())
    except ValueError:
        return unit
    return " ".join(symbol + (superscript(power) if power != 1 else "") for symbol, power in factors if power)


def _factors(text: str) -> list[tuple[str, float]]:
    outer = _OUTER_POWER.fullmatch(text)
    if outer and _is_balanced(outer[1]):
        return [(symbol, power * _number(outer[2] or outer[3])) for symbol, power in _factors(outer[1])]
    factors: list[tuple[str, float]] = []
    at, sign = 0, 1
    while at < len(text):
        found = _FACTOR.match(text, at)
        if not found:
            raise ValueError(text)
        symbol = (
            _SYMBOLS.get(found[1].lower(), found[1]) if len(found[1]) > 1 or found[1] == "A" else found[1]
        )
        power = found[2] or found[3] or found[4]
        factors.append((symbol, sign * (_number(power) if power else 1.0)))
        joint = _JOINT.match(text, found.end())
        if joint is None or (not joint[0] and joint.end() < len(text)):
            raise ValueError(text)
        at, sign = joint.end(), -1 if joint[1] == "/" else 1
    return [(s, p) for s, p in factors if s != "1"]


def _is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


def _number(text: str) -> float:
    top, _, bottom = text.partition("/")
    return float(top) / (float(bottom) if bottom else 1.0)


def pretty_number(value: float, digits: int = 4) -> str:
    """Write a number for a narrow place: ``digits`` significant digits, a true minus, a typeset exponent."""
    if not math.isfinite(value):
        return "∞" if value == math.inf else "−∞" if value == -math.inf else "–"
    text = f"{value:.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    if exponent:
        text = f"{mantissa}×10{superscript(int(exponent))}"
    return text.replace("-", "−")


def pretty_count(n: int) -> str:
    """Write a whole number with thin spaces between thousands."""
    return f"{n:,}".replace(",", "\u202f")


def parse_number(text: str, what: str, *, positive: bool = False) -> float:
    """Read a number as people write it.

    Raises
    ------
    ValueError
        If it is none, or not positive where it must be.
    """
    plain = text.strip().strip("″\"'Å").replace("−", "-").replace("\u202f", "").replace(",", ".").strip()
    try:
        value = float(plain)
    except ValueError:
        raise ValueError(f"{what} must be a number, got “{text.strip()}”") from None
    if not math.isfinite(value) or (positive and value <= 0):
        raise ValueError(f"{what} must be {'positive' if positive else 'finite'}, got “{text.strip()}”")
    return value


def bytes_text(n: int) -> str:
    """Write a number of bytes: 12.3 MB."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n >= size:
            return f"{n / size:.3g} {unit}"
    return f"{n} bytes"
