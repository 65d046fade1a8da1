"""Detector image: the rows of one IFU, each back on the pixel of the CCD where its photons were counted."""

import operator
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.errors import PixTableWarning
from pixviewer.core.kernels import detecting
from pixviewer.core.products.pixel_sums import PixelSums, method_for
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.detector_box import N_COLUMN as N_COLUMN
from pixviewer.core.table.detector_box import N_ROW as N_ROW
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import Plan, make_plan, scan
from pixviewer.core.table.selection import Expression, Selection, all_of

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class DetectorImage:
    """An image of the detector of one IFU, or of part of it.

    Attributes
    ----------
    value : (n_y, n_x)
        Float32, or float64 for a column of that type, NaN where no row has a value; uint32 for flags and
        count; an integer column in its own type. Integers are 0 where there are no rows.
    count : (n_y, n_x) uint32
        Rows, good or not; more than 1 where several exposures hit a pixel.
    ifu : int
    x0, y0 : int
        Column and row, from 0 on the trimmed detector, of ``value[0, 0]``.
    quantity : str
        What the value is.
    unit : str
        Unit of the value.
    """

    value: npt.NDArray[Any]
    count: npt.NDArray[np.uint32]
    ifu: int
    x0: int
    y0: int
    quantity: str
    unit: str

    @property
    def n_row(self) -> int:
        """Rows of the table that are in the image."""
        return int(self.count.sum(dtype=np.int64))

    @property
    def n_pixel(self) -> int:
        """Pixels that were hit by any row."""
        return int(np.count_nonzero(self.count))

    def wcs_cards(self) -> fits.Header:
        """Detector pixel, counted from 0, as linear world coordinates."""
        header = fits.Header()
        for axis, start in ((1, self.x0), (2, self.y0)):
            header[f"CTYPE{axis}"] = "PIXEL"
            header[f"CUNIT{axis}"] = "pixel"
            header[f"CRPIX{axis}"] = 1.0
            header[f"CRVAL{axis}"] = (float(start), "detector pixel, counted from 0")
        header["CD1_1"], header["CD1_2"] = 1.0, 0.0
        header["CD2_1"], header["CD2_2"] = 0.0, 1.0
        return header


def detector_image(
    table: PixTable,
    ifu: int,
    selection: Expression | None = None,
    *,
    quantity: str = "data",
    x: tuple[int, int] | None = None,
    y: tuple[int, int] | None = None,
    crop: bool = False,
    progress: Progress | None = None,
) -> DetectorImage:
    """Put the rows of one IFU back on its detector.

    Parameters
    ----------
    table : PixTable
        Of any number of IFUs and exposures.
    ifu : int
        1 to 24.
    selection : Expression, optional
        Which rows of the IFU; None for all.
    quantity : str
        A column, by our name: ``data``, ``wave``, ``variance``, ``flags``, ``x``, ``y``, ``weight``, or any
        further one; or ``snr``, ``count``, ``slice`` (the CCD slice).
    x, y : (low, high), optional
        Detector columns and rows, from 0, `high` not included, that limit the image; by default the whole
        trimmed detector of 4096 columns × 4112 rows.
    crop : bool
        Give no more than the box around the pixels that were hit.
    progress : Progress, optional

    Returns
    -------
    DetectorImage
        Cropped and without rows it has shape ``(0, 0)``.

    Raises
    ------
    ValueError
        If an argument makes no sense.
    PixTableError
        If the file cannot be read, or has changed.
    Cancelled
        If asked to stop.

    Warns
    -----
    PixTableWarning
        If rows are left out: as the header has no XOFFSET card for their exposure and slice, so that their
        column is not known, or as they are off the detector.

    Notes
    -----
    One row in a pixel gives its own value, whatever its flags. Several, of several exposures, are combined:

    - ``data``: unweighted mean of the good rows (no flag, finite value and variance); where there is none, of
      all rows with a finite value.
    - ``variance``: Σ variance / n² over these same rows; ``snr``: that mean over the root of this variance.
    - ``flags``: every flag that any row has. ``count``: number of rows.
    - ``wave`` and other columns of floats: unweighted mean of the finite ones, as they do not depend on
      the quality of the row.
    - other columns of integers: the largest.

    Rows are read in order by one thread, so that the same table always gives the same image.
    """
    if not isinstance(ifu, (int, np.integer)):
        raise TypeError(f"ifu must be one number from 1 to 24, got {ifu!r}")
    frame = (*_limits("x", x, N_COLUMN), *_limits("y", y, N_ROW))
    method = method_for(table, quantity)
    progress = progress or Progress()
    if table.form != "memory":
        table.ensure_blocks(progress)  # with them only the blocks of this IFU are read
    plan = make_plan(table, all_of([Selection(ifu=ifu), selection]))
    box = _find_box(table, plan, ifu, frame, progress)
    if crop:
        frame = box
    elif 2 * _n_pixel(box) > _n_pixel(frame):
        box = frame  # sums in the place of the image need less memory than both
    n = _n_pixel(box)

    def begin() -> PixelSums:
        return PixelSums(np.zeros(n, np.uint32), *method.begin(n))

    def add(sums: PixelSums, chunk: Chunk) -> None:
        method.add(_pixels(table, chunk, box), chunk, sums)

    names = ("origin", *method.needs)
    (sums,) = scan(table, plan, names, begin, add, progress, "Detector image", n_part=1)
    return DetectorImage(
        value=_placed(method.finish(sums), method.dtype, method.empty, box, frame),
        count=_placed(sums.count, np.dtype(np.uint32), 0, box, frame),
        ifu=int(ifu),
        x0=frame[0],
        y0=frame[2],
        quantity=quantity,
        unit=method.unit,
    )


