"""What a self-calibration found, in MPDAF's form of file."""

import os
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer._version import __version__
from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.io.factor_files import read_columns
from pixviewer.core.io.factor_files.cards import read_bins, write_bins
from pixviewer.core.io.pictures import write_hdus
from pixviewer.mpdaf.naming import base_name

if TYPE_CHECKING:
    from astropy.table import Table

Array = npt.NDArray[Any]

_TYPES = {"ifu": np.int32, "sli": np.int32, "quad": np.int32, "npts": np.int32, "corr": np.float64}


class PixTableAutoCalib:
    """Factors of a self-calibration, one for each IFU, slice and wavelength bin.

    Parameters
    ----------
    filename : path, optional
        File to read; everything else is then read from it, and what is given is ignored.
    method : str, optional
        Name of the method.
    maskfile, pixtable : str, optional
        Names of the mask image and of the pixel table.
    ifu, sli, quad : (n,) int arrays, optional
        IFU, slice on the CCD, and number of the wavelength bin, from 1. Very old files have no bins: None.
    npts : (n,) int array, optional
        Rows used.
    corr : (n,) float array, optional
        Factor.

    Attributes
    ----------
    edges : (n_bin + 1,) float64 or None
        Of the bins, in Å, where they are known; MPDAF's own files do not tell.

    Raises
    ------
    PixTableError
        If the file is no such file.
    """

    def __init__(
        self,
        filename: str | os.PathLike[str] | None = None,
        method: str | None = None,
        maskfile: str | None = None,
        pixtable: str | None = None,
        ifu: Array | None = None,
        sli: Array | None = None,
        quad: Array | None = None,
        npts: Array | None = None,
        corr: Array | None = None,
    ) -> None:
        self.method, self.maskfile, self.pixtable = method, maskfile, pixtable
        self.ifu, self.sli, self.quad, self.npts, self.corr = ifu, sli, quad, npts, corr
        self.edges: npt.NDArray[np.float64] | None = None
        if filename is not None:
            self._read(filename)

    def _read(self, path: str | os.PathLike[str]) -> None:
        header, columns = read_columns(path)
        missing = [card for card in ("METHOD", "MASK", "PIXTABLE") if card not in header]
        missing += [name for name in _TYPES if name not in columns and name != "quad"]
        if missing:
            raise PixTableError(
                f"{path} is no auto-calibration file of MPDAF: it has no {', '.join(missing)}; "
                "plot_autocal_factors and merge_autocal_factors take the tables of the pipeline"
            )
        self.method, self.maskfile, self.pixtable = (
            str(header[card]) for card in ("METHOD", "MASK", "PIXTABLE")
        )
        for name in _TYPES:
            setattr(self, name, columns.get(name))
        self.edges = read_bins(os.fspath(path), header)

    def as_table(self) -> "Table":
        """The columns as an astropy table: ifu, slice, quad, correction, npts."""
        from astropy.table import Table

        columns = {
            "ifu": self.ifu,
            "slice": self.sli,
            "quad": self.quad,
            "correction": self.corr,
            "npts": self.npts,
        }
        return Table({name: values for name, values in columns.items() if values is not None}, copy=False)

    def write(self, filename: str | os.PathLike[str]) -> None:
        """Write the factors, 1 for those that are not finite; a file of that name is replaced.

        Raises
        ------
        ValueError
            If there is nothing to write.
        OutputError
            If the file cannot be written.
        """
        if self.corr is None:
            raise ValueError("there are no factors to write; give corr and the other columns")
        primary = fits.PrimaryHDU()
        header = primary.header
        header["DATE"] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        header["ORIGIN"] = f"pixviewer {__version__}"
        header["METHOD"] = (self.method or "", "self-calibration method")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", fits.verify.VerifyWarning)  # a long name has no room for more
            header["PIXTABLE"] = (base_name(self.pixtable), "pixel table")
            header["MASK"] = (base_name(self.maskfile), "mask of objects")
        if self.edges is not None:
            write_bins(header, self.edges)
        hdus = fits.HDUList([primary])
        for name, kind in _TYPES.items():
            values = _sound(self.corr) if name == "corr" else getattr(self, name)
            if values is not None:
                hdus.append(fits.ImageHDU(np.asarray(values, kind).reshape(-1, 1), name=name))
        write_hdus(hdus, filename, overwrite=True)


def _sound(corr: Array) -> Array:
    """Factors as they are written: the pipeline would apply NaN as 0, and data times infinity are lost."""
    values = np.asarray(corr, np.float64)
    is_bad = ~np.isfinite(values)
    if is_bad.any():
        warnings.warn(
            f"{int(is_bad.sum())} factors are not finite: they are written as 1, as of cells not measured",
            PixTableWarning,
            stacklevel=3,
        )
    return np.where(is_bad, 1.0, values)
