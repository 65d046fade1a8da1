"""Nothing of the user's is read or written by a test: settings, caches, logs live in a folder of the run."""

import atexit
import gzip
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DRS = ROOT.parent / "shared" / "data" / "drs"

# Set before anything of the program is imported: kernels look for their cache when they are.
_FOLDER = Path(tempfile.mkdtemp(prefix="pixviewer-tests-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
os.environ["PIXVIEWER_CACHE_DIR"] = str(_FOLDER / "cache")
os.environ["PIXVIEWER_LOG_DIR"] = str(_FOLDER / "log")
os.environ["PIXVIEWER_STATE_DIR"] = str(_FOLDER / "state")
os.environ["XDG_CONFIG_HOME"] = str(_FOLDER / "config")
(_FOLDER / "config").mkdir()  # astropy warns of one that is not there
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _keep_compiled_kernels() -> None:
    """Share compiled kernels between runs: they are keyed by their source, and take a second each to make."""
    kept = ROOT / ".pytest_cache" / "kernels"
    try:
        kept.mkdir(parents=True, exist_ok=True)
        (_FOLDER / "cache").mkdir()
        (_FOLDER / "cache" / "kernels").symlink_to(kept, target_is_directory=True)
    except OSError:  # read-only checkout, or no links here: compile afresh
        pass


_keep_compiled_kernels()


@pytest.fixture(scope="session")
def drs_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Files made by the ESO pipeline, unpacked, by name; a test that asks where there are none is skipped."""
    folder = tmp_path_factory.mktemp("drs")

    def unpacked(name: str) -> Path:
        packed = DRS / f"{name}.gz"
        if not packed.is_file():
            pytest.skip(f"no pipeline file {packed.name} beside the checkout")
        path = folder / name.replace("/", "_")
        if not path.exists():
            with gzip.open(packed) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
        return path

    return unpacked


@pytest.fixture(scope="session")
def exposure_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two simulated IFUs in three bins that can be self-calibrated, 1.2 million rows, the truth beside."""
    from pixviewer.core.simulate import simulate

    path = tmp_path_factory.mktemp("exposure") / "exposure.fits"
    waves = ((5900.0, 5970.0), (6200.0, 6270.0), (6500.0, 6570.0))
    simulate(path, preset="small", ifus=[5, 6], waves=waves, truth=path.with_name("exposure-truth.fits"))
    return path


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated table of some 88 000 rows, for tests that need a file and no particular one."""
    from pixviewer.core.simulate import simulate

    path = tmp_path_factory.mktemp("simulated") / "small.fits"
    simulate(path, preset="small")
    return path
