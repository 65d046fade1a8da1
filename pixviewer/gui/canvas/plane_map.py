"""From the plane to the screen and back, as a frozen value that needs no window."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]  # smallest and largest x, smallest and largest y


@dataclass(frozen=True, slots=True)
class PlaneMap:
    """A box of the plane on a rectangle of the screen.

    ``left, top, width, height`` are pixels, with y downwards; ``box`` is what the rectangle shows. With
    ``east_left`` x grows to the left.
    """

    left: float
    top: float
    width: float
    height: float
    box: Box
    east_left: bool = False

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels per unit along x and y, both positive."""
        x0, x1, y0, y1 = self.box
        return self.width / (x1 - x0), self.height / (y1 - y0)

    def to_pixel(self, x: float, y: float) -> tuple[float, float]:
        """Place on the screen of a position."""
        along_x, along_y = self.scale
        dx = (self.box[1] - x) if self.east_left else (x - self.box[0])
        return self.left + dx * along_x, self.top + (self.box[3] - y) * along_y

    def to_plane(self, px: float, py: float) -> tuple[float, float]:
        """Position at a place on the screen."""
        along_x, along_y = self.scale
        dx = (px - self.left) / along_x
        x = self.box[1] - dx if self.east_left else self.box[0] + dx
        return x, self.box[3] - (py - self.top) / along_y

    def contains(self, px: float, py: float) -> bool:
        """Whether a place on the screen is inside the rectangle."""
        return self.left <= px <= self.left + self.width and self.top <= py <= self.top + self.height


def fitting(box: Box, width: float, height: float, margin: float = 0.0) -> Box:
    """Smallest box with the shape of a screen around another box, with the same centre.

    ``margin`` is added on each side, as a fraction.
    """
    x0, x1, y0, y1 = box
    unit = (1 + 2 * margin) * max((x1 - x0) / max(width, 1.0), (y1 - y0) / max(height, 1.0))
    half_x, half_y = unit * max(width, 1.0) / 2, unit * max(height, 1.0) / 2
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return x - half_x, x + half_x, y - half_y, y + half_y


def zoomed(box: Box, factor: float, x: float, y: float) -> Box:
    """Box magnified by ``factor`` with a position held where it is."""
    x0, x1, y0, y1 = box
    return x + (x0 - x) / factor, x + (x1 - x) / factor, y + (y0 - y) / factor, y + (y1 - y) / factor


def moved(box: Box, dx: float, dy: float) -> Box:
    """Box moved by an amount."""
    return box[0] + dx, box[1] + dx, box[2] + dy, box[3] + dy
