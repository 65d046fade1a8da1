"""From the bands of a line to what has to be computed."""

from dataclasses import dataclass, replace

from pixviewer.core.geometry import Range
from pixviewer.core.table.selection import Expression
from pixviewer.model import choosing, resolve
from pixviewer.model.filters import WAVE, Filters
from pixviewer.model.lines.bands import LINE_QUANTITIES, LineBands
from pixviewer.model.regions import Regions
from pixviewer.model.resolve import ImageRequest, TableFacts
from pixviewer.model.state import Display, ViewState

_QUANTITIES = frozenset(by for by, _ in LINE_QUANTITIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMapRequest(ImageRequest):
    """A line map of the whole field, on its natural cells; ``statistic`` is one of `LINE_QUANTITIES`."""

    line: Range
    continuum: tuple[Range, ...]
    weighting: str


def shows_line(by: str) -> bool:
    """Whether a quantity of the sky image is one of a line."""
    return by in _QUANTITIES


def image_wanted(
    facts: TableFacts, view: ViewState, regions: Regions, display: Display, bands: LineBands
) -> ImageRequest | None:
    """What the sky image asks for: white light, a line, or nothing where the bands of that are not set."""
    if not shows_line(display.by):
        return resolve.image_request(facts, view, regions, display)
    if bands.line is None or not bands.continuum:
        return None
    return LineMapRequest(
        facts.number,
        line_rows(view.filters, regions),
        display.by,
        line=bands.line,
        continuum=bands.continuum,
        weighting=bands.weighting,
    )


def line_rows(filters: Filters, regions: Regions) -> Expression | None:
    """Rows of a line map: as in the sky views, but for wavelengths that those are narrowed to.

    The bands say which wavelengths are wanted; a filter that leaves some wavelengths out, such as those of
    a sky line, holds here, too.
    """
    chips = tuple(chip for chip in filters.chips if chip.kind != WAVE or chip.is_inverted)
    return choosing.seen_rows(replace(filters, chips=chips), regions, with_wave=False)
