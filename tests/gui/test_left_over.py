"""The watch over what a test leaves behind sees what it is for."""

from left_over import running_timers
from PyQt6.QtCore import QTimer


def test_a_timer_that_ticks_is_seen(qapp: object) -> None:
    timer = QTimer()
    timer.start(10_000)
    assert timer in running_timers()
    timer.stop()
    assert timer not in running_timers()
