"""What rows are found to hold, as far as the header of a table states it."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Range
from pixviewer.core.table.keywords import Content
from pixviewer.core.table.origin import Offsets

Ints = npt.NDArray[np.int64]

# Columns that a survey looks at.
SURVEYED = ("x", "y", "wave", "origin")

_PLACES = 2048  # values of the bits of IFU and slice in origin


class Survey:
    """Adds up what rows hold, in pieces of any size.

    Parameters
    ----------
    offsets : Offsets
        Exposures of the table that the rows are of.
    """

    def __init__(self, offsets: Offsets) -> None:
        self.n_row = 0
        self._offsets = offsets
        self._ranges: dict[str, Range] = {}
        self._per_slice: Ints = np.zeros(_PLACES, np.int64)
        self._per_exposure: Ints = np.zeros(offsets.n_exposure + 1, np.int64)

    @property
    def needs_rows(self) -> bool:
        """Whether `add` wants row numbers: to tell exposures apart."""
        return self._offsets.is_combined

    def add(self, columns: Mapping[str, npt.NDArray[Any]], rows: Ints | None = None) -> None:
        """Look at some rows: those of `SURVEYED` that are given, and their numbers in the table."""
        for name in ("x", "y", "wave"):
            if name in columns:
                self._widen(name, columns[name])
        if "origin" in columns:
            self.n_row += columns["origin"].size
            self._per_slice += np.bincount(columns["origin"] & (_PLACES - 1), minlength=_PLACES)
        if rows is not None:
            exposures = self._offsets.exposure_of(rows)
            self._per_exposure += np.bincount(exposures, minlength=self._per_exposure.size)

    def _widen(self, name: str, values: npt.NDArray[Any]) -> None:
        finite = values[np.isfinite(values)]
        if finite.size:
            self._merge(name, (float(finite.min()), float(finite.max())))

    def _merge(self, name: str, found: Range) -> None:
        known = self._ranges.get(name, found)
        self._ranges[name] = (min(known[0], found[0]), max(known[1], found[1]))

    @property
    def content(self) -> Content:
        """What was found."""
        per_slice = self._per_slice.reshape(32, 64)
        return Content(
            x=self._ranges.get("x"),
            y=self._ranges.get("y"),
            wave=self._ranges.get("wave"),
            ifus=tuple(int(i) for i in np.flatnonzero(per_slice.sum(axis=1))),
            slices=tuple(int(s) for s in np.flatnonzero(per_slice.sum(axis=0))),
            rows_per_exposure=tuple(int(n) for n in self._per_exposure[1:]),
        )

    @classmethod
    def of_all(cls, surveys: Iterable["Survey"]) -> "Survey":
        """One survey of what several, at least one, have looked at."""
        first, *others = surveys
        joined = cls(first._offsets)
        for survey in (first, *others):
            joined.n_row += survey.n_row
            joined._per_slice += survey._per_slice
            joined._per_exposure += survey._per_exposure
            for name, found in survey._ranges.items():
                joined._merge(name, found)
        return joined
