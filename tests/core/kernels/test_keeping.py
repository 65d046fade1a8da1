"""Compiled code that cannot be kept, and code that is kept in its own place."""

import os

import numba
import numpy as np
import pytest

from pixviewer.core.kernels import jit as jit_module
from pixviewer.core.kernels.jit import jit


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled")
def test_a_kernel_works_where_its_code_cannot_be_kept(tmp_path, monkeypatch):
    folder = tmp_path / "kernels"
    folder.mkdir()
    monkeypatch.setattr(jit_module, "_compiled_folder", lambda: folder)

    @jit
    def twice(x: np.ndarray) -> float:
        return 2.0 * x.sum()

    def full(*args: object) -> None:
        raise OSError(28, os.strerror(28))

    impl = type(twice._cache)
    monkeypatch.setattr(impl, "_save_overload", full)
    assert twice(np.arange(3.0)) == 6.0


def test_other_packages_keep_their_cache_folder():
    before = numba.config.CACHE_DIR

    @jit
    def nothing() -> None:
        return None

    nothing()
    assert before == numba.config.CACHE_DIR
