"""How much the cache folder holds, looked up and cleared in the background: it may lie on a slow disk."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pixviewer.core import cache
from pixviewer.core.progress import Progress
from pixviewer.model.jobs import Answer, Lane, Runner, Task

KINDS = {
    cache.BLOCKS: "Bounds of the blocks of opened tables",
    cache.KERNELS: "Compiled code",
    cache.UNPACKED: "Unpacked copies of packed tables",
    cache.DEMO: "The demo exposure",
}
_KEY = "cache room"


@dataclass(frozen=True, slots=True)
class Room:
    """What is kept, and what that takes.

    Parameters
    ----------
    folder : str
    sizes : mapping
        Bytes by kind, in the order of `KINDS`.
    is_writable : bool
        Whether anything can be kept at all.
    """

    folder: str
    sizes: dict[str, int]
    is_writable: bool


class CacheRoom:
    """Asks for it; ``then`` is told what there is, also after something was cleared."""

    def __init__(self, runner: Runner, then: Callable[[Room], None]) -> None:
        self._runner, self._then = runner, then
        self._n_asked = 0

    def look(self) -> None:
        """Ask how much is kept."""
        self._ask(measured)

    def clear(self, *kinds: str) -> None:
        """Remove what is kept of some kinds; it is made anew when it is needed."""
        self._ask(partial(_cleared, kinds))

    def forget(self) -> None:
        """Tell nothing any more: nobody looks."""
        self._runner.forget(_KEY)

    def _ask(self, work: Callable[[Progress], Room]) -> None:
        self._n_asked += 1
        request = (_KEY, self._n_asked)
        self._runner.submit(
            Task(_KEY, request, work, self._on_arrived, lane=Lane.QUICK, is_kept=False, is_shown=False)
        )

    def _on_arrived(self, answer: Answer) -> None:
        if isinstance(answer.value, Room):
            self._then(answer.value)


def measured(progress: Progress) -> Room:
    """Measure the cache folder."""
    sizes = dict.fromkeys(KINDS, 0)
    for entry in cache.entries():
        sizes[entry.kind] = sizes.get(entry.kind, 0) + entry.size
    return Room(str(cache.cache_path()), sizes, cache.cache_dir() is not None)


def _cleared(kinds: tuple[str, ...], progress: Progress) -> Room:
    cache.clear(*kinds)
    return measured(progress)
