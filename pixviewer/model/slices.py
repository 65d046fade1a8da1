"""What the slice map shows: state and request."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt
from psygnal import SignalGroupDescriptor

from pixviewer.model import shading
from pixviewer.model.detector import CCD, OPTICAL, slice_name
from pixviewer.model.resolve import Choice

if TYPE_CHECKING:
    from pixviewer.core.products.slice_map import SliceMap

ROWS, MEAN, FLAGGED = "rows", "mean", "flagged"
SLICE_QUANTITIES = (ROWS, MEAN, FLAGGED)
_MAPS = {MEAN: "viridis", ROWS: "viridis", FLAGGED: "inferno"}
SLICE_SKETCH_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class SliceMapRequest:
    """Rows, flagged rows and mean of every slice."""

    table: int
    choice: Choice
    sketch: int = 0


@dataclass
class SliceMapState:
    """What the cells of the map tell, of which rows, and in which order slices stand."""

    quantity: str = MEAN
    rows: str = "all"
    numbering: str = "ccd"
    is_visible: bool = False

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


def slice_order(numbering: str) -> tuple[npt.NDArray[np.int64], tuple[str, ...], str]:
    """CCD slices in the order of a numbering, what they are called, and what is counted."""
    from pixviewer.core.table.origin import optical_to_ccd, sky_to_ccd

    numbers = np.arange(1, 49)
    if numbering == CCD:
        return numbers, tuple(str(n) for n in numbers), "slice (CCD numbering)"
    if numbering == OPTICAL:
        order = np.array([int(optical_to_ccd(4 - i // 12, 12 - i % 12)) for i in range(48)])
        return order, tuple(slice_name(int(n), OPTICAL) for n in order), "slice (optical: stack.row)"
    order = np.asarray(sky_to_ccd(numbers))
    return order, tuple(str(n) for n in numbers), "slice (sky numbering)"


@dataclass(frozen=True, slots=True, eq=False)
class ColouredSlices:
    """A quantity of all slices, by IFU and CCD slice, and its colours.

    Attributes
    ----------
    values : (24, 48) float64
        NaN where there are no rows.
    rgba : (24, 48, 4) uint8
    lo, hi : float
        Values of the first and the last colour.
    """

    values: npt.NDArray[np.float64] = field(repr=False)
    rgba: npt.NDArray[np.uint8] = field(repr=False)
    lo: float
    hi: float
    cmap: str
    unit: str


def colour_slices(found: "SliceMap", quantity: str) -> ColouredSlices:
    """Colour one of the quantities of a map."""
    values = slice_values(found, quantity)
    lo, hi = shading.limits(values, "ZScale" if quantity == MEAN else "Min Max")
    if quantity == FLAGGED:
        lo, hi = 0.0, max(hi, 1e-6)
    cmap = _MAPS[quantity]
    unit = {MEAN: found.unit, FLAGGED: "%"}.get(quantity, "")
    return ColouredSlices(values, shading.shade(values, lo, hi, cmap=cmap), lo, hi, cmap, unit)


def slice_values(found: "SliceMap", quantity: str) -> npt.NDArray[np.float64]:
    """A quantity by IFU and CCD slice, (24, 48); NaN where there are no rows."""
    n_row = np.where(found.n_row > 0, found.n_row, np.nan)
    if quantity == MEAN:
        return found.mean
    if quantity == FLAGGED:
        return np.asarray(100.0 * found.n_flagged / n_row)
    return np.asarray(n_row / found.fraction)
