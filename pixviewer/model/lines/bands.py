"""The bands of a line map as the user decides them: one frozen value, so that undo covers all of it."""

from dataclasses import dataclass, replace

from pixviewer.core.geometry import Range

LINE, CONTINUUM_1, CONTINUUM_2 = "line", "continuum_1", "continuum_2"
PARTS = (LINE, CONTINUUM_1, CONTINUUM_2)
PART_NAMES = {LINE: "Line", CONTINUUM_1: "Continuum 1", CONTINUUM_2: "Continuum 2"}

# What the sky image can show of a line: its statistic, and what that is called.
LINE_MEAN, LINE_SUM, LINE_SNR = "line", "line_sum", "line_snr"
LINE_QUANTITIES = ((LINE_MEAN, "Line map"), (LINE_SUM, "Line flux"), (LINE_SNR, "Line S/N"))

BY_WIDTH, STRAIGHT = "width", "linear"
WEIGHTING_NAMES = {BY_WIDTH: "Continuum by Width", STRAIGHT: "Continuum as a Straight Line"}


@dataclass(frozen=True, slots=True)
class LineBands:
    """Bands of a line and of the continuum beside it.

    Parameters
    ----------
    line, continuum_1, continuum_2 : (low, high) or None
        Å, half open; None while the band is not set.
    weighting : {"width", "linear"}
        How two continuum bands become one level, as in `pixviewer.line_map`.
    name : str
        What the user calls the line.
    """

    line: Range | None = None
    continuum_1: Range | None = None
    continuum_2: Range | None = None
    weighting: str = BY_WIDTH
    name: str = ""

    def of(self, part: str) -> Range | None:
        """One of the bands."""
        band: Range | None = getattr(self, part)
        return band

    def with_band(self, part: str, band: Range | None) -> "LineBands":
        """The same with another band, or without it."""
        if part not in PARTS:
            raise ValueError(f"a band of a line map is one of {', '.join(PARTS)}, got {part!r}")
        changes = {part: band}
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def present(self) -> tuple[tuple[str, Range], ...]:
        """Bands that are set, with their parts."""
        return tuple((part, band) for part in PARTS if (band := self.of(part)) is not None)

    @property
    def continuum(self) -> tuple[Range, ...]:
        """Continuum bands that are set."""
        return tuple(band for band in (self.continuum_1, self.continuum_2) if band is not None)

    @property
    def is_complete(self) -> bool:
        """Whether a map can be made of them: of the line and one continuum band at least."""
        return self.line is not None and bool(self.continuum)

    def title_of(self, part: str) -> str:
        """What a band is called."""
        if part == LINE and self.name:
            return self.name
        is_alone = len(self.continuum) < 2 and part != LINE
        return "Continuum" if is_alone else PART_NAMES[part]


def map_words(bands: LineBands) -> str:
    """What a map is of, in one line."""
    if bands.line is None:
        return ""
    name = f"{bands.name} " if bands.name else ""
    continuum = ", ".join(short_band_words(band) for band in bands.continuum)
    return f"{name}{short_band_words(bands.line)} − {continuum} Å"


def band_words(band: Range) -> str:
    """A band for reading."""
    return f"{band[0]:.2f}–{band[1]:.2f} Å"


def short_band_words(band: Range) -> str:
    """A band for a narrow place: without its unit, and without zeros at its ends."""
    return "–".join(f"{end:.2f}".rstrip("0").rstrip(".") for end in band)