def _limits(name: str, ends: tuple[int, int] | None, size: int) -> tuple[int, int]:
    if ends is None:
        return 0, size
    try:
        low, high = (operator.index(end) for end in ends)
    except (TypeError, ValueError):
        low = high = 0
    if not 0 <= low < high <= size:
        raise ValueError(
            f"{name} must be two whole numbers (low, high) with 0 <= low < high <= {size}, got {ends!r}"
        )
    return low, high


def _n_pixel(box: Box) -> int:
    return (box[1] - box[0]) * (box[3] - box[2])


def _pixels(table: PixTable, chunk: Chunk, box: Box) -> npt.NDArray[np.int32]:
    """Pixel in a box of each row of a chunk, counted row by row; negative for those without."""
    pixel = np.empty(chunk.n_row, np.int32)
    exposure = chunk.exposure if table.offsets.is_combined else np.ones(chunk.n_row, np.int64)
    size = np.array([N_COLUMN, N_ROW])
    detecting.find_pixels(
        chunk["origin"], exposure, chunk.keep, table.offsets.x_offset, size, np.array(box), pixel
    )
    return pixel


def _find_box(table: PixTable, plan: Plan, ifu: int, frame: Box, progress: Progress) -> Box:
    """Box around the pixels that are hit within a frame, with a warning if rows have no pixel."""

    def begin() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        return np.array([N_COLUMN, 0, N_ROW, 0]), np.zeros(2, np.int64)

    def add(state: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]], chunk: Chunk) -> None:
        detecting.bound_pixels(_pixels(table, chunk, frame), frame[1] - frame[0], *state)

    states = scan(table, plan, ("origin",), begin, add, progress, "Finding pixels")
    bounds, lost = zip(*states, strict=True)
    _warn_of_lost(ifu, *np.sum(lost, axis=0).tolist())
    low, high = np.min(bounds, axis=0), np.max(bounds, axis=0)
    if high[1] == 0:
        return frame[0], frame[0], frame[2], frame[2]
    x0, y0 = frame[0], frame[2]
    return x0 + int(low[0]), x0 + int(high[1]), y0 + int(low[2]), y0 + int(high[3])


def _warn_of_lost(ifu: int, n_no_column: int, n_off: int) -> None:
    for n, why in (
        (n_no_column, "the header has no XOFFSET card for their exposure and slice"),
        (n_off, f"their origin lies off its {N_COLUMN} × {N_ROW} pixels"),
    ):
        if n:
            warnings.warn(
                f"{n} of the selected rows of IFU {ifu} cannot be placed on its detector, and are left out: "
                f"{why}",
                PixTableWarning,
                stacklevel=4,
            )


def _placed(
    flat: npt.NDArray[Any], dtype: np.dtype[Any], empty: float, box: Box, frame: Box
) -> npt.NDArray[Any]:
    """Pixels of a box as an image of the frame."""
    shape = box[3] - box[2], box[1] - box[0]
    with np.errstate(over="ignore"):  # an S/N that float32 cannot hold is infinite
        if box == frame:
            return flat.reshape(shape).astype(dtype, copy=False)
        image = np.full((frame[3] - frame[2], frame[1] - frame[0]), empty, dtype)
        row, column = box[2] - frame[2], box[0] - frame[0]
        image[row : row + shape[0], column : column + shape[1]] = flat.reshape(shape)
    return image
