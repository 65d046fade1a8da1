"""Unit strings of pixel tables and astropy's units: how numbers of one become numbers of another.

astropy.units takes a while to import, and is needed only where somebody asks for another unit.
"""

from typing import TYPE_CHECKING, Any

from pixviewer.core.table.columns import COUNT_UNIT, FLUX_UNIT, variance_unit

if TYPE_CHECKING:
    from astropy.units import UnitBase

# Spelt so that astropy reads them without complaint: of several slashes, or not at all.
_SPELLINGS = {
    FLUX_UNIT: "1e-20 erg / (s cm2 Angstrom)",
    COUNT_UNIT: "ct",
    variance_unit(FLUX_UNIT): "1e-40 erg2 / (s2 cm4 Angstrom2)",
    variance_unit(COUNT_UNIT): "ct2",
    "pix": "pix",
}


def spelling(text: str) -> str:
    """How astropy, and all that read with it, spells a unit string of a pixel table."""
    return _SPELLINGS.get(text, text)


def to_astropy(unit: Any) -> "UnitBase":
    """Astropy's unit of a unit string, the pipeline's among them; a unit stays what it is.

    Raises
    ------
    ValueError
        If there is no such unit.
    """
    from astropy import units

    if not isinstance(unit, str):
        return units.Unit(unit)
    try:
        return units.Unit(spelling(unit.strip()))
    except ValueError as error:
        raise ValueError(f"{unit!r} is not a unit that astropy knows") from error


def factor(from_unit: Any, to_unit: Any) -> float:
    """Number by which values in one unit become values in another; either a text or an astropy unit.

    Raises
    ------
    ValueError
        If they measure different things.
    """
    from astropy import units

    here, there = to_astropy(from_unit), to_astropy(to_unit)
    try:
        return float(here.to(there))
    except units.UnitConversionError as error:
        raise ValueError(f"values in {here.to_string() or 'no unit'} cannot be told in {there}") from error
