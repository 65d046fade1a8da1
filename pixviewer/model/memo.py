"""The last few things that were made of arrays, so that they need not be made again."""

import threading
from collections import deque
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memo:
    """What was made of objects, known by their identity and a key; from any thread.

    An object stays as long as what was made of it is remembered: its identity is no other's meanwhile.
    """

    def __init__(self, n: int) -> None:
        self._kept: deque[tuple[Any, Hashable, Any]] = deque(maxlen=n)
        self._lock = threading.Lock()

    def made(self, of: Any, key: Hashable, make: Callable[[], T]) -> T:
        """Give what was made of an object, made now if it is not remembered."""
        with self._lock:
            for known, its_key, value in self._kept:
                if known is of and its_key == key:
                    found: T = value
                    return found
        value = make()
        with self._lock:
            self._kept.appendleft((of, key, value))
        return value
