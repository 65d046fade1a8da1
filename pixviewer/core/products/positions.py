"""Positions on the sky of all rows of a selection."""

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels import projecting
from pixviewer.core.progress import Progress
from pixviewer.core.table.apertures import STATE_CODE
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import Chunk, make_plan, scan
from pixviewer.core.table.selection import Expression

Floats = npt.NDArray[np.float64]


def sky_positions(
    table: PixTable, selection: Expression | None = None, *, progress: Progress | None = None
) -> tuple[Floats, Floats]:
    """RA and Dec in degrees of the rows of a selection, in their order; field pixels in the pixel state.

    Parameters
    ----------
    table : PixTable
    selection : Expression, optional
        None for all rows.
    progress : Progress, optional

    Returns
    -------
    ra, dec : (n,) float64
        Arrays as long as the selection: for a whole exposure 5 GB. RA is not wrapped: near 0 h it may leave
        0 to 360, as in the pipeline.
    """
    frame = table.frame
    dec0 = np.radians(frame.dec0)
    reference = (frame.ra0, frame.dec0, float(np.sin(dec0)), float(np.cos(dec0)))

    def add(found: list[tuple[Floats, Floats]], chunk: Chunk) -> None:
        x, y = chunk["x"], chunk["y"]
        if not chunk.keep.all():
            x, y = x[chunk.keep], y[chunk.keep]
        ra, dec = np.empty(x.size), np.empty(x.size)
        projecting.sky_positions(x, y, STATE_CODE[frame.state], *reference, ra, dec)
        found.append((ra, dec))

    plan = make_plan(table, selection)
    states = scan(table, plan, ("x", "y"), list, add, progress, "Sky positions")
    parts = [part for state in states for part in state]
    if not parts:
        return np.empty(0), np.empty(0)
    ra, dec = (np.concatenate(values) for values in zip(*parts, strict=True))
    return ra, dec
