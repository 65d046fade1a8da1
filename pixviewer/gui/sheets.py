"""Widgets with a style sheet of their own, which Qt leaves as they are when colours or fonts change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PyQt6.QtWidgets import QApplication


@contextmanager
def taken_off(restored: Callable[[str], str] = str) -> Iterator[None]:
    """Take all sheets off while the application changes, and put them on again.

    Parameters
    ----------
    restored : callable
        Gives what a sheet is to be afterwards. A widget that has dressed itself meanwhile keeps that.
    """
    sheets = {one: one.styleSheet() for one in QApplication.allWidgets() if one.styleSheet()}
    for widget in sheets:
        widget.setStyleSheet("")
    try:
        yield
    finally:
        for widget, sheet in sheets.items():
            if not widget.styleSheet():
                widget.setStyleSheet(restored(sheet))


def put_on_again() -> None:
    """Let widgets with a sheet take the font of those around them."""
    with taken_off():
        pass
