"""`pixviewer mask`: which part of the field is objects, as an image and as a column."""

import argparse
import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from pixviewer.cli.arguments import UsageError, add_json, add_output, path, positive, whole
from pixviewer.cli.session import Session, check_output, command_line

if TYPE_CHECKING:
    from pixviewer.core.calib.coverage import Coverage
    from pixviewer.core.calib.mask import SkyMask
    from pixviewer.core.geometry import Grid
    from pixviewer.core.table.pixtable import PixTable

_SHOWN = 12  # slices named in words; --json has all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=path, metavar="FILE", help="pixel table")
    parser.add_argument("out", type=path, metavar="OUT.fits", help="mask image to write")
    group = parser.add_argument_group(
        "what is masked",
        "All of these together. Objects are found in the white-light image when --method is given, or when "
        "neither --regions nor --add is.",
    )
    group.add_argument(
        "--method",
        choices=("threshold", "sources"),
        help="median ± K·MAD with the pipeline's morphology (default), or sources as SExtractor finds them",
    )
    group.add_argument("--threshold", type=positive, metavar="K", help="MADs (5), or σ of the background (3)")
    group.add_argument("--min-area", type=whole, metavar="N", help="cells of the smallest object (1, or 5)")
    group.add_argument("--grow", type=whole, metavar="PIX", help="cells by which objects are made larger (2)")
    group.add_argument(
        "--regions",
        type=path,
        action="append",
        default=[],
        metavar="R.reg",
        help="circles, boxes and polygons of a DS9, CRTF or .pixr file; can be repeated",
    )
    group.add_argument(
        "--add",
        type=path,
        action="append",
        default=[],
        metavar="M.fits",
        help="another mask image; can be repeated",
    )
    parser.add_argument(
        "--form",
        choices=("mpdaf", "drs"),
        default="mpdaf",
        help="1 on objects, as for MPDAF (default), or the pipeline's SKY_MASK, 1 on the sky",
    )
    parser.add_argument(
        "--column", type=path, metavar="OUT2.fits", help="write the masked rows too, as MPDAF's PixTableMask"
    )
    add_output(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Make the mask, write it, and say what it leaves."""
    from pixviewer.core.calib.coverage import slice_coverage
    from pixviewer.core.calib.mask import mask_rows
    from pixviewer.core.io.masks import write_mask, write_row_mask

    _check(arguments)
    with session.open(arguments.file) as table:
        table.ensure_blocks(session.progress)
        mask = _made(arguments, session, table)
        command = _command(arguments)
        rows = mask_rows(table, mask, progress=session.progress) if arguments.column else None
        coverage = slice_coverage(table, rows or mask, progress=session.progress)
        settings: Any = {
            "command": command,
            "overwrite": arguments.overwrite,
            "protect": [arguments.file, *arguments.regions, *arguments.add],
        }
        write_mask(mask, arguments.out, form=arguments.form, table=table, **settings)
        if rows is not None:
            write_row_mask(rows, arguments.column, **settings)
    n_outside = coverage.n_outside if rows is None else rows.n_outside
    session.result(
        _plain(arguments, mask, coverage, n_outside, command), _in_words(arguments, mask, coverage)
    )


def _check(arguments: argparse.Namespace) -> None:
    has_numbers = any(
        value is not None for value in (arguments.threshold, arguments.min_area, arguments.grow)
    )
    if has_numbers and not _is_automatic(arguments):
        raise UsageError(
            "--threshold, --min-area and --grow say how objects are found in the image; add --method, "
            "or leave out --regions and --add"
        )
    outs = [out for out in (arguments.out, arguments.column) if out is not None]
    for out, file in itertools.product(outs, [arguments.file, *arguments.regions, *arguments.add]):
        check_output(out, overwrite=arguments.overwrite, protect=file)
    if len({out.resolve() for out in outs}) < len(outs):
        raise UsageError("the mask image and its column need different names")


def _is_automatic(arguments: argparse.Namespace) -> bool:
    return arguments.method is not None or not (arguments.regions or arguments.add)


def _made(arguments: argparse.Namespace, session: Session, table: "PixTable") -> "SkyMask":
    """All that is asked for, on the natural grid of the table."""
    from pixviewer.core.calib.automask import automatic_mask
    from pixviewer.core.calib.rasterise import on_grid
    from pixviewer.core.products.extent import extent, natural_grid

    grid = natural_grid(table.frame, extent(table, session.progress))
    masked = np.zeros(grid.shape, np.bool_)
    if _is_automatic(arguments):
        masked |= automatic_mask(
            table,
            method=arguments.method or "threshold",
            threshold=arguments.threshold,
            min_area=arguments.min_area,
            grow=arguments.grow,
            progress=session.progress,
        ).masked
    for part in _from_files(arguments, table, grid):
        masked |= part.masked
    return on_grid(masked, table.frame, grid, arguments.out.name)


def _from_files(arguments: argparse.Namespace, table: "PixTable", grid: "Grid") -> "list[SkyMask]":
    from pixviewer.core.calib.painter import drawn_patch
    from pixviewer.core.calib.rasterise import on_grid, resampled
    from pixviewer.core.io.mask_regions import read_mask_regions
    from pixviewer.core.io.masks import read_mask

    found = []
    for file in arguments.regions:
        try:
            step = read_mask_regions(file, table.frame)
        except ValueError as error:
            raise UsageError(f"{error}") from error
        masked = np.zeros(grid.shape, np.bool_)
        drawn_patch(step, table.frame, grid).put(masked)
        found.append(on_grid(masked, table.frame, grid, file.name))
    found += [resampled(read_mask(file), table, grid) for file in arguments.add]
    return found


def _command(arguments: argparse.Namespace) -> str:
    words: list[Any] = ["mask", arguments.file, arguments.out]
    for name in ("method", "threshold", "min_area", "grow"):
        value = getattr(arguments, name)
        if value is not None:
            words += [f"--{name.replace('_', '-')}", value if isinstance(value, str) else repr(value)]
    for name in ("regions", "add"):
        for file in getattr(arguments, name):
            words += [f"--{name}", file]
    if arguments.form != "mpdaf":
        words += ["--form", arguments.form]
    if arguments.column is not None:
        words += ["--column", arguments.column]
    return command_line(*words)


def _plain(
    arguments: argparse.Namespace, mask: "SkyMask", coverage: "Coverage", n_outside: int, command: str
) -> dict[str, Any]:
    n_y, n_x = mask.masked.shape
    return {
        "file": str(arguments.out),
        "column": None if arguments.column is None else str(arguments.column),
        "form": arguments.form,
        "shape": [n_y, n_x],
        "share_of_pixels": mask.share,
        "rows": int(coverage.n_row.sum()),
        "masked": int(coverage.n_masked.sum()),
        "share_of_rows": coverage.share_masked,
        "outside": n_outside,
        "slices": [
            {
                "ifu": int(i) + 1,
                "slice": int(s) + 1,
                "rows": int(coverage.n_row[i, s]),
                "masked": int(coverage.n_masked[i, s]),
                "good": int(coverage.n_good[i, s]),
                "left": int(coverage.n_left[i, s]),
                "share_left": float(coverage.share_left[i, s]),
            }
            for i, s in np.argwhere(coverage.n_row > 0)
        ],
        "lost": [list(pair) for pair in coverage.lost],
        "command": command,
    }


def _in_words(arguments: argparse.Namespace, mask: "SkyMask", coverage: "Coverage") -> str:
    n_y, n_x = mask.masked.shape
    share = coverage.share_left
    lines = [
        f"{arguments.out}: {n_x} × {n_y} pixels, {mask.share:.1%} of them and "
        f"{coverage.share_masked:.1%} of the rows masked"
    ]
    if np.isfinite(share).any():
        i, s = np.unravel_index(np.nanargmin(share), share.shape)
        lines.append(
            f"left of the good rows of a slice: {np.nanmedian(share):.1%} in the median, "
            f"{share[i, s]:.1%} at least (IFU {i + 1} slice {s + 1})"
        )
    lost = coverage.lost
    if lost:
        named = ", ".join(f"IFU {ifu} slice {slice_no}" for ifu, slice_no in lost[:_SHOWN])
        more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
        lines.append(f"nothing is left of {len(lost)} slices, which cannot be calibrated: {named}{more}")
    return "\n".join(lines)
