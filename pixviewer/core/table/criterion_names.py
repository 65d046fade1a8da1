"""Criteria by the names that people type: options of the command line, and tags of region files.

Each table leads from such a name to the keyword of `Selection`.
"""

RANGES = {
    "lambda": "wave",
    "xpix": "x_det",
    "ypix": "y_det",
    "value": "value",
    "variance": "variance",
    "snr": "snr",
}
LISTS = {"ifu": "ifu", "slice": "slice_no", "stack": "stack", "exposure": "exposure"}
FLAGS = {"flags": "flags", "no-flags": "no_flags"}
