"""The columns of a pixel table: FITS name, our name, type, unit.

FITS spellings stay in this file; everywhere else a column has the name on the left.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """What is known of a standard column before any file is opened."""

    name: str
    fits_name: str
    dtype: np.dtype[np.float32] | np.dtype[np.int32]
    description: str


_FLOAT = np.dtype(np.float32)
_INT = np.dtype(np.int32)

STANDARD = (
    ColumnKind("x", "xpos", _FLOAT, "position along x: field pixels, native longitude, or RA offset"),
    ColumnKind("y", "ypos", _FLOAT, "position along y: field pixels, native latitude − π/2, or Dec offset"),
    ColumnKind("wave", "lambda", _FLOAT, "wavelength"),
    ColumnKind("data", "data", _FLOAT, "value"),
    ColumnKind("flags", "dq", _INT, "Euro3D data-quality flags, 0 = good"),
    ColumnKind("variance", "stat", _FLOAT, "variance of the value"),
    ColumnKind("origin", "origin", _INT, "IFU, slice and detector position, packed"),
)
WEIGHT = ColumnKind("weight", "weight", _FLOAT, "relative weight of the exposure of the row")

KINDS = {kind.name: kind for kind in (*STANDARD, WEIGHT)}
NAME_OF_FITS = {kind.fits_name: kind.name for kind in (*STANDARD, WEIGHT)}

# The unit strings that the ESO pipeline compares letter by letter; a table we write has these and no others.
FLUX_UNIT = "10**(-20)*erg/s/cm**2/Angstrom"
COUNT_UNIT = "count"
WAVE_UNIT = "Angstrom"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an open table.

    ``unit`` is in the pipeline's spelling whatever the file's own; ``dtype`` is the native type that
    readers deliver.
    """

    name: str
    fits_name: str
    dtype: np.dtype[np.generic]
    unit: str


def variance_unit(data_unit: str) -> str:
    """Unit of the variance of a value, in the pipeline's spelling."""
    if not data_unit:
        return ""
    return f"({data_unit})**2" if any(c in data_unit for c in "*/ ") else f"{data_unit}**2"
