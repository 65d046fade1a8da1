"""`PixTable`, as scripts written for MPDAF know it."""

import io
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Self

import astropy.units as u
import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.errors import OutputError
from pixviewer.core.geometry import State
from pixviewer.core.io.extraction import extract
from pixviewer.core.io.reading import open_table
from pixviewer.core.table.changing import replace_column
from pixviewer.core.table.columns import variance_unit
from pixviewer.core.table.copying import with_own_arrays, with_units
from pixviewer.core.table.facts import normal_data_unit
from pixviewer.core.table.origin import N_IFU, N_SLICE
from pixviewer.core.table.pixtable import PixTable as CoreTable
from pixviewer.core.table.units import to_astropy
from pixviewer.mpdaf.autocalib import PixTableAutoCalib
from pixviewer.mpdaf.calibrating import Calibrating
from pixviewer.mpdaf.factor_plot import plot_autocal_factors
from pixviewer.mpdaf.held import KEYWORD
from pixviewer.mpdaf.mask import PixTableMask
from pixviewer.mpdaf.merging import merge_autocal_factors
from pixviewer.mpdaf.positions import reference_point
from pixviewer.mpdaf.talking import logger

__all__ = [
    "KEYWORD",
    "NIFUS",
    "NSLICES",
    "SKY_SEGMENTS",
    "PixTable",
    "PixTableAutoCalib",
    "PixTableMask",
    "merge_autocal_factors",
    "plot_autocal_factors",
    "write",
]

NIFUS, NSLICES = N_IFU, N_SLICE

# Edges of the wavelength bins of the self-calibration in Å; a script may set others here.
SKY_SEGMENTS: list[float] = [
    0, 5000, 5265, 5466, 5658, 5850, 6120, 6440, 6678, 6931, 7211,
    7450, 7668, 7900, 8120, 8330, 8565, 8731, 9012, 9275, 10000,
]  # fmt: skip

# Scripts set this to False to do without that library. Nothing here uses it: the switch does nothing.
numexpr: Any = False

_STATE = {"pix": State.PIXEL, "rad": State.PROJECTED, "deg": State.POSITIONED}
_COLUMNS = {
    "xpos": "x", "ypos": "y", "lbda": "wave", "data": "data", "dq": "flags", "stat": "variance",
    "origin": "origin",
}  # fmt: skip


