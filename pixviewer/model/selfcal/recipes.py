"""The same self-calibration without a window: as a command line, and as Python."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pixviewer.core.calib.minimum import Minimum
from pixviewer.model.selfcal.decisions import Calibration
from pixviewer.model.selfcal.state import NamedFactors

TABLE, DRS, MPDAF, MASK, VERDICTS, REPORT = "table", "drs", "mpdaf", "mask", "verdicts", "report"
USUAL_NAMES = {
    TABLE: "corrected.fits",
    DRS: "AUTOCAL_FACTORS.fits",
    MPDAF: "factors.fits",
    MASK: "mask.fits",
    VERDICTS: "verdicts.ecsv",
    REPORT: "report.html",
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What was decided, of which table, and where files of it lie.

    Parameters
    ----------
    table : str
        Its path.
    decided : Calibration
    loaded : NamedFactors or None
        Factors of a file that are shown instead of measured ones.
    files : mapping
        Path by kind, of what was saved with these decisions.
    """

    table: str
    decided: Calibration
    loaded: NamedFactors | None = None
    files: Mapping[str, Path] = field(default_factory=dict)

    def file(self, kind: str) -> str:
        """Where a file lies, or what it is usually called."""
        return str(self.files.get(kind, USUAL_NAMES[kind]))

    @property
    def is_plain(self) -> bool:
        """Whether `pixviewer selfcal` can do the same: nothing that it has no option for was decided."""
        decided = self.decided
        return (
            self.loaded is None
            and not any(verdict.changes for verdict in decided.verdicts)
            and decided.minimum == Minimum()
            and decided.flagged is None
        )


def command_line(recipe: Recipe) -> str:
    """The command that writes the same corrected table; masks and factors must have been saved."""
    decided = recipe.decided
    if not recipe.is_plain:
        factors = str(recipe.loaded.path) if recipe.loaded is not None else recipe.file(DRS)
        words = ["pixviewer", "apply-factors", recipe.table, recipe.file(TABLE), "--factors", factors]
        return shlex.join([*words, *(["--force"] if decided.is_forced else [])])
    words = ["pixviewer", "selfcal", recipe.table, recipe.file(TABLE), "--method", decided.method]
    words += ["--mask", recipe.file(MASK) if decided.mask.steps else "none"]
    words += ["--corr-clip", repr(decided.corr_clip)]
    if decided.raman_width:
        words += ["--exclude-raman", repr(decided.raman_width)]
    if DRS in recipe.files:
        words += ["--save-factors", recipe.file(DRS)]
    if REPORT in recipe.files:
        words += ["--report", recipe.file(REPORT)]
    return shlex.join([*words, *(["--force"] if decided.is_forced else [])])
