"""How much of the known level errors of a simulated exposure its factors take away.

A slice that is too bright by a level must get a factor of one over it. A level common to all slices of a bin
cannot be found, as slices are only compared with each other: it is taken out first. It is a mean that is
weighted with the predicted errors: a plain one would follow slices that objects have made too bright.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.states import CellState, describe, is_measured
from pixviewer.core.errors import PixTableError
from pixviewer.core.table.origin import N_IFU, N_SLICE

Floats = npt.NDArray[np.float64]
Range = tuple[float, float]

# Wavelengths at which curves are averaged, in Å.
_FINE_STEP = 1.0


@dataclass(frozen=True, slots=True)
class Remainder:
    """What is left of the known errors in some cells.

    Attributes
    ----------
    n_cell : int
    before, after : float
        Root mean square of the errors without the factors, and with them.
    predicted : float
        Root mean square of the predicted errors.
    worst_sigma : float
        Largest error left, in units of its predicted error.
    half_before, half_after : float
        Half of the cells are within this, without the factors and with them: a few slices full of objects
        make the root mean square, and not this.
    """

    n_cell: int
    before: float
    after: float
    predicted: float
    worst_sigma: float
    half_before: float
    half_after: float

    @property
    def ratio(self) -> float:
        """What is left over what is predicted: about 1 when nothing but noise is left."""
        return self.after / self.predicted if self.predicted > 0 else np.nan


@dataclass(frozen=True, slots=True)
class ReplacedCell:
    """A cell whose factor is not its own, with what is left there."""

    bin_no: int
    ifu: int
    slice_no: int
    state: str
    before: float
    after: float


@dataclass(frozen=True, slots=True, eq=False)
class TruthComparison:
    """Factors beside the truth of a simulation.

    Attributes
    ----------
    edges : (n_bin + 1,) float64
        In Å.
    level : (n_bin, 24, 48) float64
        Known level of every slice.
    before, after : (n_bin, 24, 48) float64
        Relative error of every cell that was measured or replaced without the factors and with them; NaN for
        cells that nothing is known of.
    measured : Remainder
        In cells in state measured.
    by_bin : tuple of Remainder
        The same in each bin.
    replaced : tuple of ReplacedCell
        All others with a factor that was given to them, the worst first.
    """

    edges: Floats
    level: Floats
    before: Floats
    after: Floats
    measured: Remainder
    by_bin: tuple[Remainder, ...]
    replaced: tuple[ReplacedCell, ...]


def compare_with_truth(
    factors: Factors, path: str | os.PathLike[str], *, waves: Sequence[Range] | None = None
) -> TruthComparison:
    """Say how much of the known errors of a simulation was found.

    Parameters
    ----------
    factors : Factors
        With states; predicted errors tell whether more is left than there should be.
    path : path
        The truth file of the simulation.
    waves : sequence of (low, high), optional
        Wavelengths in Å that the table has, if not all of its mode: levels change within a bin.

    Returns
    -------
    TruthComparison

    Raises
    ------
    PixTableError
        If that is no truth file.
    ValueError
        If the factors have no states.
    """
    return compare_with_levels(factors, known_levels(path, factors.edges, waves))


def compare_with_levels(factors: Factors, level: Floats) -> TruthComparison:
    """The same, with the levels that `known_levels` has read.

    Parameters
    ----------
    factors : Factors
        With states.
    level : (n_bin, 24, 48) float64
        Known level of every slice in the bins of the factors; NaN where none is known.

    Returns
    -------
    TruthComparison

    Raises
    ------
    ValueError
        If the factors have no states.
    """
    if factors.state is None:
        raise ValueError("factors without states cannot be compared with a truth: estimate them again")
    n_row = factors.n_row if factors.n_row is not None else np.ones(factors.factor.shape, np.int64)
    # A bin that nobody was measured in has no level that could be common.
    own = is_measured(factors.state) & np.isfinite(level)
    has_bin = np.asarray(own.any(axis=(1, 2)))[:, None, None]
    known = np.isfinite(level) & has_bin & ((n_row > 0) | (factors.state != CellState.UNTOUCHED))
    error = factors.predicted_error
    relative = np.full(level.shape, np.nan) if error is None else error / factors.factor
    before = _without_common(np.where(known, level, np.nan), own, relative)
    after = _without_common(np.where(known, level * factors.factor, np.nan), own, relative)

    def remainder(cells: npt.NDArray[np.bool_]) -> Remainder:
        with np.errstate(divide="ignore", invalid="ignore"):
            sigma = np.abs(after[cells]) / relative[cells]
        worst = float(np.nanmax(sigma)) if np.isfinite(sigma).any() else np.nan
        return Remainder(
            int(cells.sum()), _rms(before[cells]), _rms(after[cells]), _rms(relative[cells]), worst,
            _half(before[cells]), _half(after[cells]),
        )  # fmt: skip

    in_bin = np.arange(factors.n_bin)[:, None, None]
    return TruthComparison(
        factors.edges, level, before, after, remainder(own),
        tuple(remainder(own & (in_bin == b)) for b in range(factors.n_bin)),
        tuple(_replaced(factors, before, after, known & ~own)),
    )  # fmt: skip


def truth_beside(path: str | os.PathLike[str]) -> Path | None:
    """The truth file of a simulated table, where it lies beside it and is of a table of this size."""
    table = Path(path)
    for name in (f"{table.stem}-truth.fits", f"{table.stem}_truth.fits"):
        found = table.with_name(name)
        try:
            if fits.getheader(found).get("TABSIZE") == table.stat().st_size:
                return found
        except OSError:
            continue
    return None


def known_levels(path: str | os.PathLike[str], edges: Floats, waves: Sequence[Range] | None = None) -> Floats:
    """Mean level of every slice in bins of wavelength, weighted with the sky, from a truth file.

    Parameters
    ----------
    path : path
    edges : (n_bin + 1,) float64
        In Å.
    waves : sequence of (low, high), optional
        Wavelengths to average over; by default all that the file knows.

    Returns
    -------
    (n_bin, 24, 48) float64
        NaN in bins without any of the wavelengths.

    Raises
    ------
    PixTableError
        If that is no truth file.
    """
    nodes, curves, sky, ends = _read(path)
    fine = np.arange(nodes[0] + _FINE_STEP / 2, nodes[-1], _FINE_STEP)
    chosen = np.zeros(fine.size, np.bool_)
    for low, high in waves or [ends]:
        chosen |= (fine >= low) & (fine < high)
    levels = np.full((edges.size - 1, N_IFU, N_SLICE), np.nan)
    bin_of = np.searchsorted(edges, fine, side="right") - 1
    for b in range(edges.size - 1):
        places = fine[chosen & (bin_of == b)]
        if places.size:
            levels[b] = (curves @ _weights(nodes, places, np.interp(places, *sky))).reshape(N_IFU, N_SLICE)
    return levels


def _weights(nodes: Floats, places: Floats, light: Floats) -> Floats:
    """Weights of nodes in the mean, weighted with light, of what is interpolated linearly between them."""
    weights = np.zeros(nodes.size)
    right = np.clip(np.searchsorted(nodes, places, side="right"), 1, nodes.size - 1)
    part = (places - nodes[right - 1]) / (nodes[right] - nodes[right - 1])
    np.add.at(weights, right - 1, (1.0 - part) * light)
    np.add.at(weights, right, part * light)
    return weights / light.sum()


def _read(path: str | os.PathLike[str]) -> tuple[Floats, Floats, tuple[Floats, Floats], Range]:
    """Nodes and curves of the levels, wavelengths and flux of the sky, and the wavelengths of the mode."""
    try:
        with fits.open(path) as hdus:
            levels = hdus["LEVELS"]
            known = hdus["BINS"].data
            covered = np.isfinite(known["level"])
            ends = (float(known["lambda_min"][covered].min()), float(known["lambda_max"][covered].max()))
            n_node = int(levels.header["NNODE"])
            nodes, curves, *sky = (
                np.asarray(table[name], np.float64)
                for table, name in (
                    (levels.data[:n_node], "lambda"),
                    (levels.data, "level"),
                    (hdus["SKY"].data, "lambda"),
                    (hdus["SKY"].data, "flux"),
                )
            )
            return nodes, curves.reshape(N_IFU * N_SLICE, n_node), (sky[0], sky[1]), ends
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise PixTableError(f"{path} is no truth file of a simulation: {error}") from error


def _without_common(level: Floats, own: npt.NDArray[np.bool_], error: Floats) -> Floats:
    """Relative to the mean of the measured cells of each bin, weighted if all their errors are known."""
    found = np.full(level.shape, np.nan)
    for b in np.flatnonzero(own.any(axis=(1, 2))).tolist():
        values = level[b][own[b]]
        errors = error[b][own[b]]
        weights = errors**-2.0 if np.all(errors > 0) else None
        found[b] = level[b] / np.average(values, weights=weights) - 1.0
    return found


def _replaced(
    factors: Factors, before: Floats, after: Floats, cells: npt.NDArray[np.bool_]
) -> list[ReplacedCell]:
    assert factors.state is not None
    found = [
        ReplacedCell(
            b + 1,
            i + 1,
            s + 1,
            describe(int(factors.state[b, i, s])),
            float(before[b, i, s]),
            float(after[b, i, s]),
        )
        for b, i, s in np.argwhere(cells).tolist()
    ]
    return sorted(found, key=lambda cell: -abs(cell.after))


def _rms(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.sqrt(np.mean(known**2))) if known.size else np.nan


def _half(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(np.abs(known))) if known.size else np.nan
