"""Numbers of a pixel table in words: origins and flags, however they were typed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixviewer.core.table import origin, quality

if TYPE_CHECKING:
    from pixviewer.core.table.origin import Offsets

_HIGHEST = 1 << 32


@dataclass(frozen=True, slots=True)
class DecodedOrigin:
    """Fields of an origin; detector positions from 0, x None where the offset of the slice is not known."""

    value: int
    ifu: int
    slice_ccd: int
    x_in_slice: int
    y: int
    x: int | None

    @property
    def doubt(self) -> str:
        """What no pipeline writes, in a sentence."""
        if not 1 <= self.ifu <= origin.N_IFU:
            return f"there is no IFU {self.ifu}: IFUs count from 1 to {origin.N_IFU}"
        if not 1 <= self.slice_ccd <= origin.N_SLICE:
            return f"there is no slice {self.slice_ccd}: slices count from 1 to {origin.N_SLICE}"
        if self.y < 0:
            return "the row on the detector is 0, where the pipeline counts from 1"
        return ""


def parse_whole(text: str, what: str) -> int:
    """A whole number of 32 bits, decimal, hexadecimal (0x…) or binary (0b…), signed or not.

    Raises
    ------
    ValueError
        If it is none.
    """
    plain = text.strip().replace(" ", "").replace("\u202f", "").replace("_", "").replace("−", "-")
    try:
        value = int(plain, 0) if plain.lower().lstrip("+-").startswith(("0x", "0b")) else int(plain)
    except ValueError:
        raise ValueError(f"{what} is a whole number, like 823134988 or 0x31100B0C") from None
    if not -_HIGHEST // 2 <= value < _HIGHEST:
        raise ValueError(f"{what} has 32 bits, which {value} does not fit")
    return value % _HIGHEST


def decode_origin(value: int, offsets: "Offsets | None" = None, exposure: int = 1) -> DecodedOrigin:
    """Fields of an origin; the column on the detector with the offsets of an exposure, from 1."""
    ifu, slice_no = int(origin.ifu(value)), int(origin.slice_no(value))
    within = int(origin.x_in_slice(value))
    x = None
    if offsets is not None and 1 <= exposure <= offsets.n_exposure:
        offset = int(offsets.x_offset[exposure - 1, ifu, slice_no])
        x = offset + within - 1 if offset >= 0 else None
    return DecodedOrigin(value, ifu, slice_no, within, int(origin.y_det(value)), x)


def decode_flags(value: int) -> list[tuple[int, str, str]]:
    """Bit, name and meaning of the flags that a value holds."""
    known = {flag.bit: (flag.name, flag.meaning) for flag in quality.FLAGS}
    bits = [bit for bit in range(32) if value >> bit & 1]
    return [(bit, *known.get(bit, (f"bit {bit}", "no meaning is known"))) for bit in bits]


def parse_flags(text: str) -> int:
    """A flag value from a number, or from names joined by ``+``, commas or blanks.

    Raises
    ------
    ValueError
        If a name is not known.
    """
    plain = text.strip()
    if not plain or plain.lower() == "good":
        return 0
    if plain.lstrip("+-−")[:1].isdigit():
        return parse_whole(plain, "a flag value")
    names = [part.strip() for part in plain.replace("|", "+").replace(",", "+").split("+")]
    return quality.value_of([name for name in names if name])
