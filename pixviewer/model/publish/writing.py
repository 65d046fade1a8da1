"""Files of pictures and of numbers, which appear complete or not at all."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pixviewer._version import __version__
from pixviewer.core.errors import OutputError
from pixviewer.core.progress import Progress
from pixviewer.model.publish.figure import Figure
from pixviewer.model.publish.look import FORMATS, Look, Size
from pixviewer.model.publish.numbers import ENDINGS, Column, Numbers, as_ascii, image_header

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable


_COMMENT = 40  # letters that a card has room for


def check_ending(path: Path, known: Iterable[str], what: str) -> str:
    """Ending of a name, in small letters.

    Raises
    ------
    OutputError
        If nothing is known of it, with those that are.
    """
    ending, known = path.suffix.lower(), tuple(known)
    if ending not in known:
        raise OutputError(f"{what} is written as {', '.join(known[:-1])} or {known[-1]}, got {path.name}")
    return ending


def write_picture(
    figure: Figure, look: Look, size: Size, path: Path, *, protect: Iterable[Path] = (),
    progress: Progress | None = None,
) -> str:  # fmt: skip
    """Draw a picture and write it; gives what is told then.

    Raises
    ------
    OutputError
        In one sentence: ending, size, folder or disk; whatever had the name is untouched.
    Cancelled
    """
    from pixviewer.model.publish.drawing.picture import picture_bytes

    progress = progress or Progress()
    content = picture_bytes(figure, look, size, check_ending(path, FORMATS, "a picture"), progress)
    progress.step("Writing", 0.9, 1.0)
    _write(content, path, protect)
    return f"wrote {path}"


def write_numbers(
    numbers: Numbers, path: Path, *, table: "PixTable | None" = None, protect: Iterable[Path] = (),
    progress: Progress | None = None,
) -> str:  # fmt: skip
    """Write the numbers behind a plot in the form that the ending says; gives what is told then.

    Raises
    ------
    OutputError
        In one sentence; whatever had the name is untouched.
    Cancelled
    """
    progress = progress or Progress()
    ending = check_ending(path, ENDINGS, "a file of numbers")
    progress.step("Writing numbers", 0.1, 1.0)
    content = {".csv": _csv, ".ecsv": _ecsv}[ending](numbers) if ending != ".fits" else _fits(numbers, table)
    progress.check()
    _write(content, path, protect)
    return f"wrote {path}"


def _write(content: bytes, path: Path, protect: Iterable[Path]) -> None:
    from pixviewer.core.io.atomic import atomic_output

    # Whether a file may be replaced was asked before.
    with atomic_output(path, overwrite=True, n_bytes=len(content), protect=tuple(protect)) as output:
        output.write_at(0, content)


def _told(numbers: Numbers) -> list[tuple[str, str]]:
    told = [("title", numbers.title), *numbers.notes, ("program", f"pixviewer {__version__}")]
    return [*told, ("command", numbers.command)] if numbers.command else told


def _csv(numbers: Numbers) -> bytes:
    """Comments with all that is known, a line of names, and the numbers."""
    columns = numbers.table
    text = io.StringIO()
    for name, value in _told(numbers):
        text.write(f"# {name}: {value}\n")
    for column in columns:
        unit = f" [{column.unit}]" if column.unit else ""
        text.write(f"# {column.name}{unit}: {column.about}\n" if column.about else f"# {column.name}{unit}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(zip(*(map(_plain, column.values.tolist()) for column in columns), strict=True))
    return text.getvalue().encode()


def _plain(value: Any) -> str:
    """A value as it can be read back exactly; nothing for NaN."""
    if isinstance(value, float):
        return "" if value != value else repr(value)
    return str(value)


def _ecsv(numbers: Numbers) -> bytes:
    from astropy.table import Column as AstropyColumn
    from astropy.table import Table

    table = Table(
        [
            AstropyColumn(c.values, name=c.name, unit=_unit(c), description=c.about or None)
            for c in numbers.table
        ],
        meta=dict(_told(numbers)),
    )
    buffer = io.StringIO()
    table.write(buffer, format="ascii.ecsv")
    return buffer.getvalue().encode()


def _unit(column: Column) -> Any:
    from pixviewer.core.table.units import to_astropy

    try:
        return to_astropy(column.unit) if column.unit else None
    except ValueError:
        return None  # in the description: nothing that astropy knows


def _fits(numbers: Numbers, table: "PixTable | None") -> bytes:
    from astropy.io import fits

    from pixviewer.core.io.pictures import primary_hdu
    from pixviewer.core.table.keywords import add_history

    primary = primary_hdu(table, numbers.command)
    if not numbers.command:
        add_history(primary.header, as_ascii(f"pixviewer {__version__}: {numbers.title}"))
    for name, value in numbers.notes:
        primary.header["COMMENT"] = as_ascii(f"{name}: {value}")
    hdus = fits.HDUList([primary])
    for image in numbers.images:
        values = np.asarray(image.values)
        hdus.append(fits.ImageHDU(values, image_header(image), name=image.name))
    if numbers.columns:
        hdus.append(_fits_table(numbers.columns))
    buffer = io.BytesIO()
    hdus.writeto(buffer)
    return buffer.getvalue()


def _fits_table(columns: tuple[Column, ...]) -> Any:
    from astropy.io import fits

    from pixviewer.core.io.spectra import FITS_SPELLINGS

    made = [
        fits.Column(
            c.name, _code(c.values), unit=FITS_SPELLINGS.get(c.unit, c.unit) or None, array=_stored(c.values)
        )
        for c in columns
    ]
    hdu = fits.BinTableHDU.from_columns(made, name="NUMBERS")
    for i, column in enumerate(columns, 1):
        if column.about:
            hdu.header.comments[f"TTYPE{i}"] = as_ascii(column.about)[:_COMMENT]
    return hdu


def _stored(values: Any) -> Any:
    return np.char.encode(values.astype(str), "ascii", "replace") if values.dtype.kind in "UO" else values


def _code(values: Any) -> str:
    kind = values.dtype.kind
    if kind in "UO":
        return f"{max(max((len(v) for v in values.astype(str)), default=1), 1)}A"
    return {"f": "D", "b": "L"}.get(kind, "K")
