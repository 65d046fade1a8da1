"""Diagrams of tools: fit, columns, contents, and the slice inspector."""

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from pixviewer.core.geometry import Grid
from pixviewer.model.diagrams import LINE, Diagram
from pixviewer.model.linked import slice_plots
from pixviewer.model.publish.figure import (
    Axis,
    Dots,
    Figure,
    Layer,
    Legend,
    Line,
    Panel,
    Raster,
    Scale,
    Steps,
)
from pixviewer.model.publish.numbers import ArrayImage, Column, Numbers
from pixviewer.model.publish.plot import Plot
from pixviewer.model.publish.plots.parts import (
    blank,
    diagram_panel,
    labelled,
    legend,
    plain_bar,
    plain_sky_panel,
    sky_panel,
)
from pixviewer.model.publish.plots.sky import frame_of
from pixviewer.model.publish.plots.slices import IFU_TICKS
from pixviewer.model.publish.stage import Stage
from pixviewer.model.state import Bounds
from pixviewer.model.tools import fit_plots
from pixviewer.model.tools.fitting import MAP_COLOURS, FitAnswer, command_of
from pixviewer.model.tools.plotting import COLOUR_MAP, COLOURS, EAST_LEFT, PlotAnswer

if TYPE_CHECKING:
    from pixviewer.core.calib.inspecting import SliceInspection
    from pixviewer.model.inspecting import Inspected
    from pixviewer.model.tools.content import Content

COLUMNS, CONTENTS = "columns", "contents"


def diagram_numbers(made: Diagram, title: str, **settings: Any) -> Numbers:
    """All series of a diagram in one table, with a column that tells them apart where there are several."""
    names = [series.name.lstrip("●■—× ").strip() or ("model" if series.style == LINE else "values")
             for series in made.series]  # fmt: skip
    sizes = [series.x.size for series in made.series]
    errors = [np.full(s.x.size, np.nan) if s.error is None else s.error for s in made.series]
    columns = [
        Column("x", np.concatenate([s.x for s in made.series]), "", made.bottom[0]),
        Column("y", np.concatenate([s.y for s in made.series]), "", made.left[0]),
        Column("y_error", np.concatenate(errors), "", "1 sigma"),
    ]
    if len(sizes) > 1:
        columns.insert(0, Column("series", np.repeat(np.array(names), sizes), "", "which of the curves"))
    return Numbers(title, tuple(columns), **settings)


# Fit


def _answer(stage: Stage) -> FitAnswer:
    answer = stage.workspace.tools.fitting.answer
    assert answer is not None
    return answer


def _has_fit(stage: Stage, name: str) -> bool:
    answer = stage.workspace.tools.fitting.answer
    return answer is not None and name in dict(fit_plots.plots_of(answer))


def _fit_title(stage: Stage, name: str) -> str:
    answer = _answer(stage)
    titles = {**dict(fit_plots.PLOTS), **dict(fit_plots.CURVES)}
    return f"{answer.fit.model.title()} fit of {answer.region} · {titles[name]}"


def _fit_figure(stage: Stage, name: str) -> Figure:
    answer = _answer(stage)
    if name == fit_plots.MAP:
        return Figure(_fit_title(stage, name), (_residual_panel(stage, answer),))
    panel = diagram_panel(fit_plots.diagram(answer, name), stage.box(fit_ident(name)))
    return Figure(_fit_title(stage, name), (panel,))


def _residual_panel(stage: Stage, answer: FitAnswer) -> Panel:
    found = answer.residual_map
    bar = plain_bar(MAP_COLOURS, -found.limit, found.limit, labelled("Value − model", answer.fit.unit))
    box = stage.box(fit_ident(fit_plots.MAP)) or found.grid.bounds
    layers: list[Layer] = [Raster(found.rgba, found.grid)]
    return sky_panel(stage, frame_of(stage), box, layers, bar=bar, background=blank(stage))


def _fit_numbers(stage: Stage, name: str) -> Numbers:
    answer, table = _answer(stage), stage.workspace.table
    command = command_of(answer.request, table.path if table is not None else None)
    title = _fit_title(stage, name)
    if name == fit_plots.MAP:
        return _residual_numbers(stage, answer, title, command)
    return diagram_numbers(fit_plots.diagram(answer, name), title, command=command)


