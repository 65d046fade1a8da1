"""`pixviewer merge-factors`: a common set of factors for several exposures of one field."""

import argparse

from pixviewer.cli.arguments import add_json, add_output, path
from pixviewer.cli.factors import check_factors_output
from pixviewer.cli.session import Session, command_line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        f"{parser.description} Each factor is the mean over the exposures without those beyond three "
        "standard deviations from their median. The pipeline takes the result with --autocalib=user."
    )
    parser.add_argument("files", type=path, nargs="+", metavar="F.fits", help="factors, in either form")
    parser.add_argument(
        "-o", "--output", dest="out", type=path, required=True, metavar="OUT.fits", help="factors to write"
    )
    add_output(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Merge and write."""
    import numpy as np

    from pixviewer.core.calib.merging import merge_factors
    from pixviewer.core.io.factor_files import read_factors, write_merged_factors

    check_factors_output(arguments.out, arguments.files, overwrite=arguments.overwrite)
    merged = merge_factors([read_factors(file, repair=True) for file in arguments.files])
    command = command_line("merge-factors", *arguments.files, "-o", arguments.out)
    write_merged_factors(
        merged,
        arguments.out,
        like=arguments.files[0],
        command=command,
        overwrite=arguments.overwrite,
        protect=arguments.files,
    )
    n_empty = int((merged.n_kept == 0).sum())
    varied = merged.scatter[merged.n_kept > 1]
    plain = {
        "file": str(arguments.out),
        "merged": len(arguments.files),
        "bins": merged.factors.n_bin,
        "cells": merged.n_kept.size,
        "measured": merged.n_kept.size - n_empty,
        "scatter": float(np.median(varied)) if varied.size else None,
        "command": command,
    }
    scatter = f", median scatter {plain['scatter']:.5f}" if varied.size else ""
    session.result(
        plain,
        f"{arguments.out}: factors of {len(arguments.files)} files for {merged.n_kept.size - n_empty:,} of "
        f"{merged.n_kept.size:,} slices and bins{scatter}",
    )
