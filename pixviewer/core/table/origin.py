"""IFU, slice and detector position of a row, packed in one integer, and the numberings of slices.

Fields of `origin`, from the lowest bit: slice on the CCD (6 bits), IFU (5), y on the trimmed CCD from 1
(13), x inside the slice (7). The x on the CCD is that plus the offset of its slice, which stands in the
header per exposure. Detector positions here count from 0, as MPDAF's do; IFU and slice count from 1.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

N_IFU = 24
N_SLICE = 48
N_STACK = 4
SLICES_PER_STACK = 12
X_IN_SLICE = 128  # values that the column inside a slice can have

# Position along y in its stack, of the twelve slices of a stack as they lie on the CCD.
_ROW_IN_STACK = (9, 8, 1, 10, 7, 2, 11, 6, 3, 12, 5, 4)


def ifu(origin: npt.ArrayLike) -> Ints:
    """IFU number, 1 to 24."""
    return (_wide(origin) >> 6) & 0x1F


def slice_no(origin: npt.ArrayLike) -> Ints:
    """Slice number on the CCD, 1 to 48 from the left."""
    return _wide(origin) & 0x3F


def y_det(origin: npt.ArrayLike) -> Ints:
    """Row on the trimmed detector, counted from 0."""
    return ((_wide(origin) >> 11) & 0x1FFF) - 1


def x_in_slice(origin: npt.ArrayLike) -> Ints:
    """Column relative to the offset of the slice, 0 to 127."""
    return (_wide(origin) >> 24) & 0x7F


def encode(ifu: npt.ArrayLike, slice_no: npt.ArrayLike, y_det: npt.ArrayLike, x: npt.ArrayLike) -> Ints:
    """Pack IFU, slice, detector row (from 0) and in-slice column into an origin.

    Raises
    ------
    ValueError
        If a part does not fit its field.
    """
    parts = (
        ("slice_no", slice_no, 0, 0, 6),
        ("ifu", ifu, 0, 6, 5),
        ("y_det", y_det, 1, 11, 13),
        ("x in slice", x, 0, 24, 7),
    )
    packed: Ints = np.zeros((), np.int64)
    for name, values, base, shift, width in parts:
        field = np.asarray(values, np.int64) + base
        if np.any((field < 0) | (field >= 1 << width)):
            raise ValueError(f"{name} does not fit the {width} bits it has in origin: {field.tolist()}")
        packed = packed | (field << shift)
    return packed


def _wide(origin: npt.ArrayLike) -> Ints:
    return np.asarray(origin).astype(np.int64) & 0xFFFFFFFF


def ccd_to_sky(slice_no: Any) -> Any:
    """Number of a CCD slice in the order on the sky: 1–12 the left stack upwards, … 37–48 the right one."""
    index = _checked(slice_no, N_SLICE, "slice_no") - 1
    return SLICES_PER_STACK * (index // SLICES_PER_STACK) + np.take(_ROW_IN_STACK, index % SLICES_PER_STACK)


def sky_to_ccd(slice_sky: Any) -> Any:
    """CCD number of a slice given in sky order."""
    return np.take(_CCD_OF_SKY, _checked(slice_sky, N_SLICE, "slice_sky") - 1)


def ccd_to_optical(slice_no: Any) -> tuple[Any, Any]:
    """Optical numbering of a CCD slice: (stack 4 = left … 1 = right, row 12 = lowest … 1 = highest)."""
    index = ccd_to_sky(slice_no) - 1
    return N_STACK - index // SLICES_PER_STACK, SLICES_PER_STACK - index % SLICES_PER_STACK


def optical_to_ccd(stack: Any, row: Any) -> Any:
    """CCD number of a slice given by its optical stack and row."""
    left = N_STACK - _checked(stack, N_STACK, "optical stack")
    return sky_to_ccd(SLICES_PER_STACK * left + SLICES_PER_STACK + 1 - _checked(row, SLICES_PER_STACK, "row"))


def stack_of(slice_no: Any) -> Any:
    """Stack of a CCD slice in MPDAF's count: 1 = left … 4 = right, that is 5 minus the optical stack."""
    return (_checked(slice_no, N_SLICE, "slice_no") - 1) // SLICES_PER_STACK + 1


def slices_of_stack(stack: int) -> tuple[int, ...]:
    """All twelve CCD slices of a stack (1 = left … 4 = right)."""
    first = SLICES_PER_STACK * (int(_checked(stack, N_STACK, "stack")) - 1) + 1
    return tuple(range(first, first + SLICES_PER_STACK))


def _checked(values: Any, largest: int, name: str) -> Any:
    numbers = np.asarray(values, np.int64)
    if np.any((numbers < 1) | (numbers > largest)):
        raise ValueError(f"{name} must be 1 to {largest}, got {numbers.tolist()}")
    return numbers if numbers.ndim else numbers[()]


_CCD_OF_SKY = np.empty(N_SLICE, np.int64)
_CCD_OF_SKY[ccd_to_sky(np.arange(1, N_SLICE + 1)) - 1] = np.arange(1, N_SLICE + 1)


@dataclass(frozen=True, slots=True)
class Offsets:
    """Where slices begin on the detector, for every exposure of a table.

    Parameters
    ----------
    first, last : (n_exposure,) int64
        First and last row of each exposure; of length 1, over the whole table, when it is not combined.
    x_offset : (n_exposure, 32, 64) int64
        Offset by exposure, IFU and slice; `MISSING` where the header has none.
    is_combined : bool
        Whether the table has a row range for each exposure, so that an exposure can be asked for.
    """

    first: Ints
    last: Ints
    x_offset: Ints
    is_combined: bool

    @property
    def n_exposure(self) -> int:
        """Number of exposures in the table."""
        return self.first.size

    def exposure_of(self, rows: npt.ArrayLike) -> Ints:
        """Exposure of each row, from 1; 0 for rows outside all of them."""
        row = np.asarray(rows, np.int64)
        # The first whose last row is not before: in a header that has them out of order, too.
        index = np.searchsorted(np.maximum.accumulate(self.last), row)
        inside = index < self.n_exposure
        index = np.minimum(index, self.n_exposure - 1)
        return np.where(inside & (self.first[index] <= row), index + 1, 0)

    def x_det(self, origin: npt.ArrayLike, rows: npt.ArrayLike) -> Ints:
        """Column on the trimmed detector from 0, with the offset of each row's own exposure; −1: unknown."""
        exposure = self.exposure_of(rows)
        offset = self.x_offset[np.maximum(exposure - 1, 0), ifu(origin), slice_no(origin)]
        known = (exposure > 0) & (offset >= 0)
        return np.where(known, offset + x_in_slice(origin) - 1, -1)


MISSING = -(2**30)
