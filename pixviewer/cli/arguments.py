"""Parsing of arguments: negative numbers in any spelling, lists of numbers, errors as one sentence."""

import argparse
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from pixviewer.core.numerals import split_numbers

# argparse takes -60:34:05.8 and -6.05e1 for options, so the minus of what begins like a number is replaced
# before parsing, by a character that nobody types, and put back by the functions below.
_MARK = "\ue000"
_NEGATIVE = re.compile(r"^[-−](?=\.?\d|inf)")


class UsageError(ValueError):
    """Arguments that make no sense; the text is one sentence."""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises `UsageError` where argparse would print its usage and leave."""

    def __init__(self, prog: str, description: str, **settings: Any) -> None:
        super().__init__(
            prog=prog,
            description=description,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **settings,
        )

    def error(self, message: str) -> NoReturn:
        """Raise instead of leaving."""
        raise UsageError(f"{restore(message)} (see {self.prog} --help)")

    def parse(self, argv: Sequence[str]) -> argparse.Namespace:
        """Parse arguments in which numbers may be negative."""
        return self.parse_args([_NEGATIVE.sub(_MARK, argument) for argument in argv])


def restore(text: str) -> str:
    """Give a protected argument its minus back."""
    return text.replace(_MARK, "-")


def path(text: str) -> Path:
    """A file name."""
    if not text:
        raise argparse.ArgumentTypeError("a file name is needed, got an empty one")
    return Path(restore(text))


def number(text: str) -> float:
    """A number, which may be infinite but not NaN."""
    try:
        value = float(restore(text))
    except ValueError:
        value = math.nan
    if math.isnan(value):
        raise argparse.ArgumentTypeError(f"{restore(text)!r} is not a number")
    return value


def positive(text: str) -> float:
    """A finite number above zero."""
    value = number(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{restore(text)!r} is not a positive number")
    return value


def whole(text: str) -> int:
    """A whole number, not negative."""
    if not re.fullmatch(r"\+?\d+", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{restore(text)!r} is not a whole number from 0")
    return int(text)


def numbers(text: str) -> tuple[int, ...]:
    """A list of whole numbers such as ``5,7-9``, in order and each once."""
    try:
        return split_numbers(restore(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def size(text: str) -> tuple[int, int]:
    """Width and height in pixels, such as ``1600x1000``."""
    ends = re.fullmatch(r"(\d{1,5})[xX×](\d{1,5})", text, re.ASCII)
    width, height = (int(ends[1]), int(ends[2])) if ends else (0, 0)
    if not (200 <= width <= 10_000 and 200 <= height <= 10_000):
        raise argparse.ArgumentTypeError(f"{restore(text)!r} is not a size from 200x200 to 10000x10000")
    return width, height


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add the options of every verb that writes."""
    parser.add_argument("--overwrite", action="store_true", help="replace the output file if it exists")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the option of every verb."""
    parser.add_argument("--json", action="store_true", help="print one JSON object on standard output")
