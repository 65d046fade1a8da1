"""Look into MUSE pixel tables: see the field, draw what to extract, judge a self-calibration.

What a script needs stands here under one name each, and is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pixviewer._version import __version__

if TYPE_CHECKING:
    from pixviewer.core.calib.applying import through
    from pixviewer.core.calib.comparing import compare_factors
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.calib.merging import merge_factors
    from pixviewer.core.errors import OutputError, PixTableError, PixTableWarning, PixviewerError
    from pixviewer.core.geometry import Circle, Frame, Grid, Square, State
    from pixviewer.core.io.correction import write_corrected
    from pixviewer.core.io.extraction import extract
    from pixviewer.core.io.factor_files import read_factors, write_factors, write_merged_factors
    from pixviewer.core.io.pictures import write_image
    from pixviewer.core.io.reading import open_table
    from pixviewer.core.io.spectra import write_spectrum
    from pixviewer.core.products.image import Image, white_light
    from pixviewer.core.products.positions import sky_positions
    from pixviewer.core.products.raster import Raster, scatter
    from pixviewer.core.products.rows import count_rows, decode_rows, find_rows, nearest_row, read_rows
    from pixviewer.core.products.spectrum import Spectrum, spectrum
    from pixviewer.core.progress import Cancelled, Progress
    from pixviewer.core.simulate import simulate
    from pixviewer.core.table.pixtable import PixTable
    from pixviewer.core.table.selection import Expression, Selection

_HOME = {
    "Cancelled": "core.progress",
    "Circle": "core.geometry",
    "Expression": "core.table.selection",
    "Factors": "core.calib.factors",
    "Frame": "core.geometry",
    "Grid": "core.geometry",
    "Image": "core.products.image",
    "OutputError": "core.errors",
    "PixTable": "core.table.pixtable",
    "PixTableError": "core.errors",
    "PixTableWarning": "core.errors",
    "PixviewerError": "core.errors",
    "Progress": "core.progress",
    "Raster": "core.products.raster",
    "Selection": "core.table.selection",
    "Spectrum": "core.products.spectrum",
    "Square": "core.geometry",
    "State": "core.geometry",
    "compare_factors": "core.calib.comparing",
    "count_rows": "core.products.rows",
    "decode_rows": "core.products.rows",
    "extract": "core.io.extraction",
    "find_rows": "core.products.rows",
    "merge_factors": "core.calib.merging",
    "nearest_row": "core.products.rows",
    "open_table": "core.io.reading",
    "read_factors": "core.io.factor_files",
    "read_rows": "core.products.rows",
    "scatter": "core.products.raster",
    "simulate": "core.simulate",
    "sky_positions": "core.products.positions",
    "spectrum": "core.products.spectrum",
    "through": "core.calib.applying",
    "white_light": "core.products.image",
    "write_corrected": "core.io.correction",
    "write_factors": "core.io.factor_files",
    "write_image": "core.io.pictures",
    "write_merged_factors": "core.io.factor_files",
    "write_spectrum": "core.io.spectra",
}

__all__ = [
    "Cancelled",
    "Circle",
    "Expression",
    "Factors",
    "Frame",
    "Grid",
    "Image",
    "OutputError",
    "PixTable",
    "PixTableError",
    "PixTableWarning",
    "PixviewerError",
    "Progress",
    "Raster",
    "Selection",
    "Spectrum",
    "Square",
    "State",
    "__version__",
    "compare_factors",
    "count_rows",
    "decode_rows",
    "extract",
    "find_rows",
    "merge_factors",
    "nearest_row",
    "open_table",
    "read_factors",
    "read_rows",
    "scatter",
    "simulate",
    "sky_positions",
    "spectrum",
    "through",
    "white_light",
    "write_corrected",
    "write_factors",
    "write_image",
    "write_merged_factors",
    "write_spectrum",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'pixviewer' has no attribute {name!r}")
    return getattr(import_module(f"pixviewer.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
