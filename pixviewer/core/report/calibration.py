"""The report of a self-calibration: what was done, how well it worked, and where to look."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pixviewer.core.calib.applying import through
from pixviewer.core.calib.judging import Judgement, Verdict
from pixviewer.core.calib.reviewing import Review
from pixviewer.core.calib.states import WORDS, CellState
from pixviewer.core.calib.suspects import Suspect, suspects
from pixviewer.core.calib.truth import TruthComparison, compare_with_truth
from pixviewer.core.calib.verdict import in_words, warnings_of_judgement
from pixviewer.core.calib.worst import worst_slices
from pixviewer.core.products.image import white_light
from pixviewer.core.progress import Progress
from pixviewer.core.report.bins import shown_bins
from pixviewer.core.report.decisions import tell_decisions
from pixviewer.core.report.numbers import UNKNOWN, decimal, listed, percent, range_of, whole
from pixviewer.core.report.origin import add_origin
from pixviewer.core.report.page import Page, save_page
from pixviewer.core.table.pixtable import PixTable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Name, heading, figure and caption of each.
_Drawings = tuple[tuple[str, str, "Callable[[], Figure | None]", str], ...]

_MOST_SUSPECTS = 60
_MOST_REPLACED = 30


@dataclass(frozen=True, slots=True)
class Notes:
    """What a report cannot know by itself.

    Parameters
    ----------
    command : str
        Equivalent command line.
    files : mapping
        What each file that was written holds, and its name.
    warnings : tuple of str
        Told beside those that follow from the result.
    """

    command: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def write_report(
    path: str | os.PathLike[str],
    table: PixTable,
    judgement: Judgement,
    *,
    review: Review | None = None,
    truth: TruthComparison | str | os.PathLike[str] | None = None,
    notes: Notes | None = None,
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
    progress: Progress | None = None,
) -> None:
    """Write the report of a self-calibration as one HTML file that needs nothing else.

    Parameters
    ----------
    path : path
    table : PixTable
        As it was before the correction.
    judgement : Judgement
        Of its factors, from `judge`; with a review, `review.decided`.
    review : Review, optional
        Decisions about slices, which the factors follow.
    truth : TruthComparison or path, optional
        Of a simulated table.
    notes : Notes, optional
    overwrite : bool
        Whether a file of that name may be replaced.
    protect : paths
        Files that must not be replaced; the one of the table is among them.
    progress : Progress, optional

    Raises
    ------
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    PixTableError
        If the table or the truth cannot be read.
    Cancelled
        If asked to stop; nothing is left behind.
    """
    html = report_page(table, judgement, review=review, truth=truth, notes=notes, progress=progress)
    own = [table.path] if table.path else []
    save_page(html, path, overwrite=overwrite, protect=[*protect, *own])


def report_page(
    table: PixTable,
    judgement: Judgement,
    *,
    review: Review | None = None,
    truth: TruthComparison | str | os.PathLike[str] | None = None,
    notes: Notes | None = None,
    progress: Progress | None = None,
) -> str:
    """Make the report of `write_report`, without writing it.

    The table is read twice, for white light before and after.
    """
    notes, progress = notes or Notes(), progress or Progress()
    if truth is not None and not isinstance(truth, TruthComparison):
        truth = compare_with_truth(judgement.factors, truth)
    # What there was to look at: a slice that was decided about is no longer as it was found.
    listed_slices = suspects(judgement) if review is None else list(review.suspects)
    page = Page(f"Self-calibration of {table.name}")
    page.say(in_words(judgement), "verdict")
    page.warn(dict.fromkeys([*notes.warnings, *warnings_of_judgement(judgement, listed_slices)]))
    _overview(page, table, judgement, progress)
    _scatter(page, judgement)
    _worst(page, judgement)
    if truth is not None:
        _truth(page, truth)
    _cells(page, judgement)
    _suspects(page, listed_slices)
    if review is not None:
        tell_decisions(page, review, truth)
    _details(page, table, judgement, progress)
    _facts(page, table, judgement, notes)
    add_origin(page, notes.command)
    return page.html()


def _scatter(page: Page, judgement: Judgement) -> None:
    page.heading("Scatter of slices")
    page.say(
        "Levels of unmasked sky over that of the field, in per cent. A slice median is the median of the "
        "means of its detector columns; rms is the root mean square, σ 1.4826 times the median deviation. "
        "Clipped means are what factors are made of, so that measured slices have none of it left. Noise is "
        "what even and odd columns of a slice differ by.",
        "soft",
    )
    head = (
        "bin, Å", "slices", "medians before: rms", "σ", "after: rms", "σ",
        "clipped means before: rms", "after: rms", "predicted error", "noise",
    )  # fmt: skip
    shown = shown_bins(judgement.factors)
    edges = judgement.edges
    rows = [
        (range_of(edges[b], edges[b + 1]), *_scatter_row(judgement.by_bin[b]))
        for b in shown.index
        if judgement.by_bin[b].before.n_cell
    ]
    page.table("scatter", head, [*rows, ("all", *_scatter_row(judgement.total))], last_is_total=True)


def _worst(page: Page, judgement: Judgement) -> None:
    found = worst_slices(judgement)
    if not found:
        return
    page.heading("Slices that are farthest off")
    page.say("By the rms of their medians over bins after the correction, in per cent.", "soft")
    page.table(
        "worst",
        ("IFU", "slice", "bins", "rms before", "rms after", "worst bin, Å", "before", "after"),
        [
            (str(one.ifu), str(one.slice_no), str(one.n_bin), percent(one.rms_before, 3),
             percent(one.rms_after, 3), range_of(*judgement.edges[one.bin_no - 1 : one.bin_no + 1]),
             percent(one.before, 3, signed=True), percent(one.after, 3, signed=True))
            for one in found
        ],
        text=(5,),
    )  # fmt: skip


def _scatter_row(verdict: Verdict) -> tuple[str, ...]:
    return (
        whole(verdict.before.n_cell),
        percent(verdict.before.rms, 3),
        percent(verdict.before.robust, 3),
        percent(verdict.after.rms, 3),
        percent(verdict.after.robust, 3),
        percent(verdict.level_before.rms, 3),
        percent(verdict.level_after.rms, 3),
        percent(verdict.predicted, 3),
        percent(verdict.noise, 3),
    )


def _truth(page: Page, truth: TruthComparison) -> None:
    found = truth.measured
    page.heading("Beside the truth of the simulation")
    page.say(
        f"In the {found.n_cell:,} cells that were measured, the known errors of level go from "
        f"{percent(found.before)} % to {percent(found.after)} % (rms, without a level common to each bin). "
        f"Predicted are {percent(found.predicted)} %: what is left is {decimal(found.ratio, 2)} times that, "
        f"and {decimal(found.worst_sigma, 1)} times its predicted error in the worst cell. "
        f"Half of the cells are within {percent(found.half_after)} %, and were within "
        f"{percent(found.half_before)} %."
    )
    rows = [
        (range_of(truth.edges[b], truth.edges[b + 1]), whole(one.n_cell), percent(one.before, 3),
         percent(one.after, 3), percent(one.predicted, 3), decimal(one.ratio, 2), decimal(one.worst_sigma, 1))
        for b, one in enumerate(truth.by_bin)
        if one.n_cell
    ]  # fmt: skip
    page.table(
        "truth",
        ("bin, Å", "cells", "before, %", "after, %", "predicted, %", "after / predicted", "worst, σ"),
        rows,
    )
    if not truth.replaced:
        return
    page.say(f"{len(truth.replaced):,} cells have a factor that is not their own; the worst of them:", "soft")
    page.table(
        "replaced",
        ("IFU", "slice", "bin", "factor", "before, %", "after, %"),
        [
            (str(cell.ifu), str(cell.slice_no), str(cell.bin_no), cell.state,
             percent(cell.before, signed=True), percent(cell.after, signed=True))
            for cell in truth.replaced[:_MOST_REPLACED]
        ],
        text=(3,),
    )  # fmt: skip


def _cells(page: Page, judgement: Judgement) -> None:
    page.heading("What became of the cells")
    n = int(judgement.has_rows.sum())
    page.say(
        f"{n:,} cells, that is slices and bins, have rows in the table. A cell can have several states.",
        "soft",
    )
    page.table(
        "states",
        ("state", "cells", "%"),
        [
            (WORDS[CellState(bit)], whole(count), percent(count / n if n else np.nan, 1))
            for bit, count in judgement.states.items()
        ],
    )
    lost = judgement.unmeasured_slices
    if lost:
        page.say(
            "Measured in no bin: " + ", ".join(f"IFU {ifu} slice {slice_no}" for ifu, slice_no in lost) + "."
        )


def _suspects(page: Page, found: list[Suspect]) -> None:
    page.heading("Slices that are off after the correction, and why")
    if not found:
        page.say("None.")
        return
    if len(found) > _MOST_SUSPECTS:
        page.say(f"The first {_MOST_SUSPECTS} of {len(found):,}.", "soft")
    page.table(
        "suspects",
        ("IFU", "slice", "bin, Å", "before, %", "after, %", "in errors", "masked, %", "why"),
        [
            (str(one.ifu), str(one.slice_no), range_of(*one.wave) if one.bin_no else "all",
             percent(one.before, signed=True), percent(one.after, signed=True), decimal(one.sigma, 1),
             percent(one.masked_share, 0), "; ".join(one.reasons) or UNKNOWN)
            for one in found[:_MOST_SUSPECTS]
        ],
        text=(2, 7),
    )  # fmt: skip


def _overview(page: Page, table: PixTable, judgement: Judgement, progress: Progress) -> None:
    """What the eye judges by."""
    from pixviewer.core.report.fields import white_light_figure
    from pixviewer.core.report.residuals import residual_figure

    before = white_light(table, progress=progress)
    after = white_light(through(table, judgement.factors), grid=before.grid, progress=progress)
    drawings: _Drawings = (
        ("white-light", "White light", lambda: white_light_figure(before, after),
         "Good rows of all wavelengths, before and after, at the same limits close to the sky; the change."),
        ("residuals", "Residuals", lambda: residual_figure(judgement, _range(table, progress)),
         "Slice medians of unmasked sky over the field: all of them, by wavelength, and by IFU."),
    )  # fmt: skip
    _draw(page, drawings, progress)


def _details(page: Page, table: PixTable, judgement: Judgement, progress: Progress) -> None:
    """All factors, and where they come from."""
    from pixviewer.core.report import curves, maps

    factors, wave = judgement.factors, _range(table, progress)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = judgement.levels.total_level[:, None, None] / judgement.levels.slice_level
    drawings: _Drawings = (
        ("curves", "Factors over wavelength", lambda: curves.factor_curves(factors, wave, own=own),
         "Factors of the 48 slices of every IFU, at the middle of each bin."),
        ("halves", "Halves of IFUs", lambda: curves.half_level_curves(judgement, wave),
         "Median level of the slices of each half of a detector."),
        ("factor-maps", "Maps", lambda: maps.factor_maps(factors, wave),
         "Factors of all slices in every bin: red ones were too faint, blue ones too bright."),
        ("count-maps", "", lambda: maps.count_maps(factors, wave),
         "Rows that each factor was measured from."),
        ("state-maps", "", lambda: maps.state_maps(factors, wave, judgement.has_rows),
         "What became of each cell."),
    )  # fmt: skip
    _draw(page, drawings, progress)


def _draw(page: Page, drawings: "_Drawings", progress: Progress) -> None:
    for done, (name, heading, draw, caption) in enumerate(drawings):
        progress.step("Drawing", done, len(drawings))
        figure = draw()
        if heading:
            page.heading(heading)
        if figure is not None:
            page.figure(name, figure, caption)
    progress.step("Drawing", 1, 1)


def _range(table: PixTable, progress: Progress) -> tuple[float, float] | None:
    table.ensure_blocks(progress)
    return None if table.blocks is None else table.blocks.wave_range


def _facts(page: Page, table: PixTable, judgement: Judgement, notes: Notes) -> None:
    levels, factors, facts = judgement.levels, judgement.factors, table.facts
    sums = levels.sums
    n_masked, n_bad = int(sums.n_masked.sum()), int(sums.n_bad.sum())
    page.heading("What was done")
    clip = "not known" if factors.corr_clip is None else f"{factors.corr_clip:g}"
    raman = "not kept apart"
    if sums.raman_width:
        raman = f"{'used' if levels.raman else 'left out'} within ± {sums.raman_width:g} Å of each line"
    page.facts(
        "parameters",
        [
            ("method", factors.method or "not known"),
            ("limit of the corrections", clip),
            ("edges of the bins, Å", listed(factors.edges)),
            ("least rows in a cell, rows in a column, columns", _minimum(levels.minimum)),
            ("flagged rows", "used" if levels.flagged else "left out"),
            ("rows near Raman lines", raman),
            ("mask", sums.mask_name or "none"),
            ("masked rows", f"{n_masked:,} ({percent(n_masked / max(table.n_row, 1), 1)} %)"),
            ("rows that are not finite", f"{n_bad:,}"),
            ("rows outside all bins", f"{sums.n_outside:,}"),
            ("median sky", f"{judgement.median_sky:.6g} {sums.unit}"),
        ],
    )
    page.heading("Files")
    page.facts(
        "files",
        [
            ("table", str(table.path) if table.path else table.name),
            ("rows", f"{table.n_row:,}"),
            ("object", str(table.header.get("OBJECT", "")) or UNKNOWN),
            ("exposure of", facts.date_obs or UNKNOWN),
            ("mode", facts.mode or UNKNOWN),
            *notes.files.items(),
        ],
    )


def _minimum(minimum: object) -> str:
    return ", ".join(str(getattr(minimum, name)) for name in ("rows", "rows_in_column", "columns"))
