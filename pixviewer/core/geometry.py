"""Small frozen values that say where: a grid of cells, apertures on the sky, the frame of a table."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

ARCSEC_PER_DEG = 3600.0
ARCSEC_PER_RAD = np.degrees(1.0) * ARCSEC_PER_DEG

Floats = npt.NDArray[np.float64]
Range = tuple[float, float]


class State(StrEnum):
    """What xpos and ypos mean; decided by their unit alone, as the ESO pipeline does."""

    PIXEL = "pixel"  # unit pix: nominal field pixels
    PROJECTED = "projected"  # unit rad: native spherical coordinates, polar about the field centre
    POSITIONED = "positioned"  # unit deg: offsets in RA and Dec from CRVAL


@dataclass(frozen=True, slots=True)
class Grid:
    """A regular grid of cells in the plane.

    ``x0, y0`` is the outer corner of cell (0, 0); ``dx, dy`` are the signed sides of a cell, so that a
    picture with east to the left has a negative ``dx``. Arrays on the grid are ``(n_y, n_x)``.
    """

    x0: float
    y0: float
    dx: float
    dy: float
    n_x: int
    n_y: int

    @property
    def shape(self) -> tuple[int, int]:
        """Shape of an array on this grid."""
        return self.n_y, self.n_x

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Smallest and largest x, smallest and largest y."""
        x1, y1 = self.x0 + self.n_x * self.dx, self.y0 + self.n_y * self.dy
        return min(self.x0, x1), max(self.x0, x1), min(self.y0, y1), max(self.y0, y1)

    def centre(self, col: float, row: float) -> tuple[float, float]:
        """Plane position of the centre of cell (row, col)."""
        return self.x0 + (col + 0.5) * self.dx, self.y0 + (row + 0.5) * self.dy

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Column and row of the cell at a plane position, None outside the grid."""
        col = int(np.floor((x - self.x0) / self.dx))
        row = int(np.floor((y - self.y0) / self.dy))
        return (col, row) if 0 <= col < self.n_x and 0 <= row < self.n_y else None


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle on the sky: centre in degrees, radius in arcsec (all in pixels for a pixel-state table).

    The metric is the small-angle one of MPDAF: RA differences times the cosine of the centre's Dec.
    The border is outside.

    Parameters
    ----------
    ra, dec : float
        Centre, in degrees.
    radius : float
        In arcsec.

    Raises
    ------
    ValueError
        If the radius is not positive, or a number is not finite.
    """

    ra: float
    dec: float
    radius: float

    def __post_init__(self) -> None:
        _check_aperture("radius", self.radius, self.ra, self.dec)

    @property
    def size(self) -> float:
        """Distance from the centre to the border."""
        return self.radius


@dataclass(frozen=True, slots=True)
class Square:
    """A square on the sky, aligned with RA and Dec: centre in degrees, half side in arcsec.

    All in pixels for a pixel-state table; the border is outside.

    Parameters
    ----------
    ra, dec : float
        Centre, in degrees.
    half_side : float
        In arcsec.

    Raises
    ------
    ValueError
        If the half side is not positive, or a number is not finite.
    """

    ra: float
    dec: float
    half_side: float

    def __post_init__(self) -> None:
        _check_aperture("half_side", self.half_side, self.ra, self.dec)

    @property
    def size(self) -> float:
        """Distance from the centre to a side."""
        return self.half_side


@dataclass(frozen=True, slots=True)
class Annulus:
    """A ring on the sky: centre in degrees, inner and outer radius in arcsec.

    All in pixels for a pixel-state table. The outer border is outside, as that of a circle; the inner one
    is inside, so that a circle of the inner radius and the ring make up one of the outer radius.

    Parameters
    ----------
    ra, dec : float
        Centre, in degrees.
    inner, outer : float
        In arcsec.

    Raises
    ------
    ValueError
        If the outer radius is not larger than the inner one, that is not positive, or a number is not finite.
    """

    ra: float
    dec: float
    inner: float
    outer: float

    def __post_init__(self) -> None:
        _check_aperture("outer", self.outer, self.ra, self.dec)
        if not 0 < self.inner < self.outer:
            raise ValueError(f"inner must be positive and less than outer, got {self.inner} and {self.outer}")

    @property
    def size(self) -> float:
        """Distance from the centre to the outer border."""
        return self.outer

    @property
    def hole(self) -> Circle:
        """What is left out in the middle."""
        return Circle(self.ra, self.dec, self.inner)


Shape = Circle | Square | Annulus


def _check_aperture(name: str, size: float, ra: float, dec: float) -> None:
    if not (np.isfinite(size) and size > 0):
        raise ValueError(f"{name} must be a positive number, got {size}")
    if not (np.isfinite(ra) and np.isfinite(dec)):
        raise ValueError(f"the centre of an aperture must be finite, got ({ra}, {dec})")


