"""Positions on the sky of all rows of a selection."""

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels import projecting
from pixviewer.core.progress import Progress
from pixviewer.core.table.apertures import STATE_CODE
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import make_plan, scan
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
    plan = make_plan(table, selection)
    if plan.matcher is None:
        return _of_all_rows(table, progress)

    def add(found: list[tuple[Floats, Floats]], chunk: Chunk) -> None:
        x, y = chunk["x"][chunk.keep], chunk["y"][chunk.keep]
        ra, dec = np.empty(x.size), np.empty(x.size)
        _fill(table, x, y, ra, dec)
        found.append((ra, dec))

    states = scan(table, plan, ("x", "y"), list, add, progress, "Sky positions")
    parts = [part for state in states for part in state]
    if not parts:
        return np.empty(0), np.empty(0)
    ra, dec = (np.concatenate(values) for values in zip(*parts, strict=True))
    return ra, dec


def _of_all_rows(table: PixTable, progress: Progress | None) -> tuple[Floats, Floats]:
    """Straight into the answer: new memory for every chunk took longer than all the trigonometry."""
    ra, dec = np.empty(table.n_row), np.empty(table.n_row)

    def add(_: None, chunk: Chunk) -> None:
        first, last = int(chunk.starts[0]), int(chunk.stops[-1])
        _fill(table, chunk["x"], chunk["y"], ra[first:last], dec[first:last])

    scan(table, make_plan(table, None), ("x", "y"), lambda: None, add, progress, "Sky positions")
    return ra, dec


def _fill(
    table: PixTable, x: npt.NDArray[np.float32], y: npt.NDArray[np.float32], ra: Floats, dec: Floats
) -> None:
    frame = table.frame
    dec0 = np.radians(frame.dec0)
    state, sin_dec0, cos_dec0 = STATE_CODE[frame.state], float(np.sin(dec0)), float(np.cos(dec0))
    projecting.sky_positions(x, y, state, frame.ra0, frame.dec0, sin_dec0, cos_dec0, ra, dec)
