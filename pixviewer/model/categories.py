"""Colours of things that are counted, not measured: IFUs, slices, stacks, exposures, flags.

Neighbours differ for every eye; see `pixviewer.model.palettes`.
"""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.table.origin import N_SLICE, sky_to_ccd
from pixviewer.core.table.quality import names_of
from pixviewer.model import palettes
from pixviewer.model.spreading import fill_gaps, spread

Colours = npt.NDArray[np.uint8]
Numbers = npt.NDArray[Any]

_N_COUNT = 32  # levels of brightness
DIMMEST = 0.85  # brightness of a cell with one row, where others have many

GOOD_ROWS = (128, 134, 142)  # rows without a flag: neutral, so that any flag stands out
SEVERAL_FLAGS = palettes.rgb(palettes.SEVERAL_FLAGS)
_OTHER_FLAG = palettes.rgb(palettes.OTHER_FLAG)
_N_FLAG = 32


@cache
def category_colours(kind: str, n: int) -> Colours:
    """Colours of the labels 1 to ``n``, (n, 3) uint8; not to be changed.

    Parameters
    ----------
    kind : str
        ``ifu``, ``slice``, ``slice_sky``, ``stack``, ``exposure`` or ``flags`` (then by bit number from 0).
    n : int
        How many labels there are; those that no instrument has begin again with the first colours.
    """
    palette = _palette(kind)
    colours = palette[np.arange(n) % len(palette)]
    colours.flags.writeable = False
    return colours


@cache
def _palette(kind: str) -> Colours:
    if kind == "flags":
        known = {bit: palettes.rgb(name) for bit, name in palettes.FLAGS.items()}
        return np.array([known.get(bit, _OTHER_FLAG) for bit in range(_N_FLAG)], np.uint8)
    if kind == "slice_sky":  # the colour that the slice has in the other numbering
        return _palette("slice")[sky_to_ccd(np.arange(1, N_SLICE + 1)) - 1]
    of_kind = {
        "ifu": palettes.IFUS, "slice": palettes.SLICES, "stack": palettes.STACKS,
        "exposure": palettes.EXPOSURES,
    }  # fmt: skip
    return np.array([palettes.rgb(name) for name in of_kind[kind].split()], np.uint8)


OwnColours = tuple[tuple[int, str], ...]  # bit and #rrggbb


@cache
def flag_colours(own: OwnColours = ()) -> Colours:
    """Colours of all flags by bit, (32, 3) uint8, some of them the user's own; not to be changed."""
    colours = category_colours("flags", 32).copy()
    for bit, name in own:
        colours[bit] = [int(name[i : i + 2], 16) for i in (1, 3, 5)]
    colours.flags.writeable = False
    return colours


def with_flag_colour(own: OwnColours, bit: int, colour: str | None) -> OwnColours:
    """Own colours with another one for a flag; None gives it back the usual one."""
    others = tuple(pair for pair in own if pair[0] != bit)
    return others if colour is None else tuple(sorted((*others, (bit, colour))))


def flag_legend(present: int, own: OwnColours = ()) -> list[tuple[str, tuple[int, int, int]]]:
    """Names and colours for a legend of the flags in ``present`` (their OR), good rows first."""
    known = flag_colours(own)
    entries = [("good", GOOD_ROWS)]
    single = [
        (name, tuple(int(c) for c in known[bit]))
        for bit in range(32)
        if present >> bit & 1
        for name in names_of(1 << bit)
    ]
    entries += [(name, (r, g, b)) for name, (r, g, b) in single]
    if len(single) > 1:
        entries.append(("several", SEVERAL_FLAGS))
    return entries