def _no_position_is_nan() -> np.errstate:
    """Rows without a position may hold infinities: their sines are NaN, and that is no news."""
    return np.errstate(invalid="ignore")


@dataclass(frozen=True, slots=True)
class Frame:
    """How the positions in a table are to be read.

    The *plane* is where everything is drawn and binned: tangent-plane offsets (ξ to the east, η to the
    north, arcsec) from the reference point, or the field pixels themselves in the pixel state.

    Parameters
    ----------
    state : State
    ra0, dec0 : float
        Reference point in degrees: the pointing in the projected state, CRVAL in the positioned state.
    narrow_field : bool
        Narrow-field mode, where a field pixel is 0.025 arcsec.
    """

    state: State
    ra0: float = 0.0
    dec0: float = 0.0
    narrow_field: bool = False

    @property
    def is_sky(self) -> bool:
        """Whether positions are on the sky."""
        return self.state is not State.PIXEL

    @property
    def plane_unit(self) -> str:
        """Unit of the plane: ``arcsec`` or ``pix``."""
        return "arcsec" if self.is_sky else "pix"

    @property
    def natural_step(self) -> float:
        """Side of a natural cell of the plane: a spaxel, or one field pixel."""
        if not self.is_sky:
            return 1.0
        return 0.025 if self.narrow_field else 0.2

    def to_plane(self, xpos: npt.ArrayLike, ypos: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Plane position of raw table coordinates (`reference` 7.2 of the format: polar in ``rad``)."""
        x, y = np.asarray(xpos, np.float64), np.asarray(ypos, np.float64)
        if self.state is State.PIXEL:
            return x, y
        if self.state is State.PROJECTED:
            with _no_position_is_nan():
                radius = ARCSEC_PER_RAD * np.tan(-y)
                return radius * np.sin(x), -radius * np.cos(x)
        return self.sky_to_plane(self.ra0 + x, self.dec0 + y)

    def to_sky(self, xpos: npt.ArrayLike, ypos: npt.ArrayLike) -> tuple[Floats, Floats]:
        """RA and Dec in degrees of raw table coordinates; in the pixel state the coordinates themselves.

        References
        ----------
        Calabretta & Greisen 2002, A&A 395, 1077, equations 2 for a reference point with LONPOLE 180.
        """
        x, y = np.asarray(xpos, np.float64), np.asarray(ypos, np.float64)
        if self.state is State.PIXEL:
            return x, y
        if self.state is State.POSITIONED:
            return self.ra0 + x, self.dec0 + y
        theta, dec0 = y + np.pi / 2, np.radians(self.dec0)
        with _no_position_is_nan():
            east = np.cos(theta) * np.sin(x)
            north = np.sin(theta) * np.cos(dec0) + np.cos(theta) * np.sin(dec0) * np.cos(x)
            up = np.sin(theta) * np.sin(dec0) - np.cos(theta) * np.cos(dec0) * np.cos(x)
            # At a pole rounding may lift the sine above one.
            return self.ra0 + np.degrees(np.arctan2(east, north)), np.degrees(np.arcsin(np.clip(up, -1, 1)))

    def sky_to_plane(self, ra: npt.ArrayLike, dec: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Gnomonic projection about the reference point; far side of the sky gives NaN."""
        a, d = np.asarray(ra, np.float64), np.asarray(dec, np.float64)
        if not self.is_sky:
            return a, d
        # Differences first: a float64 RA near 360 deg still resolves 1e-10 arcsec in the difference.
        a, d, d0 = np.radians(a - self.ra0), np.radians(d), np.radians(self.dec0)
        with _no_position_is_nan():
            cos_c = np.sin(d0) * np.sin(d) + np.cos(d0) * np.cos(d) * np.cos(a)
            cos_c = np.where(cos_c > 0, cos_c, np.nan)
            xi = np.cos(d) * np.sin(a) / cos_c
            eta = (np.cos(d0) * np.sin(d) - np.sin(d0) * np.cos(d) * np.cos(a)) / cos_c
        return ARCSEC_PER_RAD * xi, ARCSEC_PER_RAD * eta

    def plane_to_sky(self, xi: npt.ArrayLike, eta: npt.ArrayLike) -> tuple[Floats, Floats]:
        """RA (0 to 360) and Dec in degrees of a plane position; pixels stay pixels."""
        x, y = np.asarray(xi, np.float64), np.asarray(eta, np.float64)
        if not self.is_sky:
            return x, y
        x, y, d0 = x / ARCSEC_PER_RAD, y / ARCSEC_PER_RAD, np.radians(self.dec0)
        denominator = np.cos(d0) - y * np.sin(d0)
        ra = self.ra0 + np.degrees(np.arctan2(x, denominator))
        dec = np.degrees(np.arctan2(np.sin(d0) + y * np.cos(d0), np.hypot(x, denominator)))
        return ra % 360.0, dec
