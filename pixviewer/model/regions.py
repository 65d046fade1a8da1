"""Regions: named shapes on the sky with further criteria and a role, in the order the user made them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from psygnal import SignalGroupDescriptor

from pixviewer.core.geometry import Annulus, Circle, Frame, Range, Shape, Square
from pixviewer.core.table.regions import ROLES, Role
from pixviewer.core.table.regions import Region as CoreRegion
from pixviewer.core.table.selection import Selection

if TYPE_CHECKING:
    from pixviewer.core.io.region_files.content import OtherShape

__all__ = [
    "ANNOTATION", "ANNULUS", "BACKGROUND", "CIRCLE", "COLOURS", "EXCLUDE", "ROLES", "SOURCE", "SQUARE",
    "Kept", "Region", "Regions", "Role", "background_ring", "drawn_colour", "make_shape", "resized",
    "size_text", "with_hole", "with_replaced", "without",
]  # fmt: skip

SOURCE: Role = "source"
BACKGROUND: Role = "background"
EXCLUDE: Role = "exclude"
ANNOTATION: Role = "annotation"

# What came with regions from a file and cannot be drawn or selected with: kept, and written back.
Kept: TypeAlias = "OtherShape | CoreRegion"

_OWN_KINDS = ("shapes", "wave")
_SETTINGS = tuple(f.name for f in fields(Selection))

# Bright on both a grey image and a coloured scatter; the first is what DS9 draws with.
COLOURS = ("#33dd55", "#22ccff", "#ff9d2e", "#ff5fa2", "#f2e03a", "#b48cff")

CIRCLE = "circle"
SQUARE = "square"
ANNULUS = "annulus"

# A background ring around a source, in units of its radius or half side: outside the corners of a square.
RING_INNER, RING_OUTER = 1.5, 2.5
HOLE_SHARE = RING_INNER / RING_OUTER  # of a ring that is drawn


@dataclass(frozen=True, slots=True)
class Region:
    """One region: what it selects, and how it is told from the others.

    Parameters
    ----------
    ident : str
        Never shown and never reused, so that undo brings back the same region.
    shape : Circle, Square or Annulus
        Centre in degrees and size in arcsec, or all in pixels for a pixel-state table.
    wave : tuple of (min, max)
        Wavelength ranges in ångström, half open; none means all wavelengths.
    role : {"source", "background", "exclude", "annotation"}
        Whether its rows are chosen, are what is subtracted, are left out, or are of no consequence.
    visible, locked : bool
        Whether it is drawn, and whether the mouse and the arrow keys leave it where it is. A region that is
        not drawn does what its role says all the same.
    criteria : Selection
        All other criteria, and how the kinds are merged; its shapes and wavelengths are not used.
    groups : tuple of str
        Groups that it belongs to; the tags of region files.
    style : tuple of (property, value)
        What else a region file said of it, kept for writing it back.
    """

    ident: str
    name: str
    shape: Shape
    wave: tuple[Range, ...] = ()
    colour: str = COLOURS[0]
    role: Role = SOURCE
    visible: bool = True
    locked: bool = False
    criteria: Selection = field(default_factory=Selection)
    groups: tuple[str, ...] = ()
    style: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        """``circle``, ``square`` or ``annulus``."""
        return type(self.shape).__name__.lower()

    @property
    def title(self) -> str:
        """Its name; for one that came without any from a file, what it is."""
        return self.name or f"unnamed {self.kind}"

    @property
    def is_plain(self) -> bool:
        """Whether it has no criteria besides its shape and wavelengths."""
        return self.criteria.match == "all" and all(k in _OWN_KINDS for k in self.criteria.kinds)

    def selection(self, *, with_shape: bool = True, with_wave: bool = True) -> Selection:
        """Its rows; without the shape or the wavelengths, what remains of the criteria.

        Where a row needs to meet any criterion only, leaving one out leaves all out.
        """
        if self.criteria.match == "any" and not (with_shape and with_wave):
            return Selection()
        settings: dict[str, Any] = {name: getattr(self.criteria, name) for name in _SETTINGS}
        shapes = (self.shape,) if with_shape else ()
        return Selection(**{**settings, "shapes": shapes, "wave": self.wave if with_wave else ()})


def drawn_colour(colour: str) -> str:
    """A colour as the screen knows it: region files say DS9's green, which is not that of web pages."""
    return {"green": "#00ff00", "": COLOURS[0]}.get(colour, colour)


