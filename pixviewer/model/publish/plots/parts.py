"""Parts that several plots have: axes of the sky, colour bars, regions, titles."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Annulus, Frame
from pixviewer.model import choosing
from pixviewer.model.categories import category_colours, flag_legend
from pixviewer.model.colour_maps import colour_table
from pixviewer.model.diagrams import DOTS, LINE, Diagram
from pixviewer.model.polar_net import polar_net
from pixviewer.model.publish.figure import (
    OVERLAYS,
    PICK,
    REGIONS,
    Axis,
    Compass,
    Dots,
    Graticule,
    Layer,
    Legend,
    Line,
    Panel,
    Raster,
    Rule,
    Scale,
    ScaleBar,
    Shape,
    TickGrid,
    Word,
)
from pixviewer.model.publish.stage import Stage
from pixviewer.model.readout import waves_text
from pixviewer.model.regions import ANNOTATION, BACKGROUND, EXCLUDE, Region, drawn_colour
from pixviewer.model.scale_ticks import scale_bar_length
from pixviewer.model.shown import exactness
from pixviewer.model.state import Bounds, Display
from pixviewer.model.stretches import toned
from pixviewer.model.units import pretty_unit
from pixviewer.model.world_axes import OFFSETS, RAW, has_world, world_axis

if TYPE_CHECKING:
    from pixviewer.core.products.contours import Contours

Floats = npt.NDArray[np.float64]
SKY_LABELS = ("Δα cos δ [arcsec]", "Δδ [arcsec]")
PIXEL_LABELS = ("xpos [pix]", "ypos [pix]")
MARK_COLOUR, MARKER_COLOUR = "#ffe14d", "#ffd166"
_MARGIN = 0.02  # around a picture, in shares of it


def labelled(name: str, unit: str) -> str:
    """A label with its unit, as an axis has it."""
    return f"{name} [{pretty_unit(unit)}]" if unit else name


def colour_bar(display: Display, lo: float, hi: float, name: str, unit: str) -> Scale:
    """The colour bar of a view."""
    shades = toned(np.linspace(0.0, 1.0, 512), display.contrast, display.bias)
    colours = colour_table(display.cmap, display.invert)[np.round(255 * shades).astype(np.uint8)]
    return Scale(lo, hi, display.stretch, colours, labelled(name, unit))


def plain_bar(cmap: str, lo: float, hi: float, label: str) -> Scale:
    """The colour bar of a map that has no stretch."""
    return Scale(lo, hi, "Linear", colour_table(cmap), label)


def hex_colour(colour: Sequence[int]) -> str:
    """A colour as ``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*(int(c) for c in colour[:3]))


def legend(by: str, labels: tuple[int, ...], own: tuple[tuple[int, str], ...], name: str) -> Legend:
    """Categories that occur; of flags by name, from the OR of all."""
    if by == "flags":
        entries = flag_legend(labels[0] if labels else 0, own)
        return Legend(tuple(n for n, _ in entries), tuple(hex_colour(c) for _, c in entries), name, True)
    colours = category_colours(by, max(labels, default=1))
    return Legend(tuple(map(str, labels)), tuple(hex_colour(colours[i - 1]) for i in labels), name)


def sky_axes(frame: Frame, axes: str, box: Bounds) -> tuple[Axis, Axis]:
    """Axes of the plane in the coordinates that are wanted: east to the left on the sky."""
    plain = SKY_LABELS if frame.is_sky else PIXEL_LABELS
    x0, x1, y0, y1 = box
    across, up = (world_axis(frame, axes, box, is_ra=is_ra) for is_ra in (True, False))
    ends = (x1, x0) if frame.is_sky else (x0, x1)
    return (
        Axis(across.labels[0] if across else plain[0], *ends, world=across),
        Axis(up.labels[0] if up else plain[1], y0, y1, world=up),
    )