def _residual_numbers(stage: Stage, answer: FitAnswer, title: str, command: str) -> Numbers:
    """Each row that was fitted: where it is, its value, and what is left of it."""
    left, fit = answer.fit.residuals, answer.fit
    columns = (
        Column("xi", left.xi, fit.plane_unit, "to the east"),
        Column("eta", left.eta, fit.plane_unit, "to the north"),
        Column("value", left.value, fit.unit, "value of the row"),
        Column("difference", left.difference, fit.unit, "value minus model"),
    )
    return Numbers(title, columns, command=command)


def fit_ident(name: str) -> str:
    """Name of the plot of a diagram of the fit."""
    return f"fit-{name.replace('_', '-')}"


FITS = tuple(
    Plot(fit_ident(name), f"Fit: {title[:1].lower() + title[1:] if title[:2] != 'FW' else title}",
         partial(_has_fit, name=name), partial(_fit_figure, name=name), partial(_fit_numbers, name=name),
         "fit a star (Ctrl+F)" + ("" if name in dict(fit_plots.PLOTS) else ", in bins of wavelength"))
    for name, title in (*fit_plots.PLOTS, *fit_plots.CURVES)
)  # fmt: skip


# Any column against any other


def has_columns(stage: Stage) -> bool:
    """Whether a diagram of rows is drawn."""
    answer = stage.workspace.tools.plotting.answer
    return answer is not None and answer.rows.size > 0


def _plot_answer(stage: Stage) -> PlotAnswer:
    answer = stage.workspace.tools.plotting.answer
    assert answer is not None
    return answer


def columns_figure(stage: Stage) -> Figure:
    """Describe the diagram of rows in their colours."""
    answer = _plot_answer(stage)
    good = np.isfinite(answer.x) & np.isfinite(answer.y)
    x, y = answer.x[good].astype(np.float64), answer.y[good].astype(np.float64)
    box = stage.box(COLUMNS) or (*_ends(x), *_ends(y))
    ends = (box[1], box[0]) if answer.request.x in EAST_LEFT else box[:2]
    panel = Panel(
        Axis(answer.labels[0], *ends), Axis(answer.labels[1], box[2], box[3]),
        (Dots(x, y, answer.rgba[good], 1.6),), bar=_columns_bar(answer), shape=0.8,
    )  # fmt: skip
    return Figure(f"Rows of {answer.title}", (panel,))


