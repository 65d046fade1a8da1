"""Selections made ready for one table: what they need to read, and how blocks and rows are tested.

Every criterion answers two questions. Of a block, from its bounds: may any row be in (*possible*), are
all rows in (*certain*)? Of the rows of a chunk: which are in? Both are combined by the same logic, so a
block is skipped, taken whole, or tested row by row, and the answer is the same as if all were tested.
"""

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from pixviewer.core.errors import PixTableWarning
from pixviewer.core.geometry import Range
from pixviewer.core.kernels import selecting
from pixviewer.core.table.blocks import ODD_WAVE, Blocks
from pixviewer.core.table.crowds import aperture_test
from pixviewer.core.table.origin import X_IN_SLICE, slices_of_stack
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.quality import ALL_BITS
from pixviewer.core.table.selection import Combined, Expression, Selection, keeps_all

if TYPE_CHECKING:
    from pixviewer.core.table.chunk import Chunk

Bools = npt.NDArray[np.bool_]


class Matcher(Protocol):
    """A selection, or a criterion of one, ready for one table."""

    needs: tuple[str, ...]

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        """Whether each block may hold rows that match, and whether all its rows do."""

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        """Take the rows out of `keep` that do not match."""


class _Ranges:
    """A column within any of some ranges."""

    def __init__(self, column: str, ranges: Sequence[Range]) -> None:
        self.needs: tuple[str, ...] = (column,)
        self._column = column
        self._low, self._high = np.array(ranges, np.float64).T.copy()

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        if self._column != "wave":
            return _unknown(blocks)
        low, high = blocks.bounds[4][:, None], blocks.bounds[5][:, None]
        # Bounds are float32, ends float64: compared as float64, a bound equal to an end stays exact.
        possible = ((high >= self._low) & (low < self._high)).any(axis=1)
        certain = ((low >= self._low) & (high < self._high) & (low <= high)).any(axis=1)
        is_odd = (blocks.odd & ODD_WAVE) != 0
        # Bounds know nothing of infinite wavelengths, which are in a range without lower end.
        return possible | (is_odd & np.isinf(self._low).any()), certain & ~is_odd

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        selecting.in_ranges(chunk[self._column], self._low, self._high, keep)


class _SignalToNoise:
    needs: tuple[str, ...] = ("data", "variance")

    def __init__(self, ranges: Sequence[Range]) -> None:
        self._low, self._high = np.array(ranges, np.float64).T.copy()

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        return _unknown(blocks)

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        selecting.in_snr_ranges(chunk["data"], chunk["variance"], self._low, self._high, keep)


class _Slices:
    """IFU and slice, by a table of what is wanted."""

    needs: tuple[str, ...] = ("origin",)

    def __init__(self, wanted: Bools) -> None:
        self._wanted = wanted.reshape(32, 64)

    @classmethod
    def of_ifus(cls, ifus: Sequence[int]) -> "_Slices":
        wanted = np.zeros((32, 64), np.bool_)
        wanted[list(ifus)] = True
        return cls(wanted)

    @classmethod
    def of_slices(cls, slices: Sequence[int]) -> "_Slices":
        wanted = np.zeros((32, 64), np.bool_)
        wanted[:, list(slices)] = True
        return cls(wanted)

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        # How many of the cells between the bounds are wanted, from a table of sums.
        sums = np.zeros((33, 65), np.int64)
        sums[1:, 1:] = self._wanted.cumsum(axis=0).cumsum(axis=1)
        i0, i1, s0, s1 = (code.astype(np.int64) for code in blocks.codes)
        inside = sums[i1 + 1, s1 + 1] - sums[i0, s1 + 1] - sums[i1 + 1, s0] + sums[i0, s0]
        return inside > 0, inside == (i1 - i0 + 1) * (s1 - s0 + 1)

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        selecting.in_slices(chunk["origin"], self._wanted.ravel(), keep)


class _Exposures:
    needs: tuple[str, ...] = ()

    def __init__(self, table: PixTable, exposures: Sequence[int]) -> None:
        self._offsets = table.offsets
        n = table.offsets.n_exposure
        self._wanted = np.zeros(n + 1, np.bool_)
        self._wanted[[number for number in exposures if number <= n]] = True  # others have no rows

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        first_row, last_row = blocks.row_ranges
        first, last = self._offsets.exposure_of(first_row), self._offsets.exposure_of(last_row - 1)
        # Between two rows without exposure there may be a short one.
        is_one = (first == last) & (first > 0)
        return ~is_one | self._wanted[first], is_one & self._wanted[first]

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        selecting.in_exposures(chunk.exposure, self._wanted, keep)


class _Detector:
    """Detector x or y within any of some ranges."""

    needs: tuple[str, ...] = ("origin",)

    def __init__(self, table: PixTable, axis: str, ranges: Sequence[Range]) -> None:
        self._axis = axis
        self._offsets = table.offsets
        # Positions are whole numbers: low <= n < high is ceil(low) <= n < ceil(high).
        ends = np.ceil(np.clip(np.array(ranges, np.float64), -1e9, 1e9)).astype(np.int64)
        self._low, self._high = ends.T.copy()

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        possible, certain = _unknown(blocks)
        if self._axis == "x":  # a slice is a strip of the detector, which a range may miss
            possible, _ = _Slices(self._touched()).on_blocks(blocks)
        return possible, certain

    def _touched(self) -> Bools:
        """IFUs and slices of which a range holds some column, in any exposure."""
        first = self._offsets.x_offset[..., None] - 1
        is_near = (first < self._high) & (first + X_IN_SLICE > self._low) & (first >= -1)
        touched: Bools = is_near.any(axis=(0, -1))
        return touched

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        if self._axis == "y":
            selecting.in_y_ranges(chunk["origin"], self._low, self._high, keep)
        else:
            selecting.in_x_ranges(
                chunk["origin"], chunk.exposure, self._offsets.x_offset, self._low, self._high, keep
            )


