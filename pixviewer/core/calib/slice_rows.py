"""The rows of one slice, with the level of the sky at each, and whether they count."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.mask import Mask, masker
from pixviewer.core.calib.sky_level import SkyLevel
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression, Selection, all_of

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_NAMES = ("x", "y", "wave", "data", "flags", "origin")


@dataclass(frozen=True, slots=True, eq=False)
class SliceRows:
    """Columns of the rows of a slice.

    Attributes
    ----------
    columns : dict of str to (n,) array
        By our names; ``exposure`` too, from 1.
    masked, used : (n,) bool
        Rows on objects; rows that count: good ones that are not masked, with a value and a sky level.
    level : (n,) float64
        Sky of the field at the wavelength of each.
    """

    columns: dict[str, npt.NDArray[Any]] = field(repr=False)
    masked: Bools = field(repr=False)
    used: Bools = field(repr=False)
    level: Floats = field(repr=False)

    @property
    def n_row(self) -> int:
        """Rows there are."""
        return self.masked.size

    @property
    def residual(self) -> Floats:
        """Value above the sky of the field, of the rows that count."""
        return self.columns["data"][self.used].astype(np.float64) - self.level[self.used]

    def residual_after(self, ifu: int, slice_no: int, factors: Factors) -> Floats:
        """The same with values as they are after a calibration, against the same sky."""
        wave = self.columns["wave"][self.used]
        value = self.columns["data"][self.used] * factors_at(factors, ifu, slice_no, wave)
        return value - self.level[self.used]


def read_slice(
    table: PixTable,
    ifu: int,
    slice_no: int,
    level: SkyLevel,
    *,
    mask: Mask | None = None,
    selection: Expression | None = None,
    progress: Progress | None = None,
) -> SliceRows:
    """Read the rows of a slice: some 300 000 of an exposure.

    Parameters
    ----------
    table : PixTable
    ifu, slice_no : int
        IFU and CCD slice.
    level : SkyLevel
        Of the field.
    mask : SkyMask, RowMask, Expression or None
        Objects.
    selection : Expression, optional
        Which rows of the slice; None for all.
    progress : Progress, optional
    """
    look = masker(table, mask)

    def add(found: list[dict[str, npt.NDArray[Any]]], chunk: Chunk) -> None:
        keep = chunk.keep
        part = {name: chunk[name][keep] for name in _NAMES}
        found.append({**part, "masked": look(chunk)[keep], "exposure": chunk.exposure[keep]})

    names = tuple(dict.fromkeys((*_NAMES, *look.needs)))
    plan = make_plan(table, all_of([Selection(ifu=ifu, slice_no=slice_no), selection]))
    parts = [part for state in scan(table, plan, names, list, add, progress, "Slice") for part in state]
    if not parts:
        empty = {name: values[:0] for name, values in table.read(_NAMES, []).items()}
        parts = [{**empty, "masked": np.zeros(0, np.bool_), "exposure": np.zeros(0, np.int64)}]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    masked = columns.pop("masked")
    sky = level.at(columns["wave"])
    used = (columns["flags"] == 0) & ~masked & np.isfinite(columns["data"]) & np.isfinite(sky)
    return SliceRows(columns, masked, used, sky)


def factors_at(factors: Factors, ifu: int, slice_no: int, wave: npt.ArrayLike) -> Floats:
    """Factor of a slice at some wavelengths in Å: 1 outside all bins, and where there is none."""
    place = np.searchsorted(factors.edges, np.asarray(wave, np.float64), side="right") - 1
    inside = (place >= 0) & (place < factors.n_bin)
    found = factors.factor[np.clip(place, 0, factors.n_bin - 1), ifu - 1, slice_no - 1]
    return np.where(inside & np.isfinite(found), found, 1.0)
