"""Which rows a tool looks at, and how a command says so."""

import json

from pixviewer.core.numerals import plain
from pixviewer.core.table.selection import Selection
from pixviewer.core.table.shape_options import shape_options
from pixviewer.model import choosing
from pixviewer.model.regions import Region, Regions
from pixviewer.model.resolve import Choice
from pixviewer.model.state import ViewState


def chosen_rows(view: ViewState, regions: Regions, region: Region | None) -> Choice:
    """Rows of a region, or of all that the filters leave; None for all of the table."""
    if region is None:
        return choosing.wanted_rows(view.filters, regions)
    return choosing.region_rows(view.filters, region, regions)


def choice_options(choice: Choice) -> list[str]:
    """Options of a command that choose the same rows; what options cannot say goes as JSON."""
    if choice is None:
        return []
    if not isinstance(choice, Selection) or set(choice.kinds) - {"shapes", "wave"} or choice.match != "all":
        told = choice.to_json()
        return ["--selection", json.dumps(told, separators=(",", ":"), allow_nan=False)]
    words: list[str] = []
    for shape in choice.shapes:
        words += shape_options(shape)
    for low, high in choice.wave:
        words += ["--lambda", plain(float(low)), plain(float(high))]
    return words
