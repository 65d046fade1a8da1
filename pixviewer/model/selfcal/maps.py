"""What a map of the 24 × 48 slices shows of a self-calibration, in one bin of wavelength or in all.

Everything follows from the factors, and from the judgement where the table is open that they belong to.
Bins are counted from 1; bin 0 stands for all of them together.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pixviewer.core.report.bins import Shown, shown_bins
from pixviewer.core.report.drawing import symmetric_limit
from pixviewer.core.table.origin import N_IFU, N_SLICE

if TYPE_CHECKING:
    from pixviewer.core.calib.comparing import Comparison
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.calib.judging import Judgement
    from pixviewer.core.calib.levels import Levels

Floats = npt.NDArray[np.float64]
Kinds = npt.NDArray[np.int8]

FACTOR, COUNT, STATE, BEFORE, AFTER, DIFFERENCE = (
    "factor", "count", "state", "before", "after", "difference",
)  # fmt: skip
QUANTITIES = {
    FACTOR: "Factor − 1",
    COUNT: "Pixels used",
    STATE: "State",
    BEFORE: "Residual before",
    AFTER: "Residual after",
    DIFFERENCE: "Difference of sets",
}
ALL_BINS = 0
# Per cent: below this the noise of a map would look like a pattern.
LEAST = {FACTOR: 0.5, BEFORE: 0.5, AFTER: 0.5, DIFFERENCE: 0.1}
DIVERGING_MAP, AMOUNT_MAP = "vik", "viridis"

# The first kinds of cells, by number.
NO_ROWS, MEASURED = 0, 1


@dataclass(frozen=True, slots=True)
class Kind:
    """What may have become of a cell; ``bit`` is its `CellState`, 0 for none."""

    words: str
    colour: str
    bit: int


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Kinds of cells by number, as the report has them; the last one that applies is what a cell shows."""
    from pixviewer.core.report.maps import EMPTY, STATES  # here: it loads the kernels

    return (Kind(*EMPTY, 0), *(Kind(words, colour, int(bit)) for words, colour, bit in STATES))


@dataclass(frozen=True, eq=False)
class Subject:
    """A set of factors, what it does to the open table, and the set that it is compared with.

    Attributes
    ----------
    name : str
        What the set is called.
    factors : Factors
    levels : Levels or None
        What they were made from.
    judgement : Judgement or None
        Of these factors on the open table.
    other : Factors or None
        What `DIFFERENCE` subtracts.
    other_name : str
    wave : tuple of float, optional
        Range of the open table in Å, which the outer bins reach beyond.
    """

    name: str
    factors: "Factors"
    levels: "Levels | None" = field(default=None, repr=False)
    judgement: "Judgement | None" = field(default=None, repr=False)
    other: "Factors | None" = field(default=None, repr=False)
    other_name: str = ""
    wave: tuple[float, float] | None = None

    @cached_property
    def shown(self) -> Shown:
        """Bins with rows: those that are worth a look."""
        return shown_bins(self.factors, self.wave)

    @cached_property
    def is_present(self) -> npt.NDArray[np.bool_]:
        """Cells that are in the table, as far as that is known: (n_bin, 24, 48)."""
        from pixviewer.core.calib.judging import rows_present
        from pixviewer.core.calib.states import CellState

        if self.levels is not None:
            return np.asarray(rows_present(self.levels.sums) > 0)
        # Of a file, which may be of another exposure: what has a factor at all.
        n_row, state = self.factors.n_row, self.factors.state
        if n_row is None:
            return np.ones(self.factors.factor.shape, np.bool_)
        is_given = self.factors.factor != 1.0 if state is None else state != CellState.UNTOUCHED
        return np.asarray((n_row > 0) | is_given)

    @cached_property
    def kinds(self) -> Kinds:
        """What became of each cell: (n_bin, 24, 48), an index of `all_kinds`."""
        kinds = np.full(self.factors.factor.shape, MEASURED, np.int8)
        if self.factors.state is not None:
            kinds[:] = NO_ROWS
            for number, kind in enumerate(all_kinds()):
                kinds[(self.factors.state & kind.bit) != 0] = number
        kinds[~self.is_present] = NO_ROWS
        return kinds

    @cached_property
    def comparison(self) -> "Comparison":
        """The other set beside this one.

        Raises
        ------
        ValueError
            If there is none, or its bins differ.
        """
        from pixviewer.core.calib.comparing import compare_factors

        if self.other is None:
            raise ValueError("choose a set to compare with, under Sets")
        return compare_factors([self.other, self.factors])[0]

    @cached_property
    def own(self) -> Floats | None:
        """Factors that the slices would have by themselves, before the clip; None where that is unknown."""
        if self.levels is None:
            return None
        levels = self.levels
        with np.errstate(divide="ignore", invalid="ignore"):
            own = levels.total_level[:, None, None] / levels.slice_level
        return np.where(np.isfinite(own), own, np.nan)

    @cached_property
    def _limits(self) -> dict[str, float]:
        return {}

    def limit(self, quantity: str) -> float:
        """What the ends of a diverging map stand for, in per cent; one for all bins."""
        # Before and after are looked at side by side: they share theirs.
        quantity = BEFORE if quantity == AFTER else quantity
        if quantity not in self._limits:
            values = self.cells(quantity)[self.shown.index]
            self._limits[quantity] = symmetric_limit(values, LEAST[quantity])
        return self._limits[quantity]

    def cells(self, quantity: str) -> Floats:
        """A quantity of all cells, (n_bin, 24, 48), NaN where there is none; in per cent unless a count.

        Raises
        ------
        ValueError
            If it is not known, with what is missing.
        """
        return _CELLS[quantity](self)


