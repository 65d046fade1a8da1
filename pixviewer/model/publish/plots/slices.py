"""The map of the slices."""

import numpy as np

from pixviewer.core.geometry import Grid
from pixviewer.model.detector import REGION_ROWS
from pixviewer.model.publish.figure import Axis, Figure, Panel, Raster
from pixviewer.model.publish.numbers import Column, Numbers
from pixviewer.model.publish.plots.parts import labelled, plain_bar, sketchiness
from pixviewer.model.publish.stage import Stage
from pixviewer.model.quantity_names import SLICE_NAMES
from pixviewer.model.slices import colour_slices, slice_order

SLICES = "slices"
IFU_TICKS = tuple((float(i), str(i)) for i in range(1, 25))


def has_slices(stage: Stage) -> bool:
    """Whether there is a map."""
    return stage.workspace.linked.shown.slice_map is not None


def slices_figure(stage: Stage) -> Figure:
    """Describe the map: IFUs across, slices upwards in the order that is chosen."""
    linked = stage.workspace.linked
    found, state = linked.shown.slice_map, linked.slices
    assert found is not None
    made = colour_slices(found, state.quantity)
    order, names, label = slice_order(state.numbering)
    rgba = np.ascontiguousarray(made.rgba[:, order - 1].transpose(1, 0, 2))
    ticks = tuple((float(i), name) for i, name in enumerate(names, 1))
    name = SLICE_NAMES[state.quantity]
    panel = Panel(
        Axis("IFU", 0.5, 24.5, ticks=IFU_TICKS), Axis(label, 0.5, 48.5, ticks=ticks),
        (Raster(rgba, Grid(0.5, 0.5, 1.0, 1.0, 24, 48)),),
        bar=plain_bar(made.cmap, made.lo, made.hi, labelled(name, made.unit)), shape=0.8,
    )  # fmt: skip
    whose = linked.chosen_name if state.rows == REGION_ROWS and linked.chosen_name else ""
    rows = f"rows of {whose}" if whose else "all rows"
    return Figure(f"Slice map · {name} · {rows}{sketchiness(found.fraction)}", (panel,))


def slices_numbers(stage: Stage) -> Numbers:
    """A line for each of the 24 × 48 slices."""
    from pixviewer.core.table.origin import ccd_to_sky

    found = stage.workspace.linked.shown.slice_map
    assert found is not None
    ifu, ccd = (n.ravel() + 1 for n in np.indices((24, 48)))
    columns = (
        Column("ifu", ifu, "", "1 to 24"),
        Column("slice_ccd", ccd, "", "slice in CCD numbering, 1 to 48"),
        Column("slice_sky", np.asarray(ccd_to_sky(ccd)), "", "slice in sky numbering, 1 to 48"),
        Column("n_row", found.n_row.ravel(), "", "rows"),
        Column("n_flagged", found.n_flagged.ravel(), "", "rows with any flag"),
        Column("n_good", found.n_good.ravel(), "", "rows in the mean"),
        Column("mean", found.mean.ravel(), found.unit, "mean of the good rows"),
    )
    notes = (("table", stage.workspace.name), ("share of the rows", f"{found.fraction:g}"))
    return Numbers("Slice map", columns, notes=notes)
