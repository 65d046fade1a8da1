"""What every verb needs: results on standard output, everything else on standard error, a way to stop."""

import contextlib
import json
import math
import os
import shlex
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from pixviewer.core.errors import OutputError, PixTableWarning
from pixviewer.core.progress import Progress

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

_BAR_CELLS = 24


class NothingSelected(Exception):
    """No row is selected, so no file was written; the text is one sentence."""


class _Interrupted(KeyboardInterrupt):
    """Somebody asked to end.

    Of a class of its own: when a plain KeyboardInterrupt has left any ``exec`` on its way, CPython ends the
    process by the signal, whatever its exit code.
    """


class Session:
    """One run of one verb.

    Parameters
    ----------
    verb : str
        For messages.
    as_json : bool
        Whether the result is one JSON object instead of words.
    """

    def __init__(self, verb: str, *, as_json: bool) -> None:
        self.verb = verb
        self.as_json = as_json
        self.has_result = False
        self._has_bar = False
        self._is_terminal = sys.stderr.isatty()
        self.progress = Progress(self._draw_bar if self._is_terminal else None)

    def result(self, plain: Mapping[str, Any], words: str) -> None:
        """Print the result: the JSON object, or words for people."""
        self.clear_bar()
        self.has_result = True
        print(to_json(plain) if self.as_json else words)

    def nothing(self) -> None:
        """Say in JSON that nothing was selected, unless the verb has told a result of its own."""
        if self.as_json and not self.has_result:
            self.result({"rows": 0, "file": None}, "")

    def note(self, text: str) -> None:
        """Say something that is not the result."""
        self.clear_bar()
        print(f"pixviewer: {text}", file=sys.stderr, flush=True)

    def open(self, file: Path) -> "PixTable":
        """Open a pixel table, asking before a large file is unpacked into the cache."""
        from pixviewer.core.io.reading import open_table
        from pixviewer.core.io.unpacking import LargeFileError

        try:
            return open_table(file, progress=self.progress)
        except LargeFileError:
            if not self._agrees(f"{file} is packed; unpack more than 1 GB into the cache folder?"):
                raise
            return open_table(file, progress=self.progress, allow_large=True)

    def _agrees(self, question: str) -> bool:
        if not (self._is_terminal and sys.stdin is not None and sys.stdin.isatty()):
            return False
        self.clear_bar()
        print(f"pixviewer: {question} [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def _draw_bar(self, label: str, fraction: float) -> None:
        n = round(fraction * _BAR_CELLS)
        bar = "█" * n + "░" * (_BAR_CELLS - n)
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"\r\x1b[K{label:<16} {bar} {100 * fraction:3.0f} %")
            sys.stderr.flush()
        self._has_bar = True

    def clear_bar(self) -> None:
        """Take the progress bar away, if there is one."""
        if self._has_bar:
            self._has_bar = False
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()


def check_output(path: Path, *, overwrite: bool, protect: Path | None = None) -> None:
    """Refuse an output file before the work rather than after it; the writer checks again.

    Raises
    ------
    OutputError
        If it exists and may not be replaced, is the input, or its folder does not exist.
    """
    if protect is not None and path.exists() and protect.exists() and path.samefile(protect):
        raise OutputError(f"{path} is the input, which is never changed; choose another name")
    if path.suffix.lower() == ".gz":
        raise OutputError(f"{path} would not be packed; choose a name without .gz")
    if os.path.lexists(path) and not overwrite:
        raise OutputError(f"{path} exists already; give --overwrite to replace it, or choose another name")
    if not path.absolute().parent.is_dir():
        raise OutputError(f"the folder of {path} does not exist; create it or choose another")


def to_json(plain: Mapping[str, Any]) -> str:
    """One line of strict JSON: what is no finite number is null."""
    return json.dumps(_strict(plain), allow_nan=False)


def _strict(value: Any) -> Any:
    if hasattr(value, "tolist"):  # NumPy, without importing it
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): _strict(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_strict(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, Path) else value


def command_line(*words: str | Path) -> str:
    """A command that a shell reads as these words."""
    return shlex.join(["pixviewer", *map(str, words)])


@contextlib.contextmanager
def stoppable(progress: Progress) -> Iterator[None]:
    """Let Ctrl+C, a termination and a closed terminal stop the work where it leaves nothing half done.

    Worker threads learn of it through the progress, the main thread by a KeyboardInterrupt.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        progress.cancel()
        raise _Interrupted

    # In a finaliser the interrupt is lost, with a traceback on standard error; the progress still has it.
    def tell(lost: "sys.UnraisableHookArgs") -> None:
        if not issubclass(lost.exc_type, _Interrupted):
            told_before(lost)

    told_before, sys.unraisablehook = sys.unraisablehook, tell
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    # What was told to be ignored (nohup) stays ignored.
    before = {n: signal.getsignal(n) for n in numbers if signal.getsignal(n) is not signal.SIG_IGN}
    for n in before:
        signal.signal(n, stop)
    try:
        yield
    finally:
        sys.unraisablehook = told_before
        for n, handler in before.items():
            signal.signal(n, handler if handler is not None else signal.SIG_DFL)


@contextlib.contextmanager
def told_warnings(session: Session) -> Iterator[None]:
    """Tell what is odd about a table on standard error, each thing once."""
    told: set[str] = set()

    def show(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
        if issubclass(category, PixTableWarning) and str(message) not in told:
            told.add(str(message))
            session.note(f"warning: {message}")

    with warnings.catch_warnings():
        warnings.simplefilter("always", PixTableWarning)
        warnings.showwarning = show
        yield
