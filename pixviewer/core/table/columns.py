"""The columns of a pixel table: FITS name, our name, type, unit.

FITS spellings stay in this file; everywhere else a column has the name on the left.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.errors import PixTableError


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


def fits_name_of(name: str) -> str:
    """How a column of ours is called in a file."""
    return KINDS[name].fits_name if name in KINDS else name


def read_as(name: str, stored: np.dtype[Any]) -> np.dtype[Any]:
    """Native type that readers deliver of a column; that of a standard one is the pipeline's."""
    return KINDS[name].dtype if name in KINDS else stored.newbyteorder("=")


def as_column(name: str, values: npt.ArrayLike) -> npt.NDArray[Any]:
    """Values as a column in memory: of 64 bits where they are so, since they are whoever made them's own.

    Raises
    ------
    PixTableError
        If they are not numbers, not in one dimension, or flags or origins of more than 32 bits.
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise PixTableError(f"column {name} must have one dimension, got shape {array.shape}")
    if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
        raise PixTableError(f"column {name} must hold numbers that FITS knows, got {array.dtype}")
    read = read_as(name, array.dtype)
    if name in KINDS and read.kind == "i":
        if array.dtype.kind not in "iu":
            raise PixTableError(f"column {name} must hold whole numbers, got {array.dtype}")
        if array.dtype.itemsize > 4 and array.size:  # a flag beyond would be lost, and the row good
            low, high = int(array.min()), int(array.max())
            if not -(2**31) <= low <= high < 2**32:
                raise PixTableError(f"column {name} holds numbers of 32 bits, got {low} to {high}")
        return array.astype(np.int64).astype(np.uint32).view(np.int32)  # keeps the bits
    return np.ascontiguousarray(array, np.float64 if array.dtype.str[1:] == "f8" else read)
