"""Positions on the sky."""

from typing import Any

import astropy.units as u
import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.geometry import Frame, State
from pixviewer.core.products.membership import has_more_bits
from pixviewer.core.products.positions import sky_positions
from pixviewer.core.table.changing import replace_column
from pixviewer.core.table.pixtable import PixTable as CoreTable
from pixviewer.core.table.units import factor
from pixviewer.mpdaf.columns import Columns

Floats = npt.NDArray[np.float64]

# Where the header has the reference point, by what it calls the positions.
_REFERENCE = {"projected": ("RA", "DEC"), "positioned": ("CRVAL1", "CRVAL2")}


class Positions(Columns):
    """Positions on the sky: RA and Dec in degrees, field pixels in a table that is not projected."""

    def get_pos_sky(
        self, xpos: npt.ArrayLike | None = None, ypos: npt.ArrayLike | None = None
    ) -> tuple[Any, Any]:
        """Positions of all rows, or of positions in the table.

        Parameters
        ----------
        xpos, ypos : array_like, optional
            Positions as they stand in the table; by default those of all rows.

        Returns
        -------
        xpos_sky, ypos_sky : float64 arrays
            RA and Dec, in this order. RA is not wrapped at 0 h.
        """
        if xpos is None and ypos is None and self._table is not None and self._frame() is not None:
            core = self._core()
            if not has_more_bits(core, ("x", "y")):
                return sky_positions(core)
        x = np.asarray(self.get_xpos() if xpos is None else xpos, np.float64)
        y = np.asarray(self.get_ypos() if ypos is None else ypos, np.float64)
        frame = self._frame()
        if frame is not None:
            return frame.to_sky(x, y) if frame.is_sky else (x.copy(), y.copy())
        if self.projection == "projected":
            return Frame(State.PROJECTED, self.xc, self.yc).to_sky(x, y)
        scale = factor(self.wcs, u.deg) if self.wcs == u.rad else 1.0
        return self.xc + scale * x, self.yc + scale * y

    def _searched(self) -> CoreTable:
        """The table in which apertures are sought.

        Where unit and keyword contradict each other, one whose positions are those of `get_pos_sky`.
        """
        core = self._core()
        if self._frame() is not None:
            return core
        ra, dec = self.get_pos_sky()
        state = State.POSITIONED if self.wcs in (u.deg, u.rad) else State.PIXEL
        placed = replace_column(replace_column(core, "x", ra), "y", dec)
        return placed.with_header(core.header, Frame(state))


def reference_point(header: fits.Header, projection: str | None) -> tuple[float, float]:
    """Centre of the field in degrees, 0 where the header does not say; CUNIT1 is its unit."""
    names = _REFERENCE.get(projection or "", ())
    try:
        scale = factor(str(header["CUNIT1"]).strip(), u.deg)
    except (KeyError, ValueError):
        scale = 1.0
    found = [_number(header.get(name)) * scale for name in names]
    return (found[0], found[1]) if found else (0.0, 0.0)


def _number(card: Any) -> float:
    try:
        return float(card)
    except (TypeError, ValueError):
        return 0.0
