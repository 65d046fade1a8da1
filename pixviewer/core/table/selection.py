"""What is selected: criteria as frozen values, combined with ``&``, ``|`` and ``~``.

A `Selection` has criteria of several kinds. Several values of one kind are or-ed; kinds are merged by
``all`` (the default) or ``any``. The meaning of each is that of MPDAF's ``extract``: apertures exclude
their border, ranges include their lower end only, detector positions count from 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np

from pixviewer.core.geometry import Annulus, Circle, Range, Shape, Square
from pixviewer.core.table import origin
from pixviewer.core.table.quality import names_of, value_of

JSON_VERSION = 1

Match = Literal["all", "any"]


class Expression:
    """A selection, or several combined; a frozen value that can be compared and used as a key."""

    __slots__ = ()

    def __and__(self, other: "Expression") -> "Expression":
        if not isinstance(other, Expression):
            return NotImplemented
        return Combined("and", (self, other))

    def __or__(self, other: "Expression") -> "Expression":
        if not isinstance(other, Expression):
            return NotImplemented
        return Combined("or", (self, other))

    def __invert__(self) -> "Expression":
        return Combined("not", (self,))

    def to_json(self) -> dict[str, Any]:
        """The lossless form, of plain dicts, lists, numbers and texts."""
        return {"pixviewer-selection": JSON_VERSION, **self._to_plain()}

    def _to_plain(self) -> dict[str, Any]:
        raise TypeError(f"{type(self).__name__} has no JSON form")

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> "Expression":
        """Make an expression of what `to_json` gave.

        Raises
        ------
        ValueError
            If it is not the JSON form of a selection, with what is wrong.
        """
        if not isinstance(plain, Mapping) or "pixviewer-selection" not in plain:
            raise ValueError("this is not a selection: it has no 'pixviewer-selection' entry")
        if plain["pixviewer-selection"] != JSON_VERSION:
            raise ValueError(
                f"this selection is of version {plain['pixviewer-selection']}, "
                f"and only version {JSON_VERSION} is understood"
            )
        try:
            return _from_plain({k: v for k, v in plain.items() if k != "pixviewer-selection"})
        except (TypeError, KeyError, OverflowError) as error:
            raise ValueError(f"this selection is malformed: {error}") from error

    @property
    def is_everything(self) -> bool:
        """Whether every row of any table is in it."""
        return False

    def describe(self) -> str:
        """Say it in words."""
        raise TypeError(f"{type(self).__name__} cannot be described")


@dataclass(frozen=True, slots=True, init=False)
class Selection(Expression):
    """Criteria for rows.

    Parameters
    ----------
    shapes : Circle, Square, Annulus, or several
        Apertures on the sky.
    wave : (low, high) or several, Å
        Wavelength ranges.
    ifu, slice_no, stack, exposure : int or several
        IFU 1–24, slice 1–48 on the CCD, stack 1 (left) – 4 (right), exposure from 1. Exposures are ignored,
        with a warning, in a table that is not combined.
    x_det, y_det : (low, high) or several
        Detector ranges in trimmed pixels from 0.
    good : bool
        Only rows without any flag.
    flags, no_flags : int, str, or several
        Rows with any of these flags; rows with none of these.
    value, snr : (low, high) or several
        Ranges of the value, and of the value over its σ.
    variance : (low, high) or several
        Ranges of the variance.
    match : {"all", "any"}
        Whether a row must meet the criteria of all kinds, or of any.

    Raises
    ------
    ValueError
        If a range does not increase, a number is out of range, or a flag has no such name.
    """

    shapes: tuple[Shape, ...]
    wave: tuple[Range, ...]
    ifu: tuple[int, ...]
    slice_no: tuple[int, ...]
    stack: tuple[int, ...]
    exposure: tuple[int, ...]
    x_det: tuple[Range, ...]
    y_det: tuple[Range, ...]
    good: bool
    flags: int
    no_flags: int
    value: tuple[Range, ...]
    snr: tuple[Range, ...]
    variance: tuple[Range, ...]
    match: Match

    def __init__(
        self,
        shapes: Shape | Iterable[Shape] = (),
        wave: Any = (),
        ifu: Any = (),
        slice_no: Any = (),
        stack: Any = (),
        exposure: Any = (),
        x_det: Any = (),
        y_det: Any = (),
        good: bool = False,
        flags: Any = 0,
        no_flags: Any = 0,
        value: Any = (),
        snr: Any = (),
        variance: Any = (),
        match: Match = "all",
    ) -> None:
        if match not in ("all", "any"):
            raise ValueError(f"match must be 'all' or 'any', got {match!r}")
        settings: dict[str, Any] = {
            "shapes": _shapes(shapes),
            "wave": _ranges("wave", wave),
            "ifu": _numbers("ifu", ifu, origin.N_IFU),
            "slice_no": _numbers("slice_no", slice_no, origin.N_SLICE),
            "stack": _numbers("stack", stack, origin.N_STACK),
            "exposure": _numbers("exposure", exposure, None),
            "x_det": _ranges("x_det", x_det),
            "y_det": _ranges("y_det", y_det),
            "good": bool(good),
            "flags": value_of(flags),
            "no_flags": value_of(no_flags),
            "value": _ranges("value", value),
            "snr": _ranges("snr", snr),
            "variance": _ranges("variance", variance),
            "match": match,
        }
        for name, setting in settings.items():
            object.__setattr__(self, name, setting)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Names of the kinds of criteria that are set."""
        return tuple(name for name in _KINDS if getattr(self, name))

    @property
    def is_everything(self) -> bool:
        """Whether every row of any table is in it: no criterion keeps everything, unless any is needed."""
        return not self.kinds and self.match == "all"

    def _to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = {name: getattr(self, name) for name in self.kinds}
        for name in ("wave", "x_det", "y_det", "value", "snr", "variance"):
            if name in plain:
                plain[name] = [[_plain_end(end) for end in ends] for ends in plain[name]]
        for name in ("ifu", "slice_no", "stack", "exposure"):
            if name in plain:
                plain[name] = list(plain[name])
        for name in ("flags", "no_flags"):
            if name in plain:
                plain[name] = names_of(plain[name])
        if "shapes" in plain:
            plain["shapes"] = [_shape_to_plain(shape) for shape in self.shapes]
        if self.match == "any":
            plain["match"] = "any"
        return plain

    def describe(self) -> str:
        """Say it in words."""
        parts = [_DESCRIBE[name](getattr(self, name)) for name in self.kinds]
        if not parts:
            return "all rows" if self.match == "all" else "no rows"
        return (" and " if self.match == "all" else " or ").join(parts)


