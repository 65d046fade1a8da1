"""`pixviewer image`: a white-light image, or a line map, as FITS."""

import argparse

from pixviewer.cli.arguments import add_json, add_output, path, positive
from pixviewer.cli.criteria import add_selection, command_options, expression
from pixviewer.cli.factors import add_factors, factors_options, seen
from pixviewer.cli.line import add_line, check_line, line_options, make_line_map, told_of_line
from pixviewer.cli.session import NothingSelected, Session, check_output, command_line

STATISTICS = ("mean", "sum", "ivw", "count")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=path, metavar="FILE", help="pixel table")
    parser.add_argument("out", type=path, metavar="OUT.fits", help="image to write")
    parser.add_argument(
        "--step", type=positive, metavar="ARCSEC", help="side of a cell (pixels in the pixel state)"
    )
    add_statistic(parser)
    add_line(parser)
    add_factors(parser)
    add_selection(parser)
    add_output(parser)
    add_json(parser)


def add_statistic(parser: argparse.ArgumentParser) -> None:
    """Add how rows become one value."""
    parser.add_argument(
        "--statistic",
        choices=STATISTICS,
        default="mean",
        help="unweighted mean (default), sum, inverse-variance weighted mean, or number of good rows",
    )


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Make the image and write it."""
    from pixviewer.core.io.pictures import write_image
    from pixviewer.core.products.image import Image, white_light
    from pixviewer.core.products.line_map import LineMap

    check_line(arguments)
    check_output(arguments.out, overwrite=arguments.overwrite, protect=arguments.file)
    with session.open(arguments.file) as table:
        selected = expression(arguments, table.frame)
        options = [] if arguments.step is None else ["--step", f"{arguments.step!r}"]
        if arguments.statistic != "mean":
            options += ["--statistic", arguments.statistic]
        options += [*line_options(arguments), *factors_options(arguments)]
        command = command_line(
            "image", arguments.file, arguments.out, *command_options(arguments, table.frame), *options
        )
        # Blocks first: they are the long part of a first call, and the grid needs them anyway.
        table.ensure_blocks(session.progress)
        table = seen(table, arguments, session)
        image: Image
        if arguments.line is not None:
            image = make_line_map(table, arguments, selected, session.progress)
        else:
            image = white_light(
                table, selected, step=arguments.step, statistic=arguments.statistic, progress=session.progress
            )
        n_good = int(image.count.sum())
        if n_good == 0:
            raise NothingSelected(f"no good row of {table.name} is selected; no file was written")
        write_image(
            image,
            arguments.out,
            table=table,
            overwrite=arguments.overwrite,
            protect=[arguments.file],
            command=command,
        )
    n_y, n_x = image.value.shape
    step = abs(image.grid.dx)
    plain = {
        "file": str(arguments.out),
        "good": n_good,
        "shape": [n_y, n_x],
        "step": step,
        "step_unit": table.frame.plane_unit,
        "unit": image.unit,
        "statistic": image.statistic,
        "command": command,
    }
    if isinstance(image, LineMap):
        plain |= told_of_line(image, table.facts.vacuum, session)
    what = "line minus continuum" if isinstance(image, LineMap) else image.statistic
    unit = "″" if table.frame.is_sky else " pix"
    session.result(
        plain,
        f"{arguments.out}: {n_x} × {n_y} cells of {step:g}{unit}, {what} of {n_good:,} good rows",
    )
