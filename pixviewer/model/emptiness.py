"""Why there is nothing to see: one sentence where filters, a region or flags leave no row."""

from collections.abc import Sequence

from pixviewer.core.geometry import Range
from pixviewer.core.table.selection import Selection
from pixviewer.model.filters import Filters
from pixviewer.model.readout import rows_text
from pixviewer.model.regions import Region
from pixviewer.model.state import Bounds
from pixviewer.model.work import Tally


def why_nothing_passes(filters: Filters, tallies: Sequence[Tally | None]) -> str:
    """Which filter leaves no row, or no good one; nothing where rows are left, or none were counted yet.

    Parameters
    ----------
    filters : Filters
    tallies : sequence of Tally or None
        Rows that are left after each filter, and at last after excluded regions.
    """
    for i, tally in enumerate(tallies):
        if _is_nothing(tally):
            culprit = filters.chips[i].text if i < len(filters.chips) else ""
            why = f"the filter “{culprit}”" if culprit else "the excluded regions"
            return f"No rows are left after {why}."
    last = tallies[-1] if tallies else None
    if last is not None and last.fraction >= 1.0 and last.n_row and not last.n_good:
        return f"No good rows are left: all {rows_text(last.n_row)} have flags."
    return ""


def why_no_rows(
    region: Region,
    tally: Tally | None,
    waves: Range | None,
    field: Bounds | None,
    place: tuple[float, float],
    *,
    is_filtered: bool = False,
) -> str:
    """Why a region has no row; nothing where it has some, or they were not counted yet.

    Parameters
    ----------
    region : Region
    tally : Tally or None
        Its rows.
    waves : (min, max) or None
        Wavelengths of the table in Å.
    field : (xi_min, xi_max, eta_min, eta_max) or None
        Where the table has rows, in the plane.
    place : (xi, eta)
        Centre of the region, in the plane.
    is_filtered : bool
        Whether filters or excluded regions take rows away.
    """
    if not _is_nothing(tally):
        return ""
    if waves is not None and region.wave and not any(_overlap(band, waves) for band in region.wave):
        return f"no rows: its wavelengths lie outside those of the table, {waves[0]:.0f}–{waves[1]:.0f} Å"
    if field is not None and not _touches(place, region.shape.size, field):
        return "no rows: it lies outside the field"
    has_criteria = bool(region.wave) or region.criteria != Selection()
    found = "no row in it" + (" meets its criteria" if has_criteria else "")
    if not is_filtered:
        return found
    return f"{found} and passes the filters" if has_criteria else f"{found} passes the filters"


def _is_nothing(tally: Tally | None) -> bool:
    return tally is not None and tally.fraction >= 1.0 and tally.n_row == 0


def _overlap(first: Range, second: Range) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def _touches(place: tuple[float, float], size: float, field: Bounds) -> bool:
    x0, x1, y0, y1 = field
    return x0 - size <= place[0] <= x1 + size and y0 - size <= place[1] <= y1 + size
