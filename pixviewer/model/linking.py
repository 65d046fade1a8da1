"""What is picked: a row, or a set of them, lit up in every view."""

from dataclasses import dataclass
from typing import Any, ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.core.geometry import Circle, Frame
from pixviewer.core.table.selection import Combined, Expression, Selection
from pixviewer.model.readout import Row

REPLACE, ADD, REMOVE, INTERSECT = "replace", "add", "remove", "intersect"
MODES = (REPLACE, ADD, REMOVE, INTERSECT)


@dataclass(frozen=True, slots=True)
class Pick:
    """Rows that were picked, and what they are called.

    Parameters
    ----------
    expression : Expression
        Which rows.
    label : str
        What was picked, in words.
    seek : tuple of float, optional
        Place of the plane whose nearest row is the one meant.
    number : int, optional
        The row that is meant, by its number.
    is_pixel : bool
        Whether these are the rows of one detector pixel, the first of which is meant.
    """

    expression: Expression
    label: str
    seek: tuple[float, float] | None = None
    number: int | None = None
    is_pixel: bool = False

    @property
    def has_row(self) -> bool:
        """Whether one of the rows is meant more than the others."""
        return self.seek is not None or self.number is not None or self.is_pixel


@dataclass
class Links:
    """What is picked, how the next pick joins it, and the row that is meant, decoded.

    ``glance`` is lit up instead, all else dimmed, as long as something is only looked at.
    """

    pick: Pick | None = None
    row: Row | None = None
    mode: str = REPLACE
    glance: Pick | None = None

    @property
    def lit(self) -> Pick | None:
        """What is lit up."""
        return self.glance or self.pick

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


def joined(before: Pick | None, new: Pick, mode: str) -> Pick:
    """What is picked after another pick, by the mode."""
    if before is None or mode == REPLACE:
        return new
    if mode == ADD:
        return Pick(Combined("or", (before.expression, new.expression)), f"{before.label} + {new.label}")
    if mode == REMOVE:
        kept = Combined("and", (before.expression, Combined("not", (new.expression,))))
        return Pick(kept, f"{before.label} without {new.label}")
    if mode == INTERSECT:
        return Pick(Combined("and", (before.expression, new.expression)), f"{before.label} ∩ {new.label}")
    raise ValueError(f"a pick joins another by one of {', '.join(MODES)}, got {mode!r}")


def pick_of_place(frame: Frame, xi: float, eta: float) -> Pick:
    """Rows at a place of the plane, up to three quarters of a natural cell away."""
    ra, dec = frame.plane_to_sky(xi, eta)
    radius = 0.75 * frame.natural_step  # a natural cell, corners included
    unit = "″" if frame.is_sky else " pix"
    label = f"rows within {radius:g}{unit} of ({xi:+.2f}, {eta:+.2f})"
    return Pick(Selection(shapes=Circle(float(ra), float(dec), radius)), label, seek=(xi, eta))


def pick_of_pixel(ifu: int, x: int, y: int) -> Pick:
    """Rows of one detector pixel."""
    rows = Selection(ifu=ifu, x_det=(x, x + 1), y_det=(y, y + 1))
    return Pick(rows, f"IFU {ifu}, CCD pixel ({x}, {y})", is_pixel=True)


def pick_of_box(ifu: int, x0: int, x1: int, y0: int, y1: int) -> Pick:
    """Rows of a box on a detector: from the first column and row up to, not with, the last."""
    rows = Selection(ifu=ifu, x_det=(x0, x1), y_det=(y0, y1))
    return Pick(rows, f"IFU {ifu}, CCD x {x0}–{x1 - 1}, y {y0}–{y1 - 1}")


def pick_of_slice(ifu: int, slice_ccd: int) -> Pick:
    """Rows of a slice."""
    return Pick(Selection(ifu=ifu, slice_no=slice_ccd), f"IFU {ifu}, slice {slice_ccd} (CCD)")


def slice_of(pick: Pick | None, row: Row | None) -> tuple[int, int] | None:
    """IFU and CCD slice of what is picked, when it lies in one slice."""
    expression = pick.expression if pick is not None else None
    if isinstance(expression, Selection) and len(expression.ifu) == len(expression.slice_no) == 1:
        return expression.ifu[0], expression.slice_no[0]
    if row is not None and 1 <= row.slice_ccd <= 48:
        return row.ifu, row.slice_ccd
    return None


def pick_of_waves(low: float, high: float, within: Expression | None = None, where: str = "") -> Pick:
    """Rows of a range of wavelengths."""
    rows: Expression = Selection(wave=(low, high))
    if within is not None:
        rows = rows & within
    return Pick(rows, f"{low:.2f}–{high:.2f} Å{where}")


def pick_of_row(row: Row, *, is_combined: bool = False) -> Pick:
    """One row that is known; in a combined table its exposure tells it from others on the same pixel."""
    criteria: dict[str, Any] = {"ifu": row.ifu, "y_det": (row.y_det, row.y_det + 1)}
    if 1 <= row.slice_ccd <= 48:
        criteria["slice_no"] = row.slice_ccd
    if row.x_det >= 0:
        criteria["x_det"] = (row.x_det, row.x_det + 1)
    if is_combined and row.exposure > 0:
        criteria["exposure"] = row.exposure
    return Pick(Selection(**criteria), f"row {row.number}", number=row.number)
