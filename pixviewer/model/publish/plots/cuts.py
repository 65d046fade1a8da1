"""The histogram of a picture with its limits and the stretch between them."""

import numpy as np

from pixviewer.model.column_units import unit_of_view
from pixviewer.model.cuts import CutsHistogram, shades
from pixviewer.model.limit_rules import Range
from pixviewer.model.publish.figure import Axis, Figure, Line, Panel, Rule, Steps
from pixviewer.model.publish.numbers import Column, Numbers
from pixviewer.model.publish.plots.parts import labelled
from pixviewer.model.publish.stage import Stage
from pixviewer.model.state import Display

CUTS = "cuts"
_NOTHING = 0.5  # what an empty bin is drawn as: below one cell
_ROOM = 0.4  # beside the limits, in units of their distance
_N_DRAWN = 150


def has_cuts(stage: Stage) -> bool:
    """Whether the cells of a picture have been counted."""
    return stage.workspace.cuts.shown.histogram is not None


def _parts(stage: Stage) -> tuple[CutsHistogram, Range, Display, str]:
    cuts = stage.workspace.cuts
    found, picture = cuts.shown.histogram, cuts.shown.picture
    assert found is not None
    unit = unit_of_view(stage.workspace, cuts.state.view)
    return found, (picture.lo, picture.hi), picture.display, unit


def cuts_figure(stage: Stage) -> Figure:
    """Describe counts, limits and stretch."""
    found, (low, high), display, unit = _parts(stage)
    x0, x1 = low - _ROOM * (high - low), high + _ROOM * (high - low)
    visible = (x1 - x0) / (found.edges[1] - found.edges[0])
    edges, counts = found.folded(2 ** int(np.clip(np.ceil(np.log2(max(visible, 1.0) / _N_DRAWN)), 0, 6)))
    top = 2.0 * max(float(counts.max()), 5.0)
    x = np.linspace(x0, x1, 600)
    shade = shades(found, (low, high), display, x)
    layers = (
        Steps(edges, np.maximum(counts, _NOTHING), "curve", "cells"),
        Line(x, _NOTHING * (top / _NOTHING) ** shade, "warning", name=display.stretch, is_dashed=True),
        Rule(low, is_upright=True),
        Rule(high, is_upright=True),
    )
    panel = Panel(
        Axis(labelled("Value", unit), x0, x1), Axis("Cells per bin", _NOTHING, top, is_log=True), layers
    )
    return Figure(f"Values of the {stage.workspace.cuts.state.view}", (panel,))


def cuts_numbers(stage: Stage) -> Numbers:
    """A line for each bin."""
    found, (low, high), display, unit = _parts(stage)
    middle = 0.5 * (found.edges[:-1] + found.edges[1:])
    columns = (
        Column("low", found.edges[:-1], unit, "lower edge of the bin, which it holds"),
        Column("high", found.edges[1:], unit, "upper edge of the bin"),
        Column("n_cell", found.counts, "", "cells of the picture"),
        Column("shade", shades(found, (low, high), display, middle), "", "0 to 1, as the picture has it"),
    )
    notes = (
        ("table", stage.workspace.name), ("view", stage.workspace.cuts.state.view),
        ("lower limit", f"{low:.9g}"), ("upper limit", f"{high:.9g}"), ("stretch", display.stretch),
        ("contrast", f"{display.contrast:g}"), ("bias", f"{display.bias:g}"),
        ("cells below the bins", str(found.n_below)), ("cells above the bins", str(found.n_above)),
        ("cells without value", str(found.n_blank)),
    )  # fmt: skip
    return Numbers(f"Values of the {stage.workspace.cuts.state.view}", columns, notes=notes)
