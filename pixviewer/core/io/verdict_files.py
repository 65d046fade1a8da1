"""Decisions about slices as ECSV: a table that people read, and that programs read back."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pixviewer._version import __version__
from pixviewer.core.calib.deciding import SliceVerdict, check_unique
from pixviewer.core.calib.reviewing import Review
from pixviewer.core.errors import PixTableError
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.table.pixtable import PixTable

if TYPE_CHECKING:
    from astropy.table import Table

ENDING = ".ecsv"
VERSION_KEY, VERSION = "pixviewer-verdicts", 1

_NEEDED = ("ifu", "slice", "decision")


@dataclass(frozen=True, slots=True)
class VerdictFile:
    """Decisions about the slices of an exposure.

    Attributes
    ----------
    name : str
        Of the file.
    verdicts : tuple of SliceVerdict
    table_name, date_obs : str
        Of the exposure that they were made for; empty if unknown.
    table_rows : int
        Rows of its table, 0 if unknown.
    """

    name: str
    verdicts: tuple[SliceVerdict, ...]
    table_name: str = ""
    date_obs: str = ""
    table_rows: int = 0

    def objection(self, table: PixTable) -> str | None:
        """Say in a sentence that they are of another exposure than a table, as far as can be told."""
        of = f"{self.name} holds decisions about {self.table_name or 'a table'}"
        if self.date_obs and table.facts.date_obs and self.date_obs != table.facts.date_obs:
            return f"{of} of {self.date_obs}, but {table.name} is of {table.facts.date_obs}"
        if self.table_rows and self.table_rows != table.n_row:
            return f"{of} with {self.table_rows:,} rows, but {table.name} has {table.n_row:,}"
        return None


def write_verdicts(
    review: Review,
    path: str | os.PathLike[str],
    *,
    command: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write decisions with their notes, why slices were suspect, and what the decisions change.

    Parameters
    ----------
    review : Review
    path : path
        With the ending ``.ecsv``.
    command : str
        Equivalent command line, for the metadata.
    overwrite : bool
        Whether a file of that name may be replaced.
    protect : paths
        Files that must not be replaced.

    Raises
    ------
    ValueError
        If the name has another ending.
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    """
    if Path(path).suffix.lower() != ENDING:
        raise ValueError(f"decisions about slices are written as {ENDING}, got {str(path)!r}")
    content = verdicts_as_ecsv(review, command)
    with atomic_output(path, overwrite=overwrite, n_bytes=len(content), protect=protect) as output:
        output.write_at(0, content)


def verdicts_as_ecsv(review: Review, command: str = "") -> bytes:
    """Content of the file that `write_verdicts` writes."""
    effects = review.effects
    factors, sums = review.decided.factors, review.decided.levels.sums
    columns: dict[str, tuple[str, str, list[Any]]] = {
        "ifu": ("i4", "", [one.verdict.ifu for one in effects]),
        "slice": ("i4", "", [one.verdict.slice_no for one in effects]),
        "decision": ("str", "", [one.verdict.decision for one in effects]),
        "note": ("str", "", [" ".join(one.verdict.note.splitlines()) for one in effects]),
        "bin": ("i4", "", [one.bin_no for one in effects]),
        "wave_min": ("f8", "Angstrom", [one.wave[0] for one in effects]),
        "wave_max": ("f8", "Angstrom", [one.wave[1] for one in effects]),
        "factor_before": ("f8", "", [one.factor_before for one in effects]),
        "factor_after": ("f8", "", [one.factor_after for one in effects]),
        "off_before": ("f8", "", [one.off_before for one in effects]),
        "off_after": ("f8", "", [one.off_after for one in effects]),
        "sigma": ("f8", "", [one.sigma for one in effects]),
        "reasons": ("str", "", ["; ".join(one.reasons) for one in effects]),
    }
    meta = {
        VERSION_KEY: VERSION,
        "program": f"pixviewer {__version__}",
        "table": sums.table_name,
        "date_obs": sums.date_obs,
        "rows": sums.table_rows,
        "mode": sums.mode,
        "mask": sums.mask_name,
        "method": factors.method,
        "corr_clip": factors.corr_clip,
        "suspects": len(review.suspects),
        "looked_at": review.n_looked_at,
        "command": command,
    }
    return _ecsv(columns, meta)


def _ecsv(columns: dict[str, tuple[str, str, list[Any]]], meta: dict[str, Any]) -> bytes:
    # Imported here: tables take a while to load, and nothing else needs them.
    from astropy.table import Column, Table

    made = [
        Column(values, name=name, dtype=kind, unit=unit or None)
        for name, (kind, unit, values) in columns.items()
    ]
    text = StringIO()
    Table(made, meta=meta).write(text, format="ascii.ecsv")
    return text.getvalue().encode("utf-8")


def read_verdicts(path: str | os.PathLike[str]) -> VerdictFile:
    """Read decisions about slices.

    Parameters
    ----------
    path : path
        As `write_verdicts` writes it, or any ECSV table with the columns ``ifu``, ``slice``, ``decision``
        and, where there are any, ``note``.

    Returns
    -------
    VerdictFile

    Raises
    ------
    PixTableError
        If the file cannot be read, or holds something else.
    """
    table = _read(Path(path))
    meta = table.meta
    version = meta.get(VERSION_KEY, VERSION)
    if version != VERSION:
        raise PixTableError(
            f"{path}: written by a later version of pixviewer (form {version}, known is {VERSION}): update"
        )
    missing = [name for name in _NEEDED if name not in table.colnames]
    if missing:
        raise PixTableError(f"{path}: no decisions about slices: it has no column {missing[0]!r}")
    try:
        verdicts = tuple(_verdict(table, i) for i in range(len(table)))
        check_unique(verdicts)
    except (ValueError, TypeError) as error:
        raise PixTableError(f"{path}: {error}") from error
    return VerdictFile(
        Path(path).name,
        verdicts,
        str(meta.get("table") or ""),
        str(meta.get("date_obs") or ""),
        int(meta.get("rows") or 0),
    )


def _read(path: Path) -> "Table":
    from astropy.table import Table

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PixTableError(f"{path}: cannot be read: {_in_a_line(error)}") from error
    if not text.startswith("# %ECSV"):
        raise PixTableError(f"{path}: not an ECSV table: its first line does not say so")
    try:
        return Table.read(text.splitlines(), format="ascii.ecsv")
    except Exception as error:  # whatever the parsers of YAML and of tables raise
        raise PixTableError(f"{path}: not an ECSV table that can be read: {_in_a_line(error)}") from error


def _verdict(table: "Table", i: int) -> SliceVerdict:
    """The decision of a line; what is missing in it is empty."""

    def cell(name: str, kind: Callable[[Any], Any], otherwise: Any) -> Any:
        value = table[name][i]
        return otherwise if value is np.ma.masked else kind(value)

    try:
        note = cell("note", str, "") if "note" in table.colnames else ""
        return SliceVerdict(cell("ifu", int, 0), cell("slice", int, 0), cell("decision", str, ""), note)
    except (ValueError, TypeError) as error:
        raise ValueError(f"line {i + 1} of the table: {error}") from error


def _in_a_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
