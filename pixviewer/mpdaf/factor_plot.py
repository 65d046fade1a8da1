"""Curves of factors along wavelength, a panel for each IFU. matplotlib is imported only when one is drawn."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.io.factor_files import read_columns
from pixviewer.core.table.origin import N_SLICE

if TYPE_CHECKING:
    from astropy.table import Table
    from matplotlib.axes import Axes

Columns = Mapping[str, npt.NDArray[Any]]

_OLD_NAMES = {"slice": "sli", "correction": "corr"}
_ROWS, _COLUMNS = 6, 4


def plot_autocal_factors(
    filename: "str | os.PathLike[str] | Table",
    savefig: str | os.PathLike[str] | None = None,
    plot_rejected: bool = False,
    sharex: bool | str = True,
    sharey: bool | str = True,
    figsize: float = 4,
    cmap: str = "Spectral",
    plot_npts: bool = False,
) -> None:
    """Draw factors, or the numbers of rows that they were measured from, against the number of the bin.

    Parameters
    ----------
    filename : path, astropy Table or PixTableAutoCalib
        The pipeline's ``AUTOCAL_FACTORS`` or MPDAF's auto-calibration; columns may have their older names.
    savefig : path, optional
        Picture to save; it is drawn in a new figure of pyplot in any case.
    plot_rejected : bool
        Also mark factors that were replaced as spikes, where the table tells them.
    sharex, sharey : bool or {"row", "col", "all", "none"}
        Whether panels have the same axes.
    figsize : float
        Width and height of a panel in inches.
    cmap : str
        Colour map of the slices.
    plot_npts : bool
        Draw numbers of rows instead of factors.

    Raises
    ------
    ValueError
        If the table lacks a column.
    PixTableError
        If the file holds no factors.
    """
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    wanted = "npts" if plot_npts else "corr"
    cells = _cells(filename, wanted)
    figure, axes = plt.subplots(
        _ROWS, _COLUMNS, figsize=(_COLUMNS * figsize, _ROWS * figsize), sharex=sharex, sharey=sharey
    )
    colours = mpl.colormaps[cmap].resampled(N_SLICE)
    for ifu, panel in enumerate(axes.flat, 1):
        _draw_ifu(panel, ifu, cells, wanted, colours, plot_rejected and not plot_npts)
    what = "Number of points" if plot_npts else "Correction factor"
    figure.suptitle(f"{what} (y) by number of the wavelength bin (x), IFU and slice (colour)", fontsize=16)
    figure.tight_layout(rect=(0, 0, 1, 0.95))  # before the bar, which is part of no such layout
    _draw_slices(figure.add_axes((0.1, 0.96, 0.8, 0.01)), colours)
    if savefig is not None:
        figure.savefig(savefig)


def _cells(source: Any, wanted: str) -> Columns:
    """Columns by the pipeline's names, whatever they are read from; the source stays as it is."""
    if isinstance(source, (str, os.PathLike)):
        columns = dict(read_columns(source)[1])
    else:
        table = source.as_table() if hasattr(source, "as_table") else source
        columns = {_OLD_NAMES.get(name, name): np.asarray(table[name]) for name in table.colnames}
    missing = {"ifu", "sli", wanted} - columns.keys()
    if missing:
        raise ValueError(f"the table of factors has no column {' and no '.join(sorted(missing))}")
    columns.setdefault("quad", np.ones(len(columns["ifu"]), np.int32))  # very old ones have one bin
    return columns


def _draw_ifu(
    panel: "Axes", ifu: int, cells: Columns, wanted: str, colours: Any, with_rejected: bool
) -> None:
    of_ifu = cells["ifu"] == ifu
    for slice_no in range(1, N_SLICE + 1):
        rows = np.flatnonzero(of_ifu & (cells["sli"] == slice_no))
        rows = rows[np.argsort(cells["quad"][rows], kind="stable")]
        bins, colour = cells["quad"][rows], colours(slice_no - 1)
        panel.plot(bins, cells[wanted][rows], color=colour)
        if with_rejected and "corr_orig" in cells:
            rejected = cells["corr_orig"][rows]
            is_there = np.isfinite(rejected)
            if is_there.any():
                panel.scatter(bins[is_there], rejected[is_there], s=20, color=colour)
    panel.set_title(f"IFU {ifu}")
    panel.grid(True)


def _draw_slices(axes: "Axes", colours: Any) -> None:
    """One bar that numbers the colours."""
    import matplotlib as mpl

    edges = np.arange(N_SLICE + 1) + 0.5
    mapped = mpl.cm.ScalarMappable(mpl.colors.BoundaryNorm(edges, N_SLICE), colours)
    axes.figure.colorbar(mapped, cax=axes, orientation="horizontal", ticks=np.arange(1, N_SLICE + 1))