def shade_categories(
    plane: Numbers,
    count: Numbers | None = None,
    kind: str = "ifu",
    *,
    flagged: Numbers | None = None,
    grow: bool = True,
    footprint: int = 0,
    own: OwnColours = (),
) -> npt.NDArray[np.uint8]:
    """Colour a plane of labels, or of flags with the kind ``flags``.

    Parameters
    ----------
    plane : (n_y, n_x)
        Labels from 1, 0 where there are no rows; for ``flags`` the OR of the flags of all rows of a cell.
    count : (n_y, n_x), optional
        Rows per cell: they modulate the brightness a little, and with flags tell the cells that have rows.
    flagged : (n_y, n_x), optional
        Flagged rows per cell; only used with flags, instead of asking the plane.
    grow : bool
        Enlarge isolated cells, so that a few points stay visible. Flagged ones grow over good ones.
    footprint : int
        Cells that a row covers to either side: empty ones that near are filled.
    own : tuple
        Colours of flags that are not the usual ones; see `flag_colours`.

    Returns
    -------
    (n_y, n_x, 4) uint8
        Transparent where there are no rows.
    """
    if kind == "flags":
        return _shade_flags(plane, count, flagged, grow, footprint, flag_colours(own))
    filled = plane > 0
    n = int(plane.max(initial=0))
    rgba = _look_up(_table(category_colours(kind, max(n, _usual_number(kind)))), plane, count)
    filled = fill_gaps(rgba, filled, footprint)
    if grow:
        spread(rgba, filled)
    return rgba


def _usual_number(kind: str) -> int:
    return {"ifu": 24, "slice": 48, "slice_sky": 48, "stack": 4}.get(kind, 1)


def _shade_flags(
    plane: Numbers,
    count: Numbers | None,
    flagged: Numbers | None,
    grow: bool,
    footprint: int,
    known: Colours,
) -> npt.NDArray[np.uint8]:
    flags = np.asarray(plane).astype(np.uint32, copy=False)
    filled = count > 0 if count is not None else np.ones(flags.shape, bool)
    is_bad = flags != 0 if flagged is None else flagged > 0
    # Entries: 0 nothing, 1 good, 2 several, 3 + bit. One bit is a power of two, whose logarithm is exact.
    label = filled.astype(np.int16)
    bits = flags[is_bad]
    several = (bits & (bits - 1)) != 0
    single = 3 + np.log2(np.maximum(bits, 1)).astype(np.int16)
    label[is_bad] = np.where(several, 2, single)
    colours = np.concatenate([[GOOD_ROWS], [SEVERAL_FLAGS], known]).astype(np.uint8)
    table = _table(colours)
    table[2:] = table[2:, -1:]  # a single flagged row must not be dimmer than many
    rgba = _look_up(table, label, count)
    # Good rows first: where both are near, a flag is what is drawn.
    bad_colours = rgba[is_bad]
    fill_gaps(rgba, filled & ~is_bad, footprint)
    rgba[is_bad] = bad_colours
    if footprint:
        filled = rgba[..., 3] > 0
        fill_gaps(rgba, filled, footprint)
    if grow:
        spread(rgba, filled)
        spread(rgba, is_bad, over=True)
    return rgba


def _table(colours: Colours) -> npt.NDArray[np.uint32]:
    """Packed colours by label (0 = transparent) and by level of brightness."""
    brightness = np.linspace(DIMMEST, 1.0, _N_COUNT)
    table = np.zeros((len(colours) + 1, _N_COUNT, 4), np.uint8)
    table[1:, :, :3] = np.round(colours[:, None, :] * brightness[:, None])
    table[1:, :, 3] = 255
    packed: npt.NDArray[np.uint32] = table.view(np.uint32)[..., 0]
    return packed


def _look_up(table: npt.NDArray[np.uint32], label: Numbers, count: Numbers | None) -> npt.NDArray[np.uint8]:
    index = label.astype(np.int32) * _N_COUNT
    index += _N_COUNT - 1 if count is None else _levels(count)
    rgba: npt.NDArray[np.uint8] = np.take(table.ravel(), index).view(np.uint8).reshape(*label.shape, 4)
    return rgba


def _levels(count: Numbers) -> npt.NDArray[np.int32]:
    """Level of brightness of each cell: the root of its rows, relative to a well filled cell."""
    sample = count[:: max(1, count.shape[0] // 64)]
    sample = sample[sample > 0]
    full = float(np.percentile(sample, 90)) if sample.size else 1.0
    if full <= 1:
        return np.full(count.shape, _N_COUNT - 1, np.int32)
    level = count.astype(np.float32)
    np.clip(level - 1, 0, full - 1, out=level)
    np.sqrt(level, out=level)
    level *= (_N_COUNT - 1) / np.sqrt(full - 1)
    return level.astype(np.int32)
