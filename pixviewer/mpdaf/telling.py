"""What ``PixTable.info`` says."""

from collections.abc import Iterator

from astropy.io import fits

from pixviewer.core.table.facts import read_facts
from pixviewer.core.table.keywords import PREFIX


def statements(header: fits.Header, n_row: int, n_ifu: int, hdus: fits.HDUList | None) -> Iterator[str]:
    """Lines about a table: what it is of, what was done to it, and what the file holds.

    Parameters
    ----------
    header : Header
        The primary header.
    n_row, n_ifu : int
    hdus : HDUList or None
        None in memory.
    """
    facts = read_facts(header, "")
    yield f"{n_ifu} merged IFUs went into this pixel table"
    if facts.channel is not None:
        yield f"This pixel table is of the single IFU {facts.channel}"
    if facts.combined is not None:
        yield f"{facts.combined} exposures were combined into this pixel table"
    done = {
        "flux-calibrated": header.get(f"{PREFIX}FLUXCAL", False),
        "sky-subtracted": header.get(f"{PREFIX}SKYSUB", False),
        "self-calibrated": facts.autocal,
        "corrected for the flat-field spectrum": facts.ffcorr,
    }
    for what, is_done in done.items():
        if is_done:
            yield f"This pixel table was {what}"
    if facts.rvcorr is not None:
        kind = header.comments[f"{PREFIX}RVCORR"]
        yield f"This pixel table was corrected for a velocity of {facts.rvcorr:g} km/s ({kind})"
    key = f"{PREFIX}WCS"
    yield f"{header[key]} ({header.comments[key]})" if key in header else "Unknown projection"
    yield from _listing(hdus) if hdus is not None else [f"{n_row} rows in memory"]


def _listing(hdus: fits.HDUList) -> Iterator[str]:
    widths = (4, 22, 12, 6, 16)
    yield _row(("No.", "Name", "Type", "Cards", "Dimensions"), widths) + "Format"
    for number, name, _, kind, cards, shape, form, *_ in hdus.info(output=False):
        yield _row((number, name, kind, cards, shape), widths) + str(form)


def _row(cells: tuple[object, ...], widths: tuple[int, ...]) -> str:
    return "".join(f"{cell!s:<{width}}" for cell, width in zip(cells, widths, strict=True))