class _Flags:
    """Rows with any flag of a mask, or with none."""

    needs: tuple[str, ...] = ("flags",)

    def __init__(self, mask: int, is_wanted: bool) -> None:
        self._mask = mask
        self._is_wanted = is_wanted

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        has_some = (blocks.flags & np.uint32(self._mask)) != 0
        none = np.zeros(blocks.n_block, np.bool_)
        if self._is_wanted:
            return has_some, none
        return ~none, ~has_some

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        test = selecting.with_any_flag if self._is_wanted else selecting.without_flags
        test(chunk["flags"], self._mask, keep)


class _Constant:
    """Every row, or none."""

    needs: tuple[str, ...] = ()

    def __init__(self, is_in: bool) -> None:
        self._is_in = is_in

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        answer = np.full(blocks.n_block, self._is_in)
        return answer, answer

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        if not self._is_in:
            keep[:] = False


class _Together:
    """All of some matchers."""

    def __init__(self, parts: Sequence[Matcher]) -> None:
        self._parts = parts
        self.needs = _union(parts)

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        # Each part looks only at the blocks that those before it left.
        possible, certain = np.zeros(blocks.n_block, np.bool_), np.zeros(blocks.n_block, np.bool_)
        left, all_in = np.arange(blocks.n_block), np.ones(blocks.n_block, np.bool_)
        for part in self._parts:
            may, must = part.on_blocks(blocks if left.size == blocks.n_block else blocks.take(left))
            left, all_in = left[may], (all_in & must)[may]
        possible[left], certain[left] = True, all_in
        return possible, certain

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        for part in self._parts:
            part.narrow(chunk, keep)


class _Either:
    """Any of some matchers."""

    def __init__(self, parts: Sequence[Matcher]) -> None:
        self._parts = parts
        self.needs = _union(parts)

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        answers = [part.on_blocks(blocks) for part in self._parts]
        return np.logical_or.reduce([a[0] for a in answers]), np.logical_or.reduce([a[1] for a in answers])

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        left = keep.copy()
        for part in self._parts:
            found = left.copy()
            part.narrow(chunk, found)
            left &= ~found
        keep &= ~left


class _Not:
    def __init__(self, part: Matcher) -> None:
        self._part = part
        self.needs = part.needs

    def on_blocks(self, blocks: Blocks) -> tuple[Bools, Bools]:
        possible, certain = self._part.on_blocks(blocks)
        return ~certain, ~possible

    def narrow(self, chunk: "Chunk", keep: Bools) -> None:
        found = keep.copy()
        self._part.narrow(chunk, found)
        keep &= ~found


def matcher_for(table: PixTable, selection: Expression | None) -> Matcher | None:
    """Make a selection ready for a table; None when every row is in it."""
    if selection is None or keeps_all(selection):
        return None
    return _ready(table, selection)


def _ready(table: PixTable, selection: Expression) -> Matcher:
    if isinstance(selection, Combined):
        parts = [_ready(table, part) for part in selection.parts]
        if selection.operator == "not":
            return _Not(parts[0])
        return _Together(parts) if selection.operator == "and" else _Either(parts)
    assert isinstance(selection, Selection)
    criteria = _criteria(table, selection)
    if not criteria:
        return _Constant(selection.match == "all")
    return _Together(criteria) if selection.match == "all" else _Either(criteria)


def _criteria(table: PixTable, s: Selection) -> list[Matcher]:
    """One matcher for each kind that is set, the cheapest first."""
    found: list[Matcher] = []
    if s.wave:
        found.append(_Ranges("wave", s.wave))
    if s.ifu:
        found.append(_Slices.of_ifus(s.ifu))
    if s.slice_no:
        found.append(_Slices.of_slices(s.slice_no))
    if s.stack:
        found.append(_Slices.of_slices([n for stack in s.stack for n in slices_of_stack(stack)]))
    if s.exposure:
        if table.offsets.is_combined:
            found.append(_Exposures(table, s.exposure))
        else:
            warnings.warn(
                f"{table.name} is not combined of exposures: the exposure criterion is ignored",
                PixTableWarning,
                stacklevel=4,
            )
    if s.good:
        found.append(_Flags(ALL_BITS, is_wanted=False))
    if s.flags:
        found.append(_Flags(s.flags, is_wanted=True))
    if s.no_flags:
        found.append(_Flags(s.no_flags, is_wanted=False))
    if s.y_det:
        found.append(_Detector(table, "y", s.y_det))
    if s.x_det:
        found.append(_Detector(table, "x", s.x_det))
    if s.value:
        found.append(_Ranges("data", s.value))
    if s.snr:
        found.append(_SignalToNoise(s.snr))
    if s.variance:
        found.append(_Ranges("variance", s.variance))
    if s.shapes:
        found.append(aperture_test(table.frame, s.shapes))
    return found


def _union(parts: Sequence[Matcher]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part.needs))


def _unknown(blocks: Blocks) -> tuple[Bools, Bools]:
    return np.ones(blocks.n_block, np.bool_), np.zeros(blocks.n_block, np.bool_)
