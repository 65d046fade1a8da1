"""Masks as region files: shapes that mask, and the borders of a mask as polygons.

In a file order counts: what is included is masked, what is excluded after it is not. So a hole in a mask, and
an island in the hole, can be said.
"""

import os
import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from pixviewer.core.calib.mask import SkyMask
from pixviewer.core.calib.outlines import is_hole, outlines
from pixviewer.core.calib.painting import FromRegions, Group, Outline
from pixviewer.core.calib.rasterise import warn_of_criteria
from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Frame, Grid
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.io.region_files.content import OtherShape, warn_of
from pixviewer.core.io.region_files.shapes import digits, wrapped
from pixviewer.core.io.regions import parse_regions

_POLYGON = re.compile(r"\s*(?P<sign>[-+]?)\s*polygon\s*\((?P<numbers>[^)]*)\)", re.IGNORECASE)
_EXCLUDED = re.compile(r"\binclude\s*=\s*0\b")


def read_mask_regions(path: str | os.PathLike[str], frame: Frame) -> FromRegions | Group:
    """Read what a region file masks: circles and boxes that are sources, and polygons.

    Parameters
    ----------
    path : path
        DS9, CRTF or ``.pixr``.
    frame : Frame
        Of the table.

    Returns
    -------
    FromRegions or Group
        Circles and boxes, without those that are excluded; if there are polygons, these on top of them in
        their order, an excluded one erasing.

    Raises
    ------
    PixTableError
        If it cannot be read.
    ValueError
        If it masks nothing.

    Warns
    -----
    PixTableWarning
        If there are other shapes, which mask nothing, or other criteria, which do not count.
    """
    found = parse_regions(path, frame)
    polygons = [other for other in found.others if other.form == "ds9" and other.kind == "polygon"]
    warn_of(os.fspath(path), [other for other in found.others if other not in polygons])
    warn_of_criteria(region for region in found.regions if region.role in ("source", "exclude"))
    shapes = {
        role: tuple(s for region in found.regions if region.role == role for s in region.selection.shapes)
        for role in ("source", "exclude")
    }
    name = os.path.basename(path)
    regions = [FromRegions(shapes["source"], shapes["exclude"], name=name)] if shapes["source"] else []
    if regions and not polygons:
        return regions[0]
    parts: list[FromRegions | Outline] = [
        *regions,
        *(_outline(os.fspath(path), other, frame) for other in polygons),
    ]
    if all(part.erases for part in parts):
        raise ValueError(
            f"{os.fspath(path)}: no region marks an object to be masked; give circles, boxes or polygons "
            "that are included, and no background"
        )
    return Group(tuple(parts), name=name)


def write_mask_regions(
    mask: SkyMask, path: str | os.PathLike[str], frame: Frame, *, overwrite: bool = False
) -> None:
    """Write the borders of a mask as polygons for DS9; holes are excluded, and stand after what they are in.

    Parameters
    ----------
    mask : SkyMask
        On a grid of the plane of a table, as `on_grid` makes it.
    path : path
    frame : Frame
        Of the table.
    overwrite : bool
        Whether a file of that name may be replaced.

    Raises
    ------
    ValueError
        If the mask lies on no grid of this plane.
    OutputError
        If it cannot be written; whatever had its name is untouched.
    """
    grid = _grid_of(mask, frame)
    lines = ["# Region file format: DS9 version 4.1", "icrs" if frame.is_sky else "physical"]
    for ring in outlines(mask.masked, grid):
        x, y = frame.plane_to_sky(ring[:, 0], ring[:, 1])
        numbers = ",".join(
            f"{digits(wrapped(a) if frame.is_sky else a)},{digits(b)}"
            for a, b in zip(x.tolist(), y.tolist(), strict=True)
        )
        lines.append(f"{'-' if is_hole(ring, grid) else ''}polygon({numbers}) # color=orange tag={{mask}}")
    content = ("\n".join(lines) + "\n").encode()
    with atomic_output(path, overwrite=overwrite, n_bytes=len(content)) as output:
        output.write_at(0, content)


def _grid_of(mask: SkyMask, frame: Frame) -> Grid:
    wcs = mask.wcs.wcs
    scale = 3600.0 if frame.is_sky else 1.0
    dx, dy = (float(step) * scale for step in np.diag(mask.wcs.pixel_scale_matrix))
    x0, y0 = ((0.5 - pixel) * step for pixel, step in zip(wcs.crpix, (dx, dy), strict=True))
    centre = (frame.ra0, frame.dec0) if frame.is_sky else (0.0, 0.0)
    if not np.allclose(wcs.crval, centre, rtol=0, atol=1e-9):
        raise ValueError(f"the mask {mask.name} does not lie on the plane of the table")
    n_y, n_x = mask.masked.shape
    return Grid(x0, y0, dx, dy, n_x, n_y)


def _outline(name: str, other: OtherShape, frame: Frame) -> Outline:
    match = _POLYGON.match(other.text)
    try:
        if match is None:
            raise ValueError("its numbers cannot be read")
        excluded = match["sign"] == "-" or _EXCLUDED.search(other.text.partition("#")[2]) is not None
        x, y = _corners(other, match["numbers"], frame)
        return Outline(tuple(zip(x.tolist(), y.tolist(), strict=True)), erases=excluded)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        shown = other.text if len(other.text) <= 80 else other.text[:79] + "…"
        raise PixTableError(f"{name}, {shown!r}: the polygon cannot be used ({error})") from error


def _corners(other: OtherShape, numbers: str, frame: Frame) -> tuple[Any, Any]:
    if not frame.is_sky:
        if other.frame not in ("physical", ""):
            raise ValueError(f"coordinates are {other.frame}, but positions of the table are field pixels")
        values = np.array([float(number) for number in _words(numbers)])
        return values[0::2], values[1::2]
    from regions import PolygonSkyRegion, Regions

    parsed = Regions.parse(f"{other.frame}\npolygon({','.join(_words(numbers))})", format="ds9")
    region = parsed[0] if len(parsed) else None
    if not isinstance(region, PolygonSkyRegion):
        raise ValueError("it has no position on the sky; save the regions as icrs or fk5 in degrees")
    corners = region.vertices if region.vertices.frame.name in ("icrs", "fk5") else region.vertices.icrs
    return frame.sky_to_plane(corners.ra.deg, corners.dec.deg)


def _words(numbers: str) -> Iterable[str]:
    return numbers.replace(",", " ").split()
