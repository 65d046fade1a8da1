"""`pixviewer selfcal`: bring all slices of an exposure to one sky level."""

import argparse
import contextlib
import itertools
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixviewer.cli.arguments import UsageError, add_json, add_output, number, path, positive, restore
from pixviewer.cli.factors import check_factors_output, tell
from pixviewer.cli.selfcal_answer import answer, lines
from pixviewer.cli.session import Session, command_line

if TYPE_CHECKING:
    from pixviewer.core.calib.calibrating import Masks
    from pixviewer.core.calib.estimate import Estimate
    from pixviewer.core.calib.judging import Judgement
    from pixviewer.core.table.pixtable import PixTable

NO_MASK = "none"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        f"{parser.description} Data are multiplied by a factor for every slice and bin of wavelength, "
        "variances by its square. It needs a single exposure whose sky is not subtracted."
    )
    parser.add_argument("file", type=path, metavar="FILE", help="pixel table")
    parser.add_argument("out", type=path, metavar="OUT.fits", help="pixel table to write, in the same form")
    parser.add_argument(
        "--mask",
        type=path,
        metavar="M.fits|none",
        help="mask image of objects; by default flags alone (mpdaf), or an automatic mask (deepfield): none "
        "for neither",
    )
    parser.add_argument(
        "--mask-column", type=path, metavar="C.fits", help="masked rows, as MPDAF's PixTableMask"
    )
    parser.add_argument(
        "--method",
        choices=("mpdaf", "deepfield"),
        default="mpdaf",
        help="as MPDAF 3.1 (default), or as the pipeline's autocalib=deepfield",
    )
    parser.add_argument(
        "--corr-clip",
        type=positive,
        default=15.0,
        metavar="K",
        help="replace factors farther than K robust standard deviations off those of their half IFU (15)",
    )
    parser.add_argument("--bins", type=edges, metavar="E0,E1,…", help="edges of the bins, in Å")
    parser.add_argument(
        "--exclude-raman",
        type=positive,
        metavar="WIDTH",
        help="leave out rows within WIDTH Å of the Raman lines of the lasers",
    )
    parser.add_argument("--save-factors", type=path, metavar="F.fits", help="write the factors, too")
    parser.add_argument(
        "--factors-form",
        choices=("drs", "mpdaf"),
        default="drs",
        help="AUTOCAL_FACTORS of the pipeline (default), or MPDAF's auto-calibration file",
    )
    parser.add_argument("--report", type=path, metavar="R.html", help="write a report to judge the result by")
    parser.add_argument(
        "--force",
        action="store_true",
        help="also where the table is sky-subtracted or calibrated already, or holds several exposures",
    )
    add_output(parser)
    add_json(parser)


