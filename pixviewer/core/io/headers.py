"""All headers of the file of a pixel table, as they stand."""

from dataclasses import dataclass

from astropy.io import fits

from pixviewer.core.io.layout import read_hdus
from pixviewer.core.progress import Progress
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.source import FitsSource


@dataclass(frozen=True, slots=True)
class HduCards:
    """One header: its number, name and kind, the shape and type of its data, and its cards as text."""

    number: int
    name: str
    kind: str
    shape: tuple[int, ...]
    data_type: str
    cards: tuple[str, ...]


_TYPES = {8: "uint8", 16: "int16", 32: "int32", 64: "int64", -32: "float32", -64: "float64"}


def read_headers(table: PixTable, progress: Progress | None = None) -> list[HduCards]:
    """Read every header of the file of a table; of one in memory, the primary one.

    Raises
    ------
    PixTableError
        If the file cannot be read any more, or has changed.
    """
    source = table.source
    if not isinstance(source, FitsSource):
        return [_cards(0, table.header)]
    source.check_unchanged()
    found = []
    for number, hdu in enumerate(read_hdus(source.raw)):
        if progress is not None:
            progress.check()
        found.append(_cards(number, hdu.header))
    return found


def _cards(number: int, header: fits.Header) -> HduCards:
    name = str(header.get("EXTNAME", "")).strip() or ("PRIMARY" if number == 0 else "")
    kind = str(header.get("XTENSION", "primary")).strip()
    n_axis = int(header.get("NAXIS", 0))
    shape = tuple(int(header[f"NAXIS{i}"]) for i in range(1, n_axis + 1))
    cards = tuple(header.tostring(sep="\n", padding=False, endcard=False).splitlines())
    data_type = _TYPES.get(int(header.get("BITPIX", 0)), "") if n_axis and kind != "BINTABLE" else ""
    return HduCards(number, name, kind, shape, data_type, tuple(card.rstrip() for card in cards))
