"""A project as a value, and its text.

The text is one JSON object. ``pixviewer-project`` is its version, as ``[major, minor]``: programs of the same
major version read each other's files, and keep what they do not know; a new major version is one whose files
an older program would misunderstand.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pixviewer.core.errors import PixTableError
from pixviewer.model.commands import Decisions
from pixviewer.model.project import strict_json
from pixviewer.model.project.checking import check_decisions, check_locks, check_part
from pixviewer.model.project.codec import Malformed, from_plain, to_plain
from pixviewer.model.project.fingerprints import FileMark
from pixviewer.model.project.hints import hint_of
from pixviewer.model.project.parts import PARTS, Part

KEY = "pixviewer-project"
MAJOR, MINOR = 1, 0
MOST_BYTES = 200_000_000
MOST_WINDOWS = 64

PartValues = Mapping[str, Mapping[str, Any]]  # part → field → value


@dataclass(frozen=True, slots=True)
class Look:
    """How a window is arranged.

    ``slots`` are the views in the middle, left and right; ``tool`` is what a left drag does. ``layout`` and
    ``splitter`` are Qt's own, in base 64, of the version ``layout_version``.
    """

    perspective: str = "inspect"
    slots: tuple[str, ...] = ()
    tool: str = "pan"
    has_regions: bool = True
    has_sky_lines: bool = True
    layout_version: int = 0
    layout: str = ""
    splitter: str = ""


@dataclass(frozen=True, slots=True)
class WindowRecord:
    """One window: its table, what was decided about it, and how it is shown.

    Files are named by their absolute paths as they were; `Project.files` knows them. ``positions`` are those
    of the table, ``sky`` or ``pixel``. ``n_decided`` is how many decisions had names in the history.
    """

    table: str = ""
    is_demo: bool = False
    factors: str = ""
    positions: str = ""
    second: str = ""
    image: str = ""
    loaded: tuple[str, ...] = ()
    shown: str = ""
    has_result: bool = False
    n_decided: int = 0
    decisions: Decisions = field(default_factory=Decisions)
    look: Look = field(default_factory=Look)
    parts: Any = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Project:
    """Everything that was decided and is shown, in all windows.

    ``old`` is the plain form of the file that it was read from, with all that is unknown here.
    """

    windows: tuple[WindowRecord, ...] = ()
    files: tuple[FileMark, ...] = ()
    locks: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    program: str = ""
    saved: str = ""
    name: str = ""
    old: Any = None

    @property
    def n_decided(self) -> int:
        """Decisions in all windows."""
        return sum(window.n_decided for window in self.windows)


_OWN = ("windows", "old")
_SIMPLE = tuple(f.name for f in dataclasses.fields(Project) if f.name not in _OWN)
_OF_WINDOW = tuple(f.name for f in dataclasses.fields(WindowRecord) if f.name != "parts")


# Writing


def to_text(project: Project) -> str:
    """The text of a project file."""
    old = project.old if isinstance(project.old, dict) else {}
    plain: dict[str, Any] = {KEY: [MAJOR, max(MINOR, _minor_of(old))]}
    for name in _SIMPLE:
        plain[name] = to_plain(getattr(project, name), hint_of(Project, name), old.get(name))
    before = old.get("windows")
    olds = before if isinstance(before, list) else []
    plain["windows"] = [
        _window_to_plain(window, olds[i] if i < len(olds) else None)
        for i, window in enumerate(project.windows)
    ]
    return strict_json.write({**plain, **{k: v for k, v in old.items() if k not in plain}})


def _minor_of(old: Mapping[str, Any]) -> int:
    """A file keeps the minor version of the newest program that wrote what is in it."""
    version = old.get(KEY)
    return version[1] if isinstance(version, list) and len(version) == 2 else 0


def _window_to_plain(window: WindowRecord, old: Any) -> dict[str, Any]:
    # Another table in the place of one has nothing of what was said of that.
    before = old if isinstance(old, dict) and old.get("table") == window.table else {}
    plain = {
        name: to_plain(getattr(window, name), hint_of(WindowRecord, name), before.get(name))
        for name in _OF_WINDOW
    }
    parts_before = before.get("parts") if isinstance(before.get("parts"), dict) else {}
    plain["parts"] = _parts_to_plain(window.parts, parts_before or {})
    return {**plain, **{k: v for k, v in before.items() if k not in plain}}


def _parts_to_plain(parts: PartValues, old: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for part in PARTS:
        values, before = parts.get(part.name, {}), old.get(part.name)
        kept = before if isinstance(before, dict) else {}
        own = {
            name: to_plain(value, hint_of(part.kind, name), kept.get(name)) for name, value in values.items()
        }
        plain[part.name] = {**own, **{k: v for k, v in kept.items() if k not in own}}
    return {**plain, **{k: v for k, v in old.items() if k not in plain}}


# Reading


def from_text(text: str, name: str) -> Project:
    """The project that a text holds.

    Parameters
    ----------
    text : str
    name : str
        Name of the file, for messages.

    Raises
    ------
    PixTableError
        In one sentence: it is no project, a newer one, or spoilt.
    """
    try:
        return _project_of(strict_json.parse(text), name)
    except (Malformed, ValueError) as error:
        raise PixTableError(f"{name} is no project that can be read: {error}") from error


def _project_of(plain: Any, name: str) -> Project:
    if not isinstance(plain, dict) or KEY not in plain:
        raise Malformed(f"there is no {KEY!r} entry in it")
    _check_version(plain[KEY], name)
    settings = {one: from_plain(plain[one], hint_of(Project, one), one) for one in _SIMPLE if one in plain}
    settings["locks"] = check_locks(settings.get("locks", ((), ())))
    windows = plain.get("windows")
    if not isinstance(windows, list) or not 1 <= len(windows) <= MOST_WINDOWS:
        raise Malformed(f"windows must be a list of 1 to {MOST_WINDOWS}")
    found = tuple(_window_of(one, f"windows[{i}]") for i, one in enumerate(windows))
    return Project(found, **settings, old=plain)


def _check_version(version: Any, name: str) -> None:
    is_pair = isinstance(version, list) and len(version) == 2 and all(type(n) is int for n in version)
    if not is_pair or min(version) < 0 or version[0] < 1:
        raise Malformed(f"its version must be two whole numbers such as [{MAJOR}, {MINOR}]")
    if version[0] > MAJOR:
        raise PixTableError(
            f"{name} is a project of version {version[0]}.{version[1]}, and this program understands "
            f"{MAJOR}.x; open it with a newer pixviewer"
        )


def _window_of(plain: Any, where: str) -> WindowRecord:
    if not isinstance(plain, dict):
        raise Malformed(f"{where} must be an object")
    settings = {
        name: from_plain(plain[name], hint_of(WindowRecord, name), f"{where}.{name}")
        for name in _OF_WINDOW
        if name in plain
    }
    record = WindowRecord(**settings, parts=_parts_of(plain.get("parts", {}), f"{where}.parts"))
    check_decisions(record.decisions, f"{where}.decisions")
    return record


def _parts_of(plain: Any, where: str) -> PartValues:
    if not isinstance(plain, dict):
        raise Malformed(f"{where} must be an object")
    return {part.name: _part_of(part, plain.get(part.name, {}), f"{where}.{part.name}") for part in PARTS}


def _part_of(part: Part, plain: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(plain, dict):
        raise Malformed(f"{where} must be an object")
    values = {
        name: from_plain(plain[name], hint_of(part.kind, name), f"{where}.{name}")
        for name in part.kept
        if name in plain
    }
    check_part(part, values, where)
    return values
