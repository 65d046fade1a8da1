"""Where the icons, fonts, line lists and pages of the guide are, installed or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOTS = (_PACKAGE / "_resources", _PACKAGE.parent / "resources", _PACKAGE.parent / "docs")


def path(kind: str, name: str) -> Path:
    """Path of a packaged file, such as ``path("icons/dark", "open.svg")``.

    Raises
    ------
    LookupError
        When there is no such file; the message lists those that are there.
    """
    for root in _ROOTS:
        found = root / kind / name
        if found.is_file():
            return found
    known = ", ".join(names(kind)) or "nothing"
    raise LookupError(f"no packaged file {kind}/{name}; there is {known}")


def names(kind: str) -> list[str]:
    """Names of the packaged files of one kind, sorted."""
    for root in _ROOTS:
        if (root / kind).is_dir():
            return sorted(entry.name for entry in (root / kind).iterdir() if entry.is_file())
    return []
