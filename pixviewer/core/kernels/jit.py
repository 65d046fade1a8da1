"""How kernels are compiled, and where the compiled code is kept.

Kernels are serial and release the interpreter lock; chunks go to threads, never `prange`: numba's
fallback threading layer aborts the process when two threads enter parallel kernels at once.

numba's own on-disk cache looks only at the file of the function itself, and keeps stale code when a
kernel that it calls changes in another file. Ours lies in a folder named after the content of all
kernel files and numba's version, so that any change starts an empty one.
"""

import contextlib
import hashlib
import importlib
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba

from pixviewer.core.cache import KERNELS, KERNELS_LIMIT_BYTES, cache_dir, trim

_decorating = threading.Lock()

Function = TypeVar("Function", bound=Callable[..., Any])


def _spare_linear_algebra() -> None:
    """Let numba load its part for arrays without trying scipy.linalg, which takes a quarter of a second.

    It tries only to know whether its own convolution may call a library; everything else looks again.
    """
    if "numba.np.arraymath" in sys.modules or "scipy.linalg" in sys.modules:
        return
    linalg: Any = importlib.import_module("numba.np.linalg")
    ensure = getattr(linalg, "ensure_blas", None)

    def is_not_there() -> None:
        raise ImportError("not needed")

    linalg.ensure_blas = is_not_there
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        linalg.ensure_blas = ensure


def jit(function: Function) -> Function:
    """Compile a kernel at its first call, for one specialisation each, without the interpreter lock."""
    folder = _compiled_folder()
    if folder is None:
        return numba.njit(nogil=True, error_model="numpy")(function)
    # The place is read when the function is decorated; other packages keep their own. One at a time, as
    # kernels are first imported by whichever thread needs them.
    with _decorating:
        before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(folder)
        try:
            return _forgiving(numba.njit(nogil=True, error_model="numpy", cache=True)(function))
        finally:
            numba.config.CACHE_DIR = before


def _forgiving(kernel: Any) -> Any:
    """Let a kernel work on when its compiled code cannot be kept: the disk may be full by then."""
    keeper = getattr(kernel, "_cache", None)  # none with the compiler switched off
    if keeper is not None:
        keep = keeper.save_overload

        def keep_if_possible(*args: Any) -> None:
            with contextlib.suppress(OSError):
                keep(*args)

        keeper.save_overload = keep_if_possible
    return kernel


@cache
def _compiled_folder() -> Path | None:
    root = cache_dir(KERNELS)
    if root is None:
        return None
    folder = root / f"{numba.__version__}-{_digest()}"
    try:
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
            trim(KERNELS, KERNELS_LIMIT_BYTES)  # what earlier versions of the program left
    except OSError:
        return None
    return folder


def _digest() -> str:
    content = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        content.update(path.name.encode() + path.read_bytes())
    return content.hexdigest()[:16]


_spare_linear_algebra()
