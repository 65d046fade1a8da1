"""Factors of files: read, named, and held against the open table."""

from pathlib import Path
from typing import TYPE_CHECKING

from pixviewer.core.progress import Progress
from pixviewer.model.selfcal.state import NamedFactors
from pixviewer.model.selfcal.work import seen_through

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable


def load_factors(path: Path, table: "PixTable", progress: Progress) -> NamedFactors:
    """Read factors; what speaks against applying them to the table is only told."""
    from pixviewer.core.calib.refusing import objections
    from pixviewer.core.io.factor_files import read_factors

    factors = read_factors(path)
    # Whether the table should be calibrated at all is said elsewhere.
    of_table, found = objections(table), objections(table, factors)
    refusals = tuple(one for one in found.reasons if one not in of_table.reasons)
    remarks = tuple(one for one in found.warnings if one not in of_table.warnings)
    return NamedFactors(path.name, path, factors, refusals, remarks, seen_through(table, factors))


def factor_files_among(paths: tuple[Path, ...], progress: Progress) -> list[Path]:
    """Those of some files that hold factors of a self-calibration."""
    from pixviewer.core.io.factor_files.reading import is_factor_file

    return [path for path in progress.over(paths, "Looking at files", len(paths)) if is_factor_file(path)]
