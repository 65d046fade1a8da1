"""`pixviewer apply-factors`: a table corrected by the factors of a self-calibration."""

import argparse

from pixviewer.cli.arguments import add_json, add_output, path
from pixviewer.cli.factors import check_factors_output, tell
from pixviewer.cli.session import Session, command_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=path, metavar="FILE", help="pixel table")
    parser.add_argument("out", type=path, metavar="OUT.fits", help="pixel table to write, in the same form")
    parser.add_argument(
        "--factors",
        type=path,
        required=True,
        metavar="F.fits",
        help="AUTOCAL_FACTORS of the pipeline, or an auto-calibration file of MPDAF",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="also where the table is sky-subtracted or calibrated already, or holds several exposures",
    )
    add_output(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Write data × factor and variance × factor²; everything else is copied."""
    from pixviewer.core.calib.refusing import check_can_calibrate
    from pixviewer.core.io.correction import write_corrected
    from pixviewer.core.io.factor_files import read_factors

    inputs = (arguments.file, arguments.factors)
    check_factors_output(arguments.out, inputs, overwrite=arguments.overwrite)
    factors = read_factors(arguments.factors)
    command = command_line(
        "apply-factors",
        arguments.file,
        arguments.out,
        *("--factors", arguments.factors),
        *(["--force"] if arguments.force else []),
    )
    with session.open(arguments.file) as table:
        tell(session, check_can_calibrate(table, factors, force=arguments.force))
        n = write_corrected(
            table,
            factors,
            arguments.out,
            force=arguments.force,
            overwrite=arguments.overwrite,
            command=command,
            progress=session.progress,
        )
    session.result(
        {"rows": n, "file": str(arguments.out), "command": command},
        f"{n:,} rows corrected and written to {arguments.out}",
    )
