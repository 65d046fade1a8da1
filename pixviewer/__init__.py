"""Look into MUSE pixel tables: see the field, draw what to extract, judge a self-calibration."""

from pixviewer._version import __version__

__all__ = ["__version__"]
