"""Masks of objects: as an image of the field, and as a column of a table."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.lookup import ByCriteria, ByImage, ByRow, Masker, warn_of_outside
from pixviewer.core.calib.placing import is_equatorial, is_field_pixels
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression

if TYPE_CHECKING:
    from astropy.wcs import WCS

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class SkyMask:
    """An image of the field in which objects are masked.

    Parameters
    ----------
    masked : (n_y, n_x) bool
        True on an object, whatever the convention of the file.
    wcs : astropy.wcs.WCS
        RA and Dec in any projection, or the field pixels of the pipeline (CTYPE ``PIXEL``).
    name : str
        What to call it in a message; the name of its file.

    Raises
    ------
    ValueError
        If the image is not one, or its world coordinates are neither of the two.
    """

    masked: Bools
    wcs: "WCS"
    name: str = "mask"

    def __post_init__(self) -> None:
        if self.masked.ndim != 2 or not self.masked.size or self.masked.dtype != np.bool_:
            raise ValueError(
                "masked must be a boolean image with two dimensions, "
                f"got {self.masked.dtype} of shape {self.masked.shape}"
            )
        if not (is_field_pixels(self.wcs) or is_equatorial(self.wcs)):
            raise ValueError(
                "the world coordinates of a mask must be RA and Dec, or PIXEL, "
                f"got {', '.join(map(str, self.wcs.wcs.ctype))}"
            )

    @property
    def share(self) -> float:
        """Share of the pixels that is masked."""
        return float(self.masked.mean())


@dataclass(frozen=True, slots=True, eq=False)
class RowMask:
    """A mask as a further column of a table.

    Parameters
    ----------
    masked : (n_row,) bool
        True for a row on an object.
    n_outside : int
        Rows outside the image it was made of, or without a position; they are unmasked.
    table_name, mask_name : str
        What it was made for, and made of.
    """

    masked: Bools
    n_outside: int = 0
    table_name: str = ""
    mask_name: str = ""

    def __post_init__(self) -> None:
        if self.masked.ndim != 1 or self.masked.dtype != np.bool_:
            raise ValueError(
                "masked must be a boolean column with one dimension, "
                f"got {self.masked.dtype} of shape {self.masked.shape}"
            )

    @property
    def n_row(self) -> int:
        """Rows of the table."""
        return self.masked.size

    @property
    def n_masked(self) -> int:
        """Rows that are masked."""
        return int(np.count_nonzero(self.masked))

    @property
    def share(self) -> float:
        """Share of the rows that is masked."""
        return self.n_masked / self.n_row if self.n_row else 0.0


Mask = SkyMask | RowMask | Expression


def masker(table: PixTable, mask: Mask | None) -> Masker:
    """Make a mask ready for the chunks of a table.

    Parameters
    ----------
    table : PixTable
    mask : SkyMask, RowMask, Expression or None
        An image, a column, a selection whose rows are masked, or nothing.

    Returns
    -------
    Masker
        To be called with a chunk that has the columns ``needs``; its ``n_outside`` counts.

    Raises
    ------
    ValueError
        If a column is not as long as the table.
    PixTableError
        If positions of the table cannot be found in the image.
    """
    if isinstance(mask, SkyMask):
        return ByImage(table, mask.masked, mask.wcs)
    if isinstance(mask, RowMask):
        if mask.n_row != table.n_row:
            raise ValueError(
                f"a mask column must have one entry a row: it has {mask.n_row:,}, and {table.name} "
                f"has {table.n_row:,} rows"
            )
        return ByRow(mask.masked)
    if mask is None or isinstance(mask, Expression):
        return ByCriteria(table, mask)
    raise TypeError(f"a mask is a SkyMask, a RowMask or a selection, got {type(mask).__name__}")


def mask_rows(table: PixTable, mask: Mask, *, progress: Progress | None = None) -> RowMask:
    """Find the masked rows of a table, in one pass.

    Parameters
    ----------
    table : PixTable
    mask : SkyMask, Expression or RowMask
        An image; or a selection, such as regions, whose rows are masked.
    progress : Progress, optional

    Returns
    -------
    RowMask
        One boolean a row: 0.3 GB for a whole exposure.

    Raises
    ------
    PixTableError
        If positions of the table cannot be found in the image, or the file cannot be read.
    Cancelled
        If asked to stop.

    Warns
    -----
    PixTableWarning
        If rows lie outside the image: they are unmasked.

    Notes
    -----
    A row belongs to the nearest pixel, floor(p + ½) of its position p counted from 0.
    """
    look = masker(table, mask)
    masked = np.zeros(table.n_row, np.bool_)

    def add(_: None, chunk: Chunk) -> None:
        masked[int(chunk.starts[0]) : int(chunk.stops[-1])] = look(chunk)

    scan(table, make_plan(table, None), look.needs, lambda: None, add, progress, "Masking")
    warn_of_outside(name_of(mask), look.n_outside, table.n_row)
    return RowMask(masked, look.n_outside, table.name, name_of(mask))


def name_of(mask: Mask | None) -> str:
    """What to call a mask in a message."""
    if isinstance(mask, SkyMask):
        return mask.name
    return mask.mask_name if isinstance(mask, RowMask) else "selection"
