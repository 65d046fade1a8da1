"""Factors of files: read, named, and held against the open table."""

from pathlib import Path
from typing import TYPE_CHECKING

from pixviewer.core.progress import Progress
from pixviewer.model.selfcal.state import NamedFactors

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable


def load_factors(path: Path, table: "PixTable", progress: Progress) -> NamedFactors:
    """Read factors; what speaks against applying them to the table is only told."""
    from pixviewer.core.calib.refusing import objections
    from pixviewer.core.io.factor_files import read_factors

    factors = read_factors(path)
    # Whether the table should be calibrated at all is said elsewhere.
    of_table = objections(table)
    found = objections(table, factors)
    told = [s for s in (*found.reasons, *found.warnings) if s not in (*of_table.reasons, *of_table.warnings)]
    return NamedFactors(path.name, path, factors, tuple(told))