class PixTable(Calibrating):
    """A MUSE pixel table, by MPDAF's names.

    Parameters
    ----------
    filename : path, binary file object, or None
        File to open; then only the next arguments' defaults count. Headers only are read.
    xpos, ypos, lbda, data, dq, stat, origin : (n,) arrays, optional
        Columns of a table in memory, without a file. With any of them, or the header, left out, the table is
        empty.
    weight : (n,) array, optional
    primary_header : Header, optional
        Of a table in memory; it is not copied.
    save_as_ima : bool
        Whether the table counts as one of image extensions.
    wcs, wave, unit_data : astropy units
        Of the positions (pix, rad or deg), wavelengths and values in memory.

    Attributes
    ----------
    filename : as given, or where the table was last written; None in memory
    primary_header : Header
        Changes count from then on.
    nrows, nifu : int
        Rows, and merged IFUs as the header says.
    wcs, wave, unit_data : astropy units
    ima : bool
        Whether the table is, or was last written, in the form of image extensions.
    xc, yc : float
        Reference point in degrees.

    Raises
    ------
    OSError
        If the columns have different lengths.
    PixTableError
        If the file is not a pixel table.
    """

    def __init__(
        self,
        filename: Any,
        xpos: npt.ArrayLike | None = None,
        ypos: npt.ArrayLike | None = None,
        lbda: npt.ArrayLike | None = None,
        data: npt.ArrayLike | None = None,
        dq: npt.ArrayLike | None = None,
        stat: npt.ArrayLike | None = None,
        origin: npt.ArrayLike | None = None,
        weight: npt.ArrayLike | None = None,
        primary_header: fits.Header | None = None,
        save_as_ima: bool = True,
        wcs: Any = u.pix,
        wave: Any = u.angstrom,
        unit_data: Any = u.count,
    ) -> None:
        super().__init__()
        self.filename = filename
        self.nrows = 0
        self.wcs, self.wave, self.unit_data = u.Unit(wcs), u.Unit(wave), u.Unit(unit_data)
        self.ima = save_as_ima
        self.xc = self.yc = 0.0
        given = dict(zip(_COLUMNS, (xpos, ypos, lbda, data, dq, stat, origin), strict=True))
        if filename is not None:
            self._open(filename)
        elif primary_header is not None and all(values is not None for values in given.values()):
            self._lent = primary_header
            arrays = {name: np.asarray(values) for name, values in given.items()}
            self._hold(arrays if weight is None else {**arrays, "weight": np.asarray(weight)})
        if self.nrows:
            _ = self.nifu
            self._find_reference()

    def _open(self, file: Any) -> None:
        with _headers_word():
            table = self._table = open_table(file)
        self._file = file
        self.nrows = table.n_row
        self.ima = table.form == "image"
        self.wcs = to_astropy(table.columns["x"].unit)
        self.wave = to_astropy(table.columns["wave"].unit)
        self.unit_data = to_astropy(table.columns["data"].unit)
        if table.path is not None:
            self._inputs = (str(table.path),)
        self._story = f"PixTable({str(table.path) if table.path else 'file'!r})"

    def _hold(self, arrays: dict[str, npt.NDArray[Any]]) -> None:
        lengths = {name: len(array) if array.ndim else 0 for name, array in arrays.items()}
        n_row = lengths["xpos"]
        for name, n in lengths.items():
            if n != n_row:
                raise OSError(f"columns have different lengths: {n} values of {name}, and {n_row} of xpos")
        unit = _position_unit(self.wcs)
        if n_row == 0:
            return
        self.nrows = n_row
        columns = {_COLUMNS.get(name, name): array for name, array in arrays.items()}
        with _headers_word():
            self._table = CoreTable.from_arrays(
                columns,
                _with_reference(self.primary_header),
                state=_STATE[unit],
                data_unit=normal_data_unit(self.unit_data.to_string()),
            )

    def _find_reference(self) -> None:
        if self.projection not in ("projected", "positioned"):
            logger(__name__).warning("Unknown projection: %s", self.projection)
        self.xc, self.yc = reference_point(self._header(), self.projection)

    def __repr__(self) -> str:
        parts = [f"{self.nrows} rows", f"{self.nifu} ifus", str(self.projection)]
        parts += ["sky-subtracted"] * bool(self.skysub) + ["flux-calibrated"] * bool(self.fluxcal)
        return f"<PixTable({', '.join(parts)})>"

    @property
    def hdulist(self) -> fits.HDUList | None:
        """The file as astropy sees it, opened when first asked for; None in memory."""
        if self._hdulist is None and self._table is not None and self._table.form != "memory":
            self._hdulist = self._open_hdus()
        return self._hdulist

    def _open_hdus(self) -> fits.HDUList:
        path = self._table.path  # type: ignore[union-attr]
        if path is not None:
            return fits.open(path, memmap=True)
        self._file.seek(0)
        return fits.open(io.BytesIO(self._file.read()))  # closing it leaves the caller's own open

    def copy(self) -> Self:
        """Give a table that can be changed without changing this one."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._hdulist = None
        if self._table is not None:
            other._table = with_own_arrays(self._table)
        if self._lent is not None:
            other._lent = self._lent.copy()
        return other

    def info(self) -> None:
        """Say in the log what the table is: IFUs, exposures, what was done to it, and its HDUs."""
        from pixviewer.mpdaf.telling import statements

        in_file = self._table is not None and self._table.form != "memory"
        with self._open_hdus() if in_file else nullcontext() as hdus:
            for line in statements(self._header(), self.nrows, self.nifu, hdus):
                logger(__name__).info("%s", line)

    def write(self, filename: str | os.PathLike[str], save_as_ima: bool = True) -> None:
        """Write the table; a file of that name is replaced, but never the one that is open.

        Parameters
        ----------
        filename : path
        save_as_ima : bool
            As image extensions, or else as a binary table.

        Raises
        ------
        OutputError
            If the file cannot be written, or is the open input.
        """
        for path in self._inputs:
            if os.path.exists(filename) and os.path.exists(path) and os.path.samefile(filename, path):
                raise OutputError(
                    f"{filename} is the open input, which is never changed; choose another name."
                )
        form = "image" if save_as_ima else "table"
        command = f"{self._story}.write({os.fspath(filename)!r}, {save_as_ima})"
        extract(self._to_write(), None, filename, form=form, overwrite=True, command=command)
        self.filename = filename
        self.ima = save_as_ima

    def _to_write(self) -> CoreTable:
        """The table with the units that a script may have given it since, and with wavelengths in Å."""
        core = self._core()
        data = normal_data_unit(self.unit_data.to_string())
        position = _position_unit(self.wcs)
        units = {"x": position, "y": position, "data": data, "variance": variance_unit(data)}
        if any(core.columns[name].unit != unit for name, unit in units.items()):
            core = with_units(core, units)
        if self.wave != u.angstrom:
            core = replace_column(core, "wave", self.get_lambda(unit=u.angstrom))
        return core


@contextmanager
def _headers_word() -> Iterator[None]:
    """Say in the log that header and unit contradict each other: here, as in MPDAF, the header's word counts.

    The core goes by the unit, and warns so.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for warning in caught:
        if "going by the unit" not in str(warning.message):
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
            continue
        logger(__name__).warning(
            "Header and unit of the positions contradict each other; going by the header"
        )


def _position_unit(unit: u.UnitBase) -> str:
    text = str(unit.to_string())
    if text not in _STATE:
        raise ValueError(f"the unit of positions, wcs, must be pix, rad or deg, got {text or 'none'}")
    return text


def _with_reference(header: fits.Header) -> fits.Header:
    """A header that has a reference point, if at 0: the core asks for one, MPDAF does not."""
    complete = header.copy()
    for name in ("RA", "DEC", "CRVAL1", "CRVAL2"):
        complete.setdefault(name, 0.0)
    return complete


def write(
    filename: str | os.PathLike[str],
    xpos: npt.ArrayLike,
    ypos: npt.ArrayLike,
    lbda: npt.ArrayLike,
    data: npt.ArrayLike,
    dq: npt.ArrayLike,
    stat: npt.ArrayLike,
    origin: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    primary_header: fits.Header | None = None,
    save_as_ima: bool = True,
    wcs: Any = u.pix,
    wave: Any = u.angstrom,
    unit_data: Any = u.count,
) -> None:
    """Write columns as a pixel table; for the arguments see `PixTable`, for errors `PixTable.write`."""
    header = fits.Header() if primary_header is None else primary_header
    table = PixTable(
        None, xpos, ypos, lbda, data, dq, stat, origin, weight, header, save_as_ima, wcs, wave, unit_data
    )
    table.write(filename, save_as_ima)