def sky_panel(
    stage: Stage, frame: Frame, box: Bounds, layers: Sequence[Layer], *, bar: Scale | Legend | None = None,
    title: str = "", axes: str | None = None, background: str = "paper",
) -> Panel:  # fmt: skip
    """A panel of the sky: the layers, and above them all that stands on every view of the sky."""
    chosen = stage.workspace.view.axes if axes is None else axes
    x, y = sky_axes(frame, chosen, box)
    above: list[Layer] = [*layers]
    overlays = stage.workspace.view.overlays
    if overlays.has_contours:
        above += contour_layers(stage.workspace.linked.contouring.shown.sky, overlays.contour_colour)
    if chosen == RAW:
        above += _net(frame, box)
    if overlays.has_grid:
        above += _grid(frame, chosen, overlays.grid_colour)
    if overlays.has_scale_bar:
        length = scale_bar_length(box[1] - box[0])
        above.append(ScaleBar(length, f"{length:g}{'″' if frame.is_sky else ' pix'}"))
    if overlays.has_compass and frame.is_sky:
        above.append(Compass())
    return Panel(x, y, tuple(above), is_square=True, background=background, title=title, bar=bar)


def plain_sky_panel(
    stage: Stage, frame: Frame, box: Bounds, layers: Sequence[Layer], *, background: str = "paper"
) -> Panel:
    """A panel of the sky in offsets, whatever the views show beside theirs."""
    return sky_panel(stage, frame, box, layers, axes=OFFSETS, background=background)


def contour_layers(contours: "Contours | None", colour: str) -> list[Layer]:
    """Contours, a line for each level."""
    if contours is None:
        return []
    gap = np.full((1, 2), np.nan)
    found: list[Layer] = []
    for lines in contours.lines:
        if lines:
            joined = np.concatenate([part for line in lines for part in (line, gap)])
            found.append(Line(joined[:, 0], joined[:, 1], colour, 0.9, part=OVERLAYS, has_halo=True))
    return found


def _grid(frame: Frame, axes: str, colour: str) -> list[Layer]:
    """Lines of constant RA and Dec, or through the ticks where the axes are straight."""
    return [Graticule(frame, axes, colour)] if has_world(frame, axes) else [TickGrid(colour)]


def blank(stage: Stage) -> str:
    """Colour of cells without data, in which a picture goes on."""
    return stage.workspace.display.palette.blank


def _net(frame: Frame, box: Bounds) -> list[Layer]:
    """Lines of equal xpos and ypos of a table whose positions are polar."""
    found: list[Layer] = []
    for line in polar_net(frame, box):
        found.append(Line(line.xi, line.eta, "#ffe14d", 0.7, part=OVERLAYS, has_halo=True))
        word = _inside(line.xi, line.eta, line.text, box)
        found += [word] if word is not None else []
    return found


