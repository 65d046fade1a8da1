"""Write one fit of a star as ECSV."""

import io
import os
from collections.abc import Iterable
from pathlib import Path

from pixviewer._version import __version__
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.io.profile_curves import unit_of
from pixviewer.core.products.profile import ProfileFit
from pixviewer.core.products.profile_curve import COLUMNS


def write_profile_fit(
    fit: ProfileFit,
    path: str | os.PathLike[str],
    *,
    command: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write a fit as ECSV, in one line with the columns of `write_profile_curve` but for the wavelength.

    Parameters
    ----------
    fit : ProfileFit
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
        raise ValueError(f"a fit is written as .ecsv, got {str(path)!r}")
    content = _as_ecsv(fit, command)
    with atomic_output(path, overwrite=overwrite, n_bytes=len(content), protect=protect) as output:
        output.write_at(0, content)


def _as_ecsv(fit: ProfileFit, command: str) -> bytes:
    from astropy.table import Table

    meta = {"model": fit.model, "message": fit.message, "program": f"pixviewer {__version__}"}
    table = Table(meta={**meta, "command": command})
    table["n_point"] = [fit.n_point]
    table["converged"] = [fit.converged]
    for name in COLUMNS:
        table[name] = [float(getattr(fit, name))]
        table[name].unit = unit_of(name.removesuffix("_error"), fit)
    buffer = io.StringIO()
    table.write(buffer, format="ascii.ecsv")
    return buffer.getvalue().encode()
