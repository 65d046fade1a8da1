"""A sky of two IFUs whose slices have known levels, its factors and their judgement."""

import numpy as np

from pixviewer.core.calib.estimate import Estimate, estimate
from pixviewer.core.calib.judging import Judgement, judge
from pixviewer.core.calib.segments import SEGMENTS
from pixviewer.core.calib.sums import gather
from pixviewer.core.table.origin import encode
from pixviewer.core.table.pixtable import PixTable

FIRST_BIN, N_BIN = 2, 4  # of the usual ones, from 1
WILD = (2, 7)  # IFU and slice that is far off its half IFU
WILD_BIN = 3


def known_sky():
    """Rows of IFUs 1 and 2, 26 columns of 60 rows for each slice and bin."""
    rng = np.random.default_rng(3)
    level = 100.0 * (1.0 + rng.normal(0.0, 0.01, (1, 2, 48)) + rng.normal(0.0, 0.001, (N_BIN, 2, 48)))
    level[WILD_BIN - FIRST_BIN, WILD[0] - 1, WILD[1] - 1] *= 1.6
    shape = (N_BIN, 2, 48, 26, 60)
    b, i, s, x, j = (part.ravel() for part in np.indices(shape))
    low = np.array(SEGMENTS[FIRST_BIN - 1 : FIRST_BIN - 1 + N_BIN])
    high = np.array(SEGMENTS[FIRST_BIN : FIRST_BIN + N_BIN])
    zero = np.zeros(b.size, np.float32)
    data = level[b, i, s] + rng.normal(0.0, 0.3, b.size)
    return PixTable.from_arrays(
        {
            "x": zero, "y": zero, "wave": (low[b] + (high - low)[b] * (j + 0.5) / 60).astype(np.float32),
            "data": data.astype(np.float32), "flags": np.zeros(b.size, np.int32),
            "variance": np.full(b.size, 0.09, np.float32), "origin": encode(i + 1, s + 1, 0, x + 20),
        }
    )  # fmt: skip


def judged_sky() -> tuple[Estimate, Judgement]:
    """Factors of that sky, and what they do to it."""
    found = estimate(gather(known_sky()))
    return found, judge(found.levels, found.factors)
