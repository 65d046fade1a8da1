"""The report of a comparison of factors."""

from collections.abc import Sequence
from pathlib import Path

from pixviewer.core.calib.comparing import Agreement, Comparison, compare_factors, rows_of
from pixviewer.core.calib.factors import Factors
from pixviewer.core.progress import Progress
from pixviewer.core.report.curves import factor_curves
from pixviewer.core.report.numbers import UNKNOWN, decimal, percent, range_of, whole
from pixviewer.core.report.origin import add_origin
from pixviewer.core.report.page import Page
from pixviewer.core.report.pairs import difference_figure, pair_figure

_N_WORST = 30


def comparison_page(
    sets: Sequence[Factors], names: Sequence[str], *, command: str = "", progress: Progress | None = None
) -> str:
    """Make a report of how factors differ from the first of them, as one HTML page that needs nothing else.

    Parameters
    ----------
    sets : sequence of Factors
        Two or more, with the same bins.
    names : sequence of str
        What to call them: names of their files.
    command : str
        Equivalent command line.
    progress : Progress, optional

    Returns
    -------
    str
        To be written by `save_page`.

    Raises
    ------
    ValueError
        If there are fewer than two, or their bins differ.
    """
    progress = progress or Progress()
    comparisons = compare_factors(sets)
    page = Page(f"Factors beside those of {Path(names[0]).name}")
    for name, comparison in zip(names[1:], comparisons, strict=True):
        page.say(_verdict(name, comparison), "verdict")
    for k, (name, comparison) in enumerate(zip(names[1:], comparisons, strict=True), 1):
        progress.step("Drawing", k - 1, len(comparisons))
        _section(page, k, names[0], name, comparison, sets[0])
    page.heading("Factors of each set")
    for k, (name, factors) in enumerate(zip(names, sets, strict=True)):
        progress.step("Drawing", k, len(sets))
        page.figure(f"curves-{k}", factor_curves(factors), f"{name}: factors of the 48 slices of every IFU.")
    page.heading("Files")
    page.table(
        "files",
        ("file", "method", "mode", "exposure of", "table", "mask", "bins", "rows"),
        [
            (name, one.method or UNKNOWN, one.mode or UNKNOWN, one.date_obs or UNKNOWN,
             one.table_name or UNKNOWN, one.mask_name or UNKNOWN, str(one.n_bin),
             whole(one.table_rows) if one.table_rows else UNKNOWN)
            for name, one in zip(names, sets, strict=True)
        ],
        text=(0, 1, 2, 3, 4, 5),
    )  # fmt: skip
    add_origin(page, command)
    return page.html()


def _verdict(name: str, comparison: Comparison) -> str:
    total = comparison.total
    if not total.n_cell:
        return f"{Path(name).name} has no cell in common with the first."
    return (
        f"{Path(name).name} differs from the first by {percent(total.rms)} % (rms over {total.n_cell:,} "
        f"slices and bins, without a level common to each bin), and by {percent(total.largest)} % at most."
    )


def _section(page: Page, k: int, first: str, name: str, comparison: Comparison, factors: Factors) -> None:
    page.heading(f"{Path(name).name} minus {Path(first).name}")
    rows = [(range_of(low, high), *_row(found)) for low, high, found in rows_of(comparison) if found.n_cell]
    page.table(
        f"agreement-{k}",
        ("bin, Å", "cells", "mean, %", "rms about it, %", "largest, %", "correlation"),
        [*rows, ("all", *_row(comparison.total))],
        last_is_total=True,
    )
    if not comparison.total.n_cell:
        return
    page.figure(
        f"pair-{k}",
        pair_figure(comparison, Path(first).name, Path(name).name),
        "Factors against factors, the differences, and their mean and scatter over wavelength.",
    )
    page.figure(
        f"maps-{k}", difference_figure(comparison, factors), "Differences of all slices in every bin."
    )
    page.say("Cells that differ most:", "soft")
    page.table(
        f"worst-{k}",
        ("IFU", "slice", "bin", "first", "other", "difference, %"),
        [
            (str(cell.ifu), str(cell.slice_no), str(cell.bin_no), decimal(cell.first, 5),
             decimal(cell.other, 5), percent(cell.value, 3, signed=True))
            for cell in comparison.worst(_N_WORST)
        ],
        text=(),
    )  # fmt: skip


def _row(found: Agreement) -> tuple[str, ...]:
    return (
        whole(found.n_cell),
        percent(found.level, 3, signed=True),
        percent(found.rms, 3),
        percent(found.largest, 3),
        decimal(found.correlation, 4),
    )
