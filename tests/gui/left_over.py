"""What a test leaves behind."""

import gc

from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QTimer


def running_timers() -> list[QTimer]:
    """Timers of ours that have not run out."""
    found = [thing for thing in gc.get_objects() if type(thing) is QTimer]
    return [timer for timer in found if not sip.isdeleted(timer) and timer.isActive()]


def bury_closed_windows() -> None:
    """Let windows of earlier tests go for good: half of one would hear of a change of the application."""
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
