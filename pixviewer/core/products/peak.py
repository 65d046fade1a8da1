"""The brightest place of an image: its maximum, then the centre of gravity around it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.products.image import Image

CLIP_SIGMA, CLIP_ROUNDS = 3.0, 3

Floats = npt.NDArray[np.float64]
Pair = tuple[float, float]
Box = tuple[slice, slice]


@dataclass(frozen=True, slots=True)
class PeakCell:
    """A peak in cells of an array: (0, 0) is the centre of the first one."""

    row: float
    col: float
    value: float
    background: float


@dataclass(frozen=True, slots=True)
class Peak:
    """A peak in an image.

    Attributes
    ----------
    ra, dec : float
        Position in degrees; field pixels in the pixel state.
    xi, eta : float
        Position in the plane: arcsec east and north, or field pixels.
    row, col : float
        Position in cells, 0 at the centre of the first.
    value : float
        Of the cell at that position, in the unit of the image; the background is not taken off.
    background : float
        What was taken off before the centre of gravity was formed.
    """

    ra: float
    dec: float
    xi: float
    eta: float
    row: float
    col: float
    value: float
    background: float


def find_peak(
    image: Image,
    *,
    center: Pair | None = None,
    radius: float | None = None,
    background: float | None = None,
    window: int = 2,
) -> Peak:
    """Find the brightest place of an image, to a fraction of a cell.

    Parameters
    ----------
    image : Image
    center : (ra, dec), optional
        Where to look, in degrees; field pixels in the pixel state. By default everywhere.
    radius : float, optional
        Half the side of the box to look in: arcsec, or field pixels. Needed with `center`.
    background : float, optional
        What to take off; by default the clipped mean of the whole image, see `clipped_background`.
    window : int
        The centre of gravity is taken over so many cells to each side of the maximum; 0 for none.

    Returns
    -------
    Peak

    Raises
    ------
    ValueError
        If an argument makes no sense, no cell there has a value, or none rises above the background.
    """
    grid, frame = image.grid, image.frame
    at = size = None
    if center is not None:
        if radius is None:
            raise ValueError(f"find_peak needs a radius around the center {center}; give one")
        x, y = frame.sky_to_plane(*center)
        at = ((float(y) - grid.y0) / grid.dy - 0.5, (float(x) - grid.x0) / grid.dx - 0.5)
        size = (radius / abs(grid.dy), radius / abs(grid.dx))
    elif radius is not None:
        raise ValueError(
            f"find_peak needs a center for the radius of {radius:g} {frame.plane_unit}; give one"
        )
    found = find_peak_in(image.value, centre=at, radius=size, background=background, window=window)
    if found is None or (window > 0 and not found.value > found.background):
        told = "the background" if background is None else f"a background of {background:g}"
        raise ValueError(
            f"nothing there rises above {told}, so it has no peak; look elsewhere, or give a lower one"
        )
    xi, eta = grid.centre(found.col, found.row)
    ra, dec = frame.plane_to_sky(xi, eta)
    return Peak(float(ra), float(dec), xi, eta, found.row, found.col, found.value, found.background)


def find_peak_in(
    array: npt.ArrayLike,
    *,
    centre: Pair | None = None,
    radius: float | Pair | None = None,
    background: float | None = None,
    window: int = 2,
) -> PeakCell | None:
    """Find the brightest place of an array, to a fraction of a cell.

    Parameters
    ----------
    array : (n_y, n_x) array_like
        NaN, infinite and masked cells count for nothing.
    centre : (row, col), optional
        Middle of the box to look in.
    radius : float or (float, float), optional
        Half the sides of the box along rows and columns, in cells. Without it the whole array is looked at.
    background, window
        As in `find_peak`.

    Returns
    -------
    PeakCell or None
        None when the centre of gravity falls outside the array, as with a background above the peak.

    Raises
    ------
    ValueError
        If an argument makes no sense, or no cell in the box has a value.

    Notes
    -----
    Rows from ``max(0, int(row − radius))`` up to, not including, ``int(row + radius + 1)`` are looked at,
    and columns likewise: the convention of MPDAF's ``Image.peak``, whose numbers these are. The value is
    that of the cell nearest to the centre of gravity (NaN where that has none), and not interpolated.
    """
    values = _as_values(array)
    if window < 0 or window != int(window):
        raise ValueError(f"window must be a whole number of cells from 0, got {window}")
    box = _search_box(values.shape, centre, radius)
    searched = values[box]
    if not np.isfinite(searched).any():
        raise ValueError(
            f"no cell with a value lies {'in the box' if centre else 'in the image'}; look elsewhere"
        )
    taken_off = clipped_background(values) if background is None else float(background)
    row, col = _gravity_centre(searched, taken_off, int(window))
    row, col = row + box[0].start, col + box[1].start
    if not (-0.5 <= row <= values.shape[0] - 0.5 and -0.5 <= col <= values.shape[1] - 0.5):
        return None
    value = values[min(round(row), values.shape[0] - 1), min(round(col), values.shape[1] - 1)]
    return PeakCell(row, col, float(value), taken_off)


def clipped_background(array: npt.ArrayLike) -> float:
    """Mean of an array without its bright end: three rounds leave out what lies 3σ above the mean.

    Parameters
    ----------
    array : array_like
        NaN and infinite cells count for nothing.
    """
    left = _as_values(array)
    left = left[np.isfinite(left)]
    for _ in range(CLIP_ROUNDS + 1):
        left = left[left <= left.mean() + CLIP_SIGMA * left.std()]
    return float(left.mean())


def _as_values(array: npt.ArrayLike) -> Floats:
    """Double precision, NaN where there is no value."""
    values = np.ma.filled(np.ma.asarray(array, np.float64), np.nan)
    if values.ndim != 2:
        raise ValueError(f"an image has two dimensions, got shape {values.shape}")
    return np.where(np.isfinite(values), values, np.nan)


def _search_box(shape: tuple[int, ...], centre: Pair | None, radius: float | Pair | None) -> Box:
    if centre is None or radius is None:
        return slice(0, shape[0]), slice(0, shape[1])
    sizes = radius if isinstance(radius, tuple) else (radius, radius)
    if not all(np.isfinite(size) and size > 0 for size in sizes) or not np.isfinite(centre).all():
        raise ValueError(f"a peak is sought in a finite box, got centre {centre} and radius {radius}")
    row, col = (
        slice(max(0, int(at - size)), max(0, min(n, int(at + size + 1))))
        for at, size, n in zip(centre, sizes, shape, strict=True)
    )
    if row.start >= row.stop or col.start >= col.stop:
        raise ValueError(
            f"the box around row {centre[0]:g}, column {centre[1]:g} lies outside the image of "
            f"{shape[0]} × {shape[1]} cells; look elsewhere"
        )
    return row, col


def _gravity_centre(searched: Floats, background: float, window: int) -> Pair:
    """Row and column in the box searched; not a number where the values add up to nothing."""
    top = np.unravel_index(int(np.nanargmax(searched)), searched.shape)
    if window == 0:
        return float(top[0]), float(top[1])
    first = [max(0, int(at) - window) for at in top]
    cut = searched[first[0] : top[0] + window + 1, first[1] : top[1] + window + 1] - background
    weight = np.where(np.isfinite(cut), cut, 0.0)
    total = weight.sum()
    if total == 0.0:
        return np.nan, np.nan
    rows, cols = np.indices(weight.shape)
    return first[0] + float((weight * rows).sum() / total), first[1] + float((weight * cols).sum() / total)
