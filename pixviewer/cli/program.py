"""From arguments to an exit code: finds the verb, runs it, and turns every ending into one sentence.

Exit codes: 0 done; 1 nothing selected, no file written; 2 bad arguments or bad input, and anything
unexpected; 3 could not write; 130 interrupted.
"""

import contextlib
import errno
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from pixviewer import log
from pixviewer._version import __version__
from pixviewer.cli.arguments import Parser, UsageError
from pixviewer.cli.session import NothingSelected, Session, stoppable, to_json, told_warnings
from pixviewer.core.errors import OutputError, PixviewerError
from pixviewer.core.progress import Cancelled

DONE, NOTHING, BAD_INPUT, NOT_WRITTEN, INTERRUPTED = 0, 1, 2, 3, 130

# Verb → (module, what it does). A module has ``add_arguments(parser)`` and ``run(arguments, session)``.
VERBS = {
    "info": ("info", "say what a pixel table is"),
    "image": ("image", "make a white-light image"),
    "spectrum": ("spectrum", "make a spectrum"),
    "detimage": ("detimage", "put rows back on the detectors they come from"),
    "fit": ("fit", "fit a round profile to a star on the selected rows"),
    "extract": ("extract", "write the selected rows as a new pixel table"),
    "rows": ("rows", "print rows with every column decoded"),
    "mask": ("mask", "mask objects in the field, and say what is left of each slice"),
    "selfcal": ("selfcal", "bring all slices of an exposure to one sky level"),
    "apply-factors": ("apply_factors", "write a table corrected by factors of a self-calibration"),
    "merge-factors": ("merge_factors", "merge factors of several exposures"),
    "compare-factors": ("compare_factors", "compare sets of factors"),
    "simulate": ("simulate", "make a pixel table with known content"),
    "snapshot": ("snapshot", "render the window without a display"),
    "cache": ("cache", "show or empty the cache folder"),
}

_FULL = {errno.ENOSPC, errno.EROFS, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and give its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; by default those of the process.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    _tolerate_closed_streams()
    _tolerate_encodings()
    if words and words[0] in VERBS:
        return _run_verb(words[0], words[1:])
    return _run_window(words)


def _run_verb(verb: str, words: list[str]) -> int:
    module_name, summary = VERBS[verb]
    session = Session(verb, as_json="--json" in words)

    def work() -> int:
        parser = Parser(f"pixviewer {verb}", summary[0].upper() + summary[1:] + ".")
        module: Any = import_module(f"pixviewer.cli.verbs.{module_name}")
        module.add_arguments(parser)
        arguments = parser.parse(words)
        module.run(arguments, session)
        return DONE

    with stoppable(session.progress), told_warnings(session):
        return guarded(work, session, [verb, *words])


def _run_window(words: list[str]) -> int:
    session = Session("", as_json=False)

    def work() -> int:
        if words[:1] == ["--version"] and words[1:] in ([], ["--json"]):
            from pixviewer.versions import version_table

            print(to_json(version_table()) if words[1:] else f"pixviewer {__version__}")
            return DONE
        from pixviewer.cli import window

        if (
            words
            and not words[0].startswith("-")
            and words[0].isidentifier()
            and not os.path.lexists(words[0])
        ):
            raise UsageError(f"there is no file and no command {words[0]!r}; commands are {', '.join(VERBS)}")
        commands = "\n".join(f"  {verb:<17}{summary}" for verb, (_, summary) in VERBS.items())
        parser = Parser(
            "pixviewer",
            "Open a MUSE pixel table in a window.",
            usage="pixviewer [FILE] [options]\n       pixviewer COMMAND …",
            epilog=f"commands (each with --help):\n{commands}",
        )
        window.add_arguments(parser)
        return window.run(parser.parse(words), session)

    return guarded(work, session, words)


def guarded(work: Callable[[], int], session: Session, words: Sequence[str]) -> int:
    """Run a piece of work; whatever happens becomes an exit code, and one sentence on standard error."""
    logger = logging.getLogger("pixviewer.cli")
    log_file = log.setup_logging()
    log.log_command(list(words))
    try:
        code = _unless_interrupted(work, session)
        session.clear_bar()
        sys.stdout.flush()
        return code
    except SystemExit as leaving:  # --help
        return leaving.code if isinstance(leaving.code, int) else DONE
    except (Cancelled, KeyboardInterrupt):
        return _end(session, "interrupted; nothing was written", INTERRUPTED)
    except NothingSelected as error:
        session.nothing()
        return _end(session, str(error), NOTHING)
    except BrokenPipeError:  # whoever read our output has had enough
        _forget_output()
        return DONE
    except OutputError as error:
        logger.info("could not write", exc_info=True)
        return _end(session, str(error), NOT_WRITTEN)
    except (PixviewerError, UsageError) as error:
        logger.info("bad input", exc_info=True)
        return _end(session, str(error), BAD_INPUT)
    except ValueError as error:
        logger.warning("bad argument", exc_info=True)
        return _end(session, str(error), BAD_INPUT)
    except OSError as error:
        logger.warning("system error", exc_info=True)
        if error.errno in _FULL:
            _forget_output()
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
        return _end(session, what, NOT_WRITTEN if error.errno in _FULL else BAD_INPUT)
    except MemoryError:
        logger.exception("out of memory")
        return _end(session, f"there is not enough memory for this; {log.where(log_file)}", BAD_INPUT)
    except Exception as error:
        logger.exception("unexpected error")
        kind = type(error).__name__
        return _end(session, f"an unexpected error, {kind}: {error}; {log.where(log_file)}", BAD_INPUT)


def _unless_interrupted(work: Callable[[], int], session: Session) -> int:
    """Run a piece of work; what fails because an interrupt broke it is an interrupt, not that failure."""
    try:
        return work()
    except Exception as error:  # such as a RuntimeError from the middle of a compilation
        if session.progress.is_cancelled:
            raise Cancelled from error
        raise


def _end(session: Session, sentence: str, code: int) -> int:
    one_line = " ".join(sentence.split())
    with contextlib.suppress(OSError, ValueError):
        session.note(one_line)
    return code


def _forget_output() -> None:
    """Let what is still buffered go nowhere, or the interpreter complains when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def _tolerate_closed_streams() -> None:
    """Let what is said to a stream that was closed before the start (``>&-``) go nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # as long as the program


def _tolerate_encodings() -> None:
    """Write Å as an escape where the terminal cannot show it, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
