"""`pixviewer spectrum`: a spectrum of the selected rows as a FITS table or as ECSV."""

import argparse

from pixviewer.cli.arguments import UsageError, add_json, add_output, path, positive
from pixviewer.cli.criteria import add_selection, command_options, expression
from pixviewer.cli.factors import add_factors, factors_options, seen
from pixviewer.cli.session import NothingSelected, Session, check_output, command_line
from pixviewer.cli.verbs.image import add_statistic

SUFFIXES = (".fits", ".ecsv")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=path, metavar="FILE", help="pixel table")
    parser.add_argument("out", type=path, metavar="OUT.(fits|ecsv)", help="spectrum to write")
    parser.add_argument("--step", type=positive, metavar="ANGSTROM", help="width of a bin, by default 1.25")
    add_statistic(parser)
    add_factors(parser)
    add_selection(parser)
    add_output(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Make the spectrum and write it."""
    from pixviewer.core.io.spectra import write_spectrum
    from pixviewer.core.products.spectrum import NATURAL_STEP, spectrum

    if arguments.out.suffix.lower() not in SUFFIXES:
        raise UsageError(f"a spectrum is written as .fits or .ecsv, got {arguments.out}")
    check_output(arguments.out, overwrite=arguments.overwrite, protect=arguments.file)
    step = arguments.step or NATURAL_STEP
    with session.open(arguments.file) as table:
        selected = expression(arguments, table.frame)
        options = [] if arguments.step is None else ["--step", f"{arguments.step!r}"]
        if arguments.statistic != "mean":
            options += ["--statistic", arguments.statistic]
        options += factors_options(arguments)
        command = command_line(
            "spectrum", arguments.file, arguments.out, *command_options(arguments, table.frame), *options
        )
        table.ensure_blocks(session.progress)
        table = seen(table, arguments, session)
        made = spectrum(table, selected, step=step, statistic=arguments.statistic, progress=session.progress)
        if made.n_row == 0:
            raise NothingSelected(f"no row of {table.name} is selected; no file was written")
        write_spectrum(
            made, arguments.out, overwrite=arguments.overwrite, protect=[arguments.file], command=command
        )
    n_good, n_bad = int(made.n_good.sum()), int(made.n_bad.sum())
    plain = {
        "file": str(arguments.out),
        "rows": made.n_row,
        "good": n_good,
        "bad": n_bad,
        "bins": made.wave.size,
        "step": step,
        "lambda": [float(made.edges[0]), float(made.edges[-1])],
        "unit": made.unit,
        "statistic": made.statistic,
        "command": command,
    }
    session.result(
        plain,
        f"{arguments.out}: {made.wave.size} bins of {step:g} Å, {made.statistic} of {n_good:,} good rows"
        + (f" ({n_bad:,} bad left out)" if n_bad else ""),
    )
