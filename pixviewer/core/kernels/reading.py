"""Runs of bytes from a file, without the interpreter.

A sketch is thousands of short runs. Read one by one from Python, each would give the interpreter's lock
away and wait for it again, and a window that is busy painting would make it wait a thousand times.
"""

import os
import sys

import numba
import numpy as np
import numpy.typing as npt
from numba import types

from pixviewer.core.kernels.jit import jit

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

# Positioned reads of the C library, with offsets of 64 bits; nothing calls it where it is not there.
IS_THERE = os.name == "posix" and sys.maxsize > 2**32 and not numba.config.DISABLE_JIT

_pread = types.ExternalFunction("pread", types.intp(types.int32, types.uintp, types.uintp, types.int64))


@jit
def read_runs(file: np.int32, offsets: Ints, lengths: Ints, out: Bytes) -> int:
    """Fill a buffer with runs of a file, one after the other; gives how many bytes came before it failed.

    Parameters
    ----------
    file : int32
        Number of the open file.
    offsets, lengths : (n_run,) int64
        Bytes.
    out : (≥ sum of lengths,) uint8
    """
    at = 0
    for i in range(offsets.size):
        done = 0
        while done < lengths[i]:
            n = _pread(file, out[at:].ctypes.data, np.uint64(lengths[i] - done), offsets[i] + done)
            if n <= 0:
                return at
            done += n
            at += n
    return at
