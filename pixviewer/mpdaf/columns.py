"""Get and set columns."""

from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.table.changing import replace_column
from pixviewer.core.table.columns import fits_name_of
from pixviewer.core.table.content import SURVEYED
from pixviewer.core.table.keywords import PREFIX
from pixviewer.core.table.pixtable import PixTable as CoreTable
from pixviewer.core.table.units import factor
from pixviewer.mpdaf.held import Held, core_name

Array = npt.NDArray[Any]

_KEPT_TRUE = ("LIMITS *", "MERGED", "WEIGHTED")


class Columns(Held):
    """Columns by MPDAF's names.

    ``ksel`` is the answer of ``np.where``, a mask, row numbers, a slice, or one number; all rows by default.
    Arrays are given in the type that they are stored with, float32 in files of the pipeline, and are the
    caller's own. Setters never change the file.
    """

    def get_column(self, name: str, ksel: Any = None) -> Any:
        """Give a column, None if the table is empty.

        Raises
        ------
        ValueError
            If there is no such column.
        """
        if self._table is None:
            return None
        ours = core_name(name)
        if ours == "weight" and ours not in self._table.columns:
            return None
        if ours not in self._table.columns:
            known = ", ".join(fits_name_of(column) for column in self._table.columns)
            raise ValueError(f"the table has no column {name!r}; it has {known}")
        self._multiply_out(ours)
        stored = self._table.column(ours)
        values = stored if ksel is None else stored[self._places(ksel)]
        return values.astype(stored.dtype.newbyteorder("="))

    def set_column(self, name: str, data: npt.ArrayLike, ksel: Any = None) -> None:
        """Set a column or some rows of it, and keep the limits in the header true.

        Raises
        ------
        AssertionError
            If there is not one value for each row.
        ValueError
            If there is no such column, or the number of values is not that of the rows given.
        """
        self._set(name, data, ksel, None)

    def _set(self, name: str, data: npt.ArrayLike, ksel: Any, unit: Any) -> None:
        values = np.asarray(data)
        if ksel is None and (values.ndim == 0 or values.shape[0] != self.nrows):
            raise AssertionError(
                f"Wrong dimension number: {name} was given shape {values.shape} for {self.nrows} rows"
            )
        core = self._core()
        ours = core_name(name)
        if ours not in core.columns and ours != "weight":
            known = ", ".join(fits_name_of(column) for column in core.columns)
            raise ValueError(f"the table has no column {name!r}; it has {known}")
        if unit is not None:
            values = values * factor(unit, self._unit_of(ours))
        rows = None if ksel is None else core.row_numbers(self._places(ksel))
        column = self._in_memory(ours)
        if rows is not None and column is not None and ours not in SURVEYED and column.flags.writeable:
            if values.size not in (1, rows.size):
                raise ValueError(f"{name} was given {values.size} values for {rows.size} rows")
            column[rows] = values  # in place, as setting slice by slice is common, and columns are long
        else:
            self._adopt(replace_column(core, ours, values, rows=rows))

    def _adopt(self, changed: CoreTable) -> None:
        """Take over a changed table; in a header that a script holds, only what the change made untrue."""
        self._table = changed
        if self._lent is None:
            return
        for pattern in _KEPT_TRUE:
            for key, value in changed.header[f"{PREFIX}{pattern}*".replace("**", "*")].items():
                if self._lent.get(key) != value:
                    self._lent[f"HIERARCH {key}"] = value

    def _places(self, ksel: Any) -> Any:
        """Rows in a form that an array takes as index."""
        if isinstance(ksel, tuple):
            if len(ksel) != 1:
                raise ValueError(f"ksel must have one dimension, as a column has, got {len(ksel)}")
            ksel = ksel[0]
        if isinstance(ksel, slice):
            return ksel
        places = np.asarray(ksel)
        if places.dtype.kind == "b" or places.size == 0:
            return self._table.row_numbers(places)  # type: ignore[union-attr]
        if places.dtype.kind not in "iu":
            raise ValueError(f"ksel must be a mask or row numbers, got {places.dtype}")
        places = np.where(places < 0, places + self.nrows, places)  # from the end, as for any array
        if places.min() < 0 or places.max() >= self.nrows:
            raise IndexError(f"ksel must lie in 0 to {self.nrows - 1}, got {places.min()} to {places.max()}")
        return places if places.ndim else places[()]

    def _unit_of(self, name: str) -> Any:
        units = {"x": self.wcs, "y": self.wcs, "wave": self.wave, "data": self.unit_data}
        return self.unit_data**2 if name == "variance" else units[name]

    def _get(self, name: str, ksel: Any, unit: Any) -> Any:
        values = self.get_column(name, ksel)
        if unit is None or values is None:
            return values
        times = factor(self._unit_of(core_name(name)), unit)
        return values * np.float64(times)

    def get_xpos(self, ksel: Any = None, unit: Any = None) -> Any:
        """Give xpos, in its own or another unit."""
        return self._get("xpos", ksel, unit)

    def set_xpos(self, xpos: npt.ArrayLike, ksel: Any = None, unit: Any = None) -> None:
        """Set xpos, given in its own or another unit."""
        self._set("xpos", xpos, ksel, unit)

    def get_ypos(self, ksel: Any = None, unit: Any = None) -> Any:
        """Give ypos, in its own or another unit."""
        return self._get("ypos", ksel, unit)

    def set_ypos(self, ypos: npt.ArrayLike, ksel: Any = None, unit: Any = None) -> None:
        """Set ypos, given in its own or another unit."""
        self._set("ypos", ypos, ksel, unit)

    def get_lambda(self, ksel: Any = None, unit: Any = None) -> Any:
        """Give the wavelength, in its own or another unit."""
        return self._get("lambda", ksel, unit)

    def set_lambda(self, lbda: npt.ArrayLike, ksel: Any = None, unit: Any = None) -> None:
        """Set the wavelength, given in its own or another unit."""
        self._set("lambda", lbda, ksel, unit)

    def get_data(self, ksel: Any = None, unit: Any = None) -> Any:
        """Give the value, in its own or another unit."""
        return self._get("data", ksel, unit)

    def set_data(self, data: npt.ArrayLike, ksel: Any = None, unit: Any = None) -> None:
        """Set the value, given in its own or another unit."""
        self._set("data", data, ksel, unit)

    def get_stat(self, ksel: Any = None, unit: Any = None) -> Any:
        """Give the variance, in the square of the value's unit or another one."""
        return self._get("stat", ksel, unit)

    def set_stat(self, stat: npt.ArrayLike, ksel: Any = None, unit: Any = None) -> None:
        """Set the variance, given in the square of the value's unit or another one."""
        self._set("stat", stat, ksel, unit)

    def get_dq(self, ksel: Any = None) -> Any:
        """Give the flags."""
        return self.get_column("dq", ksel)

    def set_dq(self, dq: npt.ArrayLike, ksel: Any = None) -> None:
        """Set the flags."""
        self._set("dq", dq, ksel, None)

    def get_origin(self, ksel: Any = None) -> Any:
        """Give the origin."""
        return self.get_column("origin", ksel)

    def set_origin(self, origin: npt.ArrayLike, ksel: Any = None) -> None:
        """Set the origin."""
        self._set("origin", origin, ksel, None)

    def get_weight(self, ksel: Any = None) -> Any:
        """Give the weight; None unless the header says WEIGHTED."""
        return self.get_column("weight", ksel) if self.get_keyword("WEIGHTED", False) else None

    def set_weight(self, weight: npt.ArrayLike, ksel: Any = None) -> None:
        """Set the weight, and say WEIGHTED in the header."""
        self._set("weight", weight, ksel, None)

    def get_row(self, idx: Any) -> dict[str, Any]:
        """Give one row or several: xpos, ypos, lbda, data, stat, dq, origin."""
        names = {"lbda": "lambda"}
        return {
            name: self.get_column(names.get(name, name), idx)
            for name in ("xpos", "ypos", "lbda", "data", "stat", "dq", "origin")
        }

    def get_exp(self) -> npt.NDArray[np.int64] | None:
        """Exposure of each row from 1, 0 for rows of none; None if the table is not combined."""
        if self._table is None or self.get_keyword("COMBINED", None) is None:
            return None
        offsets = self._core().offsets
        return offsets.exposure_of(np.arange(self.nrows)) if offsets.is_combined else None


def _attribute(name: str) -> property:
    def get(self: Columns) -> Any:
        return self._in_memory(core_name(name))

    def put(self: Columns, values: npt.ArrayLike | None) -> None:
        if values is not None:
            self.set_column(name, values)

    told = f"The column {name} where it is an array in memory, and None while it lies in a file."
    return property(get, put, doc=told)


for _name in ("xpos", "ypos", "lbda", "data", "stat", "dq", "origin", "weight"):
    setattr(Columns, _name, _attribute(_name))