def edges(text: str) -> tuple[float, ...]:
    """Edges of bins such as ``4750,5000,5265``."""
    found = tuple(number(part) for part in restore(text).split(","))
    if len(found) < 2 or any(high <= low for low, high in itertools.pairwise(found)):
        raise argparse.ArgumentTypeError(
            f"{restore(text)!r} is not a list of two or more edges that increase"
        )
    return found


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Estimate, judge, and write everything once all of it is there."""
    from pixviewer.core.calib.judging import judge
    from pixviewer.core.calib.suspects import suspects
    from pixviewer.core.calib.verdict import in_words, warnings_of_judgement

    _check(arguments)
    command = _command(arguments)
    with session.open(arguments.file) as table:
        found, odd = _estimate(arguments, session, table)
        judgement = judge(found.levels, found.factors)
        listed = suspects(judgement)
        odd = list(dict.fromkeys([*odd, *warnings_of_judgement(judgement, listed)]))
        tell(session, odd)
        n = _write(arguments, session, table, judgement, tuple(odd), command)
    plain = answer(arguments, n, judgement, listed) | {"warnings": odd, "command": command}
    session.result(plain, "\n".join([in_words(judgement), *lines(plain)]))


def _check(arguments: argparse.Namespace) -> None:
    given = (arguments.file, arguments.mask, arguments.mask_column)
    inputs = [file for file in given if file is not None and str(file) != NO_MASK]
    outs = [out for out in (arguments.out, arguments.save_factors, arguments.report) if out is not None]
    for out in outs:
        check_factors_output(out, inputs, overwrite=arguments.overwrite)
    if len({out.resolve() for out in outs}) < len(outs):
        raise UsageError("the table, its factors and its report need different names")


def _command(arguments: argparse.Namespace) -> str:
    words: list[str | Path] = ["selfcal", arguments.file, arguments.out, "--method", arguments.method]
    for name in ("mask", "mask_column", "save_factors", "report"):
        if (value := getattr(arguments, name)) is not None:
            words += [f"--{name.replace('_', '-')}", value]
    words += ["--corr-clip", f"{arguments.corr_clip!r}"]
    if arguments.bins is not None:
        words += ["--bins", ",".join(map(repr, arguments.bins))]
    if arguments.exclude_raman is not None:
        words += ["--exclude-raman", f"{arguments.exclude_raman!r}"]
    if arguments.save_factors is not None:
        words += ["--factors-form", arguments.factors_form]
    return command_line(*words, *(["--force"] if arguments.force else []))


def _estimate(
    arguments: argparse.Namespace, session: Session, table: "PixTable"
) -> tuple["Estimate", list[str]]:
    """The estimate, and what is odd about it in sentences."""
    from pixviewer.core.calib.calibrating import selfcalibrate
    from pixviewer.core.errors import PixTableWarning

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", PixTableWarning)
        found = selfcalibrate(
            table,
            _masks(arguments, table),
            method=arguments.method,
            corr_clip=arguments.corr_clip,
            bins=arguments.bins,
            raman_width=arguments.exclude_raman or 0.0,
            force=arguments.force,
            progress=session.progress,
        )
    return found, [str(one.message) for one in caught if issubclass(one.category, PixTableWarning)]


def _masks(arguments: argparse.Namespace, table: "PixTable") -> "Masks":
    from pixviewer.core.io.masks import read_mask, read_row_mask

    if arguments.mask is None and arguments.mask_column is None:
        return "usual"
    image = [] if arguments.mask in (None, Path(NO_MASK)) else [read_mask(arguments.mask)]
    column = [] if arguments.mask_column is None else [read_row_mask(arguments.mask_column, table.n_row)]
    return [*image, *column]


def _write(
    arguments: argparse.Namespace,
    session: Session,
    table: "PixTable",
    judgement: "Judgement",
    odd: tuple[str, ...],
    command: str,
) -> int:
    """Write all files or none: factors and report get their names after the table, which takes longest."""
    from pixviewer.core.io.atomic import atomic_output
    from pixviewer.core.io.correction import write_corrected

    settings: dict[str, Any] = {"overwrite": arguments.overwrite, "protect": [arguments.file]}
    with contextlib.ExitStack() as outputs:
        if arguments.report is not None:
            page = _report(arguments, session, table, judgement, odd, command)
            outputs.enter_context(atomic_output(arguments.report, **settings)).write_at(0, page)
        if arguments.save_factors is not None:
            data = _factors_file(arguments, table, judgement, command)
            outputs.enter_context(atomic_output(arguments.save_factors, **settings)).write_at(0, data)
        return write_corrected(
            table,
            judgement.factors,
            arguments.out,
            force=True,
            overwrite=arguments.overwrite,
            command=command,
            progress=session.progress,
        )


def _report(
    arguments: argparse.Namespace,
    session: Session,
    table: "PixTable",
    judgement: "Judgement",
    odd: tuple[str, ...],
    command: str,
) -> bytes:
    from pixviewer.core.report.calibration import Notes, report_page

    files = {"corrected table": str(arguments.out)}
    if arguments.save_factors is not None:
        files["factors"] = str(arguments.save_factors)
    notes = Notes(command, files, odd)
    return report_page(table, judgement, notes=notes, progress=session.progress).encode("utf-8")


def _factors_file(
    arguments: argparse.Namespace, table: "PixTable", judgement: "Judgement", command: str
) -> bytes:
    from pixviewer.core.io.factor_files import write_factors

    with tempfile.TemporaryDirectory(prefix="pixviewer-") as folder:
        file = Path(folder) / "factors.fits"
        write_factors(judgement.factors, file, form=arguments.factors_form, table=table, command=command)
        return file.read_bytes()
