"""Circles, boxes and annuli of region files as apertures of ours, through astropy's ``regions``.

``regions`` reads the coordinates of one shape at a time; which line that is, and the properties of it, are
read here, because ``regions`` drops some properties (DS9's ``background``) and warns of what it skips.
"""

from typing import Any

import numpy as np

from pixviewer.core.geometry import Annulus, Circle, Shape, Square
from pixviewer.core.io.region_files.content import NotSelectable, Unreadable

# Sides that differ by less are equal: what remains of decimal degrees with ten digits is larger.
_EQUAL_SIDES = 1e-9
_ALIGNED_DEG = 1e-9


def sky_shape(text: str, form: str) -> Shape:
    """The circle, square or annulus of a line, which begins with its coordinate system where needed.

    Positions in ICRS and FK5 keep their numbers: a pixel table does not tell the two apart, and they differ
    by some 0.02 arcsec. Others are converted to ICRS.

    Raises
    ------
    Unreadable
        If its numbers make no sense.
    NotSelectable
        If it is a rectangle, or a square that is not along RA and Dec.
    """
    from regions import Regions

    try:
        parsed = Regions.parse(text, format=form)
        return _aperture(parsed[0])
    except (ValueError, TypeError, KeyError, IndexError) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise Unreadable(f"its numbers cannot be read ({reason[0].rstrip('.')})") from error


def _aperture(region: Any) -> Shape:
    from regions import CircleAnnulusSkyRegion, CircleSkyRegion, RectangleSkyRegion

    if isinstance(region, CircleSkyRegion):
        return Circle(*_position(region.center), _arcsec(region.radius))
    if isinstance(region, CircleAnnulusSkyRegion):
        return Annulus(*_position(region.center), _arcsec(region.inner_radius), _arcsec(region.outer_radius))
    if not isinstance(region, RectangleSkyRegion):
        raise Unreadable("it has no position on the sky")
    check_square(_arcsec(region.width), _arcsec(region.height), float(region.angle.to_value("deg")))
    if region.center.frame.name not in ("icrs", "fk5"):
        raise NotSelectable("rotated box")  # along other axes
    return Square(*_position(region.center), _arcsec(region.width) / 2)


def check_square(width: float, height: float, angle_deg: float) -> None:
    """Refuse a box that is no square along the axes."""
    if not abs(width - height) <= _EQUAL_SIDES * abs(width):
        raise NotSelectable("box with unequal sides")
    if not abs((angle_deg + 45.0) % 90.0 - 45.0) <= _ALIGNED_DEG:
        raise NotSelectable("rotated box")


def _position(centre: Any) -> tuple[float, float]:
    if centre.frame.name not in ("icrs", "fk5"):
        centre = centre.icrs
    return float(centre.ra.deg), float(centre.dec.deg)


def _arcsec(size: Any) -> float:
    return float(size.to_value("arcsec"))


def digits(value: float) -> str:
    """Decimal digits, at least ten and without exponent, that read as the same number."""
    return np.format_float_positional(value, unique=True, min_digits=10)


def wrapped(ra: float) -> float:
    """RA from 0 up to 360, as other programs expect it; a table may have it beyond."""
    inside = ra % 360.0
    return 0.0 if inside == 360.0 else inside  # what is just below zero
