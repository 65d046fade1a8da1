"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable


def until(
    condition: Callable[[], bool], take: Callable[[], None] = lambda: None, seconds: float = 30
) -> None:
    """Wait for a condition; fails when it does not come true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not come true"
        take()
        time.sleep(0.002)
