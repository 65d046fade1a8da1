"""`pixviewer snapshot`: the window as a picture, without a display."""

import argparse

from pixviewer.cli import window
from pixviewer.cli.arguments import UsageError, add_json, add_output, path, size
from pixviewer.cli.factors import add_factors
from pixviewer.cli.session import Session, check_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    window.add_what(parser)
    parser.add_argument(
        "-o", dest="out", type=path, required=True, metavar="OUT.png", help="picture to write"
    )
    parser.add_argument(
        "--size", type=size, default=window.DEFAULT_SIZE, metavar="1600x1000", help="width and height"
    )
    window.add_looks(parser)
    add_factors(parser)
    add_output(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Render the window and write the picture."""
    window.check_what(arguments)
    if not arguments.demo and arguments.file is None and arguments.project is None:
        raise UsageError("snapshot needs a FILE, --demo or --project P.pixv")
    if arguments.out.suffix.lower() != ".png":
        raise UsageError(f"a picture is written as .png, got {arguments.out}")
    check_output(arguments.out, overwrite=arguments.overwrite, protect=arguments.file)
    if arguments.factors is not None:
        check_output(arguments.out, overwrite=arguments.overwrite, protect=arguments.factors)
    window.render(arguments, arguments.out, arguments.size, session)
    width, height = arguments.size
    shown = arguments.project if arguments.project is not None else arguments.file
    what = "the demo" if arguments.demo else shown.name
    if arguments.factors is not None:
        what += f" through {arguments.factors.name}"
    session.result(
        {
            "file": str(arguments.out),
            "table": None if arguments.file is None else str(arguments.file),
            "project": None if arguments.project is None else str(arguments.project),
            "factors": None if arguments.factors is None else str(arguments.factors),
            "size": [width, height],
        },
        f"{arguments.out}: the window with {what}, {width} × {height} pixels",
    )
