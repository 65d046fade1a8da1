"""Units as a reader wants to see them."""


def pretty_unit(unit: str) -> str:
    """Typeset a unit: ``10**(-20)*erg/s/cm**2/Angstrom`` becomes ``10⁻²⁰ erg s⁻¹ cm⁻² Å⁻¹``."""
    return unit
