"""The tables that products are made of, and how NumPy would make them."""

import numpy as np
from tables import make_table

from pixviewer.core.geometry import Grid
from pixviewer.core.table.selection import Selection

SMALL = {"ifus": (5, 6), "n_slice": 30, "rows_per_slice": 25}
SELECTIONS = [
    None,
    Selection(wave=[(5000, 6000), (7000, 8000)]),
    Selection(ifu=6, good=True) | Selection(stack=1),
    Selection(ifu=24),
]


def a_table(state="projected", **settings):
    """A table with no row so near to the edge of a tenth of a cell that rounding would decide its place."""
    made = make_table(state, **{**SMALL, **settings})
    step = 0.1 if state == "pixel" else 0.02
    for position in (made.xi, made.eta):
        near = np.abs(position / step - np.round(position / step)) < 1e-3
        made.columns["x"][near] = made.columns["y"][near] = np.nan
        for truth in (made.xi, made.eta, made.ra, made.dec):
            truth[near] = np.nan
    made.columns["data"][::50] = np.nan
    made.columns["variance"][7::50] = np.inf
    made.columns["variance"][9::50] = -1
    return made


def goodness(made):
    c = made.columns
    return (c["flags"] == 0) & np.isfinite(c["data"]) & np.isfinite(c["variance"])


def a_grid(made):
    """A grid over part of the table, east to the left on the sky."""
    scale = 5.0 if made.state == "pixel" else 1.0
    centre = np.nanmedian(made.xi), np.nanmedian(made.eta)
    x0, y0 = (np.round(c / scale) * scale for c in centre)
    step = 0.5 * scale
    if made.state == "pixel":
        return Grid(x0 - 12 * step, y0 - 4 * step, step, step, 30, 9)
    return Grid(x0 + 12 * step, y0 - 4 * step, -step, step, 30, 9)


def cells_of(made, grid):
    """Index of the cell of each row, and whether it has one."""
    with np.errstate(invalid="ignore"):
        col = np.floor((made.xi - grid.x0) / grid.dx)
        row = np.floor((made.eta - grid.y0) / grid.dy)
    inside = (col >= 0) & (col < grid.n_x) & (row >= 0) & (row < grid.n_y)
    index = np.where(inside, row * grid.n_x + col, 0).astype(int)
    return index, inside


def summed(values, index, grid):
    return np.bincount(index, values, grid.n_x * grid.n_y).reshape(grid.shape)


def statistics(statistic, value, variance, index, grid):
    """Value, variance and count of each cell of good rows."""
    value, variance = value.astype(np.float64), variance.astype(np.float64)
    if statistic == "ivw":
        usable = variance > 0
        value, variance, index = value[usable], variance[usable], index[usable]
    n = np.bincount(index, minlength=grid.n_x * grid.n_y).reshape(grid.shape)
    empty = np.where(n == 0, np.nan, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        if statistic == "count":
            return n, n, n
        if statistic == "sum":
            return summed(value, index, grid) * empty, summed(variance, index, grid) * empty, n
        if statistic == "mean":
            return summed(value, index, grid) / n, summed(variance, index, grid) / n**2, n
        weight = summed(1 / variance, index, grid)
        return summed(value / variance, index, grid) / weight * empty, 1 / weight * empty, n


def true_labels(made, by):
    sky = np.array([0, 9, 8, 1, 10, 7, 2, 11, 6, 3, 12, 5, 4])
    place = (made.slice_no - 1) % 12 + 1
    stack = (made.slice_no - 1) // 12 + 1
    return {
        "ifu": made.ifu,
        "slice": made.slice_no,
        "slice_sky": 12 * (stack - 1) + sky[place],
        "stack": stack,
        "exposure": made.exposure,
    }[by]
