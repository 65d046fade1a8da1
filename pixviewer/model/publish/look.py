"""How large a picture is, and how it looks: what a user chooses, and what is refused."""

import re
from dataclasses import dataclass, replace

from pixviewer.core.errors import OutputError
from pixviewer.model.publish.figure import COUNTS, PARTS
from pixviewer.model.publish.papers import LIGHT

MM, INCH, PX = "mm", "in", "px"
UNITS = {MM: "mm", INCH: "inches", PX: "pixels"}
MM_PER_INCH = 25.4
FORMATS = {
    ".png": "PNG, pixels for screens",
    ".pdf": "PDF, for LaTeX and print",
    ".svg": "SVG, to be edited",
}
LEAST_PX, MOST_PX = 64, 20_000
MOST_TOTAL_PX = 200_000_000  # drawing needs 4 bytes of each, twice
LEAST_IN, MOST_IN = 0.5, 80.0
LEAST_DPI, MOST_DPI = 30.0, 2400.0
LEAST_TEXT, MOST_TEXT = 3.0, 72.0


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in one of `UNITS`; without a height, as high as what is drawn needs.

    ``dpi`` are the pixels of an inch: of a PNG, and of sizes in pixels.
    """

    width: float = 88.0
    height: float | None = None
    unit: str = MM
    dpi: float = 300.0

    @property
    def inches(self) -> tuple[float, float | None]:
        """Width and height in inches."""
        per = {MM: MM_PER_INCH, INCH: 1.0, PX: self.dpi}[self.unit]
        return self.width / per, None if self.height is None else self.height / per

    def in_unit(self, unit: str) -> "Size":
        """The same size in another unit."""
        width, height = self.inches
        per = {MM: MM_PER_INCH, INCH: 1.0, PX: self.dpi}[unit]
        digits = {MM: 2, INCH: 4, PX: 0}[unit]
        return replace(
            self, width=round(width * per, digits), unit=unit,
            height=None if height is None else round(height * per, digits),
        )  # fmt: skip


def check_size(size: Size) -> None:
    """Refuse a size that makes no sense.

    Raises
    ------
    OutputError
        In one sentence, with what would be possible.
    """
    if size.unit not in UNITS:
        raise OutputError(f"a size is given in {', '.join(UNITS)}, got {size.unit!r}")
    if not LEAST_DPI <= size.dpi <= MOST_DPI:
        raise OutputError(f"the resolution must be {LEAST_DPI:.0f} to {MOST_DPI:.0f} dpi, got {size.dpi:g}")
    names = ("width", "height")
    for name, inches in zip(names, size.inches, strict=True):
        if inches is None:
            continue
        pixels = inches * size.dpi
        if not LEAST_IN <= inches <= MOST_IN or not LEAST_PX <= pixels <= MOST_PX:
            raise OutputError(
                f"the {name} must be {LEAST_IN:g} to {MOST_IN:g} inches and {LEAST_PX} to {MOST_PX} pixels; "
                f"it is {inches:.4g} inches, {pixels:.0f} pixels at {size.dpi:g} dpi"
            )
    width, height = size.inches
    total = width * (height or width) * size.dpi**2
    if total > MOST_TOTAL_PX:
        raise OutputError(
            f"the picture would have {total / 1e6:.0f} million pixels, more than "
            f"{MOST_TOTAL_PX / 1e6:.0f}; choose fewer dpi, or a smaller size"
        )


_SIZE = re.compile(r"\s*([0-9.]+)\s*(?:[x×*]\s*([0-9.]+)\s*)?(mm|cm|in|px)?\s*")


def parse_size(text: str, dpi: float) -> Size:
    """Read ``88mm``, ``180x100mm``, ``7x5in`` or ``1600x1000``; numbers alone are pixels.

    Raises
    ------
    ValueError
        If it is no size.
    """
    found = _SIZE.fullmatch(text.lower())
    try:
        if found is None:
            raise ValueError
        width, height = float(found[1]), float(found[2]) if found[2] else None
    except ValueError:
        raise ValueError(f"a size is written like 88mm, 180x100mm or 1600x1000px, got {text!r}") from None
    unit = found[3] or PX
    if unit == "cm":
        width, height, unit = 10 * width, None if height is None else 10 * height, MM
    return Size(width, height, unit, dpi)


@dataclass(frozen=True, slots=True)
class Look:
    """Paper, size of letters in points, and what is left out of `PARTS`."""

    theme: str = LIGHT
    text: float = 8.0
    without: frozenset[str] = frozenset({COUNTS})

    def has(self, part: str) -> bool:
        """Whether a part is drawn."""
        return part not in self.without

    def with_part(self, part: str, *, shown: bool) -> "Look":
        """The same with a part, or without it."""
        if part not in PARTS:
            raise ValueError(f"a part is one of {', '.join(PARTS)}, got {part!r}")
        return replace(self, without=self.without - {part} if shown else self.without | {part})


def check_text(points: float) -> None:
    """Refuse letters that cannot be read, or that hide everything.

    Raises
    ------
    OutputError
    """
    if not LEAST_TEXT <= points <= MOST_TEXT:
        raise OutputError(f"letters must be {LEAST_TEXT:g} to {MOST_TEXT:g} points high, got {points:g}")


@dataclass(frozen=True, slots=True)
class Preset:
    """A size with the letters that go with it."""

    ident: str
    title: str
    size: Size
    text: float


PRESETS = (
    Preset("column", "One column of a journal (88 mm)", Size(88.0, None, MM, 300.0), 8.0),
    Preset("page", "Two columns of a journal (180 mm)", Size(180.0, None, MM, 300.0), 8.0),
    Preset("slide", "Slide (1920 × 1080 pixels)", Size(1920.0, 1080.0, PX, 150.0), 14.0),
    Preset("screen", "Screen (1200 pixels wide)", Size(1200.0, None, PX, 110.0), 10.0),
)


def preset_of(size: Size, text: float) -> str:
    """Which preset a choice is, empty if none."""
    return next((p.ident for p in PRESETS if p.size == size and p.text == text), "")
