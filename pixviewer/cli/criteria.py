"""The SELECTION options: to an expression for one table, and back to a canonical command line."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pixviewer.cli.arguments import number, numbers, path, restore
from pixviewer.core.geometry import Frame, Shape
from pixviewer.core.numerals import join_numbers, plain
from pixviewer.core.table.criterion_names import FLAGS, LISTS, RANGES
from pixviewer.core.table.selection import Expression, Selection, all_of
from pixviewer.core.table.shape_options import SHAPES, SIZES, shape_options
from pixviewer.model.coordinates import parse_position

_HELP = {
    "lambda": "wavelengths in Å, MIN included, MAX not",
    "xpix": "detector columns from 0, MIN included, MAX not",
    "ypix": "detector rows from 0, MIN included, MAX not",
    "value": "values, MIN included, MAX not",
    "variance": "variances, MIN included, MAX not",
    "snr": "values over their σ, MIN included, MAX not",
    "ifu": "IFUs 1 to 24, such as 5,7-9",
    "slice": "slices 1 to 48 in CCD numbering",
    "stack": "stacks 1 (left) to 4 (right), as MPDAF counts them",
    "exposure": "exposures from 1, in a combined table",
    "flags": "rows with any of these flags",
    "no-flags": "rows with none of these flags",
}


@dataclass(frozen=True, slots=True)
class Aperture:
    """A circle, square or annulus as it was typed: what its numbers mean depends on the table."""

    kind: str
    x: str
    y: str
    sizes: tuple[float, ...]

    def shape(self, frame: Frame) -> Shape:
        """The aperture on a table: degrees and arcsec, or all in pixels in the pixel state."""
        x, y = self.centre(is_sky=frame.is_sky)
        return SHAPES[self.kind](x, y, *self.sizes)

    def centre(self, *, is_sky: bool) -> tuple[float, float]:
        """The centre as two numbers.

        Raises
        ------
        ValueError
            If it is no position of that kind.
        """
        try:
            x, y = float(self.x), float(self.y)
        except ValueError:
            if not is_sky:
                raise ValueError(
                    f"positions in this table are field pixels, so --{self.kind} takes "
                    f"{'four' if len(self.sizes) > 1 else 'three'} numbers of pixels, got {self.x} {self.y}"
                ) from None
            return parse_position(f"{self.x}, {self.y}")
        # Positions of a field across RA 0 h are not wrapped by the pipeline: they may lie beyond 360.
        if is_sky and not (-360.0 <= x <= 361.0 and abs(y) <= 90.0):
            raise ValueError(
                f"--{self.kind} takes RA within 0 and 360 and Dec within -90 and 90 degrees, "
                f"got {self.x} {self.y}"
            )
        return (x % 360.0 if is_sky else x), y


class _Once(argparse.Action):
    """An option of which a second would make a first one void, without a word."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        if getattr(namespace, self.dest) is not None:
            raise argparse.ArgumentError(self, "it takes one file, and was given twice")
        setattr(namespace, self.dest, values)


class _AddAperture(argparse.Action):
    """Collects apertures, checking that they can be read as sky or as pixels."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        x, y = restore(values[0]), restore(values[1])
        try:
            aperture = Aperture(self.dest.removesuffix("_"), x, y, tuple(map(number, values[2:])))
            if not _is_number(x) or not _is_number(y):
                aperture.centre(is_sky=True)
        except (ValueError, argparse.ArgumentTypeError) as error:
            raise argparse.ArgumentError(self, str(error)) from None
        namespace.apertures = [*(namespace.apertures or []), aperture]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add the SELECTION options to a verb."""
    group = parser.add_argument_group(
        "selection",
        "Several values of one kind are or-ed, kinds are merged by --match. Values can be given repeatedly.",
    )
    group.set_defaults(apertures=[])
    for kind, sizes in SIZES.items():
        group.add_argument(
            f"--{kind}",
            dest=f"{kind}_",
            nargs=2 + len(sizes),
            metavar=("RA", "DEC", *sizes),
            action=_AddAperture,
            help="degrees or sexagesimal, and arcsec; pixels in a table in the pixel state",
        )
    for option, keyword in RANGES.items():
        group.add_argument(
            f"--{option}",
            dest=f"in_{keyword}",
            nargs=2,
            type=number,
            metavar=("MIN", "MAX"),
            action="append",
            default=[],
            help=_HELP[option],
        )
    for option, keyword in LISTS.items():
        group.add_argument(
            f"--{option}",
            dest=f"in_{keyword}",
            type=numbers,
            metavar="LIST",
            action="extend",
            default=[],
            help=_HELP[option],
        )
    for option, keyword in FLAGS.items():
        group.add_argument(
            f"--{option}",
            dest=f"in_{keyword}",
            type=_flag_names,
            metavar="NAME,…",
            action="extend",
            default=[],
            help=_HELP[option],
        )
    group.add_argument("--good", action="store_true", help="rows without any flag")
    group.add_argument(
        "--match", choices=("all", "any"), default="all", help="rows that meet all kinds (default), or any"
    )
    group.add_argument("--invert", action="store_true", help="all other rows instead")
    group.add_argument(
        "--selection",
        dest="selection_file",
        type=path,
        action=_Once,
        metavar="S.json",
        help="a selection in its lossless form, in a file or itself; further options narrow it",
    )
    group.add_argument(
        "--regions",
        dest="regions_file",
        type=path,
        action=_Once,
        metavar="R.reg",
        help="regions of a DS9, CRTF or .pixr file; further options narrow them",
    )


