"""`pixviewer snapshot`: the window as a picture, without a display."""

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from pixviewer.cli import window
from pixviewer.cli.arguments import UsageError, add_json, add_output, path, positive, size
from pixviewer.cli.factors import add_factors
from pixviewer.cli.session import Session, check_output
from pixviewer.core.errors import PixviewerError

if TYPE_CHECKING:
    from pixviewer.model.publish.look import Look, Size


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    window.add_what(parser)
    parser.add_argument(
        "-o", dest="out", type=path, required=True, metavar="OUT.png",
        help="picture to write; of a plot, .pdf and .svg too",
    )  # fmt: skip
    parser.add_argument(
        "--size", metavar="1600x1000",
        help="width and height in pixels; of a plot such as 88mm or 180x100mm, too",
    )  # fmt: skip
    parser.add_argument(
        "--plot", metavar="NAME", help="one view alone, as a picture for print: image, spectrum, detector, …"
    )
    parser.add_argument("--dpi", type=positive, metavar="N", help="pixels of an inch of a plot (300)")
    window.add_looks(parser)
    add_factors(parser)
    add_output(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Render the window and write the picture."""
    window.check_what(arguments)
    if not arguments.demo and arguments.file is None and arguments.project is None:
        raise UsageError("snapshot needs a FILE, --demo or --project P.pixv")
    made = _of_plot(arguments) if arguments.plot is not None else None
    if made is None and arguments.dpi is not None:
        raise UsageError("--dpi is of a plot: say --plot NAME")
    if made is None and arguments.out.suffix.lower() != ".png":
        raise UsageError(f"a picture of the window is written as .png, got {arguments.out}")
    wanted = window.DEFAULT_SIZE if made is not None or arguments.size is None else _pixels(arguments.size)
    check_output(arguments.out, overwrite=arguments.overwrite, protect=arguments.file)
    if arguments.factors is not None:
        check_output(arguments.out, overwrite=arguments.overwrite, protect=arguments.factors)
    window.render(arguments, arguments.out, wanted, session, plot=arguments.plot or "", picture=made)
    width, height = wanted
    shown = arguments.project if arguments.project is not None else arguments.file
    what = "the demo" if arguments.demo else shown.name
    if arguments.factors is not None:
        what += f" through {arguments.factors.name}"
    told = {
        "file": str(arguments.out),
        "table": None if arguments.file is None else str(arguments.file),
        "project": None if arguments.project is None else str(arguments.project),
        "factors": None if arguments.factors is None else str(arguments.factors),
    }
    if made is not None:
        session.result({**told, "plot": arguments.plot}, f"{arguments.out}: {arguments.plot} of {what}")
        return
    session.result(
        {**told, "size": [width, height]},
        f"{arguments.out}: the window with {what}, {width} × {height} pixels",
    )


def _pixels(text: str) -> tuple[int, int]:
    try:
        return size(text)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"argument --size: {error}") from None


def _of_plot(arguments: argparse.Namespace) -> "tuple[Look, Size]":
    """Look and size of a plot, checked before a window is made."""
    from pixviewer.model.publish.look import FORMATS, PRESETS, Look, check_size, parse_size
    from pixviewer.model.publish.registry import plot_of

    if arguments.out.suffix.lower() not in FORMATS:
        raise UsageError(f"a plot is written as {', '.join(FORMATS)}, got {arguments.out}")
    dpi = arguments.dpi or PRESETS[0].size.dpi
    try:
        plot_of(arguments.plot)
        wanted = parse_size(arguments.size, dpi) if arguments.size else PRESETS[0].size
        made = replace(wanted, dpi=dpi)
        check_size(made)
    except (ValueError, PixviewerError) as error:
        raise UsageError(str(error)) from None
    return Look("dark" if arguments.theme == "dark" else "light"), made
