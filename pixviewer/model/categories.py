"""Colours of things that are counted, not measured: IFUs, slices, stacks, exposures, flags.

Neighbours must differ for every eye. Hue alone does not do that, since many pairs of hues collapse for a
colour-blind reader; so light and dark alternate too, which survives any confusion of hues. It serves both
numberings of slices: neighbours on the sky are an odd number apart on the detector. The hues advance by
the golden angle, which keeps the next few labels apart as well.
"""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.table.quality import names_of
from pixviewer.model.spreading import fill_gaps, spread

Colours = npt.NDArray[np.uint8]
Numbers = npt.NDArray[Any]

_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
_LIGHTNESS = (0.84, 0.48, 0.76, 0.56)  # OKLab; all readable on black and on white
_CHROMA = (0.13, 0.15, 0.15, 0.17)
_N_COUNT = 32  # levels of brightness
_DIMMEST = 0.72  # brightness of a cell with one row, where others have many

GOOD_ROWS = (128, 134, 142)  # rows without a flag: neutral, so that any flag stands out
SEVERAL_FLAGS = (255, 0, 200)
_OTHER_FLAG = (255, 255, 255)
# One strong colour per bit, strongest for what the pipeline really sets.
_FLAG_COLOURS = {
    5: (255, 60, 40),
    6: (90, 170, 255),
    8: (255, 170, 0),
    9: (60, 90, 255),
    12: (255, 240, 60),
    13: (0, 220, 120),
    14: (190, 110, 255),
    27: (0, 225, 235),
    30: (150, 90, 40),
    31: (200, 200, 120),
}


@cache
def category_colours(kind: str, n: int) -> Colours:
    """Colours of the labels 1 to ``n``, (n, 3) uint8; not to be changed.

    Parameters
    ----------
    kind : str
        ``ifu``, ``slice``, ``slice_sky``, ``stack``, ``exposure`` or ``flags`` (then by bit number from 0).
    n : int
        How many labels there are.
    """
    if kind == "flags":
        colours = np.array([_FLAG_COLOURS.get(bit, _OTHER_FLAG) for bit in range(n)], np.uint8)
        colours = colours.reshape(n, 3)
    else:
        i = np.arange(n)
        hue = 0.5 + _GOLDEN_ANGLE * i
        colours = _from_oklch(np.take(_LIGHTNESS, i % 4), np.take(_CHROMA, i % 4), hue)
    colours.flags.writeable = False
    return colours


def _from_oklch(lightness: Numbers, chroma: Numbers, hue: Numbers) -> Colours:
    """8-bit sRGB of OKLCH colours; chroma shrinks where the screen cannot show it.

    References
    ----------
    Björn Ottosson, "A perceptual color space for image processing", 2020.
    """
    for _ in range(12):
        a, b = chroma * np.cos(hue), chroma * np.sin(hue)
        lms = (
            np.stack(
                [
                    lightness + 0.3963377774 * a + 0.2158037573 * b,
                    lightness - 0.1055613458 * a - 0.0638541728 * b,
                    lightness - 0.0894841775 * a - 1.2914855480 * b,
                ]
            )
            ** 3
        )
        linear = np.array(
            [
                [4.0767416621, -3.3077115913, 0.2309699292],
                [-1.2684380046, 2.6097574011, -0.3413193965],
                [-0.0041960863, -0.7034186147, 1.7076147010],
            ]
        ).dot(lms)
        outside = np.any((linear < 0) | (linear > 1), axis=0)
        if not outside.any():
            break
        chroma = np.where(outside, 0.9 * chroma, chroma)
    linear = np.clip(linear, 0, 1)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    colours: Colours = np.round(255 * srgb.T).astype(np.uint8)
    return colours


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
    brightness = np.linspace(_DIMMEST, 1.0, _N_COUNT)
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