def _factor(subject: Subject) -> Floats:
    return np.where(subject.is_present, 100.0 * (subject.factors.factor - 1.0), np.nan)


def _count(subject: Subject) -> Floats:
    n_row = subject.factors.n_row
    if n_row is None:
        raise ValueError(f"{subject.name} does not say how many pixels were used")
    return np.where(n_row > 0, n_row, np.nan).astype(np.float64)


def _before(subject: Subject) -> Floats:
    return 100.0 * _judged(subject).before


def _after(subject: Subject) -> Floats:
    return 100.0 * _judged(subject).after


def _judged(subject: Subject) -> "Judgement":
    if subject.judgement is None:
        raise ValueError("residuals need the sums of the open table: run the self-calibration")
    return subject.judgement


def _difference(subject: Subject) -> Floats:
    return 100.0 * subject.comparison.difference


_CELLS: dict[str, Callable[[Subject], Floats]] = {
    FACTOR: _factor, COUNT: _count, BEFORE: _before, AFTER: _after, DIFFERENCE: _difference,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class CellMap:
    """One map, ready to be coloured.

    Attributes
    ----------
    quantity, title : str
    values : (24, 48) float64
        By IFU and CCD slice, NaN where there is nothing; of `STATE`, indices of `all_kinds`.
    kinds : (24, 48) int8
        Indices of `all_kinds`.
    lo, hi : float
        Ends of the colour map.
    cmap, unit : str
    """

    quantity: str
    title: str
    values: Floats = field(repr=False)
    kinds: Kinds = field(repr=False)
    lo: float
    hi: float
    cmap: str
    unit: str


def map_of(subject: Subject, quantity: str, bin_no: int = ALL_BINS, limit: float | None = None) -> CellMap:
    """Make a map.

    Parameters
    ----------
    subject : Subject
    quantity : str
        One of `QUANTITIES`.
    bin_no : int
        Bin from 1. All bins, 0, are the mean of those with rows; pixels are added up, and of several states
        the most remarkable is shown.
    limit : float, optional
        Ends of a diverging map in per cent; by default what holds 99 % of all cells of all bins.

    Returns
    -------
    CellMap

    Raises
    ------
    ValueError
        If the quantity is not known, with what is missing.
    """
    kinds = kinds_of(subject, bin_no)
    title = QUANTITIES[quantity]
    if quantity == STATE:
        if subject.factors.state is None:
            raise ValueError(f"{subject.name} does not say what became of each slice")
        return CellMap(quantity, title, kinds.astype(np.float64), kinds, 0.0, len(all_kinds()) - 1.0, "", "")
    cells = subject.cells(quantity)
    values = _of_bin(cells, subject.shown, bin_no, np.nansum if quantity == COUNT else np.nanmean)
    if quantity == COUNT:
        values = np.where(values > 0, values, np.nan)
        most = float(np.nanmax(values, initial=1.0))
        return CellMap(quantity, title, values, kinds, 0.0, most, AMOUNT_MAP, "pixels")
    if quantity == DIFFERENCE:
        title = f"{subject.name} − {subject.other_name}"
    reach = subject.limit(quantity) if limit is None else limit
    return CellMap(quantity, title, values, kinds, -reach, reach, DIVERGING_MAP, "%")


def kinds_of(subject: Subject, bin_no: int) -> Kinds:
    """What became of each slice, (24, 48): in a bin, or the most remarkable thing in any."""
    if bin_no != ALL_BINS:
        return subject.kinds[bin_no - 1]
    return np.asarray(subject.kinds[subject.shown.index].max(axis=0), np.int8)


def _of_bin(cells: Floats, shown: Shown, bin_no: int, reduce: Callable[..., Floats]) -> Floats:
    if bin_no != ALL_BINS:
        return cells[bin_no - 1]
    chosen = cells[shown.index]
    found = np.full((N_IFU, N_SLICE), np.nan)
    known = np.isfinite(chosen).any(axis=0)
    found[known] = reduce(chosen[:, known], axis=0)
    return found


def stepped_bin(numbers: npt.NDArray[np.int64], bin_no: int, step: int) -> int:
    """The bin after or before another of these; all of them together, 0, come before the first."""
    places = [ALL_BINS, *numbers.tolist()]
    here = places.index(bin_no) if bin_no in places else 0
    return int(places[min(max(here + step, 0), len(places) - 1)])
