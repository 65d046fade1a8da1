"""Regions, and masks with other pixels, brought onto the grid of a mask.

A cell is masked when any of nine places in it is, and when the centre of a region is: nothing small gets
lost, and a mask on the same grid stays what it is.
"""

import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.lookup import masked_at, warn_of_outside
from pixviewer.core.calib.mask import SkyMask
from pixviewer.core.errors import PixTableWarning
from pixviewer.core.geometry import ARCSEC_PER_DEG, Annulus, Frame, Grid, Shape, Square
from pixviewer.core.table.pixtable import PixTable

if TYPE_CHECKING:
    from pixviewer.core.table.regions import Region

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# Where in a cell to look, from its centre and in parts of its side.
_PLACES = [(x, y) for y in (-1 / 3, 0.0, 1 / 3) for x in (-1 / 3, 0.0, 1 / 3)]


# Images of the same field differ at their borders by so much, of which nothing is said.
_RAGGED = 0.03


def on_grid(masked: Bools, frame: Frame, grid: Grid, name: str) -> SkyMask:
    """Give an image on a grid of the plane its world coordinates."""
    from astropy.wcs import WCS

    from pixviewer.core.products.image import grid_cards

    return SkyMask(masked, WCS(grid_cards(grid, frame)), name)


def mask_of_regions(regions: Iterable["Region"], frame: Frame, grid: Grid, name: str = "regions") -> SkyMask:
    """Mask what lies in any source region and in no excluded one.

    Parameters
    ----------
    regions : iterable of Region
        Only their shapes count: an image has no wavelengths.
    frame : Frame
        Of the table.
    grid : Grid
        Of its plane.
    name : str

    Raises
    ------
    ValueError
        If no region marks an object.

    Warns
    -----
    PixTableWarning
        If a region has further criteria, which do not count.
    """
    several = [region for region in regions if region.role in ("source", "exclude")]
    warn_of_criteria(several)
    shapes = {
        role: [shape for region in several if region.role == role for shape in region.selection.shapes]
        for role in ("source", "exclude")
    }
    if not shapes["source"]:
        raise ValueError(
            "no region marks an object to be masked; "
            "give circles or boxes that are included, and no background"
        )
    masked = _covered(shapes["source"], frame, grid) & ~_covered(shapes["exclude"], frame, grid)
    return on_grid(masked, frame, grid, name)


def warn_of_criteria(regions: Iterable["Region"]) -> None:
    """Warn if regions have criteria besides their shapes: in an image these do not count."""
    names = [region.name or "without a name" for region in regions if region.selection.kinds != ("shapes",)]
    if names:
        warnings.warn(
            "a mask image knows shapes only: the criteria besides them do not count in the "
            f"region{'s' if len(names) > 1 else ''} {', '.join(names)}",
            PixTableWarning,
            stacklevel=3,
        )


def resampled(mask: SkyMask, table: PixTable, grid: Grid) -> SkyMask:
    """Bring a mask onto a grid of the plane of a table; what lies outside it is unmasked.

    Raises
    ------
    PixTableError
        If one lies on the sky, the other in field pixels, and no header says how they go together.

    Warns
    -----
    PixTableWarning
        If the mask does not cover the grid.
    """
    masked, covered = np.zeros(grid.shape, np.bool_), np.zeros(grid.shape, np.bool_)
    for xi, eta in _places(grid):
        is_masked, is_inside = masked_at(table, mask.masked, mask.wcs, xi, eta)
        masked |= is_masked
        covered |= is_inside
    n_outside = int(np.count_nonzero(~covered))
    if n_outside > _RAGGED * covered.size:
        warn_of_outside(mask.name, n_outside, covered.size, "cells")
    return on_grid(masked, table.frame, grid, mask.name)


def _places(grid: Grid) -> Iterable[tuple[Floats, Floats]]:
    """Each of nine places of every cell, as arrays of the shape of the grid."""
    row, col = np.mgrid[: grid.n_y, : grid.n_x].astype(np.float64)
    for x, y in _PLACES:
        yield grid.x0 + (col + 0.5 + x) * grid.dx, grid.y0 + (row + 0.5 + y) * grid.dy


def _covered(shapes: list[Shape], frame: Frame, grid: Grid) -> Bools:
    masked = np.zeros(grid.shape, np.bool_)
    if not shapes:
        return masked
    for xi, eta in _places(grid):
        ra, dec = frame.plane_to_sky(xi, eta)
        for shape in shapes:
            masked |= _inside(shape, frame, ra, dec)
    for shape in shapes:  # smaller than the distance of the places
        for place in _certain_places(shape, frame):
            cell = grid.cell(*map(float, frame.sky_to_plane(*place)))
            if cell is not None:
                masked[cell[1], cell[0]] = True
    return masked


def _certain_places(shape: Shape, frame: Frame) -> list[tuple[float, float]]:
    """The centre, or places all around a ring, which may be thinner than a cell."""
    if not isinstance(shape, Annulus):
        return [(shape.ra, shape.dec)]
    scale = ARCSEC_PER_DEG if frame.is_sky else 1.0
    radius = (shape.inner + shape.outer) / 2 / scale
    n = int(min(max(64, 8 * np.pi * radius * scale / frame.natural_step), 4096))
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    cos_dec = max(np.cos(np.radians(shape.dec)), 1e-12) if frame.is_sky else 1.0
    ra, dec = shape.ra + radius * np.cos(angle) / cos_dec, shape.dec + radius * np.sin(angle)
    return list(zip(map(float, ra), map(float, dec), strict=True))


def _inside(shape: Shape, frame: Frame, ra: Floats, dec: Floats) -> Bools:
    """In the metric of apertures: RA differences times the cosine of the centre's Dec."""
    scale = ARCSEC_PER_DEG if frame.is_sky else 1.0
    d_ra, d_dec = ra - shape.ra, (dec - shape.dec) * scale
    if frame.is_sky:
        d_ra = ((d_ra + 180.0) % 360.0 - 180.0) * np.cos(np.radians(shape.dec))
    d_ra = d_ra * scale
    if isinstance(shape, Square):
        return np.asarray((np.abs(d_ra) < shape.size) & (np.abs(d_dec) < shape.size))
    distance = np.hypot(d_ra, d_dec)
    inner = shape.inner if isinstance(shape, Annulus) else 0.0
    return np.asarray((distance < shape.size) & (distance >= inner))
