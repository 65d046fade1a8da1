"""An image file beside a pixel table: what it is, and how it lies in the plane of the table."""

import os
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.placing import is_equatorial, is_field_pixels, plane_to_pixel
from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.geometry import ARCSEC_PER_DEG, Grid
from pixviewer.core.io.images import StoredImage, read_image
from pixviewer.core.products.extent import approximate_extent
from pixviewer.core.products.image import Image
from pixviewer.core.progress import Progress
from pixviewer.core.table.columns import COUNT_UNIT
from pixviewer.core.table.pixtable import PixTable

Floats = npt.NDArray[np.float64]
Bounds = tuple[float, float, float, float]

# Cells a side of what is drawn: more than any screen has.
MOST_CELLS = 3_000
# Below this an image counts as not rotated, and its pixels become cells one by one.
SMALL_ANGLE_DEG = 0.02
# So many times a field of view around the table is worth drawing.
REACH = 1.5


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """Where an image lies on the sky.

    Attributes
    ----------
    shape : (n_y, n_x)
    is_sky : bool
        Whether it has RA and Dec; otherwise all positions and lengths are field pixels.
    ra, dec : float
        Its middle, in degrees.
    width, height : float
        In arcsec.
    step_x, step_y : float
        Sides of a pixel, in arcsec.
    rotation : float
        Angle from the y axis to north, to the east, in degrees.
    unit : str
        As the file spells it.
    has_variance : bool
    doubt : str
        What is implausible about the unit, in a sentence; or nothing.
    """

    shape: tuple[int, int]
    is_sky: bool
    ra: float
    dec: float
    width: float
    height: float
    step_x: float
    step_y: float
    rotation: float
    unit: str
    has_variance: bool
    doubt: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SkyImage:
    """An image file that was read for a table."""

    stored: StoredImage
    info: ImageInfo

    @property
    def value(self) -> Floats:
        """Values in double precision, NaN where they are flagged."""
        values = self.stored.value.astype(np.float64)
        if self.stored.flagged is not None:
            values[self.stored.flagged] = np.nan
        return values


