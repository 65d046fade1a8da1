"""What a mask leaves of each slice."""

import numpy as np

from pixviewer.core.geometry import Grid
from pixviewer.model import shading
from pixviewer.model.publish.figure import Axis, Dots, Figure, Layer, Panel, Raster
from pixviewer.model.publish.numbers import Column, Numbers
from pixviewer.model.publish.plots.parts import plain_bar
from pixviewer.model.publish.plots.slices import IFU_TICKS
from pixviewer.model.publish.stage import Stage

MASK_LEFT = "mask-left"


def has_mask_left(stage: Stage) -> bool:
    """Whether it has been counted."""
    return stage.workspace.selfcal.masking.coverage is not None


def mask_left_figure(stage: Stage) -> Figure:
    """Describe the shares as a map, slices of which nothing is left crossed out."""
    coverage = stage.workspace.selfcal.masking.coverage
    assert coverage is not None
    rgba = shading.shade(coverage.share_left, 0.0, 1.0, cmap="viridis")
    layers: list[Layer] = [
        Raster(np.ascontiguousarray(rgba.transpose(1, 0, 2)), Grid(0.5, 0.5, 1.0, 1.0, 24, 48))
    ]
    lost = np.array(list(coverage.lost), np.float64).reshape(-1, 2)
    if lost.size:
        layers.append(Dots(lost[:, 0], lost[:, 1], "#ffffff", 3.0, "cross"))
    ticks = tuple((float(i), str(i)) for i in range(1, 49))
    panel = Panel(
        Axis("IFU", 0.5, 24.5, ticks=IFU_TICKS), Axis("slice (CCD numbering)", 0.5, 48.5, ticks=ticks),
        tuple(layers), bar=plain_bar("viridis", 0.0, 1.0, "Share of the good rows"), shape=0.8,
    )  # fmt: skip
    return Figure("What the mask leaves of each slice", (panel,))


def mask_left_numbers(stage: Stage) -> Numbers:
    """A line for each slice."""
    from pixviewer.core.table.origin import ccd_to_sky

    coverage = stage.workspace.selfcal.masking.coverage
    assert coverage is not None
    ifu, ccd = (n.ravel() + 1 for n in np.indices((24, 48)))
    columns = (
        Column("ifu", ifu, "", "1 to 24"),
        Column("slice_ccd", ccd, "", "slice in CCD numbering, 1 to 48"),
        Column("slice_sky", np.asarray(ccd_to_sky(ccd)), "", "slice in sky numbering, 1 to 48"),
        Column("n_row", coverage.n_row.ravel(), "", "all rows"),
        Column("n_masked", coverage.n_masked.ravel(), "", "rows that are masked"),
        Column("n_good", coverage.n_good.ravel(), "", "rows without a flag"),
        Column("n_left", coverage.n_left.ravel(), "", "of these, rows that are not masked"),
        Column("share_left", coverage.share_left.ravel(), "", "of the good rows"),
    )
    return Numbers("What the mask leaves of each slice", columns, notes=(("table", stage.workspace.name),))
