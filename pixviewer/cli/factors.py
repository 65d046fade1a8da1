"""The option to see a table through factors of a self-calibration, for every verb that makes something."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pixviewer.cli.arguments import path
from pixviewer.cli.session import Session, check_output

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable


def add_factors(parser: argparse.ArgumentParser) -> None:
    """Add ``--factors``."""
    parser.add_argument(
        "--factors",
        type=path,
        metavar="F.fits",
        help="multiply data by these factors of a self-calibration, variances by their squares",
    )


def seen(table: "PixTable", arguments: argparse.Namespace, session: Session) -> "PixTable":
    """The table that a verb shall look at: seen through factors if there are some.

    What speaks against applying them is only told: nothing is written that would outlast it.
    """
    if arguments.factors is None:
        return table
    from pixviewer.core.calib.applying import through
    from pixviewer.core.calib.refusing import check_can_calibrate
    from pixviewer.core.io.factor_files import read_factors

    factors = read_factors(arguments.factors)
    tell(session, check_can_calibrate(table, factors, force=True))
    return through(table, factors)


def factors_options(arguments: argparse.Namespace) -> list[str]:
    """The options that see through the same factors again."""
    return [] if arguments.factors is None else ["--factors", str(arguments.factors)]


def tell(session: Session, warnings: Iterable[str]) -> None:
    """Tell what is odd."""
    for warning in warnings:
        session.note(f"warning: {warning}")


def check_factors_output(out: Path, inputs: Iterable[Path], *, overwrite: bool) -> None:
    """Refuse an output file before the work; no input may be one."""
    for file in inputs:
        check_output(out, overwrite=overwrite, protect=file)
