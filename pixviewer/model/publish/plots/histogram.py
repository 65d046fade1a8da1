"""The histogram of values."""

import numpy as np

from pixviewer.model.histogram import QUANTITIES
from pixviewer.model.publish.figure import PICK, Axis, Figure, Layer, Panel, Steps
from pixviewer.model.publish.numbers import Column, Numbers
from pixviewer.model.publish.plots.parts import labelled, sketchiness
from pixviewer.model.publish.stage import Stage

HISTOGRAM = "histogram"
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
