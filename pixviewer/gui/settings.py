"""What is remembered from one start to the next."""

from pathlib import Path

from PyQt6.QtCore import QByteArray, QSettings

MAX_RECENT = 8
# Grows when docks are renamed or rearranged: an older arrangement is then not restored.
LAYOUT_VERSION = 6


def settings() -> QSettings:
    """The user's settings, in a plain file on every platform."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "pixviewer", "pixviewer")


def recent_files() -> list[Path]:
    """Files opened lately that are still there, newest first."""
    return [path for path in _remembered() if path.exists()]


def _remembered() -> list[Path]:
    found = settings().value("recent", [])
    return list(map(Path, [found] if isinstance(found, str) else found or []))


def remember_file(path: Path) -> None:
    """Put a file at the head of the recent ones, without a look at any: a slow disk would keep it waiting."""
    path = path.absolute()
    others = [other for other in _remembered() if other != path]
    settings().setValue("recent", [str(p) for p in (path, *others)[:MAX_RECENT]])


def saved(name: str) -> QByteArray | None:
    """Geometry or arrangement that was saved, None when there is none."""
    value = settings().value(name)
    return value if isinstance(value, QByteArray) and not value.isEmpty() else None


def saved_text(name: str) -> str:
    """A word that was saved, empty when there is none."""
    value = settings().value(name)
    return value if isinstance(value, str) else ""


def save(name: str, value: QByteArray | str) -> None:
    """Save a geometry, an arrangement or a word."""
    settings().setValue(name, value)


def last_folder() -> str:
    """Folder of the newest file that is still there, or nothing."""
    newest = next((path for path in _remembered() if path.exists()), None)
    return str(newest.parent) if newest is not None else ""
