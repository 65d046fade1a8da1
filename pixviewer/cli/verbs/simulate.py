"""`pixviewer simulate`: a pixel table with known content."""

import argparse

from pixviewer.cli.arguments import UsageError, add_json, add_output, number, numbers, path, whole
from pixviewer.cli.session import Session, check_output

MODES = ("WFM-NOAO-N", "WFM-NOAO-E", "WFM-AO-N", "WFM-AO-E", "NFM-AO-N")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("out", type=path, metavar="OUT.fits", help="pixel table to write")
    parser.add_argument(
        "--preset", choices=("demo", "small", "full"), default="demo", help="how much of an exposure"
    )
    parser.add_argument("--seed", type=whole, default=1, metavar="N", help="same seed, same bytes")
    parser.add_argument(
        "--ifu", type=numbers, action="extend", metavar="LIST", help="IFUs 1 to 24, such as 5,7-9"
    )
    parser.add_argument(
        "--lambda",
        dest="waves",
        nargs=2,
        type=number,
        action="append",
        metavar=("MIN", "MAX"),
        help="wavelengths in Å; can be repeated",
    )
    parser.add_argument("--mode", choices=MODES, default="WFM-NOAO-N", help="instrument mode")
    parser.add_argument(
        "--state",
        choices=("pixel", "projected", "positioned"),
        default="projected",
        help="what positions mean; pixel is in counts, the others are flux calibrated",
    )
    parser.add_argument("--exposures", type=whole, default=1, metavar="N", help="combined, if more than one")
    parser.add_argument(
        "--form",
        choices=("image", "table"),
        default="image",
        help="image extensions (default) or a binary table",
    )
    parser.add_argument("--truth", type=path, metavar="T.fits", help="write what is in it to this file")
    add_output(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Simulate."""
    if arguments.exposures < 1:
        raise UsageError("--exposures takes a number from 1")
    if arguments.exposures > 1 and arguments.state != "positioned":
        raise UsageError("several exposures make one combined table, which needs --state positioned")
    for low, high in arguments.waves or ():
        if not low < high:
            raise UsageError(f"--lambda takes MIN and MAX, and MIN below MAX, got {low:g} {high:g}")
    for out in (arguments.out, arguments.truth):
        if out is not None:
            check_output(out, overwrite=arguments.overwrite)
    from pixviewer.core.simulate import simulate

    summary = simulate(
        arguments.out,
        preset=arguments.preset,
        seed=arguments.seed,
        ifus=sorted(set(arguments.ifu)) if arguments.ifu else None,
        waves=[tuple(ends) for ends in arguments.waves] if arguments.waves else None,
        mode=arguments.mode,
        state=arguments.state,
        exposures=arguments.exposures,
        form=arguments.form,
        truth=arguments.truth,
        overwrite=arguments.overwrite,
        progress=session.progress,
    )
    request = summary.request
    plain = {
        "file": str(arguments.out),
        "truth": str(arguments.truth) if arguments.truth else None,
        "rows": summary.n_row,
        "size": summary.n_bytes,
        "form": summary.form,
        "preset": request.preset,
        "seed": request.seed,
        "ifus": request.ifus,
        "lambda": request.waves,
        "mode": request.mode.name,
        "state": str(request.state),
        "exposures": request.n_exposure,
        "command": summary.command,
    }
    truth = f", its truth to {arguments.truth}" if arguments.truth else ""
    session.result(plain, f"{summary.n_row:,} rows written to {arguments.out}{truth}")
