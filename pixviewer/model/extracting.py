"""What to extract, as the dialog collects it: criteria, form and file."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pixviewer.core.geometry import Circle, Range, Shape
from pixviewer.core.progress import Progress

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable
    from pixviewer.core.table.selection import Selection

Ints = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ExtractPlan:
    """Criteria as in MPDAF's ``extract``, flags besides, and where the rows go.

    Empty criteria are not criteria. Ranges are half open; detector pixels count from 0.
    """

    shapes: tuple[Shape, ...] = ()
    wave: tuple[Range, ...] = ()
    ifu: Ints = ()
    slice_no: Ints = ()
    stack: Ints = ()
    exposure: Ints = ()
    x_det: tuple[Range, ...] = ()
    y_det: tuple[Range, ...] = ()
    good: bool = False
    match: Literal["all", "any"] = "all"
    form: Literal["image", "table"] = "image"
    path: Path = Path()
    overwrite: bool = False

    def selection(self) -> "Selection":
        """The core's selection."""
        from pixviewer.core.table.selection import Selection

        criteria: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("shapes", "wave", "ifu", "slice_no", "stack", "exposure", "x_det", "y_det", "good")
        }
        return Selection(**criteria, match=self.match)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What an extraction would write."""

    n_row: int
    n_good: int
    n_bad: int
    n_bytes: int


def predict(plan: ExtractPlan, table: "PixTable", progress: Progress) -> Prediction:
    """Count rows and bytes of a plan."""
    from pixviewer.core.io.extraction import predicted_size
    from pixviewer.core.products.rows import count_rows

    counts = count_rows(table, plan.selection(), progress=progress)
    size = predicted_size(counts.n_row, table, plan.form)
    return Prediction(counts.n_row, counts.n_good, counts.n_bad, size)


def run_plan(plan: ExtractPlan, table: "PixTable", progress: Progress) -> int:
    """Extract; gives the number of rows written."""
    from pixviewer.core.io.extraction import extract

    return extract(
        table,
        plan.selection(),
        plan.path,
        form=plan.form,
        overwrite=plan.overwrite,
        command=command_line(plan, table.path),
        progress=progress,
    )


def command_line(plan: ExtractPlan, source: Path | None) -> str:
    """The command that does the same without a window."""
    words = ["pixviewer", "extract", str(source or "TABLE.fits"), str(plan.path)]
    for shape in plan.shapes:
        option = "--circle" if isinstance(shape, Circle) else "--square"
        words += [option, f"{shape.ra:.9f}", f"{shape.dec:.9f}", f"{shape.size:.10g}"]
    for option, ranges in (("--lambda", plan.wave), ("--xpix", plan.x_det), ("--ypix", plan.y_det)):
        for low, high in ranges:
            words += [option, f"{low:.10g}", f"{high:.10g}"]
    for option, numbers in (
        ("--ifu", plan.ifu),
        ("--slice", plan.slice_no),
        ("--stack", plan.stack),
        ("--exposure", plan.exposure),
    ):
        if numbers:
            words += [option, listed(numbers)]
    words += ["--good"] if plan.good else []
    words += ["--match", "any"] if plan.match == "any" else []
    words += ["--form", plan.form] if plan.form != "image" else []
    words += ["--overwrite"] if plan.overwrite else []
    return shlex.join(words)


def listed(numbers: Ints) -> str:
    """Numbers as the command line takes them: ``5,7-9``."""
    parts: list[str] = []
    ordered = sorted(set(numbers))
    start = 0
    for i, number in enumerate(ordered):
        if i + 1 == len(ordered) or ordered[i + 1] != number + 1:
            first = ordered[start]
            parts.append(str(first) if first == number else f"{first}-{number}")
            start = i + 1
    return ",".join(parts)


def parse_list(text: str, low: int, high: int) -> Ints:
    """Numbers from ``5,7-9``.

    Raises
    ------
    ValueError
        If it is no such list, or a number is outside low to high.
    """
    found: list[int] = []
    for part in text.replace(";", ",").replace(" ", ",").split(","):
        if not part:
            continue
        first, dash, last = part.partition("-")
        try:
            numbers = range(int(first), int(last if dash else first) + 1)
        except ValueError:
            raise ValueError(f"{part!r} is no number and no range; write a list like 5,7-9") from None
        if not numbers or numbers[0] < low or numbers[-1] > high:
            raise ValueError(f"{part} is not within {low} to {high}")
        found += numbers
    return tuple(sorted(set(found)))


def parse_ranges(text: str) -> tuple[Range, ...]:
    """Ranges from ``6000-6100, 6500:6600``, half open.

    Raises
    ------
    ValueError
        If it is no such list, or a range does not increase.
    """
    found: list[Range] = []
    for part in text.replace(";", ",").split(","):
        if not part.strip():
            continue
        ends = part.replace("–", "-").replace("to", "-").replace(":", "-").split("-")
        try:
            low, high = (float(end) for end in ends)
        except ValueError:
            raise ValueError(f"{part.strip()!r} is no range; write two numbers like 6000-6100") from None
        if not low < high:
            raise ValueError(f"a range must increase, got {part.strip()!r}")
        found.append((low, high))
    return tuple(found)
