"""How well slices agree before and after a self-calibration, as rows of text."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixviewer.core.calib.judging import Judgement, Verdict

NONE = "–"
BIN_HEADS = ("bin, Å", "n", "rms", "→", "σ", "→", "noise")
BIN_TIPS = (
    "Edges of the bin", "Slices that were measured", "Root mean square of slice medians before, in %",
    "After", "1.4826 times their median deviation before, in %", "After",
    "What even and odd columns of a slice differ by, in %",
)  # fmt: skip
WORST_HEADS = ("IFU", "Sl.", "rms", "→", "worst bin, Å", "off")
WORST_TIPS = (
    "IFU", "Slice on the CCD", "Root mean square over bins before, in %", "After",
    "Where it is off most after the correction", "How far off it is there, in %",
)  # fmt: skip


def bin_rows(judgement: "Judgement") -> list[tuple[int, tuple[str, ...]]]:
    """Number (from 1) and cells of every bin that has slices; all together as number 0, at the end."""
    edges = judgement.edges
    found = [
        (b + 1, (f"{edges[b]:.0f}–{edges[b + 1]:.0f}", *_scatter(one)))
        for b, one in enumerate(judgement.by_bin)
        if one.before.n_cell
    ]
    return [*found, (0, ("all", *_scatter(judgement.total)))]


def _scatter(one: "Verdict") -> tuple[str, ...]:
    return (
        str(one.before.n_cell), percent(one.before.rms), percent(one.after.rms),
        percent(one.before.robust), percent(one.after.robust), percent(one.noise),
    )  # fmt: skip


def worst_rows(judgement: "Judgement") -> list[tuple[tuple[int, int], tuple[str, ...]]]:
    """IFU and CCD slice, and cells, of the twenty slices that are farthest off after the correction."""
    from pixviewer.core.calib.worst import worst_slices

    edges = judgement.edges
    return [
        (
            (one.ifu, one.slice_no),
            (
                str(one.ifu), str(one.slice_no), percent(one.rms_before), percent(one.rms_after),
                f"{edges[one.bin_no - 1]:.0f}–{edges[one.bin_no]:.0f}", percent(one.after, signed=True),
            ),
        )
        for one in worst_slices(judgement)
    ]  # fmt: skip


def statistics_text(judgement: "Judgement") -> str:
    """Both tables as columns that tabs part."""
    lines = [BIN_HEADS, *(cells for _, cells in bin_rows(judgement)), (), WORST_HEADS]
    lines += [cells for _, cells in worst_rows(judgement)]
    return "\n".join("\t".join(line) for line in lines)


def percent(value: float, *, signed: bool = False) -> str:
    """A share in per cent, with as many digits as tell something."""
    if not math.isfinite(value):
        return NONE
    n_digit = 3 if abs(value) < 0.01 else 2 if abs(value) < 0.1 else 1
    return f"{100 * value:{'+' if signed else ''}.{n_digit}f}".replace("-", "−")
