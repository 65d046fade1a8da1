"""`pixviewer info`: what a pixel table is."""

import argparse
from typing import TYPE_CHECKING, Any

from pixviewer.cli.arguments import add_json, path
from pixviewer.cli.session import Session
from pixviewer.core.numerals import join_numbers
from pixviewer.core.table.quality import FLAGS

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=path, metavar="FILE", help="pixel table")
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Print what is known of the table; the first time this takes one pass over it."""
    with session.open(arguments.file) as table:
        facts = describe(table, session)
    facts = {"file": str(arguments.file), **facts}
    session.result(facts, in_words(facts))


def describe(table: "PixTable", session: Session) -> dict[str, Any]:
    """The facts of the JSON form, columns and units under their FITS names."""
    blocks = table.ensure_blocks(session.progress)
    frame, known = table.frame, table.facts
    counts = {flag.name: int(blocks.per_flag[flag.bit]) for flag in FLAGS if blocks.per_flag[flag.bit]}
    return {
        "form": table.form,
        "rows": table.n_row,
        "columns": [column.fits_name for column in table.columns.values()],
        "units": {column.fits_name: column.unit for column in table.columns.values()},
        "state": str(frame.state),
        "ifus": blocks.ifus,
        "slices": blocks.n_slice,
        "exposures": table.offsets.n_exposure,
        "mode": known.mode,
        "center": {"ra": frame.ra0, "dec": frame.dec0} if frame.is_sky else None,
        "lambda": list(blocks.wave_range),
        "fluxcal": known.fluxcal,
        "skysub": known.skysub,
        # False, or how it was done.
        "autocal": known.autocal or False,
        "weighted": known.weighted,
        "flagged": blocks.n_flagged_rows,
        "flags": counts,
        "object": known.object_name,
        "date_obs": known.date_obs,
        "exptime": known.exptime,
        "extent": {"unit": frame.plane_unit, "x": list(blocks.extent[:2]), "y": list(blocks.extent[2:])},
    }


def in_words(facts: dict[str, Any]) -> str:
    """The same for people."""
    rows, flagged = facts["rows"], facts["flagged"]
    low, high = facts["lambda"]
    (x0, x1), (y0, y1), unit = facts["extent"]["x"], facts["extent"]["y"], facts["extent"]["unit"]
    unit = "″" if unit == "arcsec" else unit
    flags = ", ".join(f"{name} {n:,}" for name, n in facts["flags"].items())
    lines = {
        "file": facts["file"],
        "form": {"image": "image extensions", "table": "binary table"}.get(facts["form"], facts["form"]),
        "rows": f"{rows:,}",
        "columns": ", ".join(f"{name} [{unit}]" if unit else name for name, unit in facts["units"].items()),
        "state": facts["state"],
        "centre": f"RA {facts['center']['ra']:.6f}, Dec {facts['center']['dec']:+.6f}"
        if facts["center"]
        else "",
        "field": f"{x1 - x0:.1f} × {y1 - y0:.1f} {unit}",
        "wavelength": f"{low:.2f} to {high:.2f} Å",
        "IFUs": f"{join_numbers(facts['ifus'])} ({facts['slices']} slices)",
        "exposures": str(facts["exposures"]),
        "mode": facts["mode"],
        "object": facts["object"],
        "flux calibrated": _yes(facts["fluxcal"]),
        "sky subtracted": _yes(facts["skysub"]),
        "self-calibrated": facts["autocal"] or "no",
        "weighted": _yes(facts["weighted"]),
        "flagged": f"{flagged:,} ({100 * flagged / rows:.2f} %)" + (f": {flags}" if flags else ""),
    }
    return "\n".join(f"{name:<16} {text}" for name, text in lines.items() if text)


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
