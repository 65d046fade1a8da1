"""The application as the user prefers it: colours and size of the font, followed while the program runs."""

from psygnal import Signal
from PyQt6.QtWidgets import QApplication

from pixviewer.gui import fonts, theme
from pixviewer.model import memory
from pixviewer.model.preferences import Preferences, Preferring


class Dressing:
    """Applies preferences when they change; the first look is that of the command line, if it names one.

    Parameters
    ----------
    preferring : Preferring
    """

    theme_applied = Signal(str)  # light, dark or system

    def __init__(self, preferring: Preferring) -> None:
        self._preferring = preferring
        self._applied = preferring.value
        preferring.events.value.connect(self._on_changed)

    def choose_theme(self, choice: str) -> None:
        """Prefer a theme and dress in it, even if it was preferred already: the command line may differ."""
        self._preferring.change(theme=choice)
        self._apply_theme(choice)

    def _on_changed(self, value: Preferences) -> None:
        before, self._applied = self._applied, value
        if value.theme != before.theme:
            self._apply_theme(value.theme)
        if value.font_size != before.font_size:
            apply_font(value.font_size)
        if value.memory_share != before.memory_share:
            memory.set_share(value.memory_share)

    def _apply_theme(self, choice: str) -> None:
        apply_theme(choice)
        self.theme_applied.emit(choice)


def dress(value: Preferences, theme_choice: str | None = None) -> None:
    """Apply preferences at the start; a choice of theme on the command line holds until another is made."""
    apply_font(value.font_size)
    apply_theme(theme_choice or value.theme)
    memory.set_share(value.memory_share)


def apply_theme(choice: str) -> None:
    """Dress the application, if there is one."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply_theme(app, choice)


def apply_font(point_size: float) -> None:
    """Write everything larger or smaller; 0 is the size of the platform."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return
    font = fonts.text_font(point_size or fonts.platform_size())
    if font != app.font():
        app.setFont(font)
