"""`pixviewer rows`: single rows, every column decoded."""

import argparse
import csv
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pixviewer.cli.arguments import UsageError, add_json, path, whole
from pixviewer.cli.criteria import add_selection, expression
from pixviewer.cli.session import NothingSelected, Session, to_json

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from pixviewer.core.table.pixtable import PixTable

    Ints = npt.NDArray[np.int64]

_FORMATS = {
    "ra": ".9f",
    "dec": ".9f",
    "xi": ".4f",
    "eta": ".4f",
    "x": ".9g",
    "y": ".9g",
    "wave": ".4f",
    "data": ".6g",
    "variance": ".6g",
}
_WIDTHS = {
    "ra": 13,
    "origin": 10,
    "flags": 11,
    "dec": 13,
    "xi": 9,
    "eta": 9,
    "x": 16,
    "y": 16,
    "wave": 10,
    "data": 12,
    "variance": 12,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=path, metavar="FILE", help="pixel table")
    parser.add_argument("--limit", type=whole, metavar="N", help="print the first N rows only")
    parser.add_argument("--csv", action="store_true", help="comma-separated, without loss of digits")
    add_selection(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Print the rows, one line each."""
    from pixviewer.core.products.row_pieces import row_pieces

    if arguments.csv and arguments.json:
        raise UsageError("--csv and --json exclude each other")
    with session.open(arguments.file) as table:
        selected = expression(arguments, table.frame)
        pieces = row_pieces(table, selected, limit=arguments.limit, progress=session.progress)
        if session.as_json:
            n = _print_json(str(arguments.file), table, pieces)
            session.has_result = True
        elif arguments.csv:
            n = _print_csv(table, pieces)
        else:
            n = _print_lines(table, pieces, session)
    if n == 0 and arguments.limit != 0:
        raise NothingSelected(f"no row of {table.name} is selected")


def _columns(table: "PixTable", rows: "Ints") -> dict[str, list[Any]]:
    from pixviewer.core.products.rows import decode_rows

    return {name: values.tolist() for name, values in decode_rows(table, rows).items()}


def _print_csv(table: "PixTable", pieces: "Iterator[Ints]") -> int:
    n = 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for rows in pieces:
        columns = _columns(table, rows)
        if n == 0:
            writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
        n += rows.size
    return n


def _print_lines(table: "PixTable", pieces: "Iterator[Ints]", session: Session) -> int:
    n = 0
    for rows in pieces:
        columns = _columns(table, rows)
        is_float = {name: isinstance(values[0], float) for name, values in columns.items()}
        width = {name: max(_width(name, is_float[name]), len(name)) for name in columns}
        form = {name: _FORMATS.get(name, ".6g" if is_float[name] else "") for name in columns}
        if n == 0:
            session.clear_bar()
            print("  ".join(f"{name:>{width[name]}}" for name in columns))
        for values in zip(*columns.values(), strict=True):
            print(
                "  ".join(
                    f"{value:>{width[name]}{form[name]}}" for name, value in zip(columns, values, strict=True)
                )
            )
        n += rows.size
    return n


def _width(name: str, is_float: bool) -> int:
    """Characters for a column; one that we do not know may be a weight, or anything."""
    return _WIDTHS.get(name, 9 if name == "row" else 12 if is_float else 6)


def _print_json(file: str, table: "PixTable", pieces: "Iterator[Ints]") -> int:
    """Print one object, row by row, as a list of all rows may not fit into memory."""
    n = 0
    sys.stdout.write(f'{to_json({"file": file})[:-1]}, "rows": [')
    for rows in pieces:
        columns = _columns(table, rows)
        for values in zip(*columns.values(), strict=True):
            sys.stdout.write((",\n" if n else "\n") + to_json(dict(zip(columns, values, strict=True))))
            n += 1
    print("]}")
    return n
