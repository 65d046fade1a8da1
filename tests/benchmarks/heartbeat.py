"""Whether the event loop is alive: a beat every few milliseconds, and what ran when one was late."""

import faulthandler
import re
import tempfile
import threading
import time
from collections import defaultdict

from PyQt6.QtCore import QTimer

BEAT_MS = 5
LATE_S = 0.06
N_FRAME = 7


class Heartbeat:
    """Gaps between the events of the main thread, by phase.

    A second thread looks at the main one when a beat is late, and keeps the stack; it sees nothing while
    another thread holds the interpreter's lock, which it says too.

    Attributes
    ----------
    gaps : dict
        Seconds between beats, a list for each phase.
    late : list
        Phase, seconds and stack of each gap longer than `LATE_S`.
    """

    def __init__(self) -> None:
        self.gaps: dict[str, list[float]] = defaultdict(list)
        self.late: list[tuple[str, float, str]] = []
        self.phase = "start"
        self._last = time.perf_counter()
        self._stack: str | None = None
        self._main = threading.get_ident()
        self._file = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self._timer = QTimer()
        self._timer.timeout.connect(self._on_beat)
        self._timer.start(BEAT_MS)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def enter(self, phase: str) -> None:
        """Count gaps to another phase from now on."""
        self._on_beat()
        self.phase = phase

    def stop(self) -> None:
        """End it."""
        self._timer.stop()
        self._stop.set()
        self._thread.join()
        self._file.close()

    def worst_ms(self) -> dict[str, float]:
        """Longest gap of each phase."""
        return {phase: 1e3 * max(gaps) for phase, gaps in self.gaps.items()}

    def _on_beat(self) -> None:
        now = time.perf_counter()
        gap, self._last = now - self._last, now
        self.gaps[self.phase].append(gap)
        if gap > LATE_S:
            self.late.append((self.phase, gap, self._stack or "the watch could not run either"))
        self._stack = None

    def _watch(self) -> None:
        while not self._stop.wait(0.004):
            behind = time.perf_counter() - self._last
            if behind > 0.6 * LATE_S and self._stack is None:
                self._stack = f"after {1e3 * behind:.0f} ms: {self._main_stack()}"

    def _main_stack(self) -> str:
        # Not by `sys._current_frames`: while they are read the main thread would run on, and free them.
        self._file.seek(0)
        self._file.truncate()
        faulthandler.dump_traceback(self._file)
        self._file.seek(0)
        threads = self._file.read().split("\n\n")
        main = next((text for text in threads if f"0x{self._main:016x}" in text), "")
        found = re.findall(r'File ".*?([^/"]+)", line (\d+) in (\S+)', main)
        return " < ".join(f"{file}:{line} {name}" for file, line, name in found[:N_FRAME])
