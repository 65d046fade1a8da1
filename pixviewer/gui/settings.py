"""What is remembered from one start to the next; without a folder that can be written, nothing is."""

import contextlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QByteArray, QSettings

from pixviewer.model.preferences import Found, Preferences, Preferring, from_text, to_text

MAX_RECENT = 8
# Grows when docks are renamed or rearranged: an older arrangement is then not restored.
LAYOUT_VERSION = 10
_PREFERENCES = "preferences"


def settings() -> QSettings:
    """The user's settings, in a plain file on every platform."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "pixviewer", "pixviewer")


def check() -> str:
    """Look at the settings once, at the start: a sentence that says what is wrong, empty when all is well.

    A file that is none of ours is set aside under another name, and not lost when settings are saved.
    """
    found = settings()
    path = Path(found.fileName())
    if found.status() == QSettings.Status.FormatError:
        return _set_aside(path)
    if not found.isWritable():
        return (
            f"Settings cannot be kept: {path} cannot be written. Everything works, and what you arrange or "
            "prefer now is forgotten at the end"
        )
    return ""


def _set_aside(path: Path) -> str:
    kept = path.with_name(f"{path.name}.broken")
    with contextlib.suppress(OSError):
        shutil.copy2(path, kept)
        settings().clear()
        return f"The settings file {path} cannot be understood: it was set aside as {kept.name}"
    return f"The settings file {path} cannot be understood, and no other can be written: mend or remove it"


def _value(name: str) -> Any:
    """What a name stands for; None where a foreign file has there what nobody can read."""
    try:
        return settings().value(name)
    except (TypeError, ValueError, SystemError):
        return None


# Preferences


def load_preferences() -> tuple[Preferring, str]:
    """Preferences as they were left, and a sentence when some of them could not be read."""
    text = saved_text(_PREFERENCES)
    if not text:
        return Preferring(), ""
    try:
        found = from_text(text)
    except ValueError as error:
        where = settings().fileName()
        return Preferring(), f"The preferences in {where} cannot be read ({error}): the usual ones are used"
    return Preferring(found.value, found.unknown), _wrong_sentence(found)


def _wrong_sentence(found: Found) -> str:
    if not found.wrong:
        return ""
    names = ", ".join(found.wrong)
    return f"The settings file {settings().fileName()} says nothing of use for {names}: as usual there"


def save_preferences(preferring: Preferring) -> None:
    """Keep the preferences; where that fails, `check` has said so at the start."""
    if preferring.value == Preferences() and not preferring.unknown:
        settings().remove(_PREFERENCES)
    else:
        settings().setValue(_PREFERENCES, to_text(preferring.value, preferring.unknown))


# Files


def remembered_files() -> list[Path]:
    """Files opened lately, newest first, without a look at any: a slow disk would keep it waiting."""
    found = _value("recent")
    names = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    return [Path(name) for name in names if isinstance(name, str) and name]


def remember_file(path: Path) -> None:
    """Put a file at the head of the recent ones."""
    path = path.absolute()
    others = [other for other in remembered_files() if other != path]
    settings().setValue("recent", [str(p) for p in (path, *others)[:MAX_RECENT]])


def forget_files(paths: Iterable[Path]) -> None:
    """Take files from the recent ones."""
    gone = set(paths)
    settings().setValue("recent", [str(path) for path in remembered_files() if path not in gone])


def last_folder() -> str:
    """Folder of the newest file, or nothing; a file dialog that does not find it shows another."""
    newest = next(iter(remembered_files()), None)
    return str(newest.parent) if newest is not None else ""


# Arrangements


def saved(name: str) -> QByteArray | None:
    """Geometry or arrangement that was saved, None when there is none."""
    value = _value(name)
    return value if isinstance(value, QByteArray) and not value.isEmpty() else None


def saved_text(name: str) -> str:
    """A word that was saved, empty when there is none."""
    value = _value(name)
    return value if isinstance(value, str) else ""


def save(name: str, value: QByteArray | str) -> None:
    """Save a geometry, an arrangement or a word."""
    settings().setValue(name, value)
