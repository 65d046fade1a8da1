"""The table of regions as a file: what each is, and the numbers of its rows."""

import csv
import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pixviewer.core.geometry import Annulus, Frame
from pixviewer.model.regions import Region
from pixviewer.model.work import Tally

_NUMBERS = ("rows", "good", "bad", "mean", "mean_err", "median", "snr")


def write_report(path: Path, regions: tuple[Region, ...], tallies: Mapping[str, Tally], frame: Frame) -> None:
    """Write one line for each region, as CSV, or as ECSV with units.

    Raises
    ------
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    """
    from pixviewer.core.io.atomic import atomic_output

    rows = [_row(region, tallies.get(region.ident)) for region in regions]
    text = _ecsv(rows, tallies, frame) if path.suffix.lower() == ".ecsv" else _csv(rows)
    content = text.encode()
    with atomic_output(path, overwrite=True, n_bytes=len(content)) as output:
        output.write_at(0, content)


def _row(region: Region, tally: Tally | None) -> dict[str, Any]:
    low = min((band[0] for band in region.wave), default=math.nan)
    high = max((band[1] for band in region.wave), default=math.nan)
    beside = region.selection(with_shape=False, with_wave=False)
    numbers: tuple[Any, ...] = (0, 0, 0, *[math.nan] * 4)
    if tally is not None:
        counts = (tally.n_row, tally.n_good, tally.n_bad)
        numbers = (*counts, tally.mean, tally.sigma, tally.median, tally.snr)
    return {
        "name": region.name,
        "shape": region.kind,
        "role": region.role,
        "group": ", ".join(region.groups),
        "ra": region.shape.ra,
        "dec": region.shape.dec,
        "size": region.shape.size,
        "inner": region.shape.inner if isinstance(region.shape, Annulus) else math.nan,
        "wave_min": low,
        "wave_max": high,
        "criteria": "" if beside.is_everything else beside.describe(),
        **dict(zip(_NUMBERS, numbers, strict=True)),
    }


def _csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["name"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _ecsv(rows: list[dict[str, Any]], tallies: Mapping[str, Tally], frame: Frame) -> str:
    from astropy.table import Table

    from pixviewer.core.table.units import to_astropy

    table = Table(rows=rows)
    place, size = ("deg", "arcsec") if frame.is_sky else ("pix", "pix")
    units = {
        "ra": place,
        "dec": place,
        "size": size,
        "inner": size,
        "wave_min": "Angstrom",
        "wave_max": "Angstrom",
    }
    for name, unit in units.items():
        table[name].unit = unit
    data_unit = next((tally.unit for tally in tallies.values() if tally.unit), "")
    for name in ("mean", "mean_err", "median") if data_unit else ():
        table[name].unit = to_astropy(data_unit)
    out = io.StringIO()
    table.write(out, format="ascii.ecsv")
    return out.getvalue()
