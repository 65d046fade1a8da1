"""Where in a mask image the rows of a table lie.

The plane of a table and a gnomonic image are tangent planes of the same sphere: a 3 × 3 matrix leads from
one to the other. So does one from field pixels, projected or not, to an image of field pixels.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import ARCSEC_PER_DEG, ARCSEC_PER_RAD
from pixviewer.core.table.pixtable import PixTable

if TYPE_CHECKING:
    from astropy.wcs import WCS

Floats = npt.NDArray[np.float64]

_GNOMONIC = {"RA---TAN", "DEC--TAN"}


def is_field_pixels(wcs: "WCS") -> bool:
    """Whether world coordinates are field pixels, as in the masks of the pipeline."""
    return [str(name).strip().upper() for name in wcs.wcs.ctype] == ["PIXEL", "PIXEL"]


def is_equatorial(wcs: "WCS") -> bool:
    """Whether world coordinates are RA and Dec, in any projection."""
    return {str(name)[:4].strip("-") for name in wcs.wcs.ctype} == {"RA", "DEC"}


def is_gnomonic(wcs: "WCS") -> bool:
    """Whether the image is a plain tangent plane of the sky, north as usual, without distortions."""
    wcs.wcs.set()
    return (
        {str(name) for name in wcs.wcs.ctype} == _GNOMONIC
        and wcs.wcs.lonpole == 180.0
        and not wcs.wcs.get_pv()
        and not wcs.has_distortion
    )


def plane_to_pixel(table: PixTable, wcs: "WCS") -> Floats | None:
    """Matrix from (ξ, η, 1) of the plane of a table to homogeneous pixel positions, from 0, of an image.

    Returns
    -------
    (3, 3) float64, or None
        None when there is none, as the image is no plain tangent plane.

    Raises
    ------
    PixTableError
        If one has positions on the sky, the other in field pixels, and no header says how they go together.
    """
    if is_field_pixels(wcs):
        linear = _from_world(np.asarray(wcs.pixel_scale_matrix), wcs.wcs.crpix)
        linear = linear @ _shift(-np.asarray(wcs.wcs.crval))
        return linear @ _plane_to_field_pixels(table)
    if not table.frame.is_sky:
        raise PixTableError(
            f"{table.name} has field pixels for positions, and the mask lies on the sky; "
            "use a mask of this table, or the table after its projection"
        )
    if not is_gnomonic(wcs):
        return None
    ra, dec = wcs.wcs.lng, wcs.wcs.lat
    centre = wcs.wcs.crval
    turn = _axes(centre[ra] - table.frame.ra0, centre[dec]) @ _axes(0.0, table.frame.dec0).T
    to_direction = np.diag([1 / ARCSEC_PER_RAD, 1 / ARCSEC_PER_RAD, 1.0])
    to_degrees = np.diag([np.degrees(1.0), np.degrees(1.0), 1.0])
    matrix = np.asarray(wcs.pixel_scale_matrix)[[ra, dec]]
    return _from_world(matrix, wcs.wcs.crpix) @ to_degrees @ turn @ to_direction


def _from_world(matrix: Floats, crpix: Floats) -> Floats:
    """Intermediate world coordinates to pixels that count from 0."""
    found = np.eye(3)
    found[:2, :2] = np.linalg.inv(matrix)
    return _shift(np.asarray(crpix) - 1.0) @ found


def _shift(by: Floats) -> Floats:
    found = np.eye(3)
    found[:2, 2] = by
    return found


def _axes(ra: float, dec: float) -> Floats:
    """East, north and outwards at a place on the sphere, each a row."""
    a, d = np.radians(ra), np.radians(dec)
    return np.array(
        [
            [-np.sin(a), np.cos(a), 0.0],
            [-np.sin(d) * np.cos(a), -np.sin(d) * np.sin(a), np.cos(d)],
            [np.cos(d) * np.cos(a), np.cos(d) * np.sin(a), np.sin(d)],
        ]
    )


def _plane_to_field_pixels(table: PixTable) -> Floats:
    """Undo the projection of the pipeline: its CRPIX is the field pixel of the reference point."""
    if not table.frame.is_sky:
        return np.eye(3)
    if table.offsets.is_combined:
        raise PixTableError(
            f"the mask counts in field pixels, and {table.name} is combined of exposures, each with its own; "
            "use a mask with RA and Dec"
        )
    cards = ("CD1_1", "CD1_2", "CD2_1", "CD2_2", "CRPIX1", "CRPIX2")
    try:
        cd11, cd12, cd21, cd22, x0, y0 = (float(table.header[card]) for card in cards)
    except (KeyError, TypeError, ValueError) as error:
        raise PixTableError(
            f"the mask counts in field pixels, and the header of {table.name} does not say how they were "
            "projected (CD matrix and CRPIX); use a mask with RA and Dec"
        ) from error
    undone = np.eye(3)
    undone[:2, :2] = np.linalg.inv(np.array([[cd11, cd12], [cd21, cd22]]) * ARCSEC_PER_DEG)
    return _shift(np.array([x0, y0])) @ undone
