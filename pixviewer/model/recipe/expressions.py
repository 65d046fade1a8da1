"""Values of the model as Python writes them, with ``pv`` for the package."""

import re
from collections.abc import Sequence

from pixviewer.core.table.regions import Region as CoreRegion
from pixviewer.core.table.selection import Expression
from pixviewer.model.extract_script import expression_source

_NAMES = re.compile(r"\b(Annulus|Circle|Selection|Square)\(")


def rows_source(rows: Expression | None) -> str:
    """A selection without loss; None for all rows."""
    return "None" if rows is None else _NAMES.sub(r"pv.\1(", expression_source(rows))


def region_source(region: CoreRegion) -> str:
    """A region of a region file."""
    words = [repr(region.name), rows_source(region.selection)]
    words += [f"role={region.role!r}"] if region.role != "source" else []
    words += [f"colour={region.colour!r}"] if region.colour else []
    words += [f"tags={region.tags!r}"] if region.tags else []
    words += [f"style={dict(region.style)!r}"] if region.style else []
    return f"pv.Region({', '.join(words)})"


def list_source(name: str, items: Sequence[str]) -> str:
    """A list with a name, an item a line."""
    return "\n".join([f"{name} = [", *(f"    {item}," for item in items), "]"])
