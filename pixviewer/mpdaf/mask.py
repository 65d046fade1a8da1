"""A mask as a column of a pixel table."""

import os
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.mask import RowMask
from pixviewer.core.io.masks import read_row_mask, write_row_mask
from pixviewer.mpdaf.naming import base_name


class PixTableMask:
    """Which rows of a pixel table are masked.

    Parameters
    ----------
    filename : path, optional
        File to read; everything else is then read from it, and what is given is ignored.
    maskfile : str, optional
        Name of the mask image.
    maskcol : (n_row,) bool array, optional
        True for a masked row.
    pixtable : str, optional
        Name of the pixel table.

    Raises
    ------
    PixTableError
        If the file is no mask column.
    """

    def __init__(
        self,
        filename: str | os.PathLike[str] | None = None,
        maskfile: str | None = None,
        maskcol: npt.NDArray[np.bool_] | None = None,
        pixtable: Any = None,
    ) -> None:
        self.filename = filename
        self.maskfile, self.maskcol, self.pixtable = maskfile, maskcol, pixtable
        if filename is not None:
            mask = read_row_mask(filename)
            self.maskfile, self.maskcol, self.pixtable = mask.mask_name, mask.masked, mask.table_name

    def write(self, filename: str | os.PathLike[str]) -> None:
        """Write the column, with the names of the table and of the image; a file of that name is replaced.

        Raises
        ------
        ValueError
            If there is no column.
        OutputError
            If the file cannot be written.
        """
        if self.maskcol is None:
            raise ValueError("there is no mask to write; give maskcol")
        column = np.asarray(self.maskcol).astype(np.bool_)
        mask = RowMask(column, 0, base_name(self.pixtable), base_name(self.maskfile))
        write_row_mask(mask, filename, overwrite=True)
