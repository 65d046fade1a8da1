"""How the rows of one detector pixel become its value, for each quantity that can be shown.

Usually there is one row. Several, of several exposures, are combined by rules that do not depend on their
order; they are stated where scripts meet them, in `pixviewer.core.products.detector.detector_image`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels import detecting
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.origin import slice_no
from pixviewer.core.table.pixtable import PixTable

# Quantities that are no columns.
MADE = ("snr", "count", "slice")


class PixelSums:
    """What is added up for each pixel: its rows, and whatever else a method needs."""

    __slots__ = ("count", "more")

    def __init__(self, count: npt.NDArray[np.uint32], *more: npt.NDArray[Any]) -> None:
        self.count = count
        self.more = more


@dataclass(frozen=True, slots=True)
class Method:
    """How the image of one quantity is made: columns, arrays beside the count, kernel, and the end of it."""

    dtype: np.dtype[Any]
    unit: str
    needs: tuple[str, ...]
    begin: Callable[[int], tuple[npt.NDArray[Any], ...]]
    add: Callable[[npt.NDArray[np.int32], Chunk, PixelSums], None]
    finish: Callable[[PixelSums], npt.NDArray[Any]]
    empty: float = 0


def method_for(table: PixTable, quantity: str) -> Method:
    """Find out how the image of a quantity is made.

    Raises
    ------
    ValueError
        If it is none.
    """
    if quantity == "count":
        return _count()
    if quantity == "slice":
        return _slices()
    wanted = {"data": detecting.VALUE, "variance": detecting.VARIANCE, "snr": detecting.SNR}.get(quantity)
    if wanted is not None:
        return _best(wanted, "" if quantity == "snr" else table.columns[quantity].unit)
    if quantity not in table.columns:
        known = ", ".join((*table.columns, *MADE))
        raise ValueError(f"a detector image can show {known}, got {quantity!r}")
    if quantity == "flags":
        return _flags()
    column = table.columns[quantity]
    make = _finite if column.dtype.kind == "f" else _largest
    return make(quantity, column.dtype, column.unit)


def _count() -> Method:
    return Method(
        dtype=np.dtype(np.uint32),
        unit="",
        needs=(),
        begin=lambda n: (),
        add=lambda pixel, chunk, sums: detecting.add_count(pixel, sums.count),
        finish=lambda sums: sums.count.copy(),
    )


def _slices() -> Method:
    """CCD slice of each pixel; 0 where there is none. Slices do not overlap but by a shift of exposures."""

    def add(pixel: npt.NDArray[np.int32], chunk: Chunk, sums: PixelSums) -> None:
        detecting.add_largest(pixel, slice_no(chunk["origin"]).astype(np.uint8), sums.count, *sums.more)

    return Method(
        dtype=np.dtype(np.uint8),
        unit="",
        needs=(),
        begin=lambda n: (np.zeros(n, np.uint8),),
        add=add,
        finish=lambda sums: sums.more[0],
    )


def _best(wanted: int, unit: str) -> Method:
    """Value of the good rows, its variance, or their ratio."""

    def begin(n: int) -> tuple[npt.NDArray[Any], ...]:
        sums = (np.zeros(n if wanted & part else 0) for part in (detecting.VALUE, detecting.VARIANCE))
        return np.zeros(n, np.int32), *sums

    def add(pixel: npt.NDArray[np.int32], chunk: Chunk, sums: PixelSums) -> None:
        columns = chunk["data"], chunk["flags"], chunk["variance"]
        detecting.add_best(pixel, *columns, wanted, sums.count, *sums.more)

    def finish(sums: PixelSums) -> npt.NDArray[Any]:
        detecting.finish(wanted, *sums.more)
        return sums.more[2 if wanted == detecting.VARIANCE else 1]

    needs = ("data", "flags", "variance")
    return Method(np.dtype(np.float32), unit, needs, begin, add, finish, empty=np.nan)


def _finite(name: str, dtype: np.dtype[Any], unit: str) -> Method:
    """Mean of a column that does not depend on the quality of a row."""
    nothing = np.zeros(0)

    def add(pixel: npt.NDArray[np.int32], chunk: Chunk, sums: PixelSums) -> None:
        detecting.add_finite(pixel, chunk[name].astype(np.float64), sums.count, *sums.more)

    def finish(sums: PixelSums) -> npt.NDArray[Any]:
        n_used, total = sums.more
        detecting.finish(detecting.VALUE, n_used, total, nothing)
        return total

    return Method(
        dtype=np.result_type(dtype, np.float32),
        unit=unit,
        needs=(name,),
        begin=lambda n: (np.zeros(n, np.int32), np.zeros(n)),
        add=add,
        finish=finish,
        empty=np.nan,
    )


def _flags() -> Method:
    return Method(
        dtype=np.dtype(np.uint32),
        unit="",
        needs=("flags",),
        begin=lambda n: (np.zeros(n, np.uint32),),
        add=lambda pixel, chunk, sums: detecting.add_bits(pixel, chunk["flags"], sums.count, *sums.more),
        finish=lambda sums: sums.more[0],
    )


def _largest(name: str, dtype: np.dtype[Any], unit: str) -> Method:
    kind = np.dtype(np.uint8) if dtype.kind == "b" else dtype

    def add(pixel: npt.NDArray[np.int32], chunk: Chunk, sums: PixelSums) -> None:
        detecting.add_largest(pixel, chunk[name].view(kind), sums.count, *sums.more)

    return Method(
        dtype=kind,
        unit=unit,
        needs=(name,),
        begin=lambda n: (np.zeros(n, kind),),
        add=add,
        finish=lambda sums: sums.more[0],
    )
