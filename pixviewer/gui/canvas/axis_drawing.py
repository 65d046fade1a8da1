"""Where the line, the ticks and the labels of an axis are drawn: four axes are laid out in every frame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QLineF, QRectF, Qt
from PyQt6.QtGui import QFont, QFontMetricsF, QPen

_Align = Qt.AlignmentFlag
Levels = Sequence[tuple[float, Sequence[float]]]  # step and values of the ticks of one length, longest first
Spelled = Callable[[Sequence[float], float], Sequence[str]]
Label = tuple[QRectF, Qt.AlignmentFlag | Qt.TextFlag, str]

_MOST_KNOWN = 2_000
_BESIDE = {
    "left": _Align.AlignRight | _Align.AlignVCenter,
    "right": _Align.AlignLeft | _Align.AlignVCenter,
    "top": _Align.AlignHCenter | _Align.AlignBottom,
    "bottom": _Align.AlignHCenter | _Align.AlignTop,
}


@dataclass(frozen=True, slots=True)
class Side:
    """An axis on one side of a plot, in the pixels of its own item."""

    name: str
    bounds: QRectF
    low: float
    high: float

    @property
    def is_upright(self) -> bool:
        """Whether it goes upwards."""
        return self.name in ("left", "right")

    @property
    def length(self) -> float:
        """From end to end."""
        return self.bounds.height() if self.is_upright else self.bounds.width()

    @property
    def edge(self) -> float:
        """Where the plot begins."""
        ends = {"left": QRectF.right, "right": QRectF.left, "top": QRectF.bottom, "bottom": QRectF.top}
        return ends[self.name](self.bounds)

    @property
    def outwards(self) -> int:
        """Sign of the way from the plot."""
        return -1 if self.name in ("left", "top") else 1

    def line(self) -> QLineF:
        """The axis itself, one pixel outside the plot and longer at both ends."""
        area, at = self.bounds, self.edge + self.outwards
        if self.is_upright:
            return QLineF(at, area.top() - 1, at, area.bottom() + 1)
        return QLineF(area.left() - 1, at, area.right() + 1, at)

    def places(self, values: Sequence[float]) -> list[float | None]:
        """Pixels of values along the axis, None beyond its ends."""
        size, low, scale = self.length, self.low, self.length / (self.high - self.low)
        along = [(float(value) - low) * scale for value in values]
        found = [size - x for x in along] if self.is_upright else along
        return [x if 0 <= x <= size else None for x in found]

    def tick(self, at: float, length: float) -> QLineF:
        """A tick; a negative length reaches into the plot."""
        far = self.edge + self.outwards * length
        return QLineF(self.edge, at, far, at) if self.is_upright else QLineF(at, self.edge, at, far)

    def label(self, at: float, width: float, height: float, gap: float) -> QRectF:
        """Room of a label."""
        near = self.edge + self.outwards * gap
        if self.is_upright:
            return QRectF(near - width if self.name == "left" else near, at - height / 2, width, height)
        return QRectF(at - width / 2, near - height if self.name == "top" else near, width, height)


class LabelSizes:
    """Sizes of words in one font, kept: the same labels come again in every frame."""

    def __init__(self, font: QFont) -> None:
        self._metrics = QFontMetricsF(font)
        self._known: dict[str, tuple[float, float]] = {}

    def of(self, text: str) -> tuple[float, float]:
        """Width and height, without the room above and below."""
        size = self._known.get(text)
        if size is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            box = self._metrics.boundingRect(QRectF(0, 0, 100, 100), int(_Align.AlignCenter), text)
            size = self._known[text] = (box.width(), 0.8 * box.height())
        return size


def tick_lines(
    side: Side, places: Sequence[Sequence[float | None]], pen: QPen, length: float
) -> list[tuple[QPen, list[QLineF]]]:
    """Ticks of each level with their pen, shorter and paler from level to level."""
    found = []
    for i, at in enumerate(places):
        pale, colour = QPen(pen), pen.color()
        colour.setAlpha(int(255 / (i + 1)))
        pale.setColor(colour)
        found.append((pale, [side.tick(x, length / (0.5 * i + 1)) for x in at if x is not None]))
    return found


def labels(
    side: Side,
    levels: Levels,
    places: Sequence[Sequence[float | None]],
    spelled: Spelled,
    sizes: LabelSizes,
    *,
    room: QRectF,
    gap: float,
    limits: Sequence[tuple[int, float]],
) -> tuple[list[Label], float]:
    """Labels of the ticks, level by level while they are not crowded, and the room they take across."""
    found: list[Label] = []
    filled = across = widest = 0.0
    for i, (step, values) in enumerate(levels):
        strings = spelled(values, step)
        shown = [(x, s, *sizes.of(s)) for x, s in zip(places[i], strings, strict=True) if x is not None]
        if not strings:
            continue
        filled += sum(height if side.is_upright else width for _, _, width, height in shown)
        widest = max([widest, *(width if side.is_upright else height for _, _, width, height in shown)])
        if i and any(len(found) >= n and filled / side.length >= limit for n, limit in limits):
            break
        across = widest
        flags = _BESIDE[side.name] | Qt.TextFlag.TextDontClip
        boxes = [(side.label(x, width, height, gap), s) for x, s, width, height in shown]
        found += [(box, flags, s) for box, s in boxes if room & box == box]
    return found, across
