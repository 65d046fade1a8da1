"""Circles, squares and annuli written in the commonest way, read without any library.

``regions`` takes 2.5 ms for a shape, most of it for the frame of its position: 12 s for a catalogue of 5000
sources. What is plain is read here in some microseconds; whatever is odd in any way is left to ``regions``,
which knows every form there is, and to its messages.
"""

import re
from collections.abc import Sequence

from pixviewer.core.geometry import Annulus, Circle, Shape, Square

# Their numbers are kept as they stand.
_SYSTEMS = frozenset(("icrs", "fk5", "j2000"))
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_DEGREES = re.compile(_NUMBER, re.ASCII)
_ARCSEC = re.compile(rf'({_NUMBER})"', re.ASCII)
_SEXAGESIMAL = re.compile(r"([-+]?)(\d{1,3}):([0-5]?\d):([0-5]?\d(?:\.\d*)?)", re.ASCII)
_CRTF = re.compile(
    rf"\[\[\s*({_NUMBER})deg,\s*({_NUMBER})deg\],\s*(?:({_NUMBER})arcsec|\[({_NUMBER})arcsec,\s*({_NUMBER})arcsec\])\]",
    re.ASCII,
)


def plain_ds9(system: str, word: str, numbers: Sequence[str]) -> Shape | None:
    """The shape of a line of DS9, None when it is not written plainly.

    Plain are positions in ICRS or FK5, in degrees without unit or sexagesimal with colons, and sizes in
    arcsec; a box must be a square without angle.
    """
    if system not in _SYSTEMS or len(numbers) < 3:
        return None
    place = _place(numbers[0], numbers[1])
    if place is None:
        return None
    n_size = {"circle": 1, "annulus": 2, "box": 2}.get(word, 0)
    found = [_ARCSEC.fullmatch(text) for text in numbers[2 : 2 + n_size]]
    sizes = [float(match[1]) for match in found if match]
    rest = numbers[2 + n_size :]
    if len(sizes) != n_size or not n_size or any(text != "0" for text in rest):
        return None
    return _shape(word, place, sizes) if word == "box" or not rest else None


def plain_crtf(word: str, geometry: str, system: str) -> Shape | None:
    """The shape of a line of CRTF, None when it is not written plainly: in degrees and arcsec."""
    found = _CRTF.fullmatch(geometry) if system.lower() in _SYSTEMS else None
    place = _place(found[1], found[2]) if found else None
    if found is None or place is None:
        return None
    sizes = [float(text) for text in found.groups()[2:] if text is not None]
    if len(sizes) != {"circle": 1, "annulus": 2, "centerbox": 2}.get(word):
        return None
    return _shape({"centerbox": "box"}.get(word, word), place, sizes)


def _shape(word: str, place: tuple[float, float], sizes: list[float]) -> Shape | None:
    try:
        if word == "circle":
            return Circle(*place, sizes[0])
        if word == "annulus":
            return Annulus(*place, sizes[0], sizes[1])
        return Square(*place, sizes[0] / 2) if sizes[0] == sizes[1] else None
    except ValueError:
        return None


def _place(first: str, second: str) -> tuple[float, float] | None:
    """RA and Dec in degrees; None when not within the usual bounds, or not plain."""
    ra = _angle(first, 15.0)
    dec = _angle(second, 1.0)
    if ra is None or dec is None or not (0.0 <= ra < 360.0 and abs(dec) <= 90.0):
        return None
    return ra, dec


def _angle(text: str, degrees_per_unit: float) -> float | None:
    if _DEGREES.fullmatch(text):
        return float(text)
    found = _SEXAGESIMAL.fullmatch(text)
    if found is None:
        return None
    value = (int(found[2]) + int(found[3]) / 60 + float(found[4]) / 3600) * degrees_per_unit
    return -value if found[1] == "-" else value
