"""The known levels beside a simulated table, read once: every decision is judged by them."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pixviewer.core.calib.truth import Floats


def levels_beside(table: Path, edges: "Floats") -> "Floats | None":
    """Known level of every slice in bins of wavelength, where a truth file lies beside a table.

    Parameters
    ----------
    table : path
    edges : (n_bin + 1,) float64
        In Å.

    Returns
    -------
    (n_bin, 24, 48) float64 or None
        Not to be written to: it is kept until the truth file changes.
    """
    from pixviewer.core.calib.truth import truth_beside

    beside = truth_beside(table)
    if beside is None:
        return None
    stat = beside.stat()
    return _levels(beside, stat.st_mtime_ns, stat.st_size, np.asarray(edges, np.float64).tobytes())


@lru_cache(maxsize=2)
def _levels(path: Path, changed_ns: int, n_bytes: int, edges: bytes) -> "Floats":
    from pixviewer.core.calib.truth import known_levels

    levels = known_levels(path, np.frombuffer(edges))
    levels.setflags(write=False)
    return levels