# Looked up once: there may be thousands of selections, each asked for its kinds.
_KINDS = tuple(f.name for f in fields(Selection) if f.name != "match")


@dataclass(frozen=True, slots=True)
class Combined(Expression):
    """Selections combined by ``and``, ``or`` or ``not``."""

    operator: Literal["and", "or", "not"]
    parts: tuple[Expression, ...]

    @property
    def is_everything(self) -> bool:
        """Whether it is certain, without looking at a table, that every row is in it."""
        if self.operator == "not":
            return False
        test = all if self.operator == "and" else any
        return test(part.is_everything for part in self.parts)

    def _to_plain(self) -> dict[str, Any]:
        return {self.operator: [part._to_plain() for part in self.parts]}

    def describe(self) -> str:
        """Say it in words."""
        if self.operator == "not":
            return f"not ({self.parts[0].describe()})"
        return f" {self.operator} ".join(f"({part.describe()})" for part in self.parts)


def keeps_all(selection: Expression | None) -> bool:
    """Whether every row of any table is in a selection, as it is in None.

    Raises
    ------
    TypeError
        If it is no selection, but an aperture, say, or an array.
    """
    if selection is None:
        return True
    if not isinstance(selection, Expression):
        raise TypeError(
            "rows are selected by a Selection, or several combined with & | ~, "
            f"got {type(selection).__name__}; an aperture is Selection(shapes=aperture)"
        )
    return selection.is_everything


def all_of(parts: Iterable[Expression | None]) -> Expression | None:
    """Rows that are in each of the parts; None, as a part or as the answer, is everything."""
    real = [part for part in parts if part is not None and not keeps_all(part)]
    if len(real) < 2:
        return real[0] if real else None
    return Combined("and", tuple(real))


def any_of(parts: Iterable[Expression | None]) -> Expression | None:
    """Rows that are in any of the parts; None, as a part or as the answer, is everything.

    Raises
    ------
    ValueError
        If there is no part: that would be no row at all.
    """
    several = tuple(parts)
    if not several:
        raise ValueError("any_of needs at least one selection")
    real = tuple(dict.fromkeys(part for part in several if part is not None and not part.is_everything))
    if len(real) < len(set(several)):
        return None
    return real[0] if len(real) == 1 else Combined("or", real)


