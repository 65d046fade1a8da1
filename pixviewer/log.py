"""The log file in the user's folder: what an unexpected error leaves behind."""

import logging
import logging.handlers
import os
import sys
from pathlib import Path

ENVIRONMENT = "PIXVIEWER_LOG_DIR"
NAME = "pixviewer.log"

# Three old files of half a megabyte: months of sessions, nothing that anyone needs to clear.
_SIZE_BYTES = 500_000
_N_OLD = 3


class _QuietFile(logging.handlers.RotatingFileHandler):
    """A log file that may fill a disk or vanish without disturbing the work."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass


def log_path() -> Path:
    """Where the log file is or would be."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return Path(named) / NAME
    import platformdirs

    return Path(platformdirs.user_log_dir("pixviewer", appauthor=False)) / NAME


def setup_logging() -> Path | None:
    """Send what the program logs to its file.

    Returns
    -------
    Path or None
        The log file; None when its folder cannot be written, and then nothing is kept.
    """
    logger = logging.getLogger("pixviewer")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _QuietFile(path, maxBytes=_SIZE_BYTES, backupCount=_N_OLD, encoding="utf-8")
    except OSError:
        logger.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)
    return path


def where(path: Path | None) -> str:
    """How a message names the log file."""
    return f"details are in {path}" if path else "no log file could be written"


def log_command(argv: list[str]) -> None:
    """Note the command that was given, which every report of a problem needs first."""
    logging.getLogger("pixviewer").info("%s: %s", Path(sys.argv[0]).name, " ".join(argv))
