"""Failures as the user sees them: one dialog, the sentence first, the details folded."""

import logging
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from pixviewer.core.errors import PixviewerError

_log = logging.getLogger(__name__)

UNEXPECTED = "Something went wrong that should not have: a fault of pixviewer, not of your file."


# Several jobs fail of one cause, one after the other: what was told so many seconds ago is not told again.
REPEATED_S = 3.0
_told: dict[str, float] = {}


class ErrorDialog(QMessageBox):
    """One failure, in text that can be copied."""

    def __init__(
        self, sentence: str, what: str = "", details: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.sentence = sentence
        self._details = details
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Critical if details else QMessageBox.Icon.Warning)
        self.setWindowTitle(what or "pixviewer")
        self.setText(sentence)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        if details:
            self.setDetailedText(details)
        self._copy: QPushButton | None = self.addButton("Copy", QMessageBox.ButtonRole.ActionRole)
        self.setDefaultButton(self.addButton(QMessageBox.StandardButton.Close))
        self.setEscapeButton(QMessageBox.StandardButton.Close)
        if self._copy is not None:
            # Copying must not close the dialog, as every button of a message box otherwise does.
            self._copy.clicked.disconnect()
            self._copy.clicked.connect(self.copy)

    def copy(self) -> None:
        """Put everything on the clipboard."""
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(
                "\n\n".join(part for part in (self.windowTitle(), self.text(), self._details) if part)
            )


def sentence_of(error: BaseException) -> str | None:
    """The sentence that a failure tells its user, None when it was not meant for one."""
    if isinstance(error, (PixviewerError, ValueError)):
        return str(error)
    if isinstance(error, MemoryError):
        return "there is not enough memory for this; close other programs and try again"
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{error.strerror or error}"
    return None


def show_failure(what: str, error: BaseException, parent: QWidget | None, log_file: Path | None) -> None:
    """Open the dialog of a failure, unless the same is open already, or just was; waits for nobody."""
    text = "".join(traceback.format_exception(error))
    sentence = sentence_of(error)
    details = ""
    if sentence is None:
        _log.error("%s failed unexpectedly\n%s", what, text)
        where = f" Details are in the log file {log_file}." if log_file else ""
        sentence, details = f"{UNEXPECTED}{where}", text
    else:
        _log.warning("%s: %s", what, sentence)
    sentence = sentence[:1].upper() + sentence[1:]
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, ErrorDialog) and widget.isVisible() and widget.sentence == sentence:
            return
    cause, now = f"{sentence} {error!r}", time.monotonic()
    if now - _told.get(cause, -REPEATED_S) < REPEATED_S:
        return
    _told.clear()
    _told[cause] = now
    ErrorDialog(sentence, what, details, parent).open()


class LastResort(QObject):
    """Catches what nobody caught, in any thread, and shows it once."""

    _caught = pyqtSignal(object)

    def __init__(self, log_file: Path | None) -> None:
        super().__init__()
        self._log_file = log_file
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)  # type: ignore[call-arg]

    def install(self) -> None:
        """Take over the interpreter's hooks."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self._caught.emit(error.with_traceback(trace))

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._caught.emit(args.exc_value)

    def _on_caught(self, error: BaseException) -> None:
        # A signal of the model wraps what its listeners raise; the cause is what happened.
        inner = error.__cause__ if type(error).__name__ == "EmitLoopError" and error.__cause__ else error
        show_failure("pixviewer", inner, QApplication.activeWindow(), self._log_file)
