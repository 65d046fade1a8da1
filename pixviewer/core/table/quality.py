"""Data-quality flags by name.

The bits are those of the Euro3D format. Each has the name used by MPDAF, where it has one, and the name
used by the ESO pipeline; both are understood wherever a flag is named, in any case.

Notes
-----
For bits 0 and 1 the two programs disagree on which means *corrected*. Names are therefore tried as MPDAF's
first, and our own display names are MPDAF's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Flag:
    """One bit: its number from 0, its name here, its other names, and what it means."""

    bit: int
    name: str
    aliases: tuple[str, ...]
    meaning: str

    @property
    def value(self) -> int:
        """The bit as an unsigned number."""
        return 1 << self.bit


FLAGS = (
    Flag(0, "TelluricCorrected", ("TELLURIC",), "telluric feature, corrected"),
    Flag(1, "TelluricUnCorrected", ("TELLCOR",), "telluric feature, not corrected"),
    Flag(2, "GhostStrayLight", (), "ghost or stray light above 10 %"),
    Flag(3, "ElectronicNoise", (), "electronic pick-up noise"),
    Flag(4, "CosmicRemoved", (), "cosmic ray, removed"),
    Flag(5, "CosmicUnCorrected", ("COSMICRAY",), "cosmic ray, not removed"),
    Flag(6, "LowQE", ("LOWQEPIXEL",), "sensitivity below 20 % of the average"),
    Flag(7, "CalibrationFileDefect", (), "flagged in a calibration file"),
    Flag(8, "HotPixel", ("HOTPIXEL",), "hot pixel"),
    Flag(9, "Dark", ("DARKPIXEL",), "dark pixel, permanent charge trap"),
    Flag(10, "Questionable", (), "lies above a charge trap"),
    Flag(11, "WellSaturation", (), "full-well saturation"),
    Flag(12, "ADSaturation", ("SATURATED",), "saturation of the A/D converter"),
    Flag(13, "PermanentCameraDefect", ("DEADPIXEL",), "dead pixel or blocked column"),
    Flag(14, "BadOther", ("BADOTHER",), "any other defect"),
    Flag(25, "Object", ("OBJECT",), "object mask"),
    Flag(26, "Outlier", ("OUTLIER",), "outlier in spectrum extraction"),
    Flag(27, "NotchNaD", ("NOTCH_NAD",), "inside the Na D notch filter of adaptive-optics modes"),
    Flag(29, "Trap", ("MUSE_TRAP",), "charge trap"),
    Flag(30, "MissingData", ("MISSDATA",), "no data for this element"),
    Flag(31, "OutsideDataRange", ("OUTSDRANGE",), "outside the data range"),
)

_BY_BIT = {flag.bit: flag for flag in FLAGS}
_BY_NAME = {
    name.lower(): flag
    for names in (lambda f: f.aliases, lambda f: (f.name,))  # MPDAF's names win
    for flag in FLAGS
    for name in names(flag)
}

ALL_BITS = 0xFFFFFFFF


def names_of(value: int) -> list[str]:
    """Names of the flags set in one value, lowest bit first; a bit without a name is ``bit N``."""
    unsigned = int(value) & ALL_BITS
    return [_BY_BIT[bit].name if bit in _BY_BIT else f"bit {bit}" for bit in range(32) if unsigned >> bit & 1]


def words(value: int) -> str:
    """The flags of one row in words: ``good`` or the names, joined."""
    return " + ".join(names_of(value)) or "good"


def value_of(flags: int | str | Iterable[int | str]) -> int:
    """Bit mask of flags given by name, by number, or several of them.

    Raises
    ------
    ValueError
        If a name is not known, with the names that are.
    """
    if isinstance(flags, (int, np.integer)):
        if not -0x80000000 <= flags <= ALL_BITS:
            raise ValueError(f"flags must fit 32 bits, got {flags}")
        return int(flags) & ALL_BITS
    if isinstance(flags, str):
        return _value_of_name(flags)
    mask = 0
    for flag in flags:
        mask |= value_of(flag)
    return mask


def _value_of_name(name: str) -> int:
    text = name.strip().lower()
    if text in _BY_NAME:
        return _BY_NAME[text].value
    number = text.removeprefix("bit").strip()
    if text.startswith("bit") and number.isdigit() and int(number) < 32:
        return 1 << int(number)
    known = ", ".join(flag.name for flag in FLAGS)
    raise ValueError(f"no data-quality flag is named {name!r}; known are {known}")


def as_unsigned(flags: npt.NDArray[np.int32]) -> npt.NDArray[np.uint32]:
    """The same flags as unsigned numbers: with bit 31 set, the file's own integers are negative."""
    return flags.view(np.uint32)
