"""Which rows each canvas is of, from the filters and the regions.

The rule is one for all: a row counts when it passes all filters, is in any of the chosen source regions, and
in no excluded region. Views of the sky show what lies around a chosen region too, as one could not place it
otherwise: of its criteria they leave out the shape, unless only the chosen rows are wanted. The spectrum is
over all wavelengths, with ranges drawn in it: it leaves out wavelengths.
"""

from collections.abc import Iterable

from pixviewer.core.geometry import Range
from pixviewer.core.table.regions import merged
from pixviewer.core.table.selection import Expression, Selection, all_of, any_of
from pixviewer.model.filters import Filters
from pixviewer.model.regions import ANNOTATION, BACKGROUND, EXCLUDE, SOURCE, Region, Regions


def seen_rows(filters: Filters, regions: Regions) -> Expression | None:
    """Rows that the views of the sky show and the readout finds; None for all."""
    chosen = [
        region.selection(with_shape=filters.only_chosen) for region in regions.chosen if region.role == SOURCE
    ]
    return all_of([filters.expression(), _any(chosen), not_excluded(regions)])


def spectrum_rows(filters: Filters, regions: Regions) -> Expression | None:
    """Rows of the spectrum: of the chosen sources, or of what else is chosen to be looked at itself."""
    passed = filters.expression(with_wave=False)
    for role in (SOURCE, BACKGROUND, EXCLUDE):
        chosen = [r.selection(with_wave=False) for r in regions.chosen if r.role == role]
        if chosen:
            return all_of([passed, _any(chosen), None if role == EXCLUDE else not_excluded(regions)])
    return all_of([passed, not_excluded(regions)])


def background_rows(filters: Filters, regions: Regions) -> Expression | None:
    """Rows whose spectrum is subtracted from that of the chosen sources; None when there are none."""
    if not any(region.role == SOURCE for region in regions.chosen):
        return None
    return _background(filters.expression(with_wave=False), (), regions)


def region_rows(filters: Filters, region: Region, regions: Regions) -> Expression | None:
    """Rows of one region."""
    left = None if region.role == EXCLUDE else not_excluded(regions)
    return all_of([filters.expression(), region.selection(), left])


def region_background(filters: Filters, region: Region, regions: Regions) -> Expression | None:
    """Rows whose mean is subtracted from that of a source region: background at its wavelengths."""
    if region.role != SOURCE:
        return None
    return _background(filters.expression(), region.wave, regions)


def not_excluded(regions: Regions) -> Expression | None:
    """Rows in no excluded region; None for all."""
    excluded = [region.selection() for region in regions.items if region.role == EXCLUDE]
    return ~(_any(excluded) or Selection()) if excluded else None


def wanted_rows(filters: Filters, regions: Regions, chosen: Iterable[Region] = ()) -> Expression | None:
    """Rows of the rule itself: what an extraction of some regions holds."""
    sources = [region.selection() for region in chosen if region.role == SOURCE]
    return all_of([filters.expression(), _any(sources), not_excluded(regions)])


def is_counted(region: Region) -> bool:
    """Whether a region has rows at all: annotations never enter a computation."""
    return region.role != ANNOTATION


def shown_wave(filters: Filters, region: Region | None) -> tuple[Range, ...] | None:
    """Wavelengths that the views show, for their titles; none for all, None where nothing is left."""
    bands = filters.bands
    if region is None or region.role != SOURCE or not region.wave or region.criteria.match == "any":
        return bands
    if not bands:
        return region.wave
    both = tuple((max(a, c), min(b, d)) for a, b in region.wave for c, d in bands if max(a, c) < min(b, d))
    return both or None


def _background(passed: Expression | None, wave: tuple[Range, ...], regions: Regions) -> Expression | None:
    background = [r.selection(with_wave=False) for r in regions.items if r.role == BACKGROUND]
    if not background:
        return None
    return all_of([passed, _any(background), Selection(wave=wave), not_excluded(regions)]) or Selection()


def _any(selections: list[Selection]) -> Expression | None:
    return any_of(merged(selections)) if selections else None
