"""`pixviewer compare-factors`: how far sets of factors differ from the first of them."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pixviewer.cli.arguments import UsageError, add_json, add_output, path
from pixviewer.cli.factors import check_factors_output
from pixviewer.cli.session import Session, command_line

if TYPE_CHECKING:
    from pixviewer.core.calib.comparing import Agreement, Comparison
    from pixviewer.core.calib.factors import Factors

N_WORST = 10

_HEAD = f"{'bin':>15}{'cells':>7}{'level':>10}{'rms':>10}{'largest':>10}{'corr.':>8}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        f"{parser.description} For each bin: cells that both have, mean of the differences, their root mean "
        "square without that mean, the largest, and the correlation of the factors."
    )
    parser.add_argument("files", type=path, nargs="+", metavar="F.fits", help="factors, in either form")
    parser.add_argument("--report", type=path, metavar="R.html", help="write a report with figures")
    add_output(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Compare each file with the first."""
    from pixviewer.core.calib.comparing import compare_factors
    from pixviewer.core.io.factor_files import read_factors

    if len(arguments.files) < 2:
        raise UsageError("two files of factors or more are needed to compare")
    if arguments.report is not None:
        check_factors_output(arguments.report, arguments.files, overwrite=arguments.overwrite)
    sets = [read_factors(file, repair=True) for file in arguments.files]
    comparisons = compare_factors(sets)
    if arguments.report is not None:
        _write_report(arguments, session, sets)
    named = list(zip(map(str, arguments.files[1:]), comparisons, strict=True))
    plain = {
        "files": [str(file) for file in arguments.files],
        "comparisons": [{"file": name, **_plain(comparison)} for name, comparison in named],
        "report": None if arguments.report is None else str(arguments.report),
    }
    words = "\n\n".join(
        "\n".join(_lines(str(arguments.files[0]), name, comparison)) for name, comparison in named
    )
    session.result(plain, words)


def _write_report(arguments: argparse.Namespace, session: Session, sets: "list[Factors]") -> None:
    from pixviewer.core.report.comparison import comparison_page
    from pixviewer.core.report.page import save_page

    command = command_line("compare-factors", *arguments.files, "--report", arguments.report)
    names = [str(file) for file in arguments.files]
    html = comparison_page(sets, names, command=command, progress=session.progress)
    save_page(html, arguments.report, overwrite=arguments.overwrite, protect=arguments.files)


def _plain(comparison: "Comparison") -> dict[str, Any]:
    from pixviewer.core.calib.comparing import rows_of

    return {
        "total": asdict(comparison.total),
        "bins": [{"lambda": [low, high], **asdict(found)} for low, high, found in rows_of(comparison)],
        "worst": [{**asdict(cell), "difference": cell.value} for cell in comparison.worst(N_WORST)],
    }


def _lines(first: str, other: str, comparison: "Comparison") -> Iterator[str]:
    from pixviewer.core.calib.comparing import rows_of

    yield f"{other} minus {first}"
    yield _HEAD
    for low, high, found in rows_of(comparison):
        if found.n_cell:
            yield _line(f"{low:g}–{high:g} Å", found)
    yield _line("all", comparison.total)
    for cell in comparison.worst(N_WORST):
        yield (
            f"IFU {cell.ifu:2d}, slice {cell.slice_no:2d}, bin {cell.bin_no:2d}: {cell.first:.5f} and "
            f"{cell.other:.5f}, {cell.value:+.5f}"
        )


def _line(label: str, found: "Agreement") -> str:
    return (
        f"{label:>15}{found.n_cell:7d}{found.level:+10.5f}{found.rms:10.5f}{found.largest:10.5f}"
        f"{found.correlation:8.4f}"
    )
