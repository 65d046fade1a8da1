"""MPDAF's pixel table for scripts that were written for it: change the import line, and they run.

Names, arguments, defaults and conventions are those of ``mpdaf.drs``, ``mpdaf.MUSE`` and ``mpdaf.obj``; all
work is done by the core. Where MPDAF is wrong, the page *Where we differ* says what happens here.
"""

from pixviewer.mpdaf import pixtable
from pixviewer.mpdaf.autocalib import PixTableAutoCalib
from pixviewer.mpdaf.factor_plot import plot_autocal_factors
from pixviewer.mpdaf.image import Image
from pixviewer.mpdaf.mask import PixTableMask
from pixviewer.mpdaf.merging import merge_autocal_factors
from pixviewer.mpdaf.pixtable import SKY_SEGMENTS, PixTable, write
from pixviewer.mpdaf.slicer import Slicer

__all__ = [
    "SKY_SEGMENTS",
    "Image",
    "PixTable",
    "PixTableAutoCalib",
    "PixTableMask",
    "Slicer",
    "merge_autocal_factors",
    "pixtable",
    "plot_autocal_factors",
    "write",
]
