"""Header keywords of a pixel table: where they stand, and how they are kept true when rows change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from astropy.io import fits

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Frame, Range, State
from pixviewer.core.table.origin import MISSING, Offsets

PREFIX = "ESO DRS MUSE PIXTABLE "

_HISTORY_LENGTH = 72  # characters that a card has room for

_X_OFFSET = re.compile(re.escape(PREFIX) + r"EXP(\d+) IFU(\d+) SLICE(\d+) XOFFSET$")
_EXPOSURE = re.compile(re.escape(PREFIX) + r"EXP(\d+) (.*)$")


def read_offsets(header: fits.Header, n_row: int) -> Offsets:
    """Row range and slice offsets of each exposure.

    A combined table has EXP1 … EXPn with FIRST and LAST; any other has EXP0 alone, over all rows.
    """
    last_of_all = max(n_row - 1, 0)
    ranges = []
    k = 1
    while f"{PREFIX}EXP{k} FIRST" in header and f"{PREFIX}EXP{k} LAST" in header:
        ranges.append((_whole(header, f"{PREFIX}EXP{k} FIRST"), _whole(header, f"{PREFIX}EXP{k} LAST")))
        k += 1
    is_combined = bool(ranges)
    base = 1 if is_combined else 0
    first, last = np.array(ranges or [(0, last_of_all)], np.int64).T
    x_offset = np.full((first.size, 32, 64), MISSING, np.int64)
    for keyword in header:
        found = _X_OFFSET.match(keyword)
        if found is None:
            continue
        exposure, ifu, slice_no = (int(part) for part in found.groups())
        if 0 <= exposure - base < first.size and ifu < 32 and slice_no < 64:
            x_offset[exposure - base, ifu, slice_no] = _whole(header, keyword)
    return Offsets(first, last, x_offset, is_combined)


def _whole(header: fits.Header, keyword: str) -> int:
    """A card that must hold a whole number of no more than 32 bits."""
    try:
        number = int(header[keyword])
    except (TypeError, ValueError, OverflowError, fits.VerifyError) as error:
        raise PixTableError(f"header card {keyword} is not a whole number") from error
    if not -(2**31) <= number < 2**31:
        raise PixTableError(f"header card {keyword} is out of all proportion: {number}")
    return number


@dataclass(frozen=True, slots=True)
class Content:
    """What the rows of a table are found to hold, as far as its header states it.

    Ranges are of the raw columns, None where no value is finite. ``rows_per_exposure`` is
    in the order of the exposures of the table that the header was taken from.
    """

    x: Range | None
    y: Range | None
    wave: Range | None
    ifus: tuple[int, ...]
    slices: tuple[int, ...]
    rows_per_exposure: tuple[int, ...]


def add_history(header: fits.Header, text: str) -> None:
    """Add a line of HISTORY. FITS knows printable ASCII only; a file name may be anything.

    Cards of a long text can be joined again: none ends in a blank, which FITS would not keep.
    """
    rest = "".join(c if " " <= c <= "~" else ascii(c)[1:-1] for c in text).rstrip()
    while rest:
        piece = rest[:_HISTORY_LENGTH].rstrip() or rest[:_HISTORY_LENGTH]
        header.add_history(piece)
        rest = rest[len(piece) :]


def bring_up_to_date(header: fits.Header, frame: Frame, offsets: Offsets, content: Content) -> None:
    """Make the header of a table tell the truth again after rows were taken out; changed in place."""
    update_limits(header, frame, content)
    if offsets.is_combined:
        _renumber_exposures(header, content.rows_per_exposure)


def update_limits(header: fits.Header, frame: Frame, content: Content) -> None:
    """State the ranges and IFUs that rows were found to hold; what content does not know stays as it is."""
    # The pipeline trusts these. Positioned tables have absolute ones: with MPDAF's plain column limits it
    # builds a cube of the wrong size.
    x0, y0 = (frame.ra0, frame.dec0) if frame.state is State.POSITIONED else (0.0, 0.0)
    for axis, ends, zero in (("X", content.x, x0), ("Y", content.y, y0), ("LAMBDA", content.wave, 0.0)):
        if ends is not None:
            header[f"HIERARCH {PREFIX}LIMITS {axis} LOW"] = float(zero + ends[0])
            header[f"HIERARCH {PREFIX}LIMITS {axis} HIGH"] = float(zero + ends[1])
    if content.ifus and f"{PREFIX}MERGED" in header:
        header[f"{PREFIX}MERGED"] = len(content.ifus)
    for axis, numbers in (("IFU", content.ifus), ("SLICE", content.slices)):
        if not numbers:
            continue
        header[f"HIERARCH {PREFIX}LIMITS {axis} LOW"] = min(numbers)
        header[f"HIERARCH {PREFIX}LIMITS {axis} HIGH"] = max(numbers)


def _renumber_exposures(header: fits.Header, rows_per_exposure: Sequence[int]) -> None:
    """Number the exposures that survive from 1 without gaps, with their row ranges and slice offsets."""
    survivors = [k for k, n in enumerate(rows_per_exposure, 1) if n]
    new_number = {old: new for new, old in enumerate(survivors, 1)}
    cards = []
    for card in header.cards:
        found = _EXPOSURE.match(card.keyword)
        old = int(found[1]) if found is not None else 0
        if found is not None and old > 0:
            if old not in new_number:
                continue
            if new_number[old] != old:
                name = f"HIERARCH {PREFIX}EXP{new_number[old]} {found[2]}"
                card = fits.Card(name, card.value, card.comment)
        cards.append(card)
    # All at once: astropy warns of each long keyword that is renamed, and searches anew for each removed.
    header.clear()
    for card in cards:
        header.append(card, end=True)
    row = 0
    for new, old in enumerate(survivors, 1):
        header[f"HIERARCH {PREFIX}EXP{new} FIRST"] = row
        row += rows_per_exposure[old - 1]
        header[f"HIERARCH {PREFIX}EXP{new} LAST"] = row - 1
    header[f"HIERARCH {PREFIX}COMBINED"] = len(survivors)
    if len(survivors) == 1:
        _copy_offsets_for_single_exposure(header)


def _copy_offsets_for_single_exposure(header: fits.Header) -> None:
    # MPDAF looks only at EXP0 for detector positions; the pipeline is not disturbed by the copies.
    for keyword in list(header):
        found = _X_OFFSET.match(keyword)
        if found is not None and found[1] == "1":
            header[f"HIERARCH {PREFIX}EXP0 IFU{found[2]} SLICE{found[3]} XOFFSET"] = header[keyword]
