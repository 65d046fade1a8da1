"""Markers in files: tables as CSV, ECSV or FITS, and points in DS9 region files."""

import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pixviewer._version import __version__
from pixviewer.core.errors import PixviewerError
from pixviewer.core.geometry import Frame
from pixviewer.core.io.atomic import atomic_output

ENDINGS = (".csv", ".ecsv", ".fits", ".reg")
_FORMATS = {".csv": "ascii.csv", ".ecsv": "ascii.ecsv"}
# Columns with the kind of their values: number, whole number or text.
COLUMNS = {
    "number": int, "ra": float, "dec": float, "xi": float, "eta": float, "wave": float, "value": float,
    "sigma": float, "ifu": int, "slice_ccd": int, "slice_sky": int, "x_det": int, "y_det": int,
    "exposure": int, "row": int, "flags": str, "note": str,
}  # fmt: skip
_SYSTEMS = ("icrs", "fk5", "j2000")
_POINT = re.compile(r"^\s*[+-]?\s*point\s*\(([^,()]+),([^,()]+)\)\s*(?:#(.*))?$", re.IGNORECASE)
_TEXT = re.compile(r"text\s*=\s*(?:\{([^}]*)\}|\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)

Fields = Mapping[str, Any]


def write_markers(
    markers: Sequence[Fields],
    path: str | os.PathLike[str],
    frame: Frame,
    *,
    unit: str = "",
    source: str = "",
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write markers; the ending says in which form.

    Parameters
    ----------
    markers : sequence of mapping
        Values by the names in `COLUMNS`; None for those that are not known.
    path : path
        With one of `ENDINGS`.
    frame : Frame
        Says the unit of ``xi`` and ``eta``.
    unit : str
        Unit of values.
    source : str
        Name of the table, for the metadata.
    overwrite : bool
        Whether a file of that name may be replaced.
    protect : paths
        Files that must not be replaced, such as that of the table.

    Raises
    ------
    ValueError
        If the name has another ending.
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    """
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(f"markers are written as {', '.join(ENDINGS)}, got {str(path)!r}")
    if ending == ".reg":
        content = _as_points(markers, frame).encode()
    else:
        content = _as_table(markers, frame, ending, unit, source)
    with atomic_output(path, overwrite=overwrite, n_bytes=len(content), protect=protect) as output:
        output.write_at(0, content)


def _as_table(markers: Sequence[Fields], frame: Frame, ending: str, unit: str, source: str) -> bytes:
    from astropy.table import MaskedColumn, Table

    units = {"ra": "deg", "dec": "deg", "wave": "Angstrom", "value": unit, "sigma": unit,
             "xi": frame.plane_unit, "eta": frame.plane_unit}  # fmt: skip
    table = Table(meta={"program": f"pixviewer {__version__}", "source": source})
    for name, kind in COLUMNS.items():
        values = [marker.get(name) for marker in markers]
        filled = [kind() if value is None else kind(value) for value in values]
        dtype = {int: "int64", float: "float64", str: "str"}[kind]
        table[name] = MaskedColumn(filled, mask=[value is None for value in values], dtype=dtype)
        if units.get(name):
            table[name].unit = units[name]
    if ending == ".fits":
        return _as_fits(table)
    text = io.StringIO()
    table.write(text, format=_FORMATS[ending])
    return text.getvalue().encode()


def _as_fits(table: Any) -> bytes:
    import warnings

    from astropy.io import fits

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # units of pipelines that FITS does not know are kept as they are
        hdu = fits.table_to_hdu(table)
    hdu.header["EXTNAME"] = "MARKERS"
    content = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(content)
    return content.getvalue()


def _as_points(markers: Sequence[Fields], frame: Frame) -> str:
    lines = ["# Region file format: DS9 version 4.1", "icrs" if frame.is_sky else "physical"]
    for marker in markers:
        a, b = (marker["ra"], marker["dec"]) if frame.is_sky else (marker["xi"], marker["eta"])
        words = f"{marker['number']} {marker.get('note') or ''}".strip().replace("}", ")")
        tags = [f"{name}={marker[name]:g}" for name in ("wave", "ifu", "slice_ccd") if marker.get(name)]
        tail = "".join(f" tag={{{tag}}}" for tag in tags)
        lines.append(f"point({a:.10f},{b:.10f}) # point=cross text={{{words}}}{tail}")
    return "\n".join(lines) + "\n"


def read_markers(path: str | os.PathLike[str], frame: Frame) -> list[dict[str, Any]]:
    """Read markers from any of these files, or from any table with columns ``ra`` and ``dec``.

    Returns
    -------
    list of dict
        Values by the names in `COLUMNS`, those that the file has; ``xi`` and ``eta`` always.

    Raises
    ------
    PixviewerError
        If the file cannot be read as such, with what is wrong.
    """
    path = Path(path)
    try:
        if path.suffix.lower() == ".reg":
            found = _read_points(path.read_text(encoding="utf-8", errors="replace"), path.name, frame)
        else:
            found = _read_table(path)
    except OSError as error:
        raise PixviewerError(f"{path.name} cannot be read: {error.strerror or error}") from error
    return [_placed(marker, path.name, frame) for marker in found]


def _placed(marker: dict[str, Any], name: str, frame: Frame) -> dict[str, Any]:
    """Marker with its place in the plane of this table, whichever table it was made on."""
    if not frame.is_sky:
        if marker.get("xi") is None or marker.get("eta") is None:
            raise PixviewerError(f"{name} has a marker without xi and eta, which this table in pixels needs")
        return marker
    if marker.get("ra") is None or marker.get("dec") is None:
        raise PixviewerError(f"{name} has a marker without ra and dec, so it cannot be placed on the sky")
    xi, eta = (float(v) for v in frame.sky_to_plane(marker["ra"], marker["dec"]))
    return {**marker, "xi": xi, "eta": eta}


def _read_table(path: Path) -> list[dict[str, Any]]:
    from astropy.table import Table

    form = {".fits": "fits", **_FORMATS}.get(path.suffix.lower())
    if form is None:
        raise PixviewerError(f"{path.name} is no marker file; one ends with {', '.join(ENDINGS)}")
    try:
        table = Table.read(path, format=form)
    except OSError:
        raise
    except Exception as error:  # whatever a foreign file does to the reader
        raise PixviewerError(f"{path.name} is no {form} table: {str(error).splitlines()[0]}") from error
    names = {name.lower(): name for name in table.colnames}
    known = [name for name in COLUMNS if name in names]
    if not ({"ra", "dec"} <= set(known) or {"xi", "eta"} <= set(known)):
        raise PixviewerError(f"{path.name} has no columns ra and dec; it has {', '.join(table.colnames[:8])}")
    return [{name: _value(row[names[name]], name, path.name) for name in known} for row in table]


def _value(value: Any, name: str, file_name: str) -> Any:
    """Plain value; None where the file has none."""
    import numpy as np

    if value is np.ma.masked or (isinstance(value, (float, np.floating)) and not np.isfinite(value)):
        return None
    try:
        return COLUMNS[name](value.decode() if isinstance(value, bytes) else value)
    except (TypeError, ValueError):
        raise PixviewerError(f"{file_name} has {str(value)!r} for {name}, where a number belongs") from None


def _read_points(text: str, name: str, frame: Frame) -> list[dict[str, Any]]:
    found, system = [], ""
    for line in re.split(r"[\n;]", text):
        word = line.strip().lower()
        if re.fullmatch(r"[a-z0-9]+", word):
            system = word
        match = _POINT.match(line)
        if match:
            _check_system(system, name, frame)
            found.append(_point(match, name, frame))
    if not found:
        raise PixviewerError(f"{name} has no points; shapes are read by File ▸ Import Regions…")
    return found


def _check_system(system: str, name: str, frame: Frame) -> None:
    if frame.is_sky and system not in _SYSTEMS:
        raise PixviewerError(
            f"{name} has points in {system or 'no named system'}; save them in DS9 as icrs or fk5, in degrees"
        )
    if not frame.is_sky and system in _SYSTEMS:
        raise PixviewerError(f"{name} has points on the sky, and this table has positions in pixels")


def _point(match: re.Match[str], name: str, frame: Frame) -> dict[str, Any]:
    text = _TEXT.search(match[3] or "")
    note = next((part for part in text.groups() if part is not None), "") if text else ""
    try:
        first, second = (_angle(part, i == 0) for i, part in enumerate((match[1], match[2])))
    except ValueError:
        raise PixviewerError(f"{name}: {match[0].strip()!r} has no position that can be read") from None
    place = {"ra": first, "dec": second} if frame.is_sky else {"xi": first, "eta": second}
    return {**place, "note": note}


def _angle(text: str, is_ra: bool) -> float:
    """Degrees of a decimal or sexagesimal number."""
    text = text.strip().lower().removesuffix("d")
    if ":" not in text:
        return float(text)
    sign = -1.0 if text.startswith("-") else 1.0
    parts = [abs(float(part)) for part in text.split(":")]
    value = sum(part / 60**i for i, part in enumerate(parts))
    return sign * value * (15.0 if is_ra else 1.0)
