"""Self-calibrate a table in one call: refuse what makes no sense, mask, measure, estimate."""

import warnings
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.automask import automatic_mask
from pixviewer.core.calib.estimate import Estimate, estimate
from pixviewer.core.calib.judging import median_sky, n_ifu, rows_per_column
from pixviewer.core.calib.lookup import Masker, warn_of_outside
from pixviewer.core.calib.mask import Mask, RowMask, SkyMask, masker, name_of
from pixviewer.core.calib.minimum import Minimum
from pixviewer.core.calib.refusing import RefusedError, check_can_calibrate, warnings_of_measurement
from pixviewer.core.calib.segments import SEGMENTS, check_method, edges_array, has_laser
from pixviewer.core.calib.sums import Sums, gather
from pixviewer.core.errors import PixTableWarning
from pixviewer.core.progress import Progress
from pixviewer.core.table.chunk import Chunk
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Expression

Masks = Mask | Sequence[Mask] | Literal["usual"] | None


def selfcalibrate(
    table: PixTable,
    mask: Masks = "usual",
    *,
    method: str = "mpdaf",
    corr_clip: float = 15.0,
    bins: Sequence[float] | None = None,
    raman_width: float = 0.0,
    minimum: Minimum | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Estimate:
    """Estimate the factors that bring all slices of an exposure to one sky level.

    Parameters
    ----------
    table : PixTable
        One exposure, whose sky is not subtracted.
    mask : SkyMask, RowMask, Expression, several of them, "usual" or None
        Rows on objects, which take no part; several masks add up. ``usual`` is what the method does by
        itself: `automatic_mask` for ``deepfield``, none for ``mpdaf``.
    method : {"mpdaf", "deepfield"}
        As MPDAF 3.1, without flagged rows and in double precision; or as the ESO pipeline.
    corr_clip : float
        A factor farther than this many robust standard deviations off the mean of its half IFU is replaced.
    bins : sequence of float, optional
        Edges in Å; by default those of the method.
    raman_width : float
        Leave out rows nearer than this (Å) to the Raman lines of the lasers; 0 leaves them in.
    minimum : Minimum, optional
        Least numbers of rows and columns.
    force : bool
        Also where it makes no sense.
    progress : Progress, optional

    Returns
    -------
    Estimate

    Raises
    ------
    RefusedError
        If the sky is subtracted, the table is calibrated already or holds several exposures, no row is left,
        or the mask is of another field; unless forced.
    ValueError
        If an argument makes no sense.
    PixTableError
        If the table cannot be read.
    Cancelled
        If asked to stop.

    Warns
    -----
    PixTableWarning
        For all that is odd.
    """
    check_method(method)
    if not corr_clip > 0:
        raise ValueError(f"corr_clip must be a positive number, got {corr_clip}")
    if bins is not None:
        edges_array(bins)
    _warn(check_can_calibrate(table, force=force))
    if raman_width and not has_laser(table.facts.mode):
        mode = table.facts.mode or "unknown"
        _warn([f"without lasers there are no Raman lines: in mode {mode} no row is left out for them"])
    looks, name = _looks(table, mask, method, progress)
    sums = gather(
        table, _Together(looks) if looks else None,
        bins=SEGMENTS if bins is None else bins, raman_width=raman_width, mask_name=name, progress=progress,
    )  # fmt: skip
    _check_mask(table, looks, force)
    found = estimate(
        sums, method=method, corr_clip=corr_clip, minimum=minimum, raman=False if raman_width else None
    )
    refuse_nothing_left(table, found, force=force)
    levels = found.levels
    _warn(warnings_of_measurement(median_sky(levels), rows_per_column(levels), n_ifu(levels)))
    return found


def _looks(
    table: PixTable, mask: Masks, method: str, progress: Progress | None
) -> tuple[list[tuple[str, Masker]], str]:
    """What says which rows are masked, by name, and what to call it together."""
    masks: list[Mask]
    if mask is None:
        masks = []
    elif isinstance(mask, (SkyMask, RowMask, Expression)):
        masks = [mask]
    elif mask == "usual":
        masks = [automatic_mask(table, progress=progress)] if method == "deepfield" else []
    elif isinstance(mask, str):
        raise ValueError(f"mask must be a mask, 'usual' or None, got {mask!r}")
    else:
        masks = list(mask)
    looks = [(name_of(one), masker(table, one)) for one in masks]
    return looks, " + ".join(name for name, _ in looks)


class _Together:
    """Several masks as one: a row is masked if any of them masks it."""

    def __init__(self, looks: list[tuple[str, Masker]]) -> None:
        self._looks = [look for _, look in looks]
        self.needs: tuple[str, ...] = tuple(
            dict.fromkeys(name for look in self._looks for name in look.needs)
        )

    def __call__(self, chunk: Chunk) -> npt.NDArray[np.bool_]:
        found = self._looks[0](chunk)
        for look in self._looks[1:]:
            found |= look(chunk)
        return found


def refuse_other_field(table: PixTable, mask_name: str, n_outside: int, *, force: bool = False) -> None:
    """Refuse a mask that no row of the table lies in.

    Raises
    ------
    RefusedError
    """
    if n_outside and n_outside == table.n_row and not force:
        told = f"the mask {mask_name} is of another field: no row of the table lies in it"
        raise RefusedError(table.name, (told,))


def refuse_nothing_left(table: PixTable, found: Estimate, *, force: bool = False) -> None:
    """Refuse an estimate that no row took part in, and say why there is none.

    Raises
    ------
    RefusedError
    """
    if not found.n_row.any() and not force:
        raise RefusedError(table.name, (_why_nothing_is_left(found.levels.sums),))


def _check_mask(table: PixTable, looks: list[tuple[str, Masker]], force: bool) -> None:
    for name, look in looks:
        refuse_other_field(table, name, look.n_outside, force=force)
        warn_of_outside(name, look.n_outside, table.n_row)


def _why_nothing_is_left(sums: Sums) -> str:
    n_masked = int(sums.n_masked.sum())
    if n_masked == sums.table_rows:
        return f"all of its {n_masked:,} rows are masked, so no sky is left to measure"
    if sums.n_outside == sums.table_rows:
        low, high = sums.edges[[0, -1]]
        return f"all of its rows lie outside the bins, which reach from {low:g} to {high:g} Å"
    return (
        f"none of its {sums.table_rows:,} rows is left to measure: {n_masked:,} are masked, and the others "
        "flagged, not finite, or outside the bins"
    )


def _warn(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        warnings.warn(sentence, PixTableWarning, stacklevel=3)
