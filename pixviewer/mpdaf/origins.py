"""Decode the origin: IFU, slice, and place on the detector."""

from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.table import origin as packed
from pixviewer.core.table.origin import MISSING
from pixviewer.mpdaf.held import KEYWORD, Held


class Origins(Held):
    """What an origin says. IFU and slice count from 1, detector pixels from 0; one gives one."""

    def origin2ifu(self, origin: Any) -> Any:
        """IFU, 1 to 24."""
        return packed.ifu(origin)

    def origin2slice(self, origin: Any) -> Any:
        """Slice on the CCD, 1 to 48."""
        return packed.slice_no(origin)

    def origin2ypix(self, origin: Any) -> Any:
        """Row on the trimmed detector, from 0."""
        return packed.y_det(origin)

    def origin2xoffset(self, origin: Any, ifu: Any = None, sli: Any = None, *, rows: Any = None) -> Any:
        """Column where the slice begins, from the header.

        Parameters
        ----------
        origin : int or array of int
        ifu, sli : optional
            IFU and slice, where they are known already.
        rows : optional
            In a table combined of exposures, which have offsets of their own: the numbers of the rows that
            these origins are of. They can be left out for a whole column.

        Raises
        ------
        KeyError
            If the header has no such offset.
        ValueError
            If the offsets differ from exposure to exposure, and it is not known which rows these are.
        """
        ifu = packed.ifu(origin) if ifu is None else np.asarray(ifu)
        sli = packed.slice_no(origin) if sli is None else np.asarray(sli)
        offsets = self._core().offsets
        if offsets.is_combined:
            index = self._exposure_index(np.shape(origin), ifu, sli, rows)
        else:
            index = np.zeros((), np.int64)
        offset = offsets.x_offset[index, ifu, sli]
        unknown = np.flatnonzero(np.ravel(offset) == MISSING)
        if unknown.size:
            first = unknown[0]
            at = [int(np.ravel(np.broadcast_to(part, np.shape(offset)))[first]) for part in (index, ifu, sli)]
            exposure = at[0] + 1 if offsets.is_combined else 0
            raise KeyError(f"{KEYWORD} EXP{exposure} IFU{at[1]:02d} SLICE{at[2]:02d} XOFFSET")
        return offset

    def origin2xpix(self, origin: Any, ifu: Any = None, sli: Any = None, *, rows: Any = None) -> Any:
        """Column on the trimmed detector, from 0; for arguments and errors see `origin2xoffset`."""
        return self.origin2xoffset(origin, ifu, sli, rows=rows) + packed.x_in_slice(origin) - 1

    def origin2coords(self, origin: Any, *, rows: Any = None) -> tuple[Any, Any, Any, Any]:
        """IFU, slice, row and column; for arguments and errors see `origin2xoffset`."""
        ifu, sli = packed.ifu(origin), packed.slice_no(origin)
        return ifu, sli, packed.y_det(origin), self.origin2xpix(origin, ifu, sli, rows=rows)

    def _exposure_index(
        self, shape: tuple[int, ...], ifu: Any, sli: Any, rows: Any
    ) -> npt.NDArray[np.int64] | np.int64:
        """Index of the exposure of each origin in a combined table."""
        core = self._core()
        if rows is None and shape == (self.nrows,):
            rows = np.arange(self.nrows)
        if rows is not None:
            numbers = np.asarray(rows) if np.ndim(rows) == 0 else core.row_numbers(rows)
            exposure = core.offsets.exposure_of(numbers)
            if np.any(exposure == 0):
                raise ValueError("some of these rows are of no exposure, by the header, and have no offset")
            return exposure - 1
        every = core.offsets.x_offset[:, ifu, sli]
        if np.any(every != every[:1]):
            raise ValueError(
                f"the table is combined of {core.offsets.n_exposure} exposures, whose slices begin at "
                "different columns: say with rows= which rows these origins are of"
            )
        return np.zeros((), np.int64)
