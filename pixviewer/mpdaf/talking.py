"""Where ``info`` speaks: the log, which a script without a log of its own sees on its standard output."""

import logging
import sys


def logger(name: str) -> logging.Logger:
    """Give the logger of a module, heard even where a script has set up no logging."""
    found = logging.getLogger(name)
    face = logging.getLogger(__package__)
    if not found.hasHandlers():
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(logging.Formatter("[%(levelname)s] %(message)s"))
        face.addHandler(handler)
    if face.level == logging.NOTSET:
        face.setLevel(logging.INFO)
    return found
