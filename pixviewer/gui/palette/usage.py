"""Which commands were used lately: they come first."""

from collections.abc import Iterable

from pixviewer.gui import settings

MAX_KEPT = 40
_KEY = "paletteUse"


def used_lately() -> list[str]:
    """Idents of commands, the one used last first."""
    return settings.saved_text(_KEY).split("\n") if settings.saved_text(_KEY) else []


def remember(ident: str) -> None:
    """Put a command at the head of those used lately."""
    others: Iterable[str] = (other for other in used_lately() if other != ident)
    settings.save(_KEY, "\n".join([ident, *others][:MAX_KEPT]))
