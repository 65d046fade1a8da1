"""Look into MUSE pixel tables: see the field, draw what to extract, judge a self-calibration.

What a script needs stands here under one name each, and is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pixviewer._version import __version__

if TYPE_CHECKING:
    from pixviewer.core.calib.mask import RowMask, SkyMask, mask_rows
    from pixviewer.core.errors import OutputError, PixTableError, PixTableWarning, PixviewerError
    from pixviewer.core.geometry import Circle, Frame, Grid, Square, State
    from pixviewer.core.io.detector_images import write_detector_images
    from pixviewer.core.io.extraction import extract
    from pixviewer.core.io.masks import read_mask, read_row_mask, write_mask, write_row_mask
    from pixviewer.core.io.pictures import write_image
    from pixviewer.core.io.reading import open_table
    from pixviewer.core.io.spectra import write_spectrum
    from pixviewer.core.products.detector import DetectorImage, detector_image
    from pixviewer.core.products.image import Image, white_light
    from pixviewer.core.products.positions import sky_positions
    from pixviewer.core.products.raster import Raster, scatter
    from pixviewer.core.products.rows import count_rows, decode_rows, find_rows, nearest_row, read_rows
    from pixviewer.core.products.spectrum import Spectrum, spectrum
    from pixviewer.core.products.subset import subset
    from pixviewer.core.progress import Cancelled, Progress
    from pixviewer.core.simulate import simulate
    from pixviewer.core.table.changing import replace_column
    from pixviewer.core.table.pixtable import PixTable
    from pixviewer.core.table.selection import Expression, Selection

_HOME = {
    "Cancelled": "core.progress",
    "Circle": "core.geometry",
    "DetectorImage": "core.products.detector",
    "Expression": "core.table.selection",
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
    "RowMask": "core.calib.mask",
    "Selection": "core.table.selection",
    "SkyMask": "core.calib.mask",
    "Spectrum": "core.products.spectrum",
    "Square": "core.geometry",
    "State": "core.geometry",
    "count_rows": "core.products.rows",
    "decode_rows": "core.products.rows",
    "detector_image": "core.products.detector",
    "extract": "core.io.extraction",
    "find_rows": "core.products.rows",
    "mask_rows": "core.calib.mask",
    "nearest_row": "core.products.rows",
    "open_table": "core.io.reading",
    "read_mask": "core.io.masks",
    "read_row_mask": "core.io.masks",
    "read_rows": "core.products.rows",
    "replace_column": "core.table.changing",
    "scatter": "core.products.raster",
    "simulate": "core.simulate",
    "sky_positions": "core.products.positions",
    "spectrum": "core.products.spectrum",
    "subset": "core.products.subset",
    "white_light": "core.products.image",
    "write_detector_images": "core.io.detector_images",
    "write_image": "core.io.pictures",
    "write_mask": "core.io.masks",
    "write_row_mask": "core.io.masks",
    "write_spectrum": "core.io.spectra",
}

__all__ = [
    "Cancelled",
    "Circle",
    "DetectorImage",
    "Expression",
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
    "RowMask",
    "Selection",
    "SkyMask",
    "Spectrum",
    "Square",
    "State",
    "__version__",
    "count_rows",
    "decode_rows",
    "detector_image",
    "extract",
    "find_rows",
    "mask_rows",
    "nearest_row",
    "open_table",
    "read_mask",
    "read_row_mask",
    "read_rows",
    "replace_column",
    "scatter",
    "simulate",
    "sky_positions",
    "spectrum",
    "subset",
    "white_light",
    "write_detector_images",
    "write_image",
    "write_mask",
    "write_row_mask",
    "write_spectrum",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'pixviewer' has no attribute {name!r}")
    return getattr(import_module(f"pixviewer.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