def _ends(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> tuple[float, float]:
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    room = 0.04 * (high - low) or 0.5
    return low - room, high + room


def _columns_bar(answer: PlotAnswer) -> Scale | Legend:
    by = answer.request.by
    name = dict(COLOURS)[by]
    if answer.limits is not None:
        return plain_bar(COLOUR_MAP, *answer.limits, labelled(name, answer.unit))
    if by == "flags":
        present = int(np.bitwise_or.reduce(np.array(answer.present, np.uint32), initial=0))
        return legend(by, (present,), answer.request.flag_colours, name)
    return legend(by, tuple(i for i in answer.present if i > 0), (), name)


def columns_numbers(stage: Stage) -> Numbers:
    """A line for each row that is drawn."""
    answer = _plot_answer(stage)
    request = answer.request
    columns = (
        Column("row", answer.rows, "", "row number in the table, from 0"),
        Column(request.x, np.asarray(answer.x), "", answer.labels[0]),
        Column(request.y if request.y != request.x else f"{request.y}_2", np.asarray(answer.y), "",
               answer.labels[1]),
    )  # fmt: skip
    notes = (("rows of the region", str(answer.n_row)), ("rows drawn", str(answer.rows.size)))
    return Numbers(f"Rows of {answer.title}", columns, notes=notes)


# Contents


def has_contents(stage: Stage) -> bool:
    """Whether rows have been counted."""
    return stage.workspace.tools.content.content is not None


def _content(stage: Stage) -> "Content":
    content = stage.workspace.tools.content.content
    assert content is not None
    return content


def contents_figure(stage: Stage) -> Figure:
    """Describe the rows of each IFU, with and without flags, and of each slice as a map."""
    from pixviewer.model import shading

    content = _content(stage)
    rows = content.counts.per_slice[1:25, 1:49].astype(np.float64)
    bad = content.counts.bad_per_slice[1:25, 1:49]
    per_ifu, bad_per_ifu = rows.sum(axis=1), bad.sum(axis=1).astype(np.float64)
    edges = np.linspace(0.5, 24.5, 25)
    top = 1.12 * max(float(per_ifu.max()), 1.0)
    bars: tuple[Layer, ...] = (
        Steps(edges, per_ifu, "curve", "all rows"), Steps(edges, bad_per_ifu, "warning", "flagged"),
    )  # fmt: skip
    known = np.where(rows > 0, rows, np.nan)
    most = float(np.nanmax(known)) if (rows > 0).any() else 1.0
    rgba = np.ascontiguousarray(shading.shade(known, 0.0, most, cmap="viridis").transpose(1, 0, 2))
    ticks = tuple((float(i), str(i)) for i in range(1, 49))
    panels = (
        Panel(Axis("IFU", 0.5, 24.5, ticks=IFU_TICKS), Axis("Rows", 0.0, top), bars, shape=0.8),
        Panel(Axis("IFU", 0.5, 24.5, ticks=IFU_TICKS), Axis("slice (CCD numbering)", 0.5, 48.5, ticks=ticks),
              (Raster(rgba, Grid(0.5, 0.5, 1.0, 1.0, 24, 48)),), bar=plain_bar("viridis", 0.0, most, "Rows"),
              shape=0.8),
    )  # fmt: skip
    return Figure(f"Contents of {content.title}", panels, 2)


def contents_numbers(stage: Stage) -> Numbers:
    """A line for each slice that has rows."""
    content = _content(stage)
    ifu, ccd = np.nonzero(content.counts.per_slice)
    columns = (
        Column("ifu", ifu, "", "IFU number"),
        Column("slice_ccd", ccd, "", "slice in CCD numbering"),
        Column("n_row", content.counts.per_slice[ifu, ccd], "", "rows"),
        Column("n_flagged", content.counts.bad_per_slice[ifu, ccd], "", "rows with any flag"),
    )
    notes = tuple(
        (f"exposure {e.number}", f"{int(n)} rows{f' of {e.date_obs}' if e.date_obs else ''}")
        for e, n in zip(content.exposures, content.counts.per_exposure, strict=True)
    )
    return Numbers(f"Contents of {content.title}", columns, notes=notes)


# The slice inspector


def _inspected(stage: Stage) -> "Inspected | None":
    return stage.workspace.linked.inspector.shown.inspected


def has_inspected(stage: Stage) -> bool:
    """Whether a slice has been looked at."""
    return _inspected(stage) is not None and not stage.workspace.linked.inspector.is_waiting


def _found(stage: Stage) -> "tuple[Inspected, SliceInspection]":
    inspected = _inspected(stage)
    assert inspected is not None
    return inspected, inspected.inspection


def slice_title(stage: Stage) -> str:
    """Which slice it is, in both numberings."""
    from pixviewer.core.table.origin import ccd_to_sky

    _, found = _found(stage)
    return f"IFU {found.ifu}, slice {found.slice_no} CCD / {int(ccd_to_sky(found.slice_no))} sky"


def slice_parts(stage: Stage) -> dict[str, Panel]:
    """All diagrams of the inspector by name, those of them that there are."""
    inspected, found = _found(stage)
    factors = stage.workspace.linked.inspector.state.factors
    diagrams = {
        "profile": slice_plots.profile_of(found),
        "offsets": slice_plots.offsets_of(found),
        "residuals": slice_plots.residuals_of(found),
    }
    if factors is not None:
        diagrams["correction"] = slice_plots.curve_of(factors, found.ifu, found.slice_no)
    panels = {"strip": _strip_panel(stage, inspected, found)}
    panels |= {
        name: diagram_panel(made, stage.box(f"slice-{name}"), shape=0.5) for name, made in diagrams.items()
    }
    return panels | {"sky": _slice_sky(stage, inspected, found), "field": _slice_field(stage, found)}


def _strip_panel(stage: Stage, inspected: "Inspected", found: "SliceInspection") -> Panel:
    grid = slice_plots.strip_grid(found)
    x0, x1, y0, y1 = grid.bounds
    bar = plain_bar("gray", *inspected.limits, labelled("Mean of good rows", found.unit))
    return Panel(
        Axis(slice_plots.WAVE[0], x0, x1), Axis(slice_plots.column_labels(found)[0], y0, y1),
        (Raster(inspected.strip, grid),), background=blank(stage), bar=bar, shape=0.4,
    )  # fmt: skip


def _slice_sky(stage: Stage, inspected: "Inspected", found: "SliceInspection") -> Panel:
    layers: list[Layer] = [Raster(inspected.image, found.grid)]
    return plain_sky_panel(stage, frame_of(stage), found.grid.bounds, layers, background=blank(stage))


def _slice_field(stage: Stage, found: "SliceInspection") -> Panel:
    picture = stage.workspace.shown.image
    layers: list[Layer] = [] if picture is None else [Raster(picture.rgba, picture.grid)]
    for corners in found.outlines:
        closed = np.concatenate([corners, corners[:1]])
        layers.append(Line(closed[:, 0], closed[:, 1], "picked", 1.4, has_halo=True))
    box: Bounds = picture.grid.bounds if picture is not None else found.grid.bounds
    return plain_sky_panel(stage, frame_of(stage), box, layers, background=blank(stage))


SLICE_TITLES = {
    "strip": "on the detector", "profile": "against wavelength", "offsets": "against the sky of the field",
    "residuals": "values about the sky", "correction": "correction", "sky": "on the sky",
    "field": "in the field",
}  # fmt: skip


def slice_figure(stage: Stage) -> Figure:
    """Describe everything that the inspector shows of a slice."""
    parts = slice_parts(stage)
    panels = tuple(parts[name] for name in SLICE_TITLES if name in parts and name not in ("sky",))
    return Figure(slice_title(stage), panels, 2)


def _has_part(stage: Stage, name: str) -> bool:
    has_factors = stage.workspace.linked.inspector.state.factors is not None
    return has_inspected(stage) and (name != "correction" or has_factors)


def _part_figure(stage: Stage, name: str) -> Figure:
    return Figure(f"{slice_title(stage)} · {SLICE_TITLES[name]}", (slice_parts(stage)[name],))


def _part_numbers(stage: Stage, name: str) -> Numbers:
    _, found = _found(stage)
    title = f"{slice_title(stage)}: {SLICE_TITLES[name]}"
    if name == "strip":
        axes = (("WAVE", "Angstrom"), ("X", "pix"))
        grid = slice_plots.strip_grid(found)
        strip = ArrayImage("STRIP", found.strip, grid, found.unit, axes=axes, about="mean of good rows")
        return Numbers(title, images=(strip,))
    if name == "sky":
        return Numbers(title, images=(ArrayImage("SLICE", found.image, found.grid, found.unit,
                                                 frame_of(stage), about="mean of good rows"),))  # fmt: skip
    if name == "field":
        corners = np.concatenate(found.outlines) if found.outlines else np.zeros((0, 2))
        exposure = np.repeat(np.arange(1, len(found.outlines) + 1), [len(c) for c in found.outlines])
        unit = frame_of(stage).plane_unit
        return Numbers(title, (
            Column("exposure", exposure, "", "from 1"),
            Column("xi", corners[:, 0], unit, "corner, to the east"),
            Column("eta", corners[:, 1], unit, "corner, to the north"),
        ))  # fmt: skip
    factors = stage.workspace.linked.inspector.state.factors
    if name == "correction" and factors is not None:
        return diagram_numbers(slice_plots.curve_of(factors, found.ifu, found.slice_no), title)
    made = {
        "profile": slice_plots.profile_of, "offsets": slice_plots.offsets_of,
        "residuals": slice_plots.residuals_of,
    }[name](found)  # fmt: skip
    return diagram_numbers(made, title)


def slice_numbers(stage: Stage) -> Numbers:
    """The slice and the sky of the field in each bin of wavelength, and its picture on the detector."""
    _, found = _found(stage)
    strip = _part_numbers(stage, "strip").images
    columns = (
        Column("wave_low", found.wave_edges[:-1], "Angstrom", "lower edge of the bin"),
        Column("wave_high", found.wave_edges[1:], "Angstrom", "upper edge of the bin"),
        Column("slice", found.profile, found.unit, "mean of the rows of the slice"),
        Column("sky", found.sky, found.unit, "mean of the sky of the field at the same rows"),
    )
    return Numbers(slice_title(stage), columns, (*strip, *_part_numbers(stage, "sky").images))


SLICE_PARTS = tuple(
    Plot(f"slice-{name}", f"Slice: {title}", partial(_has_part, name=name), partial(_part_figure, name=name),
         partial(_part_numbers, name=name), "pick a slice, and look at it in the Slice panel")
    for name, title in SLICE_TITLES.items()
)  # fmt: skip
