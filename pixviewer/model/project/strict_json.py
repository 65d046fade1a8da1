"""JSON as it stands in the standard, read without trust."""

import json
import math
from typing import Any

# As many characters a file may have: a thousand regions take half a million.
MOST_CHARACTERS = 200_000_000
LARGEST = 2**63


def parse(text: str) -> Any:
    """What a text says.

    Raises
    ------
    ValueError
        If it is no JSON, or says numbers that no number here can be; the message ends a sentence.
    """
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite, parse_int=_whole)
    except RecursionError:
        raise ValueError("its objects are nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not complete JSON (line {error.lineno}: {error.msg})") from None


def write(plain: Any) -> str:
    """The text of plain objects, lists, texts and numbers.

    Raises
    ------
    ValueError
        If there is a number that is not finite.
    """
    return json.dumps(plain, indent=1, allow_nan=False, default=_native) + "\n"


def _native(value: Any) -> Any:
    """One of NumPy's numbers as Python's."""
    return value.item()


def _refuse(word: str) -> float:
    raise ValueError(f"it holds {word}, which is no number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"it holds a number that is too large, {_short(text)}")
    return value


def _whole(text: str) -> int:
    if len(text) > 20 or not -LARGEST <= int(text) <= LARGEST:
        raise ValueError(f"it holds a number that is too large, {_short(text)}")
    return int(text)


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"
