"""Criteria of a region as short texts: one DS9 tag each, such as ``lambda=6000:6100`` or ``ifu=5,6,7``.

Names are those of the options of the command line. What is not one of them is a group of the user's.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pixviewer.core.io.region_files.content import Unreadable
from pixviewer.core.numerals import plain, split_numbers
from pixviewer.core.table.criterion_names import FLAGS, LISTS, RANGES
from pixviewer.core.table.quality import names_of
from pixviewer.core.table.regions import ROLES, Region, Role
from pixviewer.core.table.selection import Selection

_WORDS = ("good", "match", "role", "name", "tag", "style")

_CRITERION = re.compile(rf"({'|'.join([*RANGES, *LISTS, *FLAGS, *_WORDS])})\s*=(.*)", re.DOTALL)

# DS9 has no escapes: within braces there is neither a closing one nor a new line, and other programs stumble
# over semicolons and quotes.
_UNSAFE = re.compile(r"""[%{};"'\\|\x00-\x1f\x7f\x85\u2028\u2029]""")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What the tags of one shape say."""

    settings: dict[str, Any]
    tags: tuple[str, ...]
    style: dict[str, str]
    role: Role | None = None
    name: str | None = None


def criteria_tags(selection: Selection) -> list[str]:
    """The criteria of a selection, its shapes apart, as tags."""
    found = []
    for tag, field in RANGES.items():
        for low, high in getattr(selection, field):
            found.append(f"{tag}={_end(low)}:{_end(high)}")
    for tag, field in LISTS.items():
        if getattr(selection, field):
            found.append(f"{tag}={','.join(map(str, getattr(selection, field)))}")
    for tag, field in FLAGS.items():
        if getattr(selection, field):
            found.append(f"{tag}={','.join(names_of(getattr(selection, field)))}")
    if selection.good:
        found.append("good=1")
    if selection.match == "any":
        found.append("match=any")
    return found


def group_tag(text: str) -> str:
    """A group of the user's as a tag that is read as one."""
    is_plain = text == text.strip() and text and not _CRITERION.match(text) and not _UNSAFE.search(text)
    return text if is_plain else f"tag={escape(text)}"


def read_tags(tags: Iterable[str]) -> Criteria:
    """Sort tags into criteria and groups.

    Raises
    ------
    Unreadable
        If a criterion makes no sense.
    """
    settings: dict[str, Any] = {}
    groups: list[str] = []
    words: dict[str, str] = {}
    style: dict[str, str] = {}
    for tag in tags:
        found = _CRITERION.fullmatch(tag)
        if found is None:
            groups.append(tag)
            continue
        key, value = found[1], found[2]
        if key == "tag":
            groups.append(unquote(value))
        elif key == "style":
            name, _, setting = value.partition("=")
            style[name] = unquote(setting)
        elif key in ("role", "name"):
            words[key] = value
        else:
            _add_criterion(settings, key, value.strip())
    role = words.get("role")
    if role is not None and role not in ROLES:
        raise Unreadable(f"the tag role={role} must be one of {', '.join(ROLES)}")
    name = words.get("name")
    return Criteria(
        settings,
        tuple(groups),
        style,
        next((known for known in ROLES if known == role), None),
        None if name is None else unquote(name),
    )


def _add_criterion(settings: dict[str, Any], key: str, value: str) -> None:
    try:
        if key in RANGES:
            low, colon, high = value.partition(":")
            if not colon:
                raise ValueError("it must be MIN:MAX")
            ends = (float(low) if low.strip() else None, float(high) if high.strip() else None)
            settings.setdefault(RANGES[key], []).append(ends)
        elif key in LISTS:
            settings.setdefault(LISTS[key], []).extend(split_numbers(value))
        elif key in FLAGS:
            settings.setdefault(FLAGS[key], []).extend(value.split(","))
        elif key == "good":
            settings["good"] = _yes(value)
        else:
            settings["match"] = value
        Selection(**settings)
    except ValueError as error:
        raise Unreadable(f"the tag {key}={value} makes no sense ({error})") from error


def _yes(value: str) -> bool:
    if value not in ("0", "1"):
        raise ValueError("it must be 0 or 1")
    return value == "1"


def _end(end: float) -> str:
    return "" if end in (float("inf"), float("-inf")) else plain(end)


def escape(text: str) -> str:
    """Text with everything that a tag cannot hold as ``%XX``."""
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)


def region_tags(region: Region, *, keeps_name: bool, keeps_style: Callable[[str], bool]) -> list[str]:
    """All tags of a region: criteria, role, groups, and what its other properties cannot hold."""
    tags = criteria_tags(region.selection)
    if region.role != "source":
        tags.append(f"role={region.role}")
    if not keeps_name:
        tags.append(f"name={escape(region.name)}")
    tags += [f"style={key}={escape(value)}" for key, value in region.style.items() if not keeps_style(key)]
    return tags + [group_tag(tag) for tag in region.tags]
