"""Which rows each canvas is of, from the filters and the regions.

The rule is one for all: a row counts when it passes all filters, is in any of the chosen source regions, and
in no excluded region. Views of the sky show what lies around a chosen region too, as one could not place it
otherwise: of its criteria they leave out the shape, unless only the chosen rows are wanted. The spectrum is
over all wavelengths, with ranges drawn in it: it leaves out wavelengths.
"""

from collections.abc import Iterable

from pixviewer.core.geometry import Range, Shape
from pixviewer.core.table.regions import merged
from pixviewer.core.table.selection import Expression, Selection, all_of, any_of
from pixviewer.model.filters import Filters
from pixviewer.model.regions import ANNOTATION, BACKGROUND, EXCLUDE, SOURCE, Region, Regions, Role


def seen_rows(filters: Filters, regions: Regions, *, with_wave: bool = True) -> Expression | None:
    """Rows that the views of the sky show and the readout finds, at all wavelengths if so wanted.

    None for all.
    """
    chosen = _in_any(regions.chosen, SOURCE, with_shape=filters.only_chosen, with_wave=with_wave)
    return all_of([filters.expression(), chosen, not_excluded(regions)])


def spectrum_rows(filters: Filters, regions: Regions) -> Expression | None:
    """Rows of the spectrum: of the chosen sources, or of what else is chosen to be looked at itself."""
    passed = filters.expression(with_wave=False)
    for role in (SOURCE, BACKGROUND, EXCLUDE):
        if any(region.role == role for region in regions.chosen):
            chosen = _in_any(regions.chosen, role, with_wave=False)
            return all_of([passed, chosen, None if role == EXCLUDE else not_excluded(regions)])
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
    if not any(region.role == EXCLUDE for region in regions.items):
        return None
    return ~(_in_any(regions.items, EXCLUDE) or Selection())


def wanted_rows(filters: Filters, regions: Regions, chosen: Iterable[Region] = ()) -> Expression | None:
    """Rows of the rule itself: what an extraction of some regions holds."""
    return all_of([filters.expression(), _in_any(chosen, SOURCE), not_excluded(regions)])


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
    if not any(region.role == BACKGROUND for region in regions.items):
        return None
    background = _in_any(regions.items, BACKGROUND, with_wave=False)
    return all_of([passed, background, Selection(wave=wave), not_excluded(regions)]) or Selection()


def _in_any(
    regions: Iterable[Region], role: Role, *, with_shape: bool = True, with_wave: bool = True
) -> Expression | None:
    """Rows in any of the regions of a role; None when there is no such region.

    Those that are only shapes, and there may be thousands, become one selection without one of each.
    """
    shapes: dict[tuple[Range, ...], list[Shape]] = {}
    others: list[Selection] = []
    for region in regions:
        if region.role != role:
            continue
        if region.is_plain:
            shapes.setdefault(region.wave if with_wave else (), []).append(region.shape)
        else:
            others.append(region.selection(with_shape=with_shape, with_wave=with_wave))
    plain = [
        Selection(shapes=tuple(dict.fromkeys(several)) if with_shape else (), wave=wave)
        for wave, several in shapes.items()
    ]
    return any_of(merged([*plain, *others])) if plain or others else None
