"""The compare view in each of its modes."""

from dataclasses import replace

import numpy as np

from pixviewer.core.geometry import Grid
from pixviewer.model import compare_work
from pixviewer.model.compare_state import BLINK, RATIO, RELATIONS, SIDE_BY_SIDE, SWIPE, quantity_of
from pixviewer.model.compare_work import PairPictures
from pixviewer.model.publish.figure import OVERLAYS, Figure, Layer, Line, Panel, Raster
from pixviewer.model.publish.numbers import ArrayImage, Numbers
from pixviewer.model.publish.plots.detector import AXES, detector_panel
from pixviewer.model.publish.plots.parts import (
    blank,
    colour_bar,
    region_layers,
    sketchiness,
    sky_panel,
    trimmed,
    what_is_seen,
)
from pixviewer.model.publish.stage import Stage
from pixviewer.model.quantity_names import COMPARED_NAMES, RELATION_NAMES, SUBJECT_NAMES
from pixviewer.model.state import COMPARE, DETECTOR, SCATTER, Bounds
from pixviewer.model.units import pretty_number

BAR_COLOUR = "#ffe14d"


def has_pair(stage: Stage) -> bool:
    """Whether two tables are compared."""
    return stage.workspace.shown.compare is not None and stage.workspace.comparison.state.pair is not None


def compare_figure(stage: Stage) -> Figure:
    """Describe both sides, the swiped picture, the front one of a blink, or difference and ratio."""
    shown, state = stage.workspace.shown.compare, stage.workspace.comparison.state
    pair = state.pair
    assert shown is not None
    assert pair is not None
    names = [f"{letter} · {side.name}" for letter, side in zip("AB", pair, strict=True)]
    if shown.mode in RELATIONS:
        panels = [_panel(stage, shown, [Raster(shown.rgba[0], shown.grid)], _relation_note(shown))]
    elif state.mode == SIDE_BY_SIDE:
        panels = [_panel(stage, shown, [Raster(rgba, shown.grid)], name)
                  for rgba, name in zip(shown.rgba, names, strict=True)]  # fmt: skip
    elif state.mode == SWIPE:
        panels = [_panel(stage, shown, _swiped(stage, shown), " | ".join(names))]
    else:
        front = state.front if state.mode == BLINK else 0
        panels = [_panel(stage, shown, [Raster(shown.rgba[front], shown.grid)], names[front])]
    label = COMPARED_NAMES[quantity_of(state.subject, shown.display)]
    if shown.mode in RELATIONS:
        label = f"{RELATION_NAMES[shown.mode]} of {label.lower()}"
    unit = "" if shown.mode == RATIO else shown.unit
    bar = None if shown.scale is None else colour_bar(shown.display, *shown.scale, label, unit)
    title = f"{SUBJECT_NAMES[state.subject]} · {' and '.join(side.name for side in pair)}"
    return Figure(f"{title}{sketchiness(shown.fraction)}", tuple(panels), len(panels), bar, is_joined=True)


def _relation_note(shown: PairPictures) -> str:
    what = RELATION_NAMES[shown.mode]
    if not np.isfinite(shown.middle):
        return what
    return f"{what} · median {pretty_number(shown.middle)}, scatter {pretty_number(shown.scatter, 3)}"


def _box(stage: Stage, shown: PairPictures) -> Bounds:
    is_detector = stage.workspace.comparison.state.subject == DETECTOR
    known = stage.workspace.comparison.box if is_detector else stage.workspace.view.bounds
    return trimmed(stage.box(COMPARE, known) or shown.grid.bounds, shown.grid.bounds)


def _panel(stage: Stage, shown: PairPictures, layers: list[Layer], title: str) -> Panel:
    comparison, box = stage.workspace.comparison, _box(stage, shown)
    subject = comparison.state.subject
    paper = "paper" if subject == SCATTER else blank(stage)
    if subject == DETECTOR:
        return detector_panel(box, layers, f"IFU {comparison.ifu} · {title}", paper)
    above = [*layers, *region_layers(stage, comparison.plane)]
    return sky_panel(stage, comparison.plane, box, above, title=title, background=paper)


def _swiped(stage: Stage, shown: PairPictures) -> list[Layer]:
    """The first side up to the bar, the second beyond it, by cells."""
    x0, x1, y0, y1 = _box(stage, shown)
    share, grid = stage.workspace.comparison.state.bar, shown.grid
    turned = stage.workspace.comparison.plane.is_sky and stage.workspace.comparison.state.subject != DETECTOR
    at = x1 - share * (x1 - x0) if turned else x0 + share * (x1 - x0)
    centres = grid.x0 + (np.arange(grid.n_x) + 0.5) * grid.dx
    is_second = centres < at if turned else centres > at
    found: list[Layer] = []
    for rgba, chosen in zip(shown.rgba, (~is_second, is_second), strict=True):
        if chosen.any():
            first, last = int(chosen.argmax()), int(grid.n_x - chosen[::-1].argmax())
            found.append(Raster(np.ascontiguousarray(rgba[:, first:last]), _cut(grid, first, last)))
    bar = Line(np.full(2, at), np.array([y0, y1]), BAR_COLOUR, 1.4, part=OVERLAYS, has_halo=True)
    return [*found, bar]


def _cut(grid: Grid, first: int, last: int) -> Grid:
    return replace(grid, x0=grid.x0 + first * grid.dx, n_x=last - first)


def compare_numbers(stage: Stage) -> Numbers:
    """Both sides on one grid, and their difference or ratio where that is shown."""
    shown, comparison = stage.workspace.shown.compare, stage.workspace.comparison
    pair = comparison.state.pair
    assert shown is not None
    assert pair is not None
    frame = None if comparison.state.subject == DETECTOR else comparison.plane
    images = [
        ArrayImage(letter, values, shown.grid, shown.unit, frame, AXES, side.name)
        for letter, values, side in zip("AB", shown.values, pair, strict=True)
    ]
    if shown.mode in RELATIONS:
        values = compare_work.relation(shown.mode, *shown.values)
        unit = "" if shown.mode == RATIO else shown.unit
        about = RELATION_NAMES[shown.mode]
        images.append(ArrayImage(shown.mode.upper(), values, shown.grid, unit, frame, AXES, about))
    notes = (("A", pair[0].name), ("B", pair[1].name), ("wavelengths", what_is_seen(stage)))
    return Numbers(
        f"{SUBJECT_NAMES[comparison.state.subject]} of two tables", images=tuple(images), notes=notes
    )
