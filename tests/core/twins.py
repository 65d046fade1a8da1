"""Which rows an expression selects, by plain NumPy over whole columns.

The rules are those of the format reference, written anew. Two answers are given for each row: surely in, and
perhaps in. They differ only where the last bits of a float64 decide: within a millionth of an arcsec of an
aperture's border, and where S/N equals the end of a range.
"""

import numpy as np

from pixviewer.core.geometry import Annulus, Circle
from pixviewer.core.table.selection import Combined

UNSURE_ARCSEC = 1e-6


def rows_of(made, expression):
    """Give masks of rows that are surely and perhaps in."""
    if expression is None:
        return np.ones(len(made), bool), np.ones(len(made), bool)
    if isinstance(expression, Combined):
        sure, perhaps = zip(*(rows_of(made, part) for part in expression.parts), strict=True)
        if expression.operator == "not":
            return ~perhaps[0], ~sure[0]
        merge = np.logical_and if expression.operator == "and" else np.logical_or
        return merge.reduce(sure), merge.reduce(perhaps)
    return _rows_of_selection(made, expression)


def _rows_of_selection(made, s):
    c = made.columns
    flags = c["flags"].astype(np.int64) & 0xFFFFFFFF
    kinds = []

    def add(mask, perhaps=None):
        kinds.append((mask, mask if perhaps is None else perhaps))

    if s.shapes:
        inside = [_in_shape(made, shape) for shape in s.shapes]
        add(np.any([i[0] for i in inside], axis=0), np.any([i[1] for i in inside], axis=0))
    if s.wave:
        add(_in_ranges(c["wave"], s.wave))
    if s.ifu:
        add(np.isin(made.ifu, s.ifu))
    if s.slice_no:
        add(np.isin(made.slice_no, s.slice_no))
    if s.stack:
        # Twelve neighbouring CCD slices each.
        add(np.isin((made.slice_no + 11) // 12, s.stack))
    if s.exposure and made.n_exposure:
        add(np.isin(made.exposure, s.exposure))
    if s.x_det:
        add(_in_ranges(made.x_det, s.x_det))
    if s.y_det:
        add(_in_ranges(made.y_det, s.y_det))
    if s.good:
        add(flags == 0)
    if s.flags:
        add((flags & s.flags) != 0)
    if s.no_flags:
        add((flags & s.no_flags) == 0)
    if s.value:
        add(_in_ranges(c["data"], s.value))
    if s.snr:
        add(*_in_snr(c["data"].astype(float), c["variance"].astype(float), s.snr))
    if not kinds:
        everything = np.full(len(made), s.match == "all")
        return everything, everything
    merge = np.logical_and if s.match == "all" else np.logical_or
    return merge.reduce([k[0] for k in kinds]), merge.reduce([k[1] for k in kinds])


def _in_ranges(values, ranges):
    values = values.astype(np.float64)
    return np.any([(low <= values) & (values < high) for low, high in ranges], axis=0)


def _in_snr(value, variance, ranges):
    snr = np.full(value.size, np.nan)
    known = variance > 0
    snr[known] = value[known] / np.sqrt(variance[known])
    nudge = 1e-12 * np.abs(snr)
    sure = [(low <= snr - nudge) & (snr + nudge < high) for low, high in ranges]
    perhaps = [(low <= snr + nudge) & (snr - nudge < high) for low, high in ranges]
    return np.any(sure, axis=0), np.any(perhaps, axis=0)


def _in_shape(made, shape):
    with np.errstate(invalid="ignore"):
        return _within(made, shape)


def _within(made, shape):
    if made.state == "pixel":
        dx, dy, unsure = made.ra - shape.ra, made.dec - shape.dec, 0.0
    else:
        dx = (made.ra - shape.ra + 180) % 360 - 180
        dx = dx * 3600 * np.cos(np.radians(shape.dec))
        dy, unsure = (made.dec - shape.dec) * 3600, UNSURE_ARCSEC
    if isinstance(shape, Circle | Annulus):
        distance = np.hypot(dx, dy)
        # hypot and a sum of squares round differently, in pixels too.
        unsure = max(unsure, 1e-12)
    else:
        distance = np.maximum(np.abs(dx), np.abs(dy))
    sure, perhaps = distance < shape.size - unsure, distance < shape.size + unsure
    if isinstance(shape, Annulus):
        return sure & (distance > shape.inner + unsure), perhaps & (distance > shape.inner - unsure)
    return sure, perhaps
