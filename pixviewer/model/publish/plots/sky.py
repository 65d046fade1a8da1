"""The sky image and the sky scatter."""

import shlex
from typing import Any

import numpy as np

from pixviewer.core.geometry import Frame
from pixviewer.core.numerals import plain
from pixviewer.model.lines.bands import LINE_QUANTITIES, map_words
from pixviewer.model.lines.commands import line_options
from pixviewer.model.lines.requests import LineMapRequest, shows_line
from pixviewer.model.publish.figure import Dots, Figure, Layer, Legend, Line, Raster, Scale
from pixviewer.model.publish.numbers import ArrayImage, Column, Numbers
from pixviewer.model.publish.plots.parts import (
    blank,
    colour_bar,
    legend,
    lit_layers,
    region_layers,
    sketchiness,
    sky_panel,
    trimmed,
    what_is_seen,
)
from pixviewer.model.publish.stage import Stage
from pixviewer.model.quantity_names import SKY_QUANTITIES, SUBJECT_NAMES
from pixviewer.model.resolve import ImageRequest
from pixviewer.model.state import FILE, IMAGE, SCATTER
from pixviewer.model.tools.chosen import choice_options
from pixviewer.model.work import CATEGORIES, Picture


def has_sky(stage: Stage, name: str) -> bool:
    """Whether one of the sky views shows a picture."""
    return getattr(stage.workspace.shown, name) is not None


def sky_figure(stage: Stage, name: str) -> Figure:
    """Describe the sky image, or the scatter, as it is in view."""
    workspace = stage.workspace
    picture: Picture = getattr(workspace.shown, name)
    frame = frame_of(stage)
    layers: list[Layer] = [Raster(picture.rgba, picture.grid)]
    if name == SCATTER:
        layers += _points(stage)
    layers += [*lit_layers(stage, name), *region_layers(stage, frame)]
    whole = picture.grid.bounds if name == IMAGE else workspace.navigator.extent or picture.grid.bounds
    box = trimmed(stage.box(name, workspace.view.bounds) or whole, whole)
    paper = blank(stage) if name == IMAGE else "paper"
    panel = sky_panel(stage, frame, box, layers, bar=_bar(stage, name, picture), background=paper)
    return Figure(_title(stage, name, picture), (panel,))


def frame_of(stage: Stage) -> Frame:
    """How the plane of the open table lies on the sky."""
    facts = stage.workspace.facts
    assert facts is not None  # a picture is shown only of an open table
    return facts.frame


def _points(stage: Stage) -> list[Layer]:
    """Rows one by one, with the lines between neighbours, where the view shows them so."""
    coloured = stage.workspace.shown.points
    if coloured is None:
        return []
    points = coloured.points
    ends = points.links.ravel()
    gap = np.full(points.links.shape[0], np.nan)
    lines = [
        np.column_stack([v[ends].reshape(-1, 2), gap]).ravel() if ends.size else np.zeros(0)
        for v in (points.xi, points.eta)
    ]
    return [
        Line(lines[0], lines[1], "counts", 0.5),
        Dots(points.xi, points.eta, coloured.rgba, 2.2),
    ]


def name_of(stage: Stage, name: str, by: str) -> str:
    """What a sky view calls what it shows."""
    return {**dict(SKY_QUANTITIES[name]), **dict(LINE_QUANTITIES), FILE: "Image file"}.get(by, by)


def _bar(stage: Stage, name: str, picture: Picture) -> Scale | Legend | None:
    display = picture.display
    label = name_of(stage, name, display.by)
    if picture.lo is None or picture.hi is None:
        if display.by not in CATEGORIES:
            return None  # nothing but blanks
        return legend(display.by, picture.labels, display.flag_colours, label)
    return colour_bar(display, picture.lo, picture.hi, label, unit_of(stage, name, picture))


def unit_of(stage: Stage, name: str, picture: Picture) -> str:
    """Unit of what a sky view shows."""
    if name == IMAGE:
        return picture.unit
    table, by = stage.workspace.table, picture.display.by
    if table is None:
        return ""
    units = {"wave": "Angstrom", "data": table.facts.data_unit, "variance": table.facts.variance_unit}
    return units.get(by, "")


