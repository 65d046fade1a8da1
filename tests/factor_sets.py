"""Sets of factors that look like those of an exposure."""

import numpy as np

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.segments import SEGMENTS


def make_factors(edges=SEGMENTS, seed=1, spread=0.03, **told):
    """Random factors, some cells not measured, with all that is known of each."""
    rng = np.random.default_rng(seed)
    shape = (len(edges) - 1, 24, 48)
    n_row = rng.integers(101, 2000, shape)
    n_row[rng.random(shape) < 0.05] = 0
    return Factors(
        rng.normal(1, spread, shape),
        np.array(edges, float),
        n_row=n_row,
        factor_original=np.where(rng.random(shape) < 0.01, 1.2, np.nan),
        state=rng.integers(0, 64, shape).astype(np.uint8),
        predicted_error=np.where(n_row > 0, 0.002, np.nan),
        **told,
    )