def _inside(x: Floats, y: Floats, text: str, box: Bounds) -> Word | None:
    """What a line says of itself, in the middle of the part of it that is in view."""
    inside = np.flatnonzero((x > box[0]) & (x < box[1]) & (y > box[2]) & (y < box[3]))
    if not inside.size:
        return None
    i = int(inside[inside.size // 2])
    return Word(float(x[i]), float(y[i]), text, "#ffffff", OVERLAYS)


def region_layers(stage: Stage, frame: Frame) -> list[Layer]:
    """Regions as the sky views draw them, and marks of tools."""
    if REGIONS in stage.hidden:
        return []
    regions = [region for region in stage.workspace.regions.items if region.visible]
    found: list[Layer] = []
    if regions:
        ra, dec = ([getattr(r.shape, name) for r in regions] for name in ("ra", "dec"))
        xi, eta = frame.sky_to_plane(ra, dec)
        found += [_shape(r, float(x), float(y)) for r, x, y in zip(regions, xi, eta, strict=True)]
    found += marker_layers(stage)
    for mark in stage.workspace.tools.marks:
        size = mark.radius or 0.3
        found.append(Shape("circle", mark.xi, mark.eta, size, MARK_COLOUR, name=mark.text))
    return found


def _shape(region: Region, xi: float, eta: float) -> Shape:
    hole = region.shape.inner if isinstance(region.shape, Annulus) else 0.0
    return Shape(
        region.kind, xi, eta, region.shape.size, _hex(drawn_colour(region.colour)), hole, region.name,
        {BACKGROUND: "dashed", ANNOTATION: "dotted"}.get(region.role, "solid"), region.role == EXCLUDE,
    )  # fmt: skip


# As DS9 paints the colours that region files name.
_NAMED = {
    "green": "#00ff00", "cyan": "#00ffff", "magenta": "#ff00ff", "red": "#ff0000", "blue": "#0000ff",
    "yellow": "#ffff00", "white": "#ffffff", "black": "#000000",
}  # fmt: skip


def _hex(colour: str) -> str:
    is_hex = re.fullmatch(r"#[0-9a-fA-F]{6}", colour) is not None
    return colour if is_hex else _NAMED.get(colour.lower(), "#00d7ff")


def marker_layers(stage: Stage) -> list[Layer]:
    """Numbered crosses of markers."""
    items = stage.workspace.markers.state.items
    if not items or REGIONS in stage.hidden:
        return []
    x, y = (np.array([getattr(marker, name) for marker in items], np.float64) for name in ("xi", "eta"))
    halo = Dots(x, y, "#000000", 8.5, "plus", part=REGIONS)
    words = [
        Shape("circle", marker.xi, marker.eta, 0.0, MARKER_COLOUR, name=str(marker.number))
        for marker in items
    ]
    return [halo, Dots(x, y, MARKER_COLOUR, 7.0, "plus", part=REGIONS), *words]


def trimmed(box: Bounds, whole: Bounds) -> Bounds:
    """A view without the empty paper around a picture: a screen has another shape than a page."""
    x0, x1, y0, y1 = whole
    dx, dy = _MARGIN * (x1 - x0), _MARGIN * (y1 - y0)
    cut = (max(box[0], x0 - dx), min(box[1], x1 + dx), max(box[2], y0 - dy), min(box[3], y1 + dy))
    return cut if cut[0] < cut[1] and cut[2] < cut[3] else box


def lit_layers(stage: Stage, name: str | int) -> list[Layer]:
    """Cells that are lit up in a view."""
    lit = stage.workspace.linked.shown.lit.get(name)
    return [] if lit is None else [Raster(lit.rgba, lit.grid, PICK)]


def what_is_seen(stage: Stage) -> str:
    """Wavelengths that the sky views show, and whose."""
    region = stage.workspace.regions.live
    wave = choosing.shown_wave(stage.workspace.view.filters, region)
    whose = f" of {region.title}" if region is not None and region.wave else ""
    return f"{'no wavelengths left' if wave is None else waves_text(wave)}{whose}"


def sketchiness(fraction: float) -> str:
    """What must be said of a picture that is not exact yet."""
    return "" if fraction >= 1.0 else f" · {exactness(fraction)}"


def diagram_panel(made: Diagram, box: Bounds | None = None, title: str = "", shape: float = 0.62) -> Panel:
    """A plain diagram: series of points and lines with their labels."""
    x0, x1, y0, y1 = box if box is not None else _whole(made)
    layers: list[Layer] = [Rule(0.0)] if made.zero and y0 < 0 < y1 else []
    for series in made.series:
        good = np.isfinite(series.x) & np.isfinite(series.y)
        name = series.name.lstrip("●■—× ").strip()
        if series.style == LINE:
            layers.append(Line(series.x, np.where(good, series.y, np.nan), series.role, 1.4, name))
        else:
            size = 1.0 if series.style == DOTS else 3.0
            error = None if series.error is None else series.error[good]
            symbol = "square" if series.symbol == "square" else "dot"
            layers.append(Dots(series.x[good], series.y[good], series.role, size, symbol, error, name))
    return Panel(Axis(made.bottom[0], x0, x1), Axis(made.left[0], y0, y1), tuple(layers), title=title,
                 shape=shape)  # fmt: skip


def _whole(made: Diagram) -> Bounds:
    """All of a diagram, with some room."""
    x = np.concatenate([s.x[np.isfinite(s.x)] for s in made.series] or [np.zeros(1)])
    y = np.concatenate([_reach(s.y, s.error) for s in made.series] or [np.zeros(1)])
    if made.zero:
        y = np.append(y, 0.0)
    return (*_roomy(x, 0.04), *_roomy(y, 0.08))


def _reach(y: npt.NDArray[np.float64], error: npt.NDArray[np.float64] | None) -> npt.NDArray[np.float64]:
    if error is not None:
        error = np.nan_to_num(error, nan=0.0, posinf=0.0)
        y = np.concatenate([y - error, y + error])
    return y[np.isfinite(y)]


def _roomy(values: npt.NDArray[np.float64], share: float) -> tuple[float, float]:
    if not values.size:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    room = share * (high - low) or 0.5 * abs(high) or 1.0
    return low - room, high + room