def read_sky_image(path: str | os.PathLike[str], table: PixTable) -> SkyImage:
    """Read an image that lies on the sky, or on the field pixels of a table.

    Raises
    ------
    PixTableError
        If there is no image with two dimensions, or nothing says where it lies.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PixTableWarning)  # an unknown unit is told as a doubt
        stored = read_image(path)
    if stored.wcs is None:
        raise PixTableError(f"{path} has no world coordinates, so nothing says where it lies on the sky")
    if not (is_equatorial(stored.wcs) or is_field_pixels(stored.wcs)):
        names = ", ".join(str(name) for name in stored.wcs.wcs.ctype)
        raise PixTableError(f"{path} has the coordinates {names}; an image needs RA and Dec, or field pixels")
    return SkyImage(stored, describe(stored, table))


def describe(stored: StoredImage, table: PixTable | None = None) -> ImageInfo:
    """Where an image lies; with a table, whether its unit goes together with it."""
    wcs = stored.wcs
    if wcs is None:
        raise ValueError("an image without world coordinates lies nowhere")
    wcs.wcs.set()
    n_y, n_x = stored.value.shape
    is_sky = is_equatorial(wcs)
    matrix = np.asarray(wcs.pixel_scale_matrix, np.float64)
    if is_sky:
        matrix = matrix[[wcs.wcs.lng, wcs.wcs.lat]]
    scale = ARCSEC_PER_DEG if is_sky else 1.0
    step_x, step_y = (float(side) for side in np.hypot(*matrix) * scale)
    middle = np.asarray(wcs.wcs_pix2world((n_x - 1) / 2, (n_y - 1) / 2, 0), np.float64)
    ra, dec = (float(v) for v in (middle[[wcs.wcs.lng, wcs.wcs.lat]] if is_sky else middle))
    # North as it lies in the image, in pixels of the same size along both axes.
    north_x, north_y = np.linalg.inv(matrix)[:, 1] * (step_x, step_y)
    mirrored = 1.0 if np.linalg.det(matrix) > 0 else -1.0
    rotation = float(np.degrees(np.arctan2(mirrored * north_x, north_y))) + 0.0
    return ImageInfo(
        shape=(n_y, n_x), is_sky=is_sky, ra=ra, dec=dec, width=n_x * step_x, height=n_y * step_y,
        step_x=step_x, step_y=step_y, rotation=rotation, unit=str(stored.header.get("BUNIT", "")).strip(),
        has_variance=stored.variance is not None, doubt=unit_doubt(stored, table),
    )  # fmt: skip


def unit_doubt(stored: StoredImage, table: PixTable | None) -> str:
    """What is implausible about the unit of an image; nothing if it may be right."""
    from astropy import units as u

    text = str(stored.header.get("BUNIT", "")).strip()
    if not text:
        return "the file names no unit"
    is_plain = stored.unit == u.dimensionless_unscaled
    if is_plain:
        return f"the unit {text!r} is not known"
    bases = {str(base) for base in stored.unit.decompose().bases} | {str(base) for base in stored.unit.bases}
    counts = bool(bases & {"ct", "electron", "adu", "photon", "DN"})
    if counts and (abs(np.log10(stored.unit.scale)) > 10 or "20" in text):
        return f"{text!r} is a count with the scale of a flux: flux calibrated values were perhaps meant"
    if table is not None and counts != (table.facts.data_unit == COUNT_UNIT):
        return f"{text!r} is no unit of the table, whose values are {table.facts.data_unit!r}"
    return ""


def place(image: SkyImage, table: PixTable, progress: Progress | None = None) -> Image:
    """Draw an image file on cells of the plane of a table: in each, the nearest pixel as it is.

    Cells are as large as pixels, and are pixels where the image is not rotated; half as large where it is.
    What lies far outside the table is left out.

    Raises
    ------
    PixTableError
        If the image lies elsewhere on the sky, or only one of the two lies on the sky at all.
    """
    progress = progress or Progress()
    wcs = image.stored.wcs
    assert wcs is not None  # `read_sky_image` saw to it
    try:
        matrix = plane_to_pixel(table, wcs)
    except PixTableError as error:
        raise PixTableError(str(error).replace("mask", "image")) from error
    grid = _grid(image, table, matrix, progress)
    progress.check()
    values = image.value
    n_y, n_x = values.shape
    found = np.full(grid.shape, np.nan, np.float32)
    xi = grid.x0 + (np.arange(grid.n_x) + 0.5) * grid.dx
    rows_at_once = max(1, 2_000_000 // grid.n_x)
    parts = range(0, grid.n_y, rows_at_once)
    for first in progress.over(parts, "Placing the image", len(parts)):
        part = slice(first, min(first + rows_at_once, grid.n_y))
        eta = grid.y0 + (np.arange(part.start, part.stop) + 0.5) * grid.dy
        col, row = _pixels(image, table, matrix, *np.meshgrid(xi, eta))
        with np.errstate(invalid="ignore"):
            inside = (col > -0.5) & (col < n_x - 0.5) & (row > -0.5) & (row < n_y - 0.5)
        at = np.round(row[inside]).astype(np.int64), np.round(col[inside]).astype(np.int64)
        found[part][inside] = values[at]
    return Image(
        value=found,
        variance=np.full((1, 1), np.nan, np.float32),
        count=np.isfinite(found).astype(np.uint32),
        grid=grid,
        frame=table.frame,
        unit=image.info.unit,
        statistic="file",
    )


def _grid(image: SkyImage, table: PixTable, matrix: Floats | None, progress: Progress) -> Grid:
    n_y, n_x = image.info.shape
    # Along the border, as its corners alone miss the bulge of a wide image.
    t = np.linspace(0.0, 1.0, 9)
    col = np.concatenate([t, t, 0 * t, 0 * t + 1]) * n_x - 0.5
    row = np.concatenate([0 * t, 0 * t + 1, t, t]) * n_y - 0.5
    xi, eta = _plane(image, table, matrix, col, row)
    extent = approximate_extent(table, progress)
    margin = REACH / 2 * max(extent[1] - extent[0], extent[3] - extent[2])
    if not (np.isfinite(xi).any() and _overlaps((xi, eta), extent)):
        raise PixTableError(
            f"the image lies around {image.info.ra:.4f} {image.info.dec:+.4f}, "
            f"outside the field of {table.name}"
        )
    x0, x1 = max(np.nanmin(xi), extent[0] - margin), min(np.nanmax(xi), extent[1] + margin)
    y0, y1 = max(np.nanmin(eta), extent[2] - margin), min(np.nanmax(eta), extent[3] + margin)
    step = min(image.info.step_x, image.info.step_y)
    is_turned = min(abs(image.info.rotation), 180 - abs(image.info.rotation)) > SMALL_ANGLE_DEG
    step = max(step / (2 if is_turned else 1), (x1 - x0) / MOST_CELLS, (y1 - y0) / MOST_CELLS)
    # Cells on pixels: the middle of one pixel is the middle of one cell.
    at_x, at_y = (
        float(v[0]) for v in _plane(image, table, matrix, np.array([n_x // 2]), np.array([n_y // 2]))
    )
    x1 = at_x - step / 2 + np.ceil((x1 - at_x + step / 2) / step - 1e-6) * step
    y0 = at_y + step / 2 - np.ceil((at_y + step / 2 - y0) / step - 1e-6) * step
    n_col = max(int(np.ceil((x1 - x0) / step - 1e-6)), 1)
    n_line = max(int(np.ceil((y1 - y0) / step - 1e-6)), 1)
    if table.frame.is_sky:
        return Grid(float(x1), float(y0), -step, step, n_col, n_line)
    return Grid(float(x1 - n_col * step), float(y0), step, step, n_col, n_line)


def _overlaps(border: tuple[Floats, Floats], extent: Bounds) -> bool:
    xi, eta = border
    return bool(
        np.nanmin(xi) < extent[1]
        and np.nanmax(xi) > extent[0]
        and np.nanmin(eta) < extent[3]
        and np.nanmax(eta) > extent[2]
    )


def _pixels(
    image: SkyImage, table: PixTable, matrix: Floats | None, xi: Floats, eta: Floats
) -> tuple[Floats, Floats]:
    """Pixels, from 0, of places in the plane."""
    if matrix is not None:
        return _mapped(matrix, xi, eta)
    wcs = image.stored.wcs
    assert wcs is not None
    sky = table.frame.plane_to_sky(xi, eta)
    world = sky if wcs.wcs.lng == 0 else sky[::-1]
    col, row = wcs.wcs_world2pix(*(w.ravel() for w in world), 0)
    return col.reshape(xi.shape), row.reshape(xi.shape)


def _plane(
    image: SkyImage, table: PixTable, matrix: Floats | None, col: Floats, row: Floats
) -> tuple[Floats, Floats]:
    """Places in the plane of pixels, from 0."""
    if matrix is not None:
        return _mapped(np.linalg.inv(matrix), np.asarray(col, np.float64), np.asarray(row, np.float64))
    wcs = image.stored.wcs
    assert wcs is not None
    world = wcs.wcs_pix2world(col, row, 0)
    return table.frame.sky_to_plane(*(world if wcs.wcs.lng == 0 else world[::-1]))


def pixel_to_plane(image: SkyImage, table: PixTable, col: float, row: float) -> tuple[float, float]:
    """Place in the plane of a table of one pixel of an image, from 0."""
    wcs = image.stored.wcs
    assert wcs is not None
    found = _plane(image, table, plane_to_pixel(table, wcs), np.array([col]), np.array([row]))
    return float(found[0][0]), float(found[1][0])


def plane_to_pixels(image: SkyImage, table: PixTable, xi: float, eta: float) -> tuple[float, float]:
    """Column and row, from 0, of a place in the plane of a table."""
    wcs = image.stored.wcs
    assert wcs is not None
    found = _pixels(image, table, plane_to_pixel(table, wcs), np.array([xi]), np.array([eta]))
    return float(found[0][0]), float(found[1][0])


def _mapped(matrix: npt.NDArray[Any], x: npt.NDArray[Any], y: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    a, b, c = (row[0] * x + row[1] * y + row[2] for row in matrix)
    with np.errstate(divide="ignore", invalid="ignore"):
        c = np.where(c > 0, c, np.nan)  # the far side of the sky
        return a / c, b / c
