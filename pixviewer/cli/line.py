"""The options of a line map: an image of a line minus the continuum beside it."""

import argparse
from typing import TYPE_CHECKING, Any

from pixviewer.cli.arguments import number
from pixviewer.core.numerals import plain

if TYPE_CHECKING:
    from pixviewer.cli.session import Session
    from pixviewer.core.products.line_map import LineMap
    from pixviewer.core.progress import Progress
    from pixviewer.core.table.pixtable import PixTable
    from pixviewer.core.table.selection import Expression


def add_line(parser: argparse.ArgumentParser) -> None:
    """Add the bands, and how continuum bands are weighted."""
    group = parser.add_argument_group(
        "line map",
        "Line minus continuum, instead of all wavelengths. --statistic mean (default) gives the mean flux "
        "density over the line, sum the flux in the line band.",
    )
    group.add_argument(
        "--line",
        nargs=2,
        type=number,
        metavar=("MIN", "MAX"),
        help="band of the line in Å, MIN included",
    )
    group.add_argument(
        "--continuum",
        nargs=2,
        type=number,
        metavar=("MIN", "MAX"),
        action="append",
        default=[],
        help="band of the continuum in Å; can be given repeatedly",
    )
    group.add_argument(
        "--weighting",
        choices=("width", "linear"),
        help="continuum bands weighted by their widths (default), or a straight line through them",
    )


def check_line(arguments: argparse.Namespace) -> None:
    """Refuse options that do not go together.

    Raises
    ------
    ValueError
        If there is a line without continuum, a continuum without line, or a statistic that a line has not.
    """
    if arguments.line is None:
        if arguments.continuum or arguments.weighting:
            raise ValueError("--continuum and --weighting are of a line map, which needs --line MIN MAX")
    elif not arguments.continuum:
        raise ValueError("--line needs a continuum to subtract: give --continuum MIN MAX, once or repeatedly")
    elif arguments.statistic not in ("mean", "sum"):
        raise ValueError(f"--statistic of a line map is mean or sum, got {arguments.statistic}")


def line_options(arguments: argparse.Namespace) -> list[str]:
    """The options again, in a fixed order and lossless."""
    if arguments.line is None:
        return []
    words = ["--line", *map(plain, arguments.line)]
    for band in arguments.continuum:
        words += ["--continuum", *map(plain, band)]
    return [*words, "--weighting", arguments.weighting] if arguments.weighting else words


def make_line_map(
    table: "PixTable", arguments: argparse.Namespace, selected: "Expression | None", progress: "Progress"
) -> "LineMap":
    """Make the map; `NothingSelected` where a band has no good row."""
    from pixviewer.cli.session import NothingSelected
    from pixviewer.core.products.line_map import EmptyBandError, line_map

    try:
        return line_map(
            table,
            tuple(arguments.line),
            [tuple(band) for band in arguments.continuum],
            selected,
            weighting=arguments.weighting or "width",
            statistic=arguments.statistic,
            step=arguments.step,
            progress=progress,
        )
    except EmptyBandError as error:
        raise NothingSelected(f"{error}; no file was written") from error


def told_of_line(made: "LineMap", vacuum: bool, session: "Session") -> dict[str, Any]:
    """What the JSON object says of the bands; sky lines in them are noted, too."""
    from pixviewer.model.sky_lines import sky_line_warnings

    warned = sky_line_warnings(made.line, made.continuum, vacuum)
    for sentence in warned:
        session.note(f"warning: {sentence}")
    return {
        "line": list(made.line),
        "continuum": [list(band) for band in made.continuum],
        "weights": list(made.weights),
        "weighting": made.weighting,
        "warnings": list(warned),
    }
