"""`pixviewer extract`: the selected rows as a new pixel table."""

import argparse

from pixviewer.cli.arguments import add_json, add_output, path
from pixviewer.cli.criteria import add_selection, command_options, expression
from pixviewer.cli.session import NothingSelected, Session, check_output, command_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=path, metavar="FILE", help="pixel table")
    parser.add_argument("out", type=path, metavar="OUT.fits", help="pixel table to write")
    parser.add_argument(
        "--form",
        choices=("image", "table"),
        default="image",
        help="image extensions (default) or a binary table",
    )
    add_selection(parser)
    add_output(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Write the rows; with nothing selected no file is written."""
    from pixviewer.core.io.extraction import extract

    check_output(arguments.out, overwrite=arguments.overwrite, protect=arguments.file)
    with session.open(arguments.file) as table:
        selected = expression(arguments, table.frame)
        options = [] if arguments.form == "image" else ["--form", arguments.form]
        command = command_line(
            "extract", arguments.file, arguments.out, *command_options(arguments, table.frame), *options
        )
        table.ensure_blocks(session.progress)
        n = extract(
            table,
            selected,
            arguments.out,
            form=arguments.form,
            overwrite=arguments.overwrite,
            command=command,
            progress=session.progress,
        )
    if n == 0:
        if session.as_json:
            session.result({"rows": 0, "file": None, "command": command}, "")
        raise NothingSelected(f"no row of {table.name} is selected; no file was written")
    session.result(
        {"rows": n, "file": str(arguments.out), "command": command}, f"{n:,} rows written to {arguments.out}"
    )
