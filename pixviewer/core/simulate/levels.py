"""The errors of level that a self-calibration shall find: one curve over wavelength for every slice.

Sky and objects of a slice are multiplied with its curve. It is the product of a level for the IFU, a step
between the halves of its detector, a level for the slice and a slow wave; a few slices are 5 to 10 % too
bright, and one has a spike in a single bin.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.simulating import Sampled
from pixviewer.core.simulate.instrument import random
from pixviewer.core.table.origin import N_IFU, N_SLICE

Floats = npt.NDArray[np.float64]

NODE_START, NODE_STEP = 4600.0, 50.0
NODES = np.arange(NODE_START, 9350.0 + NODE_STEP / 2, NODE_STEP)

# The bins of the self-calibration.
BIN_EDGES = (
    0.0, 5000.0, 5265.0, 5466.0, 5658.0, 5850.0, 6120.0, 6440.0, 6678.0, 6931.0, 7211.0,
    7450.0, 7668.0, 7900.0, 8120.0, 8330.0, 8565.0, 8731.0, 9012.0, 9275.0, 10000.0,
)  # fmt: skip

N_BRIGHT = 6
SPIKE = 1.3
SPIKE_BIN = (6120.0, 6440.0)


def level_errors(seed: int) -> Floats:
    """Levels of all slices at `NODES`: (24, 48, n_node), linear between nodes."""
    rng = random(seed, "levels")
    of_ifu = 1.0 + np.clip(rng.normal(0.0, 0.013, N_IFU), -0.025, 0.025)
    of_half = 1.0 + 0.005 * rng.choice([-1.0, 1.0], (N_IFU, 2))
    of_slice = 1.0 + np.clip(rng.normal(0.0, 0.007, (N_IFU, N_SLICE)), -0.015, 0.015)
    levels = of_ifu[:, None] * np.repeat(of_half, N_SLICE // 2, axis=1) * of_slice

    periods = rng.uniform(0.8, 2.0, (N_IFU, N_SLICE, 1))
    phases = rng.uniform(0.0, 2.0 * np.pi, (N_IFU, N_SLICE, 1))
    along = (NODES - NODES[0]) / (NODES[-1] - NODES[0])
    curves = levels[:, :, None] * (1.0 + 0.005 * np.sin(2.0 * np.pi * periods * along + phases))

    odd = rng.choice(N_IFU * N_SLICE, N_BRIGHT + 1, replace=False)
    flat = curves.reshape(N_IFU * N_SLICE, -1)
    flat[odd[:-1]] *= rng.uniform(1.05, 1.10, (N_BRIGHT, 1))
    first, last = np.searchsorted(NODES, SPIKE_BIN)
    flat[odd[-1], first:last] *= SPIKE
    return curves


def level_curve(levels: Floats, ifu: int, slice_no: int) -> Sampled:
    """The curve of one slice."""
    return Sampled(NODE_START, NODE_STEP, np.ascontiguousarray(levels[ifu - 1, slice_no - 1]))


def bin_means(levels: Floats, wave: tuple[float, float]) -> Floats:
    """Mean level of every slice in each bin, inside the usable wavelengths: (24, 48, n_bin).

    NaN for a bin that the usable wavelengths do not touch.
    """
    step = 1.0
    fine = np.arange(NODES[0] + step / 2, NODES[-1], step)
    position = (fine - NODE_START) / NODE_STEP
    node = np.minimum(position.astype(int), NODES.size - 2)
    part = position - node
    curves = levels[..., node] * (1.0 - part) + levels[..., node + 1] * part
    means = np.full((*levels.shape[:2], len(BIN_EDGES) - 1), np.nan)
    for i, (low, high) in enumerate(pairwise(BIN_EDGES)):
        inside = (fine >= max(low, wave[0])) & (fine < min(high, wave[1]))
        if inside.any():
            means[..., i] = curves[..., inside].mean(axis=-1)
    return means