def make_shape(kind: str, frame: Frame, xi: float, eta: float, size: float) -> Shape:
    """Shape at a position of the plane."""
    ra, dec = frame.plane_to_sky(xi, eta)
    if kind == CIRCLE:
        return Circle(float(ra), float(dec), size)
    if kind == SQUARE:
        return Square(float(ra), float(dec), size)
    if kind == ANNULUS:
        return Annulus(float(ra), float(dec), round(HOLE_SHARE * size, 6), size)
    raise ValueError(f"a region is a circle, a square or an annulus, got {kind!r}")


def resized(shape: Shape, ra: float, dec: float, size: float) -> Shape:
    """Shape of the same kind elsewhere; an annulus keeps its inner radius."""
    if isinstance(shape, Annulus):
        return Annulus(ra, dec, shape.inner, size)
    return Circle(ra, dec, size) if isinstance(shape, Circle) else Square(ra, dec, size)


def with_hole(shape: Shape, inner: float) -> Shape:
    """An annulus with another inner radius.

    Raises
    ------
    ValueError
        If it is none, or the radius is not within it.
    """
    if not isinstance(shape, Annulus):
        raise ValueError("only an annulus has an inner radius")
    return Annulus(shape.ra, shape.dec, inner, shape.outer)


def size_text(shape: Shape, unit: str) -> str:
    """Size of a shape in words: radius, half side, or both radii."""
    if isinstance(shape, Annulus):
        return f"radii {shape.inner:.2f} – {shape.outer:.2f}{unit}"
    return f"{'radius' if isinstance(shape, Circle) else 'half side'} {shape.size:.2f}{unit}"


def background_ring(shape: Shape) -> Annulus:
    """A ring around an aperture, wide enough for a mean and clear of the wings of a star."""
    inner, outer = (round(factor * shape.size, 6) for factor in (RING_INNER, RING_OUTER))
    return Annulus(shape.ra, shape.dec, inner, outer)


class _Index:
    """Regions by identity, made anew for other regions: there may be thousands to look through."""

    def __init__(self) -> None:
        self._of: tuple[Region, ...] = ()
        self._known: dict[str, Region] = {}

    def find(self, items: tuple[Region, ...], ident: str) -> Region | None:
        """Region of that identity among some."""
        if items is not self._of:
            self._of, self._known = items, {region.ident: region for region in items}
        return self._known.get(ident)


@dataclass
class Regions:
    """All regions, the selected ones, and the one being dragged.

    ``dragged`` is a region in the middle of a gesture: drawn instead of its namesake, decided by nobody yet.
    ``kept`` came with them from files, and goes back into files only.
    """

    items: tuple[Region, ...] = ()
    selected: tuple[str, ...] = ()
    dragged: Region | None = None
    kept: tuple[Kept, ...] = ()

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    n_made: int = field(default=0, compare=False)
    _index: _Index = field(default_factory=_Index, init=False, repr=False, compare=False)

    def get(self, ident: str) -> Region | None:
        """Region of that identity, None when there is none (any more)."""
        return self._index.find(self.items, ident)

    @property
    def current(self) -> Region | None:
        """The one selected region, None when none or several are."""
        return self.get(self.selected[0]) if len(self.selected) == 1 else None

    @property
    def live(self) -> Region | None:
        """What the counts and the spectrum follow: the dragged region, else the current one."""
        return self.dragged or self.current

    @property
    def chosen(self) -> tuple[Region, ...]:
        """What the spectrum is of: the dragged region, else all selected ones."""
        if self.dragged is not None:
            return (self.dragged,)
        wanted = set(self.selected)
        return tuple(region for region in self.items if region.ident in wanted) if wanted else ()

    def fresh(self, shape: Shape, wave: tuple[Range, ...] = ()) -> Region:
        """Region with an identity, a name and a colour nobody has yet."""
        names = {region.name for region in self.items}
        number = next(n for n in range(1, len(names) + 2) if f"region {n}" not in names)
        used = {region.colour for region in self.items}
        colour = next((c for c in COLOURS if c not in used), COLOURS[(number - 1) % len(COLOURS)])
        return Region(self.next_ident(), f"region {number}", shape, wave, colour)

    def next_ident(self) -> str:
        """An identity that no region has had."""
        return self.next_idents(1)[0]

    def next_idents(self, n: int) -> list[str]:
        """So many identities that no region has had."""
        first = self.n_made + 1
        self.n_made += n
        return [f"r{number}" for number in range(first, first + n)]


def without(items: tuple[Region, ...], idents: Iterable[str]) -> tuple[Region, ...]:
    """Regions but for some."""
    gone = set(idents)
    return tuple(region for region in items if region.ident not in gone)


def with_replaced(items: tuple[Region, ...], region: Region) -> tuple[Region, ...]:
    """Regions with one put in the place of its former self."""
    return tuple(region if region.ident == other.ident else other for other in items)
