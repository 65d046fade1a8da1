"""`PixTable.selfcalibrate`: factors measured by the core, and a table that is seen through them."""

import os
from typing import Any

import numpy as np

from pixviewer.core.calib.applying import multiplied, through
from pixviewer.core.calib.calibrating import selfcalibrate
from pixviewer.core.calib.estimate import Estimate
from pixviewer.core.calib.mask import RowMask
from pixviewer.core.calib.recording import AUTOCAL, MPDAF_METHOD
from pixviewer.core.io.factor_files.cells import numbers
from pixviewer.core.io.logs import write_log
from pixviewer.mpdaf.autocalib import PixTableAutoCalib
from pixviewer.mpdaf.naming import base_name
from pixviewer.mpdaf.products import Products

_RECORDED = (AUTOCAL, "MPDAF METH")


class Calibrating(Products):
    """The self-calibration by MPDAF's names."""

    def selfcalibrate(
        self,
        pixmask: Any = None,
        corr_clip: float = 15.0,
        logfile: str | os.PathLike[str] | None = None,
    ) -> PixTableAutoCalib:
        """Bring all slices to one sky level, with the bins of ``pixviewer.mpdaf.pixtable.SKY_SEGMENTS``.

        Value and variance of this table are corrected, in double precision; the file stays as it is, and
        the header says what was done. Of a file, they are multiplied out when they are first asked for.

        Parameters
        ----------
        pixmask : PixTableMask or (n_row,) bool array, optional
            Rows on objects, which take no part, as flagged ones.
        corr_clip : float
            A factor farther than this many robust standard deviations off the mean of its half IFU is
            replaced by that of the half.
        logfile : path, optional
            Where to write what was measured and replaced; a file of that name is replaced.

        Returns
        -------
        PixTableAutoCalib

        Raises
        ------
        ValueError
            If an argument makes no sense.
        OutputError
            If the log cannot be written; then nothing is corrected.

        Warns
        -----
        PixTableWarning
            If it makes little sense: the sky is subtracted, the table calibrated already, and more.
        """
        # Imported here, as that module builds on this one; asked now, as a script may have set other edges.
        from pixviewer.mpdaf import pixtable

        core = self._frozen()
        mask = None if pixmask is None else _row_mask(pixmask)
        found = selfcalibrate(core, mask, corr_clip=corr_clip, bins=list(pixtable.SKY_SEGMENTS), force=True)
        if logfile is not None:
            write_log(found, logfile, overwrite=True, protect=self._inputs)
        apply = through if self._is_stored() else multiplied
        self._table = apply(core, found.factors)
        if self._lent is not None:
            for card in self._table.header.cards:
                if card.keyword.startswith(_RECORDED):
                    self._lent[f"HIERARCH {card.keyword}"] = (card.value, card.comment)
        return _told(found, "" if mask is None else mask.mask_name, base_name(self.filename))


def _row_mask(pixmask: Any) -> RowMask:
    column = np.asarray(getattr(pixmask, "maskcol", pixmask)).astype(np.bool_)
    return RowMask(column, 0, "", base_name(getattr(pixmask, "maskfile", "")))


def _told(found: Estimate, maskfile: str, pixtable: str) -> PixTableAutoCalib:
    cell = numbers(found.edges.size - 1)
    made = PixTableAutoCalib(
        method=MPDAF_METHOD,
        maskfile=maskfile,
        pixtable=pixtable,
        ifu=cell["ifu"],
        sli=cell["sli"],
        quad=cell["quad"],
        npts=found.n_row.ravel().astype(np.int32),
        corr=found.factor.ravel().copy(),
    )
    made.edges = found.edges
    return made
