"""Regions as text that the clipboard carries: within a window, to another one, or from and to DS9."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pixviewer.core.errors import PixTableError
from pixviewer.model.region_exchange import Found, from_core, to_core
from pixviewer.model.regions import Region

if TYPE_CHECKING:
    from pixviewer.core.geometry import Frame

NAME = "the clipboard"
LARGEST = 2**20  # characters; whoever copies more regions has a file of them


def as_text(regions: Sequence[Region], frame: "Frame") -> str:
    """Regions as DS9 writes them."""
    from pixviewer.core.io.regions import format_regions

    return format_regions(map(to_core, regions), "ds9", frame)


def from_text(text: str, frame: "Frame", present: Sequence[Region]) -> Found:
    """Read regions; one that would lie exactly on another is put beside it, to be seen.

    Raises
    ------
    PixTableError
        If there is no region in the text.
    """
    from pixviewer.core.io.regions import parse_region_text

    if len(text) > LARGEST:
        raise PixTableError("the clipboard holds too much text for regions; copy fewer, or use a file")
    content = parse_region_text(text, NAME, frame)
    regions = tuple(region for core in content.regions for region in from_core(core))
    if not regions:
        raise PixTableError("the clipboard holds no circle, square or ring; copy a region first")
    taken = set(map(_place, present))
    beside = tuple(_beside(region, frame) if _place(region) in taken else region for region in regions)
    return Found(beside, (), f"pasted {len(regions)} regions" if len(regions) > 1 else "pasted 1 region")


def _place(region: Region) -> tuple[object, ...]:
    """Shape as exactly as the text says it."""
    shape = region.shape
    return region.kind, round(shape.ra, 8), round(shape.dec, 8), round(shape.size, 4)


def _beside(region: Region, frame: "Frame") -> Region:
    """The region one size further along the plane."""
    xi, eta = frame.sky_to_plane(region.shape.ra, region.shape.dec)
    ra, dec = frame.plane_to_sky(float(xi) - region.shape.size, float(eta) - region.shape.size)
    return replace(region, shape=replace(region.shape, ra=float(ra), dec=float(dec)))
