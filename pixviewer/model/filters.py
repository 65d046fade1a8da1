"""Filters of the whole table: an ordered row of chips, each a criterion that can be turned round or off."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pixviewer.core.geometry import Range
from pixviewer.core.numerals import join_numbers
from pixviewer.core.table.origin import N_IFU, N_SLICE, N_STACK
from pixviewer.core.table.selection import Expression, Selection, all_of
from pixviewer.model.extracting import parse_flags, parse_list, parse_ranges
from pixviewer.model.typed_units import parse_waves

WAVE, FLAGS = "wave", "flags"
MANY_EXPOSURES = 10_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of filter: a criterion of `Selection`, and how it is written.

    Parameters
    ----------
    name : str
        Keyword of `Selection`.
    title : str
        In menus.
    hint : str
        What to write.
    parse : callable
        Takes a text, gives values, raises `ValueError`.
    symbol, unit : str
        Before and after the values on a chip.
    """

    name: str
    title: str
    hint: str
    parse: Callable[[str], Any]
    symbol: str
    unit: str = ""

    @property
    def is_ranges(self) -> bool:
        """Whether values are ranges, not numbers or names."""
        return self.parse in (parse_ranges, parse_waves)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("ifu", "IFU", "1 to 24, like 5,7-9", partial(parse_list, low=1, high=N_IFU), "IFU"),
        Kind("slice_no", "Slice (CCD)", "CCD numbering, 1 to 48, like 5,7-9",
             partial(parse_list, low=1, high=N_SLICE), "CCD slice"),
        Kind("stack", "Stack", "1 = left … 4 = right", partial(parse_list, low=1, high=N_STACK), "stack"),
        Kind("exposure", "Exposure", "from 1, like 1,3",
             partial(parse_list, low=1, high=MANY_EXPOSURES), "exposure"),
        Kind(WAVE, "Wavelength", "Å, like 6000-6100, 650-660 nm", parse_waves, "λ", "Å"),
        Kind(FLAGS, "Flags", "names, like HotPixel, Dark; nothing for any flag", parse_flags, "flagged"),
        Kind("value", "Value", "like -5 to 100, >= 0, < 1e4", parse_ranges, "value"),
        Kind("variance", "Variance", "like 0-100, >= 5", parse_ranges, "variance"),
        Kind("snr", "S/N", "like 3-100, >= 5", parse_ranges, "S/N"),
        Kind("x_det", "Detector x", "from 0, like 100-200", parse_ranges, "CCD x", "pix"),
        Kind("y_det", "Detector y", "from 0, like 100-200", parse_ranges, "CCD y", "pix"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter.

    Parameters
    ----------
    kind : str
        A key of `KINDS`.
    values : tuple
        Numbers, half-open ranges, or names of flags, or-ed; no name stands for any flag.
    is_inverted : bool
        Whether it keeps all other rows instead.
    is_on : bool
        Whether it acts at all.

    Raises
    ------
    ValueError
        If there is no such kind, or the values make no sense for it.
    """

    kind: str
    values: tuple[Any, ...] = ()
    is_inverted: bool = False
    is_on: bool = True

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a filter is one of {', '.join(KINDS)}, got {self.kind!r}")
        if not self.values and self.kind != FLAGS:
            raise ValueError(f"a filter on {KINDS[self.kind].title} needs a value; {KINDS[self.kind].hint}")
        self.expression()

    def expression(self) -> Expression:
        """The rows it keeps, were it on."""
        if self.kind == FLAGS:
            if not self.values:
                return Selection(good=True) if self.is_inverted else ~Selection(good=True)
            names = self.values
            return Selection(no_flags=names) if self.is_inverted else Selection(flags=names)
        settings: dict[str, Any] = {self.kind: self.values}
        return ~Selection(**settings) if self.is_inverted else Selection(**settings)

    @property
    def text(self) -> str:
        """What stands on the chip."""
        kind = KINDS[self.kind]
        if self.kind == FLAGS:
            if not self.values:
                return "good rows" if self.is_inverted else "flagged rows"
            return f"{'without' if self.is_inverted else 'only'} {' or '.join(self.values)}"
        words = [kind.symbol, self.values_text, kind.unit]
        return ("not " if self.is_inverted else "") + " ".join(word for word in words if word)

    @property
    def values_text(self) -> str:
        """Values for reading."""
        if self.kind == FLAGS:
            return ", ".join(self.values)
        if KINDS[self.kind].is_ranges:
            return ", ".join(_range_text(low, high, "–") for low, high in self.values)
        return join_numbers(self.values)

    @property
    def edit_text(self) -> str:
        """Values as the kind's own parser reads them."""
        if KINDS[self.kind].is_ranges:
            return ", ".join(_range_text(low, high, " to ") for low, high in self.values)
        return self.values_text


def parse_chip(kind: str, text: str, *, is_inverted: bool = False, is_on: bool = True) -> Chip:
    """Chip of a typed text.

    Raises
    ------
    ValueError
        If the text cannot be read; the message says what to write.
    """
    values = KINDS[kind].parse(text.replace("pix", ""))
    return Chip(kind, tuple(values), is_inverted, is_on)


GOOD_ROWS = Chip(FLAGS, (), is_inverted=True)


@dataclass(frozen=True, slots=True)
class Filters:
    """All filters of a table, in the order the user made them.

    Parameters
    ----------
    chips : tuple of Chip
        A row must pass each that is on.
    only_chosen : bool
        Whether the views of the sky, too, show only rows within the chosen source regions. Otherwise they
        show what lies around them as well.
    """

    chips: tuple[Chip, ...] = ()
    only_chosen: bool = False

    @classmethod
    def of_bands(cls, bands: tuple[Range, ...]) -> "Filters":
        """A filter on wavelength alone; none at all for no bands."""
        return cls().with_bands(bands)

    @property
    def bands(self) -> tuple[Range, ...]:
        """Ranges of the wavelength filter that is drawn in the spectrum; none when there is none."""
        i = self._i_band
        return self.chips[i].values if i is not None and self.chips[i].is_on else ()

    def with_bands(self, bands: tuple[Range, ...]) -> "Filters":
        """The same with other ranges in the wavelength filter, which is made or removed for it."""
        i = self._i_band
        if i is None:
            return self.added(Chip(WAVE, bands)) if bands else self
        return self.replaced(i, Chip(WAVE, bands)) if bands else self.removed(i)

    @property
    def _i_band(self) -> int | None:
        return next((i for i, c in enumerate(self.chips) if c.kind == WAVE and not c.is_inverted), None)

    def added(self, chip: Chip) -> "Filters":
        """With one more, at the end."""
        return replace(self, chips=(*self.chips, chip))

    def replaced(self, i: int, chip: Chip) -> "Filters":
        """With another in the place of one."""
        return replace(self, chips=(*self.chips[:i], chip, *self.chips[i + 1 :]))

    def removed(self, i: int) -> "Filters":
        """Without one."""
        return replace(self, chips=self.chips[:i] + self.chips[i + 1 :])

    def expression(self, *, with_wave: bool = True) -> Expression | None:
        """Rows that pass all filters that are on, but for those on wavelength if so wanted; None for all."""
        return all_of(
            chip.expression() for chip in self.chips if chip.is_on and (with_wave or chip.kind != WAVE)
        )

    def steps(self) -> Iterator[Expression | None]:
        """Rows that pass the filters up to and including each."""
        for n in range(1, len(self.chips) + 1):
            yield replace(self, chips=self.chips[:n]).expression()


def _range_text(low: float, high: float, dash: str) -> str:
    if math.isinf(high):
        return f"≥ {low:.10g}"
    if math.isinf(low):
        return f"< {high:.10g}"
    return f"{low:.10g}{dash}{high:.10g}"
