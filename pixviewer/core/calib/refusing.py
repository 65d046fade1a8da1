"""Tables that should not be self-calibrated, and factors that should not be applied to them.

Sky level is the reference signal, so a table without sky has none; a second run would correct what is
correct; and sums by IFU, slice and wavelength would mix exposures.
"""

from dataclasses import dataclass

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.segments import METHODS, segments_of
from pixviewer.core.errors import PixviewerError
from pixviewer.core.table.keywords import PREFIX
from pixviewer.core.table.origin import N_IFU
from pixviewer.core.table.pixtable import PixTable

# A detector column of a slice with no more good rows than this in a bin is left out of the measurement.
FEWEST_ROWS_PER_COLUMN = 51


class RefusedError(PixviewerError):
    """Correcting this table makes no sense, unless somebody insists.

    Attributes
    ----------
    reasons : tuple of str
        A sentence each.
    """

    def __init__(self, name: str, reasons: tuple[str, ...]) -> None:
        super().__init__(f"{name}: {'; '.join(reasons)}; force it if you want it nevertheless (--force)")
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Objections:
    """What speaks against correcting a table: sentences that stop it, and others that are only told."""

    reasons: tuple[str, ...]
    warnings: tuple[str, ...]


def objections(table: PixTable, factors: Factors | None = None) -> Objections:
    """Find what speaks against self-calibrating a table, or against applying factors to it.

    Parameters
    ----------
    table : PixTable
        Its header is looked at, and the bounds of its blocks if they are known; no column is read.
    factors : Factors, optional
        That shall be applied; without them, what speaks against measuring some.
    """
    reasons, warnings = _of_table(table)
    if factors is not None:
        more_reasons, more_warnings = _of_factors(table, factors)
        reasons, warnings = reasons + more_reasons, warnings + more_warnings
    elif (n_ifu := _n_ifu(table)) is not None and n_ifu < N_IFU:
        warnings.append(f"only {n_ifu} of {N_IFU} IFUs are there: slices are brought to their level")
    return Objections(tuple(reasons), tuple(warnings))


def check_can_calibrate(
    table: PixTable, factors: Factors | None = None, *, force: bool = False
) -> tuple[str, ...]:
    """Refuse what makes no sense, and give what is odd.

    Parameters
    ----------
    table : PixTable
    factors : Factors, optional
        See `objections`.
    force : bool
        Refuse nothing.

    Returns
    -------
    tuple of str
        Warnings, a sentence each; when forced, reasons to refuse are among them.

    Raises
    ------
    RefusedError
    """
    found = objections(table, factors)
    if found.reasons and not force:
        raise RefusedError(table.name, found.reasons)
    return found.reasons + found.warnings


def warnings_of_measurement(median_sky: float, rows_per_column: float) -> tuple[str, ...]:
    """What is odd about what was measured.

    Parameters
    ----------
    median_sky : float
        Median level of the slices, in the unit of the data; NaN when none was measured.
    rows_per_column : float
        Most rows that any detector column of a slice has in a bin.
    """
    found = []
    if median_sky <= 0:
        found.append(f"the median sky is {median_sky:.4g}, not above zero: it seems to be subtracted already")
    if rows_per_column < FEWEST_ROWS_PER_COLUMN:
        found.append(
            f"no detector column has more than {rows_per_column:.0f} rows in a bin, where "
            f"{FEWEST_ROWS_PER_COLUMN} are needed, so nothing can be measured: the table was thinned out, or "
            "its range of wavelengths is too short"
        )
    return tuple(found)


def _of_table(table: PixTable) -> tuple[list[str], list[str]]:
    facts, reasons = table.facts, []
    if facts.skysub:
        reasons.append("its sky is subtracted, so there is no level left to compare slices by")
    if facts.autocal is not None:
        keyword = PREFIX + "AUTOCAL"
        told = f"{keyword} = {facts.autocal!r}" if keyword in table.header else "MPDAF's record in its header"
        reasons.append(f"it is self-calibrated already ({told})")
    n_exposure = max(table.offsets.n_exposure, facts.combined or 1)
    if n_exposure > 1:
        reasons.append(f"it holds {n_exposure} exposures, each of which needs factors of its own")
    return reasons, []


def _of_factors(table: PixTable, factors: Factors) -> tuple[list[str], list[str]]:
    facts = table.facts
    reasons, warnings = [], []
    if factors.mode and facts.mode and factors.mode != facts.mode:
        reasons.append(f"the factors are of mode {factors.mode}, the table is of mode {facts.mode}")
    elif facts.mode and factors.n_bin not in (usual := _usual_bins(factors.method, facts.mode)):
        told = " or ".join(map(str, sorted(usual)))
        warnings.append(
            f"the factors have {factors.n_bin} bins, where {told} are usual in mode {facts.mode}: they may "
            "be of another mode"
        )
    if factors.date_obs and facts.date_obs and factors.date_obs != facts.date_obs:
        warnings.append(
            f"the factors were measured on the exposure of {factors.date_obs}, this is of {facts.date_obs}"
        )
    blocks = table.blocks
    if blocks is not None and (outside := _range_outside(factors, blocks.wave_range)):
        warnings.append(f"rows {outside} lie outside all bins of the factors and keep their values")
    return reasons, warnings


def _usual_bins(method: str, mode: str) -> set[int]:
    methods = (method,) if method in METHODS else METHODS
    return {len(segments_of(known, mode)) - 1 for known in methods}


def _range_outside(factors: Factors, wave: tuple[float, float]) -> str:
    below = f"below {factors.edges[0]:g} Å" if wave[0] < factors.edges[0] else ""
    above = f"from {factors.edges[-1]:g} Å on" if wave[1] >= factors.edges[-1] else ""
    return " and ".join(part for part in (below, above) if part)


def _n_ifu(table: PixTable) -> int | None:
    if table.blocks is not None:
        return len(table.blocks.ifus)
    return table.facts.merged or (1 if table.facts.channel else None)
