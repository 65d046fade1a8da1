"""Labels and ticks of the axes of the sky."""

from pixviewer.core.geometry import Frame
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
