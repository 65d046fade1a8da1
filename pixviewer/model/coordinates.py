"""Positions as people write them: read from any pasted form, written in one."""

import re

_NUMBER = re.compile(r"([+-]?)\s*(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)\s*([hdms:,]?)")
_J_NAME = re.compile(r"^.*?\bj\s*(\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)\s*$")
_WORDS = (
    (r"[−‒–—]", "-"),
    (r"j2000(?:\.0)?|b1950|icrs|fk[45]|equinox|epoch|coordinates?|position", " "),
    (r"degrees?|deg|°|º", "d"),
    (r"hours?|hrs?|ʰ", "h"),
    (r"minutes?|min|arcmin|′|ᵐ|(?<=[\d.\s])'(?!')", "m"),
    (r"seconds?|arcsec|sec|″|”|''|\"|ˢ", "s"),
    (r"[;|\t\n]", ","),
    (r"[()\[\]{}=]", " "),
)
_EXAMPLE = "write it like 22:32:57.0 -60:34:05.8 or 338.2375 -60.568"


def parse_position(text: str) -> tuple[float, float]:
    """RA and Dec in degrees from whatever was pasted.

    Sexagesimal with colons, blanks or letters, decimal degrees, hours with an ``h``, names such as
    ``J223257.0-603405.8``; labels (RA, Dec, α, δ, J2000) are skipped, and may come in the other order.

    Raises
    ------
    ValueError
        If it is no position, with an example of one.
    """
    name = _J_NAME.match(text.strip().lower().replace("−", "-"))
    if name and not re.search(r"\bj2000", text.lower()):
        return _checked(_packed(name[1], is_ra=True), _packed(name[2], is_ra=False), text)
    first, second = _halves(_plain(text), text)
    if re.search(r"(dec|δ|delta).*(ra\b|r\.a|α|alpha)", text.lower()):
        first, second = second, first
    return _checked(_angle(first, text, is_ra=True), _angle(second, text, is_ra=False), text)


def parse_pixels(text: str) -> tuple[float, float]:
    """Two field pixels, x and y, from a text."""
    numbers = re.findall(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", text.replace("−", "-"))
    if len(numbers) != 2:
        raise ValueError(f"{text.strip()!r} is no position in pixels; write two numbers, like 12.5 -30")
    return float(numbers[0]), float(numbers[1])


Parts = list[tuple[str, float, str]]  # sign, number, mark behind it


def _plain(text: str) -> str:
    plain = text.lower()
    for pattern, replacement in _WORDS:
        plain = re.sub(pattern, replacement, plain)
    return re.sub(r"\b(ra|r\.a\.?|dec|decl|declination|alpha|delta|right ascension)\b[:.]?|[αδ]", " ", plain)


def _halves(plain: str, text: str) -> tuple[Parts, Parts]:
    rest = _NUMBER.sub("", plain)
    parts = [(sign, float(number), mark) for sign, number, mark in _NUMBER.findall(plain)]
    if rest.strip(" ,") or not 2 <= len(parts) <= 6:
        raise ValueError(f"{text.strip()!r} is no position that can be read; {_EXAMPLE}")
    commas = [i + 1 for i, part in enumerate(parts[:-1]) if part[2] == ","]
    signs = [i for i, part in enumerate(parts) if part[0] and i > 0]
    cut = (commas or signs or [len(parts) // 2])[0]
    if len(commas) > 1:  # 22,32,57,-60,34,05.8
        cut = len(parts) // 2
    elif not commas and not signs and len(parts) % 2:  # 1 2 3 is 1 + 2 or 2 + 1
        raise ValueError(f"{text.strip()!r} is no position that can be read; {_EXAMPLE}")
    return parts[:cut], parts[cut:]


def _angle(parts: Parts, text: str, *, is_ra: bool) -> float:
    if not 1 <= len(parts) <= 3 or any(part[0] for part in parts[1:]):
        raise ValueError(f"{text.strip()!r} is no position that can be read; {_EXAMPLE}")
    numbers = [part[1] for part in parts]
    if any(number >= 60.0 for number in numbers[1:]):
        raise ValueError(f"minutes and seconds are below 60, which {text.strip()!r} does not keep to")
    value = sum(number / 60.0**i for i, number in enumerate(numbers))
    mark = parts[0][2]
    if is_ra and (mark == "h" or (mark != "d" and len(numbers) > 1)):
        value *= 15.0
    return -value if parts[0][0] == "-" else value


def _packed(digits: str, *, is_ra: bool) -> float:
    """``223257.0`` or ``-603405.8`` of a name; three whole digits of RA or two of Dec are degrees."""
    sign = -1.0 if digits.startswith("-") else 1.0
    whole, _, decimals = digits.lstrip("+-").partition(".")
    if len(whole) <= (3 if is_ra else 2):
        return sign * float(digits.lstrip("+-"))
    fields = [whole[i : i + 2] for i in range(0, len(whole), 2)]
    fields[-1] += f".{decimals}" if decimals else ""
    value = sum(float(field) / 60.0**i for i, field in enumerate(fields[:3]))
    return sign * value * (15.0 if is_ra else 1.0)


def _checked(ra: float, dec: float, text: str) -> tuple[float, float]:
    if not -360.0 <= ra <= 360.0:
        raise ValueError(f"RA must be within 0 and 360 degrees, got {ra:g} from {text.strip()!r}")
    if not -90.0 <= dec <= 90.0:
        raise ValueError(f"Dec must be within −90 and 90 degrees, got {dec:g} from {text.strip()!r}")
    return ra % 360.0, dec


def hms(ra: float, decimals: int = 3) -> str:
    """RA in degrees as ``22:32:57.012``."""
    return _sexagesimal(ra % 360.0 / 15.0, decimals, wrap=24)


def dms(dec: float, decimals: int = 2) -> str:
    """Dec in degrees as ``-60:34:05.80``."""
    return ("-" if dec < 0 else "+") + _sexagesimal(abs(dec), decimals)


def _sexagesimal(value: float, decimals: int, wrap: int = 0) -> str:
    # Rounded once, in units of the last digit: 59.9996 s must become the next minute, not 60.000 s.
    unit = 10**decimals
    ticks = round(value * 3600 * unit)
    if wrap:
        ticks %= wrap * 3600 * unit
    seconds, fraction = divmod(ticks, unit)
    minutes, seconds = divmod(seconds, 60)
    whole, minutes = divmod(minutes, 60)
    return f"{whole:02d}:{minutes:02d}:{seconds:02d}" + (f".{fraction:0{decimals}d}" if decimals else "")
