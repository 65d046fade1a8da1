"""What a pixel table of the face holds: a table of the core, a header that scripts change, and units."""

from typing import Any

import astropy.units as u
import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.calib.applying import CHANGED, CorrectedSource
from pixviewer.core.geometry import Frame, State
from pixviewer.core.table.changing import replace_column
from pixviewer.core.table.columns import NAME_OF_FITS
from pixviewer.core.table.keywords import PREFIX
from pixviewer.core.table.pixtable import PixTable as CoreTable
from pixviewer.core.table.source import ArraySource, OverlaySource

KEYWORD = f"HIERARCH {PREFIX}".rstrip()

_NO_DEFAULT = object()


class Held:
    """State that all parts of the face's `PixTable` share.

    The header of the core's table is never changed. A script that asks for ``primary_header`` is lent a copy,
    and from then on the core is shown that copy as it stands.
    """

    filename: Any
    nrows: int
    wcs: u.UnitBase
    wave: u.UnitBase
    unit_data: u.UnitBase
    ima: bool
    xc: float
    yc: float

    def __init__(self) -> None:
        self._table: CoreTable | None = None
        self._lent: fits.Header | None = None
        self._nifu: int | None = None
        self._inputs: tuple[str, ...] = ()
        self._story = "PixTable(None)"
        self._hdulist: fits.HDUList | None = None

    @property
    def primary_header(self) -> fits.Header:
        """The primary header; what a script changes in it counts from then on."""
        if self._lent is None:
            self._lent = fits.Header() if self._table is None else self._table.header.copy()
        return self._lent

    @primary_header.setter
    def primary_header(self, header: fits.Header) -> None:
        self._lent = header

    def _header(self) -> fits.Header:
        """The header for reading only."""
        if self._lent is None and self._table is not None:
            return self._table.header
        return self.primary_header

    def get_keyword(self, key: str, default: Any = _NO_DEFAULT) -> Any:
        """Value of a card ``HIERARCH ESO DRS MUSE PIXTABLE …``, given by what follows that.

        Raises
        ------
        KeyError
            If there is no such card, and no default.
        """
        try:
            return self._header()[f"{PREFIX}{key}"]
        except KeyError:
            if default is _NO_DEFAULT:
                raise KeyError(f"the header has no card {KEYWORD} {key}") from None
            return default

    def set_keyword(self, key: str, val: Any) -> None:
        """Set a card ``HIERARCH ESO DRS MUSE PIXTABLE …``, given by what follows that."""
        self.primary_header[f"{KEYWORD} {key}"] = val

    @property
    def fluxcal(self) -> bool:
        """Whether the header says that the table is flux calibrated."""
        told: bool = self.get_keyword("FLUXCAL", False)
        return told

    @property
    def skysub(self) -> bool:
        """Whether the header says that sky was subtracted."""
        told: bool = self.get_keyword("SKYSUB", False)
        return told

    @property
    def projection(self) -> str | None:
        """``projected`` or ``positioned``, as the header says; None where it says nothing."""
        told = self.get_keyword("WCS", None)
        return None if told is None else str(told).split(" ")[0]

    @property
    def nifu(self) -> int:
        """Number of merged IFUs, by the header: 1 where it says nothing, 0 without rows."""
        if self._nifu is None:
            self._nifu = self.get_keyword("MERGED", 1) if self.nrows else 0
        return self._nifu

    @nifu.setter
    def nifu(self, number: int) -> None:
        self._nifu = number

    def _core(self) -> CoreTable:
        """The table as the core is to see it: with the header as it stands.

        Of arrays in memory, which may change under us, a new one each time: it knows no bounds of blocks.
        """
        table = self._table
        if table is None:
            raise ValueError("this pixel table has no rows; give it columns or a file")
        frame = self._frame() or table.frame
        if self._lent is not None:
            return table.with_header(self._lent, frame)
        if self._is_stored() and frame == table.frame:
            return table
        return table.with_header(lambda: table.header, frame)

    def _frozen(self) -> CoreTable:
        """The same, for what outlives the call: a script may change the header that it was lent."""
        core = self._core()
        return core if self._lent is None else core.with_header(self._lent.copy())

    def _bound(self) -> None:
        """Find the bounds of the blocks of a file, once, so that little of it is read for a selection."""
        if self._is_stored():
            self._table.ensure_blocks()  # type: ignore[union-attr]

    def _is_stored(self) -> bool:
        """Whether all columns lie in the file."""
        return self._table is not None and not isinstance(self._table.source, (ArraySource, OverlaySource))

    def _frame(self) -> Frame | None:
        """How positions are to be read: by the keyword first, as MPDAF does.

        None where keyword and unit contradict each other, which the core does not know; see `_odd_sky`.
        """
        narrow = self._table is not None and self._table.frame.narrow_field
        if self.projection == "projected":
            return Frame(State.PROJECTED, self.xc, self.yc, narrow) if self.wcs == u.rad else None
        if self.wcs == u.deg:
            return Frame(State.POSITIONED, self.xc, self.yc, narrow)
        if self.wcs == u.pix and self.xc == self.yc == 0.0:
            return Frame(State.PIXEL, 0.0, 0.0, narrow)
        return None

    def _in_memory(self, name: str) -> npt.NDArray[np.generic] | None:
        """A column that is an array in memory, None for one that lies in a file."""
        self._multiply_out(name)
        source = None if self._table is None else self._table.source
        if isinstance(source, ArraySource) or (isinstance(source, OverlaySource) and name in source.arrays):
            return self._table.column(name) if name in self._table.columns else None  # type: ignore[union-attr]
        return None

    def _multiply_out(self, name: str) -> None:
        """Bring a column of a self-calibrated file to memory, in double precision, when it is asked for."""
        if self._table is None or name not in CHANGED:
            return
        source = self._table.source
        base, held = (source.base, source.arrays) if isinstance(source, OverlaySource) else (source, {})
        if isinstance(base, CorrectedSource) and name not in held:
            self._table = replace_column(self._table, name, base.exact(name))


def core_name(name: str) -> str:
    """The core's name of a column, given by its name in files or in MPDAF."""
    return "wave" if name == "lbda" else NAME_OF_FITS.get(name, name)
