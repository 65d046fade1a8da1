"""What a self-calibration found, in MPDAF's form of file."""

import os
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer._version import __version__
from pixviewer.core.errors import PixTableError
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
        if filename is not None:
            self._read(filename)

    def _read(self, path: str | os.PathLike[str]) -> None:
        with fits.open(path, memmap=False) as hdus:
            header = hdus[0].header
            missing = [card for card in ("METHOD", "MASK", "PIXTABLE") if card not in header]
            missing += [name for name in _TYPES if name not in hdus and name != "quad"]
            if missing:
                raise PixTableError(
                    f"{path} is no auto-calibration file of MPDAF: it has no {', '.join(missing)}"
                )
            self.method, self.maskfile, self.pixtable = (
                str(header[card]) for card in ("METHOD", "MASK", "PIXTABLE")
            )
            for name in _TYPES:
                setattr(self, name, _native(hdus[name].data) if name in hdus else None)

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
        """Write the factors; a file of that name is replaced.

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
        hdus = fits.HDUList([primary])
        for name, kind in _TYPES.items():
            values = getattr(self, name)
            if values is not None:
                hdus.append(fits.ImageHDU(np.asarray(values, kind).reshape(-1, 1), name=name))
        write_hdus(hdus, filename, overwrite=True)


def _native(stored: Array) -> Array:
    return stored.reshape(-1).astype(stored.dtype.newbyteorder("="))
