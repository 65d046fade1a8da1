"""Where extracted rows go: one proposed file, or one for each region by a pattern."""

import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pixviewer.core.cache import cache_path
from pixviewer.model.regions import Region

PATTERN = "{table}_{region}.fits"
PLACEHOLDERS = ("table", "region", "number", "role", "group")

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_UNSAFE = re.compile(r"[^\w.+-]+")
_LONGEST = 80  # of what one placeholder becomes: names of files end at 255 bytes


def stem_of(source: Path | None) -> str:
    """Name of the table without its endings."""
    return source.name.split(".")[0] if source is not None else "pixtable"


def safe(text: str, otherwise: str = "region") -> str:
    """Text as part of a file name: letters, digits, ``.``, ``+``, ``-`` and ``_``."""
    return _UNSAFE.sub("_", text.strip()).strip("._")[:_LONGEST] or otherwise


def file_name(pattern: str, table: str, region: Region, number: int) -> str:
    """Name of the file of a region.

    Parameters
    ----------
    pattern : str
        With ``{table}``, ``{region}``, ``{number}``, ``{role}`` or ``{group}`` in it; ``.fits`` is added
        where it does not end so.
    table : str
        Name of the table without its ending.
    region : Region
    number : int
        Of the region among those that are extracted, from 1.

    Raises
    ------
    ValueError
        If there is no such placeholder, or it would be in another folder.
    """
    values = {
        "table": table,
        "region": safe(region.name),
        "number": f"{number:03d}",
        "role": region.role,
        "group": safe(region.groups[0] if region.groups else "", "none"),
    }

    def fill(found: re.Match[str]) -> str:
        if found[1] not in values:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise ValueError(f"there is no {found[0]}; a name may have {known}")
        return values[found[1]]

    name = _PLACEHOLDER.sub(fill, pattern.strip())
    if not name or Path(name).name != name or "\\" in name or name.startswith("."):
        raise ValueError("the pattern is the name of a file, without a folder; choose the folder below")
    return name if name.lower().endswith((".fits", ".fit")) else f"{name}.fits"


def same_names(names: Sequence[str]) -> set[str]:
    """Names that stand more than once, also where a file system knows no capitals; in lower case."""
    counts = Counter(name.casefold() for name in names)
    return {name for name, n in counts.items() if n > 1}


def writable_folder(source: Path | None) -> Path:
    """Folder of the table; the home folder when that cannot be written, or is our own cache."""
    folders = [source.parent] if source is not None and cache_path() not in source.parents else []
    for folder in (*folders, Path.home(), Path.cwd()):
        if os.access(folder, os.W_OK):
            return folder
    return Path.home()


def proposed_path(source: Path | None, name: str) -> Path:
    """A file that does not exist yet, beside the table where that can be."""
    folder, stem = writable_folder(source), stem_of(source)
    path, number = folder / f"{stem}_{name}.fits", 2
    while path.exists():
        path = folder / f"{stem}_{name}_{number}.fits"
        number += 1
    return path
