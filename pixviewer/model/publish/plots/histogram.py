"""Histograms: of the values of rows, and of the cells of a picture with its limits."""

import numpy as np

from pixviewer.model.column_units import unit_of_view
from pixviewer.model.histogram import QUANTITIES
from pixviewer.model.publish.figure import PICK, Axis, Figure, Layer, Line, Panel, Rule, Steps
from pixviewer.model.publish.numbers import Column, Numbers
from pixviewer.model.publish.plots.parts import labelled, sketchiness
from pixviewer.model.publish.stage import Stage
from pixviewer.model.stretches import EQUALIZATION, stretch_curve, toned

HISTOGRAM, CUTS = "histogram", "cuts"
_NOTHING = 0.5  # what a bin without rows is drawn as on a logarithmic axis: below one row


def has_histogram(stage: Stage) -> bool:
    """Whether values have been counted."""
    whole = stage.workspace.linked.histogram.shown.whole
    return whole is not None and whole.good.size > 0


def histogram_figure(stage: Stage) -> Figure:
    """Describe the counts of good, flagged and picked rows."""
    histogram = stage.workspace.linked.histogram
    whole, picked = histogram.shown.whole, histogram.shown.picked
    assert whole is not None
    counts = {"good": (whole.good, "curve", ""), "flagged": (whole.flagged, "warning", "")}
    if picked is not None and picked.quantity == whole.quantity and picked.n_row:
        counts["picked"] = (picked.good + picked.flagged, "picked", PICK)
    layers: list[Layer] = [
        Steps(whole.edges, np.maximum(n, _NOTHING), colour, name, part)
        for name, (n, colour, part) in counts.items()
    ]
    top = 2.0 * max(float(whole.good.max(initial=1)), float(whole.flagged.max(initial=1)), 5.0)
    box = stage.box(HISTOGRAM)
    x0, x1 = box[:2] if box is not None else (float(whole.edges[0]), float(whole.edges[-1]))
    low, high = (10.0 ** box[2], 10.0 ** box[3]) if box is not None else (_NOTHING, top)
    panel = Panel(
        Axis(labelled(QUANTITIES[whole.quantity][0], whole.unit), x0, x1),
        Axis("Rows per bin", low, high, is_log=True), tuple(layers),
    )  # fmt: skip
    title = histogram.title
    return Figure(f"Histogram of {title}{sketchiness(whole.fraction)}", (panel,))


def histogram_numbers(stage: Stage) -> Numbers:
    """A line for each bin."""
    histogram = stage.workspace.linked.histogram
    whole, picked = histogram.shown.whole, histogram.shown.picked
    assert whole is not None
    columns = [
        Column("low", whole.edges[:-1], whole.unit, "lower edge of the bin, which it holds"),
        Column("high", whole.edges[1:], whole.unit, "upper edge of the bin"),
        Column("n_good", whole.good, "", "rows without a flag"),
        Column("n_flagged", whole.flagged, "", "rows with a flag"),
    ]
    if picked is not None and picked.quantity == whole.quantity:
        columns.append(Column("n_picked", picked.good + picked.flagged, "", "rows that are picked"))
    name = QUANTITIES[whole.quantity][0]
    notes = (
        ("table", stage.workspace.name), ("quantity", name), ("rows below the bins", str(whole.n_below)),
        ("rows above the bins", str(whole.n_above)), ("share of the rows", f"{whole.fraction:g}"),
    )  # fmt: skip
    return Numbers(f"Histogram of {name.lower()}: {histogram.title}", tuple(columns), notes=notes)


# The picture of a view by value, with its limits


def has_cuts(stage: Stage) -> bool:
    """Whether the cells of a picture have been counted."""
    return stage.workspace.cuts.shown.histogram is not None


def cuts_figure(stage: Stage) -> Figure:
    """Describe the cells of the picture by value, its limits, and the stretch between them."""
    cuts = stage.workspace.cuts
    found, picture = cuts.shown.histogram, cuts.shown.picture
    assert found is not None
    display = stage.workspace.display.of(cuts.state.view)
    n_bin = found.counts.size
    n_fold = next((n for n in (16, 8, 4, 2) if n_bin % n == 0 and n_bin > 400), 1)
    edges, counts = found.folded(n_fold)
    top = 3.0 * max(float(counts.max(initial=1)), 3.0)
    layers: list[Layer] = [Steps(edges, np.maximum(counts.astype(np.float64), _NOTHING))]
    box = stage.box(CUTS)
    x0, x1 = box[:2] if box is not None else (float(edges[0]), float(edges[-1]))
    if picture is not None and picture.lo is not None:
        if box is None:
            reach = picture.hi - picture.lo
            x0, x1 = max(x0, picture.lo - reach), min(x1, picture.hi + 2.0 * reach)
        x = np.linspace(picture.lo, picture.hi, 257)
        if display.stretch != EQUALIZATION:  # whose curve is that of the counts themselves
            shade = toned(stretch_curve(display.stretch, x.size), display.contrast, display.bias)
            height = _NOTHING * (top / _NOTHING) ** shade
            layers.append(Line(x, height, "warning", 1.2, f"{display.stretch} stretch", is_dashed=True))
        layers += [Rule(picture.lo, True), Rule(picture.hi, True)]
    unit = unit_of_view(stage.workspace, cuts.state.view)
    panel = Panel(
        Axis(labelled("Value", unit), x0, x1), Axis("Cells per bin", _NOTHING, top, is_log=True),
        tuple(layers),
    )  # fmt: skip
    return Figure(f"Cells of the {cuts.state.view} view by value", (panel,))


def cuts_numbers(stage: Stage) -> Numbers:
    """A line for each bin."""
    cuts = stage.workspace.cuts
    found, picture = cuts.shown.histogram, cuts.shown.picture
    assert found is not None
    unit = unit_of_view(stage.workspace, cuts.state.view)
    columns = (
        Column("low", found.edges[:-1], unit, "lower edge of the bin"),
        Column("high", found.edges[1:], unit, "upper edge of the bin"),
        Column("n_cell", found.counts, "", "cells of the picture"),
    )
    limits = "" if picture is None or picture.lo is None else f"{picture.lo:g} to {picture.hi:g}"
    notes = (
        ("table", stage.workspace.name), ("limits of the picture", limits),
        ("cells below the bins", str(found.n_below)), ("cells above the bins", str(found.n_above)),
        ("cells without value", str(found.n_blank)),
    )  # fmt: skip
    return Numbers(f"Cells of the {cuts.state.view} view by value", columns, notes=notes)
