"""Numbers as tables of a report show them; a dash stands for what is not known."""

import math
from collections.abc import Iterable

UNKNOWN = "–"


def percent(value: float, digits: int = 2, *, signed: bool = False) -> str:
    """A share in per cent, without the sign of it: the head of the column has that."""
    if not math.isfinite(value):
        return UNKNOWN
    return f"{100.0 * value:+.{digits}f}" if signed else f"{100.0 * value:.{digits}f}"


def decimal(value: float, digits: int = 3) -> str:
    """A number with so many decimals."""
    return f"{value:.{digits}f}" if math.isfinite(value) else UNKNOWN


def whole(value: float) -> str:
    """A whole number, in groups of three."""
    return f"{int(value):,}" if math.isfinite(value) else UNKNOWN


def range_of(low: float, high: float) -> str:
    """A range of wavelengths."""
    return f"{low:.0f}–{high:.0f}"


def listed(values: Iterable[float]) -> str:
    """Numbers in a row."""
    return ", ".join(f"{value:g}" for value in values)
