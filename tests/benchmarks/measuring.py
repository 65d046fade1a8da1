"""Clocks and scales for the benchmarks."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil


def best_of(n: int, work: Callable[[], object]) -> float:
    """Least of some wall times of a piece of work, in seconds."""
    times = []
    for _ in range(n):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


class OwnMemory:
    """Peak of the memory of our own (anonymous and shared, not mapped files) while a block runs."""

    def __enter__(self) -> "OwnMemory":
        self.peak = own_memory()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.01):
            self.peak = max(self.peak, own_memory())


def own_memory() -> int:
    """Bytes of anonymous and shared memory of this process."""
    status = Path("/proc/self/status")
    if status.exists():
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return 1024 * sum(int(fields[name].split()[0]) for name in ("RssAnon", "RssShmem"))
    return psutil.Process().memory_info().rss