def _flag_names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in restore(text).split(","))
    if not all(names):  # an empty variable of a script must not select everything
        raise argparse.ArgumentTypeError(f"{restore(text)!r} is not a list of flags such as HotPixel,Dark")
    return names


def expression(arguments: argparse.Namespace, frame: Frame) -> Expression | None:
    """What the options select in a table; None for everything.

    Raises
    ------
    ValueError
        If an option makes no sense for this table.
    """
    options = Selection(
        shapes=[aperture.shape(frame) for aperture in arguments.apertures],
        good=arguments.good,
        match=arguments.match,
        **_settings(arguments),
    )
    files = list(_from_files(arguments, frame))
    # With a file, --match any without further criteria adds nothing rather than removing everything.
    selected = all_of([*files, options] if options.kinds or not files else files)
    if arguments.invert:
        return ~(selected or Selection())
    return selected


def _from_files(arguments: argparse.Namespace, frame: Frame) -> Iterator[Expression | None]:
    if arguments.selection_file:
        yield read_selection(arguments.selection_file)
    if arguments.regions_file:
        from pixviewer.core.io.regions import read_rows_of_regions

        yield read_rows_of_regions(arguments.regions_file, frame)


def _settings(arguments: argparse.Namespace) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    for option, keyword in (*RANGES.items(), *LISTS.items(), *FLAGS.items()):
        given = getattr(arguments, f"in_{keyword}")
        for ends in given if option in RANGES else ():
            if not ends[0] < ends[1]:
                raise ValueError(
                    f"--{option} takes MIN and MAX, and MIN below MAX, got {ends[0]:g} {ends[1]:g}"
                )
        if given:
            settings[keyword] = given
    return settings


def read_selection(file: Path) -> Expression:
    """Read the JSON form of a selection from a file; what begins with a brace is that form itself.

    Raises
    ------
    ValueError
        If it cannot be read, or is none.
    """
    try:
        text = str(file)
        return Expression.from_json(
            json.loads(text if text.startswith("{") else file.read_text(encoding="utf-8"))
        )
    except OSError as error:
        raise ValueError(f"--selection {file} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"--selection {file} does not hold a selection: {error}") from error


def command_options(arguments: argparse.Namespace, frame: Frame) -> list[str]:
    """The canonical options that select the same rows again, in a fixed order and lossless."""
    words: list[str] = []
    for aperture in arguments.apertures:
        words += shape_options(aperture.shape(frame))
    for option, keyword in RANGES.items():
        for low, high in getattr(arguments, f"in_{keyword}"):
            words += [f"--{option}", plain(low), plain(high)]
    for option, keyword in LISTS.items():
        words += _unless_empty(option, join_numbers(getattr(arguments, f"in_{keyword}")))
    for option, keyword in FLAGS.items():
        words += _unless_empty(option, ",".join(getattr(arguments, f"in_{keyword}")))
    if arguments.good:
        words.append("--good")
    if arguments.match != "all":
        words += ["--match", arguments.match]
    if arguments.invert:
        words.append("--invert")
    if arguments.selection_file:
        words += ["--selection", str(arguments.selection_file)]
    if arguments.regions_file:
        words += ["--regions", str(arguments.regions_file)]
    return words


def _unless_empty(option: str, text: str) -> Sequence[str]:
    return [f"--{option}", text] if text else []
