"""How an image lies on the sky, in words, and how it is drawn. matplotlib is imported only when one is."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from astropy.wcs import WCS
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

Floats = npt.NDArray[np.float64]

SCALES = ("linear", "log", "sqrt", "arcsinh", "asinh")


def steps(wcs: "WCS | None") -> Floats:
    """Height and width of a pixel in the unit of the coordinates; the width is negative if east is left."""
    if wcs is None:
        return np.ones(2)
    matrix = np.asarray(wcs.pixel_scale_matrix)
    width, height = np.hypot(*matrix)
    return np.array([height, np.copysign(width, np.linalg.det(matrix))])


def rotation(wcs: "WCS | None") -> float:
    """Angle from the y axis to north, to the east, in radians."""
    if wcs is None:
        return 0.0
    height, width = steps(wcs)
    x, y = np.linalg.inv(np.asarray(wcs.pixel_scale_matrix))[:, 1]
    return float(np.arctan2(x * width, y * height))


def describe(wcs: "WCS", shape: tuple[int, ...]) -> str:
    """Centre, size, step and rotation in one line."""
    height, width = np.abs(steps(wcs))
    angle = np.degrees(rotation(wcs)) + 0.0
    x, y = wcs.wcs_pix2world((shape[1] - 1) / 2, (shape[0] - 1) / 2, 0)
    if not wcs.has_celestial:
        return (
            f"center:({y:0.1f},{x:0.1f}) size:({shape[0] * height:0.1f},{shape[1] * width:0.1f}) "
            f"step:({height:0.1f},{width:0.1f}) rot:{angle:0.1f} deg"
        )
    from astropy.coordinates import Angle

    dec = Angle(y, "deg").to_string(sep=":", precision=4, pad=True)
    ra = Angle(x, "deg").to_string("hourangle", sep=":", precision=2, pad=True)
    to_arcsec = 3600.0  # celestial coordinates are in degrees once a WCS is set
    return (
        f'center:({dec},{ra}) size:({shape[0] * height * to_arcsec:0.3f}",'
        f'{shape[1] * width * to_arcsec:0.3f}") step:({height * to_arcsec:0.3f}",'
        f'{width * to_arcsec:0.3f}") rot:{angle:0.1f} deg frame:{wcs.wcs.radesys or "ICRS"}'
    )


def new_axes(wcs: "WCS | None") -> "Axes":
    """Give the current axes of the current figure; new ones with world coordinates if these are given."""
    import matplotlib.pyplot as plt

    axes: Axes = plt.gca() if wcs is None else plt.subplot(projection=wcs)
    return axes


def draw(
    ax: "Axes",
    values: np.ma.MaskedArray,
    scale: str,
    vmin: float | None,
    vmax: float | None,
    zscale: bool,
    colorbar: str | None,
    **kwargs: Any,
) -> "AxesImage":
    """Draw values, row 0 at the bottom."""
    if colorbar not in (None, "h", "v"):
        raise ValueError(f"colorbar must be 'h', 'v' or None, got {colorbar!r}")
    norm = _norm(values, scale, vmin, vmax, zscale)
    picture = ax.imshow(values, interpolation="nearest", origin="lower", norm=norm, **kwargs)
    if colorbar is not None:
        ax.figure.colorbar(picture, ax=ax, location="top" if colorbar == "h" else "right")
    return picture


def _norm(values: np.ma.MaskedArray, scale: str, vmin: float | None, vmax: float | None, zscale: bool) -> Any:
    from astropy import visualization as vis

    stretches = (vis.LinearStretch, vis.LogStretch, vis.SqrtStretch, vis.AsinhStretch, vis.AsinhStretch)
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {', '.join(SCALES)}, got {scale!r}")
    shown = values.compressed()
    if zscale and shown.size:
        vmin, vmax = vis.ZScaleInterval().get_limits(shown)
    stretch = dict(zip(SCALES, stretches, strict=True))[scale]()
    return vis.ImageNormalize(shown, vmin=vmin, vmax=vmax, stretch=stretch, clip=False)


def mark_peak(ax: "Axes | None", col: float, row: float) -> None:
    """Mark a peak on the axes of an image, on the current ones if it has not been drawn."""
    ax = ax or new_axes(None)
    ax.plot(col, row, "r+")
    ax.set_title(f"peak at q {col:g}, p {row:g}")


def cursor(wcs: "WCS", values: np.ma.MaskedArray, scale: float) -> Callable[[float, float], str]:
    """Text for a place of the picture: world coordinates, pixel, value."""

    def text(x: float, y: float) -> str:
        col, row = int(x + 0.5), int(y + 0.5)
        if not (0 <= row < values.shape[0] and 0 <= col < values.shape[1]):
            return f"x={x:1.4f}, y={y:1.4f}"
        across, up = wcs.wcs_pix2world(col, row, 0)
        return f"y={up * scale:g} x={across * scale:g} p={row} q={col} data={values[row, col]:g}"

    return text