def _title(stage: Stage, name: str, picture: Picture) -> str:
    by = picture.display.by
    opened = stage.workspace.tools.backdrop.opened
    if by == FILE and opened is not None:
        return f"{SUBJECT_NAMES[name]} · {opened.path.name}"
    seen = map_words(stage.workspace.lines.bands) if shows_line(by) else what_is_seen(stage)
    what = f"{SUBJECT_NAMES[name]} · {name_of(stage, name, by)} · {seen}"
    return what + sketchiness(picture.fraction)


# Numbers


def image_numbers(stage: Stage) -> Numbers:
    """The sky image with its variance and its rows."""
    request, image = _product(stage, IMAGE)
    title = _title(stage, IMAGE, stage.workspace.shown.image)  # type: ignore[arg-type]
    about = f"{image.statistic} of good rows of each cell"
    images = [ArrayImage("DATA", image.value, image.grid, image.unit, image.frame, about=about)]
    if image.variance.shape == image.value.shape:
        from pixviewer.core.table.columns import variance_unit

        unit = variance_unit(image.unit) if image.unit else ""
        images.append(ArrayImage("STAT", image.variance, image.grid, unit, image.frame, about="variance"))
        rows = image.count.astype(np.int32)
        images.append(ArrayImage("COUNT", rows, image.grid, "", image.frame, about="good rows"))
    return Numbers(title, images=tuple(images), notes=_notes(stage), command=image_command(stage, request))


def image_command(stage: Stage, request: object) -> str:
    """The command that makes the image; nothing for that of a file."""
    if not isinstance(request, ImageRequest) or request.sketch:
        return ""
    table = stage.workspace.table
    source = str(table.path) if table is not None and table.path is not None else "TABLE.fits"
    words = ["pixviewer", "image", source, "OUT.fits", *choice_options(request.choice)]
    if isinstance(request, LineMapRequest):
        words += line_options(request)
    elif request.statistic != "mean":
        words += ["--statistic", request.statistic]
    step = abs(_product(stage, IMAGE)[1].grid.dx)
    if table is not None and step != table.frame.natural_step:
        words += ["--step", plain(float(step))]
    return shlex.join(words)


def scatter_numbers(stage: Stage) -> Numbers:
    """The raster of the scatter: a value of each cell, and its rows."""
    picture = stage.workspace.shown.scatter
    assert picture is not None
    _, raster = _product(stage, SCATTER)
    frame, by = frame_of(stage), raster.by
    value = raster.plane
    name = name_of(stage, SCATTER, by)
    about = f"{name} that most rows of a cell have" if by in CATEGORIES else f"mean {name} of the rows"
    if by == "flags":
        value, about = value.astype(np.int64), "flags of all rows of a cell, as a number"
    elif by not in CATEGORIES:
        value = np.where(raster.count > 0, value, np.nan).astype(np.float32)
    images = (
        ArrayImage("DATA", value, raster.grid, unit_of(stage, SCATTER, picture), frame, about=about),
        ArrayImage("COUNT", raster.count.astype(np.int32), raster.grid, "", frame, about="rows of each cell"),
    )
    return Numbers(_title(stage, SCATTER, picture), _rows(stage), images, _notes(stage))


def _rows(stage: Stage) -> tuple[Column, ...]:
    """Single rows, where the view draws them."""
    coloured = stage.workspace.shown.points
    if coloured is None:
        return ()
    points, frame = coloured.points, frame_of(stage)
    unit = frame.plane_unit
    names = ("xi", "eta") if frame.is_sky else ("x", "y")
    return (
        Column("row", points.rows, "", "row number in the table, from 0"),
        Column(names[0], points.xi, unit, "to the east" if frame.is_sky else "field pixels"),
        Column(names[1], points.eta, unit, "to the north" if frame.is_sky else "field pixels"),
        Column(points.by, np.asarray(points.values), "", name_of(stage, SCATTER, points.by)),
        Column("flags", points.flags.astype(np.int64), "", "flags, as a number"),
    )


def _product(stage: Stage, name: str) -> tuple[Any, Any]:
    found = stage.workspace.canvases.product_of(name)
    assert found is not None  # what is shown was made of one
    return found


def _notes(stage: Stage) -> tuple[tuple[str, str], ...]:
    return (("table", stage.workspace.name), ("wavelengths", what_is_seen(stage)))
