"""Write the log of a self-calibration."""

import os
from collections.abc import Iterable

from pixviewer.core.calib.estimate import Estimate
from pixviewer.core.calib.log import log_text
from pixviewer.core.io.atomic import atomic_output


def write_log(
    estimate: Estimate,
    path: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write what was measured and what was replaced, bin by bin, as text in UTF-8.

    Parameters
    ----------
    estimate : Estimate
    path : path
    overwrite : bool
        Whether a file of that name may be replaced.
    protect : paths
        Files that must not be replaced.

    Raises
    ------
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    """
    data = log_text(estimate).encode("utf-8")
    with atomic_output(path, overwrite=overwrite, n_bytes=len(data), protect=protect) as output:
        output.write_at(0, data)
