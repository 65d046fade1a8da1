"""The demo: a simulated table that is made once and kept in the user's cache."""

import tempfile
from pathlib import Path

from astropy.io import fits

from pixviewer.core.cache import DEMO, cache_dir
from pixviewer.core.progress import Progress
from pixviewer.core.simulate.version import simulator_version
from pixviewer.core.simulate.writing import simulate


def demo_table(progress: Progress | None = None) -> Path:
    """Path of the demo, made anew if it is missing, incomplete or another simulator's.

    Its truth lies beside it; see `demo_truth`.
    """
    path = _path()
    if _is_complete(path):
        return path
    for old in path.parent.glob("demo-*.fits"):
        old.unlink(missing_ok=True)
    simulate(path, preset="demo", truth=demo_truth(path), overwrite=True, progress=progress)
    return path


def demo_truth(path: Path) -> Path:
    """Path of the truth file of a demo."""
    return path.with_name(path.stem + "-truth.fits")


def _path() -> Path:
    folder = cache_dir(DEMO)
    if folder is None:
        folder = Path(tempfile.gettempdir()) / "pixviewer-demo"
        folder.mkdir(exist_ok=True)
    return folder / f"demo-{simulator_version()}.fits"


def _is_complete(path: Path) -> bool:
    """Whether both files are there, and the table as long as it was meant to be."""
    try:
        return bool(path.stat().st_size == fits.getheader(demo_truth(path))["TABSIZE"])
    except (OSError, KeyError):
        return False
