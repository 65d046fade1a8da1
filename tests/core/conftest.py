"""What all tests of the core share: hypothesis profiles, small blocks, a cache folder of their own."""

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from pixviewer.core.table import blocks, building, keeping, scan

# The first example of a test pays for compilation. `--hypothesis-profile thorough` looks further.
for name, n_example in (("brief", 15), ("thorough", 500)):
    settings.register_profile(
        name, deadline=None, max_examples=n_example, suppress_health_check=[HealthCheck.too_slow]
    )
settings.load_profile("brief")


@pytest.fixture(scope="module")
def small_blocks():
    """Blocks of 16 rows and chunks of 64, so that tables of a few hundred rows have many of both."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (blocks, building, keeping, scan):
            patch.setattr(module, "BLOCK_ROWS", 16)
        patch.setattr(scan, "CHUNK_ROWS", 64)
        yield


@pytest.fixture
def cache_folder(tmp_path, monkeypatch):
    """An empty cache folder for one test."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("PIXVIEWER_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def rng():
    """The same random numbers each time."""
    return np.random.default_rng(20140727)
