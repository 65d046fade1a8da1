"""Tables for the tests of the self-calibration, whose answers are known."""

from dataclasses import dataclass

import numpy as np
from astropy.io import fits

from pixviewer.core.calib.segments import SEGMENTS
from pixviewer.core.table.origin import encode
from pixviewer.core.table.pixtable import PixTable


@dataclass(frozen=True)
class RowsMasked:
    """A mask that is known row by row."""

    masked: np.ndarray
    needs: tuple[str, ...] = ()

    def __call__(self, chunk):
        return self.masked[chunk.rows]


def table_of(ifu, slice_no, x, wave, data, *, variance=1.0, flags=0, header=None):
    """A table in memory; numbers are repeated for all rows."""
    parts = np.broadcast_arrays(ifu, slice_no, x, wave, data, variance, flags)
    ifu, slice_no, x, wave, data, variance, flags = (np.ravel(part) for part in parts)
    zero = np.zeros(ifu.size, np.float32)
    columns = {
        "x": zero, "y": zero, "wave": wave.astype(np.float32), "data": data.astype(np.float32),
        "flags": flags.astype(np.int32), "variance": variance.astype(np.float32),
        "origin": encode(ifu, slice_no, 0, x),
    }  # fmt: skip
    return PixTable.from_arrays(columns, header)


def vector_table():
    """The table of section 7.3 of the reference page: integer arithmetic only. Gives its mask, too."""
    low = np.array(SEGMENTS[:-1])
    high = np.array(SEGMENTS[1:])
    low[0], high[-1] = 4700.0, 9400.0
    i, s, q, x, j = (
        part.ravel()
        for part in np.meshgrid(
            np.arange(1, 3),
            np.arange(1, 49),
            np.arange(1, 21),
            np.arange(20, 45),
            np.arange(51),
            indexing="ij",
        )
    )
    wave = low[q - 1] + (high - low)[q - 1] * (j + 0.5) / 51
    data = 1000.0 + 5 * ((7 * i + 11 * s + 3 * q) % 13) + (5 * x + 7 * j) % 19
    data[(i == 1) & (s == 5) & (x >= 30) & (x <= 32)] += 300
    data[(i == 1) & (s == 6) & (x >= 30) & (x <= 35)] += 300
    data[(i == 1) & (s == 10) & (q == 5)] += 400
    data[(i == 1) & (s == 11) & (q == 5)] += 2000
    masked = (i == 2) & (s == 40)
    exists = ~((i == 2) & (s == 41) & (x > 34)) & ~((i == 1) & (s == 20) & (j > 49))
    masked |= (i == 2) & (s >= 11) & (s <= 24) & (q == 20)
    hit = (i == 1) & (s == 2) & (x == 20) & (j == 0)
    data[hit] += 100000
    flags = np.where(hit, 32, 0)
    table = table_of(*(part[exists] for part in (i, s, x, wave, data)), flags=flags[exists])
    return table, RowsMasked(masked[exists])


def flat_table(level, **settings):
    """A sky of known level in every bin, IFU and slice, (n_bin, n_ifu, 48), in the first of the bins.

    Columns 20 to 45 of 60 rows each; columns differ by a few per mille, which the levels do not.
    """
    n_bin, n_ifu, n_slice = np.shape(level)
    numbers = (range(n_bin), range(n_ifu), range(n_slice), range(26), range(60))
    b, i, s, x, j = (part.ravel() for part in np.meshgrid(*numbers, indexing="ij"))
    low, high = np.array(SEGMENTS[:n_bin]), np.array(SEGMENTS[1 : n_bin + 1])
    wave = low[b] + (high - low)[b] * (j + 0.5) / 60
    data = np.asarray(level)[b, i, s] * (1.0 + 0.001 * ((7 * x) % 26 - 12.5))
    return table_of(i + 1, s + 1, x + 20, wave, data, **settings)


class ObjectsOfTruth:
    """A mask from a truth file: where objects are brighter than a limit, in table units."""

    needs = ("x", "y")

    def __init__(self, frame, truth, limit, step=0.2, half=40.0):
        self._frame, self._step, self._half = frame, step, half
        centre = np.arange(-half + step / 2, half, step)
        xi, eta = np.meshgrid(centre, centre)
        light = np.zeros(xi.shape)
        for row in fits.getdata(truth, "SOURCES"):
            light += row["peak"] * _profile(row, xi - row["xi"], eta - row["eta"])
        self._is_object = light > limit

    def __call__(self, chunk):
        xi, eta = self._frame.to_plane(chunk["x"], chunk["y"])
        n = self._is_object.shape[0]
        col, row = (np.clip(((p + self._half) / self._step).astype(int), 0, n - 1) for p in (xi, eta))
        return self._is_object[row, col]


def _profile(row, dx, dy):
    """Brightness relative to the centre, as the truth file defines it."""
    if np.isfinite(row["beta"]):
        scale = 0.5 * row["fwhm"] / np.sqrt(2.0 ** (1.0 / row["beta"]) - 1.0)
        return (1.0 + (dx**2 + dy**2) / scale**2) ** -row["beta"]
    angle = np.radians(row["angle"])
    along = dx * np.sin(angle) + dy * np.cos(angle)
    across = (dx * np.cos(angle) - dy * np.sin(angle)) / row["axis_ratio"]
    r = np.sqrt(along**2 + across**2 + row["core"] ** 2)
    b, power = 2.0 * row["sersic"] - 1.0 / 3.0, 1.0 / row["sersic"]
    return np.exp(-b * ((r / row["r_half"]) ** power - (row["core"] / row["r_half"]) ** power))


def true_levels(truth, edges, waves):
    """Level of every slice in each bin, (n_bin, 24, 48), weighted with the sky; NaN outside the waves."""
    with fits.open(truth) as file:
        curves = file["LEVELS"].data["level"].reshape(24 * 48, -1)
        nodes = file["LEVELS"].data["lambda"][: curves.shape[1]].astype(float)
        wave, sky = file["SKY"].data["lambda"], file["SKY"].data["flux"].astype(float)
    levels = np.full((len(edges) - 1, 24, 48), np.nan)
    is_seen = np.any([(wave >= low) & (wave < high) for low, high in waves], axis=0)
    for b in range(len(edges) - 1):
        inside = is_seen & (wave >= edges[b]) & (wave < edges[b + 1])
        if inside.any():
            at = [np.interp(wave[inside], nodes, curve) for curve in curves]
            levels[b] = (np.array(at) @ sky[inside] / sky[inside].sum()).reshape(24, 48)
    return levels
