"""Write fits in bins of wavelength as ECSV."""

import io
import os
from collections.abc import Iterable
from pathlib import Path

from pixviewer._version import __version__
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.products.profile import ProfileFit
from pixviewer.core.products.profile_curve import COLUMNS, ProfileCurve
from pixviewer.core.table.units import spelling


def write_profile_curve(
    curve: ProfileCurve,
    path: str | os.PathLike[str],
    *,
    command: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write a curve of fits as ECSV, one line a bin.

    Columns are ``wavelength`` (Å, centre of the bin), ``n_point``, ``converged``, and the arrays of
    `ProfileCurve` under their names.

    Parameters
    ----------
    curve : ProfileCurve
    path : path
        With the ending ``.ecsv``.
    command : str
        Equivalent command line, for the metadata.
    overwrite : bool
        Whether a file of that name may be replaced.
    protect : paths
        Files that must not be replaced, such as that of the table.

    Raises
    ------
    ValueError
        If the name has another ending.
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    """
    if Path(path).suffix.lower() != ".ecsv":
        raise ValueError(f"fits by wavelength are written as .ecsv, got {str(path)!r}")
    content = _as_ecsv(curve, command)
    with atomic_output(path, overwrite=overwrite, n_bytes=len(content), protect=protect) as output:
        output.write_at(0, content)


def _as_ecsv(curve: ProfileCurve, command: str) -> bytes:
    # Imported here: tables take a while, and only this needs them.
    from astropy.table import Table

    program = f"pixviewer {__version__}"
    table = Table(meta={"model": curve.whole.model, "program": program, "command": command})
    table["wavelength"] = curve.wave
    table["n_point"] = curve.n_point
    table["converged"] = curve.converged
    for name in COLUMNS:
        table[name] = getattr(curve, name)
        table[name].unit = unit_of(name.removesuffix("_error"), curve)
    table["wavelength"].unit = "Angstrom"
    buffer = io.StringIO()
    table.write(buffer, format="ascii.ecsv")
    return buffer.getvalue().encode()


def unit_of(name: str, curve: ProfileCurve | ProfileFit) -> str | None:
    """Unit of a column, as astropy spells it; None for plain numbers."""
    if name in ("ra", "dec"):
        return "deg" if curve.plane_unit == "arcsec" else "pix"
    if name in ("amplitude", "background"):
        return spelling(curve.unit) or None
    return curve.plane_unit if name in ("xi", "eta", "fwhm") else None
