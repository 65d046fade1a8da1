"""Answers worth keeping: the newest ones, up to a number of bytes."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

MAX_BYTES = 200_000_000


class AnswerCache:
    """Remembers values by their frozen request; the least recently used go first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._n_bytes = 0
        self._lock = threading.Lock()

    def get(self, request: Hashable) -> Any:
        """Value of a request, None when it is not kept."""
        with self._lock:
            if request not in self._values:
                return None
            self._values.move_to_end(request)
            return self._values[request][0]

    def put(self, request: Hashable, value: Any) -> None:
        """Keep a value, and drop old ones when there are too many bytes."""
        n_bytes = size_of(value)
        if n_bytes > self._max_bytes or value is None:
            return
        with self._lock:
            self._n_bytes -= self._values.pop(request, (None, 0))[1]
            self._values[request] = (value, n_bytes)
            self._n_bytes += n_bytes
            while self._n_bytes > self._max_bytes:
                self._n_bytes -= self._values.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self._n_bytes = 0


def size_of(value: Any) -> int:
    """Bytes in the arrays of a value; 1 kB for all else."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if is_dataclass(value):
        return 1_000 + sum(size_of(getattr(value, f.name)) for f in fields(value))
    if isinstance(value, (tuple, list)):
        return 1_000 + sum(size_of(item) for item in value[:100])
    return 1_000
