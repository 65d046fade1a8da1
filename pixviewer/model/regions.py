"""Regions: named shapes on the sky with wavelength ranges, in the order the user made them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.core.geometry import Circle, Frame, Range, Shape, Square

SOURCE = "source"

# Bright on both a grey image and a coloured scatter; the first is what DS9 draws with.
COLOURS = ("#33dd55", "#22ccff", "#ff9d2e", "#ff5fa2", "#f2e03a", "#b48cff")

CIRCLE = "circle"
SQUARE = "square"


@dataclass(frozen=True, slots=True)
class Region:
    """One region: what it selects, and how it is told from the others.

    Parameters
    ----------
    ident : str
        Never shown and never reused, so that undo brings back the same region.
    shape : Circle or Square
        Centre in degrees and size in arcsec, or all in pixels for a pixel-state table.
    wave : tuple of (min, max)
        Wavelength ranges in ångström, half open; none means all wavelengths of the view.
    visible, locked : bool
        Whether it is drawn, and whether the mouse and the arrow keys leave it where it is.
    """

    ident: str
    name: str
    shape: Shape
    wave: tuple[Range, ...] = ()
    colour: str = COLOURS[0]
    role: str = SOURCE
    visible: bool = True
    locked: bool = False

    @property
    def kind(self) -> str:
        """``circle`` or ``square``."""
        return CIRCLE if isinstance(self.shape, Circle) else SQUARE


def make_shape(kind: str, frame: Frame, xi: float, eta: float, size: float) -> Shape:
    """Shape at a position of the plane."""
    ra, dec = frame.plane_to_sky(xi, eta)
    if kind == CIRCLE:
        return Circle(float(ra), float(dec), size)
    if kind == SQUARE:
        return Square(float(ra), float(dec), size)
    raise ValueError(f"a region is a circle or a square, got {kind!r}")


def resized(shape: Shape, ra: float, dec: float, size: float) -> Shape:
    """Shape of the same kind elsewhere."""
    return Circle(ra, dec, size) if isinstance(shape, Circle) else Square(ra, dec, size)


@dataclass
class Regions:
    """All regions, the selected ones, and the one being dragged.

    ``dragged`` is a region in the middle of a gesture: drawn instead of its namesake, decided by nobody yet.
    """

    items: tuple[Region, ...] = ()
    selected: tuple[str, ...] = ()
    dragged: Region | None = None

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    n_made: int = field(default=0, compare=False)

    def get(self, ident: str) -> Region | None:
        """Region of that identity, None when there is none (any more)."""
        return next((region for region in self.items if region.ident == ident), None)

    @property
    def current(self) -> Region | None:
        """The one selected region, None when none or several are."""
        return self.get(self.selected[0]) if len(self.selected) == 1 else None

    @property
    def live(self) -> Region | None:
        """What the counts and the spectrum follow: the dragged region, else the current one."""
        return self.dragged or self.current

    def fresh(self, shape: Shape, wave: tuple[Range, ...] = ()) -> Region:
        """Region with an identity, a name and a colour nobody has yet."""
        self.n_made += 1
        names = {region.name for region in self.items}
        number = next(n for n in range(1, len(names) + 2) if f"region {n}" not in names)
        colour = COLOURS[(number - 1) % len(COLOURS)]
        return Region(f"r{self.n_made}", f"region {number}", shape, wave, colour)


def without(items: tuple[Region, ...], idents: Iterable[str]) -> tuple[Region, ...]:
    """Regions but for some."""
    gone = set(idents)
    return tuple(region for region in items if region.ident not in gone)


def with_replaced(items: tuple[Region, ...], region: Region) -> tuple[Region, ...]:
    """Regions with one put in the place of its former self."""
    return tuple(region if region.ident == other.ident else other for other in items)
