"""Apertures as options of a command."""

from pixviewer.core.geometry import Annulus, Circle, Shape, Square
from pixviewer.core.numerals import plain

SHAPES: dict[str, type[Circle] | type[Square] | type[Annulus]] = {
    "circle": Circle,
    "square": Square,
    "annulus": Annulus,
}
SIZES = {"circle": ("RADIUS",), "square": ("HALF_SIDE",), "annulus": ("INNER", "OUTER")}


def shape_sizes(shape: Shape) -> tuple[float, ...]:
    """What follows the centre: radius, half side, or inner and outer radius."""
    return (shape.inner, shape.outer) if isinstance(shape, Annulus) else (shape.size,)


def shape_options(shape: Shape) -> list[str]:
    """The option that selects with an aperture, without loss: ``--circle RA DEC RADIUS`` and so on."""
    numbers = (shape.ra, shape.dec, *shape_sizes(shape))
    return [f"--{type(shape).__name__.lower()}", *(plain(float(number)) for number in numbers)]
