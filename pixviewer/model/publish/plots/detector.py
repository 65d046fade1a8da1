"""The detectors of one IFU, or of several."""

import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pixviewer.core.geometry import Grid
from pixviewer.model.detector import WHOLE, slice_name
from pixviewer.model.outlines import drawn_outlines
from pixviewer.model.publish.figure import (
    OUTLINES,
    Axis,
    Figure,
    Layer,
    Legend,
    Line,
    Panel,
    Raster,
    Scale,
    TickGrid,
    Word,
)
from pixviewer.model.publish.numbers import ArrayImage, Numbers
from pixviewer.model.publish.plots.parts import (
    blank,
    colour_bar,
    contour_layers,
    legend,
    lit_layers,
    sketchiness,
)
from pixviewer.model.publish.stage import Stage
from pixviewer.model.quantity_names import NUMBERING_NAMES, detector_name
from pixviewer.model.recipe import products
from pixviewer.model.recipe.step import Source
from pixviewer.model.state import Bounds

if TYPE_CHECKING:
    from pixviewer.core.products.detector_raster import DetectorRaster
    from pixviewer.model.linked_work import DetectorPictures

DETECTOR = "detector"
LABELS = ("CCD x [pix, from 0]", "CCD y [pix, from 0]")
OUTLINE, NUMBER = "#00beff", "#7fe0ff"
MOST_NUMBERS = 16  # of slices at the foot of a panel
AXES = (("X", "pix"), ("Y", "pix"))


def has_detector(stage: Stage) -> bool:
    """Whether the detector view shows a picture."""
    shown = stage.workspace.shown.detector
    return shown is not None and bool(_ifus(stage, shown))


def _ifus(stage: Stage, shown: "DetectorPictures") -> list[int]:
    return [ifu for ifu in stage.workspace.linked.shown.ifus if ifu in shown.pictures]


def detector_figure(stage: Stage) -> Figure:
    """Describe the panels, each with the part of its detector that is in view."""
    shown = stage.workspace.shown.detector
    assert shown is not None
    ifus = _ifus(stage, shown)
    columns = math.ceil(math.sqrt(len(ifus)))
    panels = tuple(_panel(stage, ifu, shown, columns) for ifu in ifus)
    numbering = NUMBERING_NAMES[stage.workspace.linked.detector.numbering]
    names = ", ".join(map(str, ifus)) if len(ifus) < 9 else f"{ifus[0]} to {ifus[-1]}"
    title = f"Detector of IFU {names} · {numbering} slice numbers{sketchiness(shown.fraction)}"
    return Figure(title, panels, columns, _bar(shown), shares_labels=True)


def _bar(shown: "DetectorPictures") -> Scale | Legend | None:
    name = detector_name(shown.display.by)
    if shown.lo is None or shown.hi is None:
        if shown.display.by not in ("flags", "slice"):
            return None  # nothing but blanks
        return legend(shown.display.by, shown.labels, shown.display.flag_colours, name)
    return colour_bar(shown.display, shown.lo, shown.hi, name, shown.unit)


def _panel(stage: Stage, ifu: int, shown: "DetectorPictures", columns: int) -> Panel:
    linked, overlays = stage.workspace.linked, stage.workspace.view.overlays
    picture = shown.pictures[ifu]
    box = stage.box(f"{DETECTOR} {ifu}", linked.bounds_of(ifu)) or WHOLE
    layers: list[Layer] = [Raster(picture.rgba, picture.grid), *lit_layers(stage, ifu)]
    if linked.detector.has_outlines:
        layers += outline_layers(stage, ifu, box, columns)
    if overlays.has_contours:
        layers += contour_layers(linked.contouring.shown.detectors.get(ifu), overlays.contour_colour)
    if overlays.has_grid:
        layers.append(TickGrid(overlays.grid_colour))
    return detector_panel(box, layers, f"IFU {ifu}" if columns > 1 else "", blank(stage))


def detector_panel(box: Bounds, layers: list[Layer], title: str, background: str) -> Panel:
    """A panel of detector pixels."""
    x0, x1, y0, y1 = box
    return Panel(
        Axis(LABELS[0], x0, x1), Axis(LABELS[1], y0, y1), tuple(layers), background=background,
        title=title, shape=0.8,
    )  # fmt: skip


def outline_layers(stage: Stage, ifu: int, box: Bounds, columns: int = 1) -> list[Layer]:
    """Borders of the slices that are in view, and some of their numbers."""
    found = stage.workspace.linked.shown.outlines.get(ifu)
    if found is None:
        return []
    numbering = stage.workspace.linked.detector.numbering
    x0, x1, y0, y1 = box
    seen = [o for o in drawn_outlines(found, numbering) if o.high.max() >= x0 and o.low.min() <= x1]
    if not seen:
        return []
    gap = np.full(1, np.nan)
    edges = [(edge, o.y) for o in seen for edge in (o.low - 0.5, o.high + 0.5)]
    x, y = (np.concatenate([part for edge in edges for part in (edge[i], gap)]) for i in (0, 1))
    foot = y0 + 0.03 * (y1 - y0)
    words: list[Layer] = []
    in_order = sorted(seen, key=lambda o: float(o.low.mean()))
    every = max(1, -(-len(seen) * columns // MOST_NUMBERS))
    for outline in in_order[::every]:
        i = int(np.argmin(np.abs(outline.y - foot)))
        middle = float(outline.low[i] + outline.high[i]) / 2
        if x0 < middle < x1:
            words.append(Word(middle, foot, slice_name(outline.slice_no, numbering), NUMBER, OUTLINES))
    width = 0.6 if len(seen) * columns < 16 else 0.3
    return [Line(x, y, OUTLINE, width, part=OUTLINES), *words]


def detector_numbers(stage: Stage) -> Numbers:
    """Values and rows of each panel, in the cells of the screen."""
    shown = stage.workspace.shown.detector
    assert shown is not None
    detectors = stage.workspace.linked.detectors
    images = []
    for ifu in _ifus(stage, shown):
        raster = detectors.product_of(ifu)
        if raster is None:
            continue
        grid: Grid = raster.box.grid
        about = f"{detector_name(shown.display.by)} of IFU {ifu}"
        images.append(ArrayImage(f"IFU{ifu:02d}", _values(raster), grid, raster.unit, axes=AXES, about=about))
        count = raster.count.astype(np.int32)
        images.append(ArrayImage(f"ROWS{ifu:02d}", count, grid, axes=AXES, about=f"rows of IFU {ifu}"))
    title = f"Detector of IFU {', '.join(map(str, _ifus(stage, shown)))}"
    notes = (("table", stage.workspace.name), ("cells", "pixels of the detector, from 0, as large as shown"))
    return Numbers(title, images=tuple(images), notes=notes, command=_command(stage, shown))


def _values(raster: "DetectorRaster") -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    values, count = raster.value, raster.count
    return np.where(count > 0, values, np.nan) if values.dtype.kind == "f" else values.astype(np.int64)


def _command(stage: Stage, shown: "DetectorPictures") -> str:
    """The command that writes the same detectors, pixel by pixel."""
    table, detectors = stage.workspace.table, stage.workspace.linked.detectors
    if table is None or shown.fraction < 1.0:
        return ""
    source = Source(table.path)
    step = products.detectors(
        _ifus(stage, shown), detectors.choice(), shown.display.by, Path("OUT.fits"), source
    )
    return shlex.join(step.command)
