"""What is remembered from one start to the next."""

from pathlib import Path

from PyQt6.QtCore import QByteArray, QSettings

MAX_RECENT = 8
# Grows when docks are renamed or rearranged: an older arrangement is then not restored.
LAYOUT_VERSION = 5


def settings() -> QSettings:
    """The user's settings, in a plain file on every platform."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "pixviewer", "pixviewer")


def recent_files() -> list[Path]:
    """Files opened lately that are still there, newest first."""
    found = settings().value("recent", [])
    names = [found] if isinstance(found, str) else list(found or [])
    return [path for path in map(Path, names) if path.exists()]


def remember_file(path: Path) -> None:
    """Put a file at the head of the recent ones."""
    path = path.absolute()
    others = [other for other in recent_files() if other != path]
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
    """Folder of the newest file, or nothing."""
    files = recent_files()
    return str(files[0].parent) if files else ""
