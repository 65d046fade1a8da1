"""Labels and ticks of the axes of the sky."""

import math

from pixviewer.core.geometry import ARCSEC_PER_DEG, Frame
from pixviewer.gui.canvas.plane_map import Box
from pixviewer.gui.canvas.plot_canvas import PlotCanvas
from pixviewer.model.world_axes import world_axis

_SKY = (("Δα cos δ [arcsec]", "Δα cos δ [″]"), ("Δδ [arcsec]", "Δδ [″]"))
_PIXELS = (("xpos [pix]", "x [pix]"), ("ypos [pix]", "y [pix]"))


def dress_axes(canvas: PlotCanvas, frame: Frame | None, axes: str) -> None:
    """Write beside what is in view the coordinates that are wanted; offsets where the table has no others."""
    plain = _SKY if frame is None or frame.is_sky else _PIXELS
    for side, is_ra in (("bottom", True), ("left", False)):
        scale = world_axis(frame, axes, canvas.box(), is_ra=is_ra)
        axis = canvas.axis(side)
        axis.set_ticks(scale.ticks if scale is not None else None)
        axis.set_label(*(scale.labels if scale is not None else plain[0 if is_ra else 1]))


def north_of(frame: Frame | None, box: Box) -> tuple[float, float]:
    """Way to the north in the middle of a view, of length 1 in the plane."""
    if frame is None or not frame.is_sky:
        return 0.0, 1.0
    x, y = (box[0] + box[1]) / 2, (box[2] + box[3]) / 2
    ra, dec = (float(v) for v in frame.plane_to_sky(x, y))
    step = min(1e-3 * (box[3] - box[2]) / ARCSEC_PER_DEG, 90.0 - abs(dec)) or 1e-9
    ends = [frame.sky_to_plane(ra, dec + way * step) for way in (-1.0, 1.0)]
    dx, dy = (float(ends[1][i] - ends[0][i]) for i in (0, 1))
    length = math.hypot(dx, dy)
    return (dx / length, dy / length) if length > 0 and math.isfinite(length) else (0.0, 1.0)
