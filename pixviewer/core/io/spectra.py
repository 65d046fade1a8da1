"""Write spectra as FITS table or as ECSV, both as other programs read them."""

import io
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from astropy.io import fits

from pixviewer._version import __version__
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.io.pictures import write_hdus
from pixviewer.core.products.spectrum import Spectrum
from pixviewer.core.table.columns import FLUX_UNIT
from pixviewer.core.table.keywords import add_history
from pixviewer.core.table.units import spelling

ENDINGS = (".fits", ".ecsv")

# The pipeline's own spelling has several slashes, of which readers of the FITS standard complain.
FITS_SPELLINGS = {FLUX_UNIT: "10**-20 erg s-1 cm-2 Angstrom-1"}


def write_spectrum(
    spectrum: Spectrum,
    path: str | os.PathLike[str],
    *,
    command: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write a spectrum; the ending of the name, ``.fits`` or ``.ecsv``, says in which form.

    Columns are ``wavelength`` (Å, centre of the bin), ``flux``, ``uncertainty`` (1 σ), ``n_good`` and
    ``n_bad``. The first three have units that astropy reads without a warning, so that specutils' own loaders
    (``tabular-fits`` and ``ECSV``) know them by these; a spectrum of counts of rows has no unit.

    Parameters
    ----------
    spectrum : Spectrum
    path : path
    command : str
        Equivalent command line, for HISTORY or the metadata.
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
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(f"a spectrum is written as {' or '.join(ENDINGS)}, got {str(path)!r}")
    if ending == ".fits":
        write_hdus(_as_hdus(spectrum, command), path, overwrite=overwrite, protect=protect)
        return
    content = _as_ecsv(spectrum, command)
    with atomic_output(path, overwrite=overwrite, n_bytes=len(content), protect=protect) as output:
        output.write_at(0, content)


def _as_hdus(spectrum: Spectrum, command: str) -> fits.HDUList:
    primary = fits.PrimaryHDU()
    primary.header["DATE"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    primary.header["ORIGIN"] = f"pixviewer {__version__}"
    if command:
        add_history(primary.header, command)
    flux_unit = FITS_SPELLINGS.get(spectrum.unit, spectrum.unit)
    columns = [
        fits.Column(name, code, unit=unit or None, array=array)
        for name, code, unit, array in (
            ("wavelength", "D", "Angstrom", spectrum.wave),
            ("flux", "D", flux_unit, spectrum.value),
            ("uncertainty", "D", flux_unit, spectrum.sigma),
            ("n_good", "K", "", spectrum.n_good),
            ("n_bad", "K", "", spectrum.n_bad),
        )
    ]
    table = fits.BinTableHDU.from_columns(columns, name="SPECTRUM")
    table.header["PIXVSTAT"] = (spectrum.statistic, "how good rows of a bin were combined")
    return fits.HDUList([primary, table])


def _as_ecsv(spectrum: Spectrum, command: str) -> bytes:
    # Imported here: tables and units take a while, and only this form needs them.
    from astropy import units
    from astropy.table import Table

    flux_unit = units.Unit(spelling(spectrum.unit), parse_strict="silent") if spectrum.unit else None
    table = Table(
        {
            "wavelength": spectrum.wave,
            "flux": spectrum.value,
            "uncertainty": spectrum.sigma,
            "n_good": spectrum.n_good.astype(np.int64),
            "n_bad": spectrum.n_bad.astype(np.int64),
        },
        meta={"statistic": spectrum.statistic, "program": f"pixviewer {__version__}", "command": command},
    )
    table["wavelength"].unit = units.AA
    table["flux"].unit = table["uncertainty"].unit = flux_unit
    buffer = io.StringIO()
    table.write(buffer, format="ascii.ecsv")
    return buffer.getvalue().encode()
