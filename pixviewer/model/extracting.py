"""What to extract, as the dialog collects it: criteria, form and file."""

import json
import math
import re
import shlex
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pixviewer.core.geometry import Range, Shape
from pixviewer.core.numerals import join_numbers, plain
from pixviewer.core.progress import Progress
from pixviewer.core.table.shape_options import shape_options

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable
    from pixviewer.core.table.selection import Expression

Ints = tuple[int, ...]

CRITERIA = (
    "shapes", "wave", "ifu", "slice_no", "stack", "exposure", "x_det", "y_det", "value", "variance", "snr",
    "flags", "no_flags", "good",
)  # fmt: skip

# Bytes; a laptop with a solid-state disk, measured on extractions of some gigabytes.
COPIED_PER_SECOND = 250e6

_NUMBER = r"[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf)"
_BETWEEN = re.compile(rf"({_NUMBER})\s*(?:-|:|to|\.\.|\s)\s*({_NUMBER})", re.IGNORECASE)
_FROM = re.compile(rf"(?:≥|>=)\s*({_NUMBER})", re.IGNORECASE)
_BELOW = re.compile(rf"<\s*({_NUMBER})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ExtractPlan:
    """Criteria as in MPDAF's ``extract``, flags besides, and where the rows go.

    Empty criteria are not criteria. Ranges are half open; detector pixels count from 0. Flags go by name:
    rows with any of ``flags``, rows with none of ``no_flags``. ``within`` are the rows that filters and other
    regions leave, of which the criteria choose.
    """

    shapes: tuple[Shape, ...] = ()
    wave: tuple[Range, ...] = ()
    ifu: Ints = ()
    slice_no: Ints = ()
    stack: Ints = ()
    exposure: Ints = ()
    x_det: tuple[Range, ...] = ()
    y_det: tuple[Range, ...] = ()
    value: tuple[Range, ...] = ()
    variance: tuple[Range, ...] = ()
    snr: tuple[Range, ...] = ()
    flags: tuple[str, ...] = ()
    no_flags: tuple[str, ...] = ()
    good: bool = False
    match: Literal["all", "any"] = "all"
    form: Literal["image", "table"] = "image"
    path: Path = Path()
    overwrite: bool = False
    within: "Expression | None" = None

    def selection(self) -> "Expression":
        """The core's selection."""
        from pixviewer.core.table.selection import Selection

        criteria: dict[str, Any] = {name: getattr(self, name) for name in CRITERIA}
        own = Selection(**criteria, match=self.match)
        if self.within is None:
            return own
        return own & self.within if own.kinds else self.within


@dataclass(frozen=True, slots=True)
class Prediction:
    """What an extraction would write, and in about how many seconds."""

    n_row: int
    n_good: int
    n_bad: int
    n_bytes: int
    seconds: float = math.nan


def predict(plan: ExtractPlan, table: "PixTable", progress: Progress) -> Prediction:
    """Count rows and bytes of a plan."""
    from pixviewer.core.io.extraction import predicted_size
    from pixviewer.core.products.rows import count_rows

    start = time.perf_counter()
    counts = count_rows(table, plan.selection(), progress=progress)
    size = predicted_size(counts.n_row, table, plan.form)
    # Rows are found as they were counted, read a second time, and written.
    seconds = 2 * (time.perf_counter() - start) + size / COPIED_PER_SECOND
    return Prediction(counts.n_row, counts.n_good, counts.n_bad, size, seconds)


def run_plan(plan: ExtractPlan, table: "PixTable", progress: Progress, *, factors: Path | None = None) -> int:
    """Extract; gives the number of rows written.

    HISTORY names the file of factors that the table is seen through: no option of the command does.
    """
    from pixviewer.core.io.extraction import extract

    command = command_line(plan, table.path)
    if factors is not None:
        command += f" # of the table seen through {factors}"
    return extract(
        table,
        plan.selection(),
        plan.path,
        form=plan.form,
        overwrite=plan.overwrite,
        command=command,
        progress=progress,
    )


def command_line(plan: ExtractPlan, source: Path | None) -> str:
    """The command that does the same without a window."""
    words = ["pixviewer", "extract", str(source or "TABLE.fits"), str(plan.path)]
    for shape in plan.shapes:
        words += shape_options(shape)
    for option, ranges in (
        ("--lambda", plan.wave),
        ("--xpix", plan.x_det),
        ("--ypix", plan.y_det),
        ("--value", plan.value),
        ("--variance", plan.variance),
        ("--snr", plan.snr),
    ):
        for low, high in ranges:
            words += [option, plain(float(low)), plain(float(high))]
    for option, numbers in (
        ("--ifu", plan.ifu),
        ("--slice", plan.slice_no),
        ("--stack", plan.stack),
        ("--exposure", plan.exposure),
    ):
        if numbers:
            words += [option, join_numbers(numbers)]
    for option, names in (("--flags", plan.flags), ("--no-flags", plan.no_flags)):
        if names:
            words += [option, ",".join(names)]
    words += ["--good"] if plan.good else []
    words += ["--match", "any"] if plan.match == "any" else []
    if plan.within is not None:
        words += ["--selection", json.dumps(plan.within.to_json(), separators=(",", ":"), allow_nan=False)]
    words += ["--form", plan.form] if plan.form != "image" else []
    words += ["--overwrite"] if plan.overwrite else []
    return shlex.join(words)


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
    """Ranges from ``6000-6100, 6500:6600``, ``-5 to 5``, ``≥ 3`` or ``< 100``; half open.

    Raises
    ------
    ValueError
        If it is no such list, or a range does not increase.
    """
    found: list[Range] = []
    for part in re.split("[,;]", text.replace("−", "-").replace("–", "-")):
        words = part.strip()
        if not words:
            continue
        between, at_least, below = (p.fullmatch(words) for p in (_BETWEEN, _FROM, _BELOW))
        if between:
            low, high = float(between[1]), float(between[2])
        elif at_least:
            low, high = float(at_least[1]), math.inf
        elif below:
            low, high = -math.inf, float(below[1])
        else:
            raise ValueError(f"{words!r} is no range; write two numbers like 6000-6100, or >= 5, or < 5")
        if not low < high:
            raise ValueError(f"a range must increase, got {words!r}")
        found.append((low, high))
    return tuple(found)


def parse_flags(text: str) -> tuple[str, ...]:
    """Names of flags from a list with commas, as they are spelled here; aliases and bit numbers are known.

    Raises
    ------
    ValueError
        If there is no flag of a name.
    """
    from pixviewer.core.table.quality import names_of, value_of

    mask = 0
    for part in re.split("[,;]", text):
        name = part.strip()
        if not name:
            continue
        try:
            mask |= value_of(name)
        except ValueError:
            raise ValueError(f"there is no flag {name!r}; choose from the list") from None
    return tuple(names_of(mask))
