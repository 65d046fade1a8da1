"""Numbers as they are written in commands: short, and without loss."""

from collections.abc import Iterable


def join_numbers(values: Iterable[int]) -> str:
    """The shortest list such as ``5,7-9`` of whole numbers, ascending and each once."""
    runs: list[list[int]] = []
    for value in sorted(set(values)):
        if runs and value == runs[-1][1] + 1:
            runs[-1][1] = value
        else:
            runs.append([value, value])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def plain(value: float) -> str:
    """The shortest text that reads as the same number."""
    return f"{int(value)}" if value.is_integer() and abs(value) < 1e15 else repr(value)
