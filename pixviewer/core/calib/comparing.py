"""Compare sets of factors, such as two estimates of one exposure, or those of two nights.

Each set is compared with the first. A level common to all slices of a bin means nothing, as a
self-calibration only compares slices with each other: differences are also given without it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.merging import check_same_bins, measured

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well some cells of a set agree with those of the first.

    Attributes
    ----------
    n_cell : int
        Cells that both have.
    level : float
        Mean of the differences, that is what they have in common.
    rms : float
        Root mean square of the differences without that level; in total, without the level of each bin.
    largest : float
        Largest absolute difference, level included.
    correlation : float
        Pearson's, of the factors; NaN where either set does not vary.
    """

    n_cell: int
    level: float
    rms: float
    largest: float
    correlation: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose factors differ."""

    bin_no: int
    ifu: int
    slice_no: int
    first: float
    other: float

    @property
    def value(self) -> float:
        """Other minus first."""
        return self.other - self.first


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """A set of factors beside the first.

    Attributes
    ----------
    edges : (n_bin + 1,) float64
        In Å.
    first, other : (n_bin, 24, 48) float64
        Factors, NaN where either set has none measured.
    total : Agreement
    by_bin : tuple of Agreement
    """

    edges: Floats
    first: Floats
    other: Floats
    total: Agreement
    by_bin: tuple[Agreement, ...]

    @property
    def difference(self) -> Floats:
        """Other minus first, by bin, IFU and slice."""
        return self.other - self.first

    def worst(self, n: int = 10) -> list[Difference]:
        """Give the cells that differ most, the worst first."""
        size = np.nan_to_num(np.abs(self.difference), nan=-1.0).ravel()
        order = np.argsort(-size, kind="stable")[:n]
        found = []
        for index in order[size[order] > 0]:
            cell = np.unravel_index(int(index), self.first.shape)
            bin_no, ifu, slice_no = (int(i) + 1 for i in cell)
            found.append(Difference(bin_no, ifu, slice_no, float(self.first[cell]), float(self.other[cell])))
        return found


def compare_factors(sets: Sequence[Factors]) -> list[Comparison]:
    """Compare sets of factors with the first of them.

    Parameters
    ----------
    sets : sequence of Factors
        Two or more, with the same bins. Cells that either set has not measured are left out.

    Returns
    -------
    list of Comparison
        One for each set but the first.

    Raises
    ------
    ValueError
        If there are fewer than two, or their bins differ.
    """
    if len(sets) < 2:
        raise ValueError(f"two sets of factors or more are needed to compare, got {len(sets)}")
    check_same_bins(sets)
    return [_compare(sets[0], other) for other in sets[1:]]


def _compare(one: Factors, two: Factors) -> Comparison:
    first, other = measured(one), measured(two)
    known = np.isfinite(first) & np.isfinite(other)
    first, other = np.where(known, first, np.nan), np.where(known, other, np.nan)
    by_bin = tuple(_agreement(a[k], b[k]) for a, b, k in zip(first, other, known, strict=True))
    levels = np.array([found.level for found in by_bin])[:, None, None]
    residual = (other - first - levels)[known]
    total = _agreement(first[known], other[known])
    rms = float(np.sqrt(np.mean(residual**2))) if residual.size else np.nan
    total = Agreement(total.n_cell, total.level, rms, total.largest, total.correlation)
    return Comparison(one.edges, first, other, total, by_bin)


def _agreement(first: Floats, other: Floats) -> Agreement:
    if first.size == 0:
        return Agreement(0, np.nan, np.nan, np.nan, np.nan)
    difference = other - first
    level = float(difference.mean())
    return Agreement(
        n_cell=first.size,
        level=level,
        rms=float(np.sqrt(np.mean((difference - level) ** 2))),
        largest=float(np.abs(difference).max()),
        correlation=_correlation(first, other),
    )


def _correlation(first: Floats, other: Floats) -> float:
    a, b = first - first.mean(), other - other.mean()
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / size if size > 0 else float("nan")


def rows_of(comparison: Comparison) -> Iterator[tuple[float, float, Agreement]]:
    """Lower and upper edge of each bin in Å, with how well it agrees."""
    yield from zip(
        comparison.edges[:-1].tolist(), comparison.edges[1:].tolist(), comparison.by_bin, strict=True
    )
