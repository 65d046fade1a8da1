"""Which rows of a chunk are masked: by an image, by a column, by criteria, or by nothing."""

import threading
import warnings
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.placing import plane_to_pixel
from pixviewer.core.errors import PixTableWarning
from pixviewer.core.kernels.masking import look_up
from pixviewer.core.products.cells import frame_array
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.matching import matcher_for
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Expression

if TYPE_CHECKING:
    from astropy.wcs import WCS

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


class Masker(Protocol):
    """Says which rows of a chunk are masked; may be called from several threads."""

    needs: tuple[str, ...]  # columns that chunks must have

    def __call__(self, chunk: Chunk) -> Bools:
        """Give a new array, ``(n_row,)``, true for a masked row; all rows of the chunk are looked at."""
        ...

    @property
    def n_outside(self) -> int:
        """Rows looked at so far that lay outside the mask image, and so are unmasked."""
        ...


class ByImage:
    """Masks rows by the pixel of an image that they lie on.

    Parameters
    ----------
    table : PixTable
    masked : (n_y, n_x) bool
    wcs : astropy WCS

    Raises
    ------
    PixTableError
        If positions of the table cannot be found in the image.
    """

    needs: tuple[str, ...] = ("x", "y")

    def __init__(self, table: PixTable, masked: Bools, wcs: "WCS") -> None:
        self._table_frame = table.frame
        self._frame = frame_array(table.frame)
        self._masked = np.ascontiguousarray(masked, np.bool_)
        self._wcs = wcs
        self._matrix = plane_to_pixel(table, wcs)
        self._lock = threading.Lock()
        self._n_outside = 0

    @property
    def n_outside(self) -> int:
        """See `Masker.n_outside`."""
        return self._n_outside

    def __call__(self, chunk: Chunk) -> Bools:
        """See `Masker`."""
        found = np.empty(chunk.n_row, np.bool_)
        if self._matrix is None:
            n_outside = self._by_library(chunk, found)
        else:
            n_outside = look_up(chunk["x"], chunk["y"], self._frame, self._matrix, self._masked, found)
        with self._lock:
            self._n_outside += n_outside
        return found

    def _by_library(self, chunk: Chunk, found: Bools) -> int:
        """Any projection and distortion that astropy knows, at a microsecond a row."""
        ra, dec = self._table_frame.to_sky(chunk["x"], chunk["y"])
        with self._lock:  # the library changes its arrays in place for a moment
            col, row = _pixels_by_library(self._wcs, ra, dec)
        found[:], is_inside = _taken(self._masked, col, row)
        return int(found.size - np.count_nonzero(is_inside))


def masked_at(table: PixTable, masked: Bools, wcs: "WCS", xi: Floats, eta: Floats) -> tuple[Bools, Bools]:
    """Whether places in the plane of a table are masked by an image, and lie in it; arrays of any shape.

    Raises
    ------
    PixTableError
        If positions of the table cannot be found in the image.
    """
    matrix = plane_to_pixel(table, wcs)
    if matrix is None:
        col, row = _pixels_by_library(wcs, *table.frame.plane_to_sky(xi, eta))
    else:
        col, row, scale = np.tensordot(matrix, np.stack([xi, eta, np.ones_like(xi)]), 1)
        scale = np.where(scale > 0, scale, np.nan)
        col, row = col / scale, row / scale
    return _taken(masked, col, row)


def _pixels_by_library(wcs: "WCS", ra: Floats, dec: Floats) -> tuple[Floats, Floats]:
    world = (ra, dec) if wcs.wcs.lng == 0 else (dec, ra)
    col, row = wcs.all_world2pix(*world, 0, quiet=True)
    return col, row


def _taken(masked: Bools, col: Floats, row: Floats) -> tuple[Bools, Bools]:
    """Values of the nearest pixels, and whether there are such."""
    n_y, n_x = masked.shape
    with np.errstate(invalid="ignore"):
        is_inside = (col >= -0.5) & (col < n_x - 0.5) & (row >= -0.5) & (row < n_y - 0.5)
    found = np.zeros(col.shape, np.bool_)
    i_row, i_col = (np.floor(p[is_inside] + 0.5).astype(np.int64) for p in (row, col))
    found[is_inside] = masked[i_row, i_col]
    return found, is_inside


class ByRow:
    """Masks rows by their number."""

    needs: tuple[str, ...] = ()
    n_outside = 0

    def __init__(self, masked: Bools) -> None:
        self._masked = masked

    def __call__(self, chunk: Chunk) -> Bools:
        """See `Masker`."""
        runs = zip(chunk.starts.tolist(), chunk.stops.tolist(), strict=True)
        return np.concatenate([np.empty(0, np.bool_), *(self._masked[first:last] for first, last in runs)])


class ByCriteria:
    """Masks the rows of a selection; none when there is none."""

    n_outside = 0

    def __init__(self, table: PixTable, selection: Expression | None) -> None:
        self._is_everything = selection is not None and selection.is_everything
        self._matcher = matcher_for(table, selection)
        self.needs: tuple[str, ...] = self._matcher.needs if self._matcher is not None else ()

    def __call__(self, chunk: Chunk) -> Bools:
        """See `Masker`."""
        found = np.full(chunk.n_row, self._matcher is not None or self._is_everything)
        if self._matcher is not None:
            self._matcher.narrow(chunk, found)
        return found


def warn_of_outside(mask_name: str, n_outside: int, n_all: int, what: str = "rows") -> None:
    """Warn if rows, or cells of an image, lie outside a mask image."""
    sentence = outside_sentence(mask_name, n_outside, n_all, what)
    if sentence:
        warnings.warn(sentence, PixTableWarning, stacklevel=3)


def outside_sentence(mask_name: str, n_outside: int, n_all: int, what: str = "rows") -> str:
    """Say that rows, or cells of an image, lie outside a mask image; nothing if none do."""
    if not n_outside:
        return ""
    extent = "does not cover the field" if n_outside == n_all else "covers part of the field only"
    return f"the mask {mask_name} {extent}: {n_outside:,} of {n_all:,} {what} lie outside, and stay unmasked"
