"""Numbers as they are written in commands and region files: short, and without loss."""

import re
from collections.abc import Iterable

_LONGEST_RANGE = 10_000


def join_numbers(values: Iterable[int]) -> str:
    """The shortest list such as ``5,7-9`` of whole numbers, ascending and each once."""
    runs: list[list[int]] = []
    for value in sorted(set(values)):
        if runs and value == runs[-1][1] + 1:
            runs[-1][1] = value
        else:
            runs.append([value, value])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def split_numbers(text: str) -> tuple[int, ...]:
    """The whole numbers in a list such as ``5,7-9``, ascending and each once.

    Raises
    ------
    ValueError
        If it is no such list.
    """
    found: set[int] = set()
    for part in text.split(","):
        ends = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", part, re.ASCII)
        if not ends:
            raise ValueError(f"{text!r} is not a list of numbers such as 5,7-9")
        low, high = int(ends[1]), int(ends[2] or ends[1])
        if high < low:
            raise ValueError(f"the range {part.strip()!r} must increase")
        if high - low >= _LONGEST_RANGE:
            raise ValueError(f"the range {part.strip()!r} is too long")
        found.update(range(low, high + 1))
    return tuple(sorted(found))


def plain(value: float) -> str:
    """The shortest text that reads as the same number."""
    return f"{int(value)}" if value.is_integer() and abs(value) < 1e15 else repr(value)
