"""Merge factors of several exposures, and give the table that MPDAF gives."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pixviewer.core.calib.merging import merge_factors
from pixviewer.core.io.factor_files import read_factors, write_merged_factors
from pixviewer.core.io.factor_files.cells import numbers

if TYPE_CHECKING:
    from astropy.table import Table


def merge_autocal_factors(
    flist: Sequence[str | os.PathLike[str]], outfile: str | os.PathLike[str] | None = None
) -> "Table":
    """Merge the factors of several exposures by sigma-clipped mean.

    Parameters
    ----------
    flist : sequence of paths
        Files of factors with the same bins: the pipeline's, or MPDAF's.
    outfile : path, optional
        Where to write the merged factors; a file of that name is replaced, but never one of those merged.

    Returns
    -------
    Table
        Columns ifu, sli, quad, corr, std_corr, nkeep, nrej; corr is NaN where no exposure has measured
        anything. In the file it is 1 there, as the pipeline would multiply by 0.

    Raises
    ------
    ValueError
        If there is no file, or bins or modes differ.
    PixTableError
        If a file cannot be read.
    OutputError
        If the file cannot be written.
    """
    from astropy.table import Table

    merged = merge_factors([read_factors(path, repair=True) for path in flist])
    if outfile is not None:
        write_merged_factors(merged, outfile, like=flist[0], overwrite=True, protect=flist)
    corr = np.where(merged.n_kept > 0, merged.factors.factor, np.nan)
    columns = {
        "corr": corr,
        "std_corr": merged.scatter,
        "nkeep": merged.n_kept,
        "nrej": merged.n_rejected,
    }
    ravelled = {name: values.ravel() for name, values in columns.items()}
    return Table({**numbers(merged.factors.n_bin), **ravelled})
