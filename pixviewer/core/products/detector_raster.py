"""Part of a detector at the resolution of a screen: what a view shows, where `detector_image` is exact data.

A detector has 17 million pixels and a view a few hundred thousand. Where several pixels share a cell of the
screen, the cell shows the mean of their good rows; magnified so far that each pixel has a cell of its own,
it shows just what `detector_image` gives.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels import detecting, slicing
from pixviewer.core.products.pixel_sums import Method, PixelSums, method_for
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.detector_box import N_COLUMN, N_ROW, DetectorBox
from pixviewer.core.table.origin import N_SLICE, Offsets
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
from pixviewer.core.table.selection import Expression, Selection, all_of

# Detector rows that a block of table rows covers: a sketch must not be finer than what it skips.
_ROWS_OF_BLOCK = 14
_WIDEST_SLICE = 127  # columns, as `origin` can say them


@dataclass(frozen=True, slots=True, eq=False)
class DetectorRaster:
    """Part of the detector of an IFU, aggregated.

    Attributes
    ----------
    value : (n_y, n_x)
        Floats, NaN where there are no rows; uint32 for flags and count.
    count : (n_y, n_x) uint32
        Rows.
    ifu : int
    box : DetectorBox
    quantity, unit : str
    fraction : float
        Share of the rows that was looked at: 1 for an exact raster.
    """

    value: npt.NDArray[Any]
    count: npt.NDArray[np.uint32]
    ifu: int
    box: DetectorBox
    quantity: str
    unit: str
    fraction: float = 1.0

    @property
    def n_row(self) -> int:
        """Rows that were aggregated."""
        return int(self.count.sum(dtype=np.int64))


def detector_raster(
    table: PixTable,
    ifu: int,
    selection: Expression | None = None,
    *,
    box: DetectorBox | None = None,
    quantity: str = "data",
    sketch: int = 0,
    progress: Progress | None = None,
) -> DetectorRaster:
    """Aggregate the rows of an IFU on the cells of part of its detector.

    Parameters
    ----------
    table : PixTable
    ifu : int
        1 to 24.
    selection : Expression, optional
        Which rows of the IFU; None for all.
    box : DetectorBox, optional
        The whole detector by default.
    quantity : str
        As in `detector_image`.
    sketch : int
        About how many rows to look at, on cells as high as what is left out; 0 for all rows.
    progress : Progress, optional

    Raises
    ------
    ValueError
        If an argument makes no sense.

    Notes
    -----
    Cells of one pixel follow the rules of `detector_image`. Larger ones have the mean of the value, of the
    variance or of the S/N of their good rows, of all with a finite value where there is none; every flag that
    any row has; the number of rows; and for other columns as in `detector_image`. Rows whose column is not
    known are left out.
    """
    box = box or DetectorBox()
    of_ifu = Selection(ifu=ifu, slice_no=slices_between(table.offsets, ifu, box.x0, box.x1))
    plan = make_plan(table, all_of([of_ifu, selection]), sketch=sketch)
    box = rows_of_sketch(box, plan.fraction)
    is_plain = box.is_pixelwise or quantity not in ("variance", "snr")
    method = method_for(table, quantity) if is_plain else _mean_of(table, quantity)
    n_y, n_x = box.shape

    def begin() -> PixelSums:
        return PixelSums(np.zeros(n_y * n_x, np.uint32), *method.begin(n_y * n_x))

    def add(sums: PixelSums, chunk: Chunk) -> None:
        method.add(detector_cells(table, chunk, box), chunk, sums)

    names = ("origin", *method.needs)
    (sums,) = scan(table, plan, names, begin, add, progress, "Detector", n_part=1)
    with np.errstate(over="ignore"):
        value = method.finish(sums).astype(method.dtype, copy=False)
    return DetectorRaster(
        value.reshape(n_y, n_x), sums.count.reshape(n_y, n_x), ifu, box, quantity, method.unit, plan.fraction
    )


def slices_between(offsets: Offsets, ifu: int, x0: int, x1: int) -> tuple[int, ...]:
    """CCD slices that may have pixels in some columns of a detector; none means all."""
    first = offsets.x_offset[:, ifu, 1 : N_SLICE + 1]
    may = ((first < x1) & (first + _WIDEST_SLICE > x0) & (first >= 0)).any(axis=0)
    found = tuple(int(i) + 1 for i in np.flatnonzero(may))
    return () if len(found) == N_SLICE else found


def rows_of_sketch(box: DetectorBox, fraction: float) -> DetectorBox:
    """Cells so high that each has rows of a sketch that looked at a share of all."""
    if fraction >= 1.0:
        return box
    return replace(box, bin_y=box.bin_y * -(-round(2 * _ROWS_OF_BLOCK / fraction) // box.bin_y))


def detector_cells(table: PixTable, chunk: Chunk, box: DetectorBox) -> npt.NDArray[np.int32]:
    """Cell of each row of a chunk, negative for those without."""
    pixel = np.empty(chunk.n_row, np.int32)
    exposure = chunk.exposure if table.offsets.is_combined else np.ones(chunk.n_row, np.int64)
    size, limits = np.array([N_COLUMN, N_ROW]), np.array([box.x0, box.x1, box.y0, box.y1])
    detecting.find_pixels(
        chunk["origin"],
        exposure,
        chunk.keep,
        table.offsets.x_offset,
        size,
        limits,
        pixel,
    )
    if not box.is_pixelwise:
        slicing.join_pixels(pixel, box.x1 - box.x0, box.bin_x, box.bin_y, box.shape[1])
    return pixel


def _mean_of(table: PixTable, quantity: str) -> Method:
    """Mean of the variance or the S/N of good rows: what a typical pixel has, not what the sum would have."""
    plain = method_for(table, "data")

    def add(pixel: npt.NDArray[np.int32], chunk: Chunk, sums: PixelSums) -> None:
        variance = chunk["variance"]
        with np.errstate(divide="ignore", invalid="ignore"):
            # A row without a value has no part in either.
            value = chunk["data"] / np.sqrt(variance) if quantity == "snr" else variance + 0 * chunk["data"]
        detecting.add_best(pixel, value, chunk["flags"], variance, detecting.VALUE, sums.count, *sums.more)

    unit = "" if quantity == "snr" else table.columns[quantity].unit
    return replace(plain, add=add, unit=unit)