def _from_plain(plain: Mapping[str, Any]) -> Expression:
    for operator in ("and", "or", "not"):
        if operator in plain:
            parts = tuple(_from_plain(part) for part in plain[operator])
            if len(plain) != 1 or (operator == "not" and len(parts) != 1) or not parts:
                raise ValueError(f"{operator!r} in a selection stands alone, with a list of its parts")
            return Combined(operator, parts)
    known = {f.name for f in fields(Selection)}
    unknown = sorted(set(plain) - known)
    if unknown:
        raise ValueError(f"a selection has no {', '.join(unknown)}; it may have {', '.join(sorted(known))}")
    settings = dict(plain)
    if "shapes" in settings:
        settings["shapes"] = [_shape_from_plain(shape) for shape in settings["shapes"]]
    return Selection(**settings)


def _shape_to_plain(shape: Shape) -> dict[str, Any]:
    plain = {"shape": type(shape).__name__.lower(), "ra": shape.ra, "dec": shape.dec, "size": shape.size}
    return {**plain, "inner": shape.inner} if isinstance(shape, Annulus) else plain


def _shape_from_plain(plain: Mapping[str, Any]) -> Shape:
    kinds: dict[str, type[Circle] | type[Square]] = {"circle": Circle, "square": Square}
    place = float(plain["ra"]), float(plain["dec"])
    if plain["shape"] == "annulus":
        return Annulus(*place, float(plain["inner"]), float(plain["size"]))
    if plain["shape"] not in kinds:
        raise ValueError(f"an aperture is a circle, a square or an annulus, got {plain['shape']!r}")
    return kinds[plain["shape"]](*place, float(plain["size"]))


def _plain_end(end: float) -> float | None:
    return float(end) if np.isfinite(end) else None  # JSON has no infinity


def _shapes(shapes: Shape | Iterable[Shape]) -> tuple[Shape, ...]:
    several = (shapes,) if isinstance(shapes, Shape) else tuple(shapes)
    for shape in several:
        if not isinstance(shape, Shape):
            raise TypeError(f"shapes must be Circle, Square or Annulus, got {type(shape).__name__}")
    return several


def _ranges(name: str, ranges: Any) -> tuple[Range, ...]:
    several = list(ranges)
    if several and all(np.ndim(end) == 0 for end in several):
        several = [several]
    checked = []
    for ends in several:
        if len(ends) != 2:
            raise ValueError(f"{name} must be (low, high), got {ends}")
        low = -np.inf if ends[0] is None else float(ends[0])
        high = np.inf if ends[1] is None else float(ends[1])
        if not low < high:
            raise ValueError(f"{name} must increase, got ({low}, {high})")
        checked.append((low, high))
    return tuple(checked)


def _numbers(name: str, numbers: Any, largest: int | None) -> tuple[int, ...]:
    several = (numbers,) if isinstance(numbers, (int, np.integer)) else tuple(numbers)
    for number in several:
        if number != int(number) or number < 1 or (largest is not None and number > largest):
            raise ValueError(f"{name} must be 1 to {largest or 'the number of exposures'}, got {number}")
    return tuple(sorted({int(number) for number in several}))


def _say_ranges(text: str, unit: str) -> Any:
    return lambda ranges: " or ".join(f"{low:g} ≤ {text} < {high:g}{unit}" for low, high in ranges)


def _say_numbers(text: str) -> Any:
    return lambda numbers: f"{text} {', '.join(map(str, numbers))}"


def _say_shapes(shapes: tuple[Shape, ...]) -> str:
    return " or ".join(f"{_say_size(s)} at ({s.ra:.7f}, {s.dec:+.7f})" for s in shapes)


def _say_size(shape: Shape) -> str:
    if isinstance(shape, Annulus):
        return f"annulus of {shape.inner:g} to {shape.outer:g}"
    return f"{type(shape).__name__.lower()} of {shape.size:g}"


_DESCRIBE = {
    "shapes": _say_shapes,
    "wave": _say_ranges("λ", " Å"),
    "ifu": _say_numbers("IFU"),
    "slice_no": _say_numbers("CCD slice"),
    "stack": _say_numbers("stack"),
    "exposure": _say_numbers("exposure"),
    "x_det": _say_ranges("x", " px"),
    "y_det": _say_ranges("y", " px"),
    "good": lambda good: "without flags",
    "flags": lambda mask: "flagged " + " or ".join(names_of(mask)),
    "no_flags": lambda mask: "not flagged " + " nor ".join(names_of(mask)),
    "value": _say_ranges("value", ""),
    "snr": _say_ranges("S/N", ""),
    "variance": _say_ranges("variance", ""),
}
