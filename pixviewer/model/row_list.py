"""Rows as a list: which ones, and a page of them decoded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt
from psygnal import SignalGroupDescriptor

from pixviewer.core.progress import Progress
from pixviewer.core.table.selection import Expression, Selection, all_of
from pixviewer.model.resolve import Choice

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

PICKED, CURSOR, FLAGGED = "picked", "cursor", "flagged"
SOURCES = (PICKED, CURSOR, FLAGGED)
PAGE_ROWS = 20_000
# Row numbers are kept for going through the pages: 40 MB of them.
MAX_ROWS = 5_000_000
ANY_FLAG = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class RowsRequest:
    """A page of the rows of an expression, or of the flagged rows of a choice."""

    table: int
    expression: Expression | None
    choice: Choice = None
    only_flagged: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class RowPage:
    """Some rows, decoded.

    Attributes
    ----------
    columns : dict of str to (n,) array
        As `decode_rows` gives them; ``group`` too for flagged rows.
    first : int
        Place of the first of them among all, from 0.
    n_total : int
        Rows there are; ``is_cut`` when there are even more.
    n_group : int
        Groups of touching flagged pixels among the rows of this page.
    """

    columns: dict[str, npt.NDArray[Any]]
    first: int
    n_total: int
    is_cut: bool = False
    n_group: int = 0

    @property
    def n_row(self) -> int:
        """Rows of this page."""
        return len(self.columns["row"])

    @property
    def n_page(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.n_total // PAGE_ROWS))


@dataclass
class RowListState:
    """What the table of rows lists."""

    source: str = PICKED
    page: int = 0
    is_visible: bool = False

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()


def compute_rows(request: RowsRequest, table: "PixTable", progress: Progress) -> RowPage:
    """Find the rows, and decode those of a page."""
    from pixviewer.core.products.pixel_groups import group_pixels
    from pixviewer.core.products.rows import decode_rows, find_rows

    flagged = Selection(flags=ANY_FLAG) if request.only_flagged else None
    numbers = find_rows(
        table, all_of([request.expression, request.choice, flagged]), limit=MAX_ROWS + 1, progress=progress
    )
    is_cut = numbers.size > MAX_ROWS
    numbers = numbers[:MAX_ROWS]
    first = min(request.page * PAGE_ROWS, max(numbers.size - 1, 0) // PAGE_ROWS * PAGE_ROWS)
    columns = decode_rows(table, numbers[first : first + PAGE_ROWS])
    n_group = 0
    if request.only_flagged:
        groups = group_pixels(columns["ifu"], columns["slice"], columns["x_det"], columns["y_det"])
        columns["group"] = groups
        n_group = int(groups.max(initial=0))
    return RowPage(columns, first, int(numbers.size), is_cut, n_group)


def csv_of(columns: dict[str, npt.NDArray[Any]], order: npt.NDArray[np.int64], names: list[str]) -> str:
    """Rows as comma-separated values with a header line; floats in full."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    # Python's own numbers: NumPy's would be written with their type.
    writer.writerows(zip(*(columns[name][order].tolist() for name in names), strict=True))
    return out.getvalue()
