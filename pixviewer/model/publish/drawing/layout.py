"""Where panels, bars and title lie on paper, in inches: measured, then placed.

Panels of one figure have one size; a picture keeps its shape, and its colour bar stands as high beside it.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pixviewer.model.publish.drawing import bars
from pixviewer.model.publish.drawing.pen import Pen
from pixviewer.model.publish.figure import TITLE, Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EDGE = 0.35  # free paper around everything, in heights of letters
HIGHEST = 4.0  # times as high as wide, at most, where the height is not said
LEAST = 0.25  # inches that a panel keeps, however large its labels are
Box = tuple[float, float, float, float]  # left, bottom, width, height in inches


@dataclass(slots=True)
class Drawn:
    """Axes of a panel with those of its bar and at its right."""

    ax: "Axes"
    bar: "Axes | None" = None
    right: "Axes | None" = None
    margins: list[float] = field(default_factory=lambda: [0.5, 0.1, 0.4, 0.1])  # left, right, low, high
    bar_room: float = 0.0  # of bar, its ticks and label, with the gap before it
    box: Box = (0.0, 0.0, 1.0, 1.0)


@dataclass(slots=True)
class Sheet:
    """The whole paper."""

    figure: Figure
    pen: Pen
    drawn: list[Drawn]
    bar: "Axes | None" = None
    bar_room: float = 0.0
    width: float = 1.0
    height: float = 1.0

    @property
    def top(self) -> float:
        """Room of the title, in inches."""
        em = self.pen.em
        has_title = bool(self.figure.title) and self.pen.has(TITLE)
        return em * (2.0 * EDGE + (1.5 if has_title else 0.0))

    @property
    def foot(self) -> float:
        """Room below the panels: of a label that all have, and the edge of the paper."""
        return self.pen.em * (EDGE + (1.6 if has_shared_labels(self.figure) else 0.0))

    @property
    def side(self) -> float:
        """Room to the left of the panels, likewise."""
        return self.foot

    @property
    def area(self) -> Box:
        """Left, low, right and upper end of all panels."""
        boxes = [drawn.box for drawn in self.drawn]
        return (
            min(b[0] for b in boxes), min(b[1] for b in boxes),
            max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes),
        )  # fmt: skip

    def fit_height(self) -> float:
        """Height that the panels need at this width."""
        columns, gaps_x = self._columns()
        cell = max((self.width - gaps_x) / columns, LEAST)
        rows = []
        for row in self._rows():
            high = max(cell * self.figure.panels[i].ratio for i in row)
            rows.append(high + self._low(row) + self._high(row))
        wanted = sum(rows) + self.top + self.foot
        return min(wanted, HIGHEST * self.width)

    def place(self) -> None:
        """Give all axes their places on the paper."""
        columns, gaps_x = self._columns()
        rows = self._rows()
        gaps_y = sum(self._low(row) + self._high(row) for row in rows) + self.top + self.foot
        cell = (
            max((self.width - gaps_x) / columns, LEAST), max((self.height - gaps_y) / len(rows), LEAST),
        )  # fmt: skip
        lefts = self._lefts(columns, cell[0])
        y = self.height - self.top
        for row in rows:
            y -= self._high(row) + cell[1]
            for column, i in enumerate(row):
                self._place_one(i, (lefts[column], y, *cell))
            y -= self._low(row)
        if self.bar is not None:
            self._place_bar()

    def _place_one(self, i: int, cell: Box) -> None:
        panel, drawn = self.figure.panels[i], self.drawn[i]
        left, bottom, width, height = cell
        if panel.is_square:
            inner = min(width, height / panel.ratio)
            wide, high = inner, inner * panel.ratio
            left += (width - wide) / 2  # with its bar, which stands beside it
            bottom += (height - high) / 2
            width, height = wide, high
        drawn.box = (left, bottom, width, height)
        self._put(drawn.ax, drawn.box)
        if drawn.right is not None:
            self._put(drawn.right, drawn.box)
        if drawn.bar is not None:
            em = self.pen.em
            x = left + width + bars.GAP * em + self._right_of(drawn)
            self._put(drawn.bar, (x, bottom, bars.WIDTH * em, height))

    def _place_bar(self) -> None:
        em = self.pen.em
        _, low, right, high = self.area
        x = right + bars.GAP * em
        assert self.bar is not None
        self._put(self.bar, (x, low, bars.WIDTH * em, high - low))

    def _put(self, ax: "Axes", box: Box) -> None:
        ax.set_position((
            box[0] / self.width, box[1] / self.height, box[2] / self.width, box[3] / self.height,
        ))  # fmt: skip

    # Rooms

    def _rows(self) -> list[list[int]]:
        n, columns = len(self.drawn), self.figure.columns
        return [list(range(k, min(k + columns, n))) for k in range(0, n, columns)]

    def _low(self, row: list[int]) -> float:
        return max(self.drawn[i].margins[2] for i in row)

    def _high(self, row: list[int]) -> float:
        return max(self.drawn[i].margins[3] for i in row)

    def _left_of(self, column: int) -> float:
        return max(d.margins[0] for d in self.drawn[column :: self.figure.columns])

    def _right_of(self, drawn: Drawn) -> float:
        return drawn.margins[1] if drawn.right is not None else 0.0

    def _right(self, column: int) -> float:
        return max(
            max(d.margins[1], d.bar_room + self._right_of(d))
            for d in self.drawn[column :: self.figure.columns]
        )

    def _columns(self) -> tuple[int, float]:
        n = min(self.figure.columns, len(self.drawn))
        gaps = sum(self._left_of(c) + self._right(c) for c in range(n))
        return n, gaps + self.bar_room + self.side + EDGE * self.pen.em

    def _lefts(self, columns: int, cell: float) -> list[float]:
        lefts, x = [], self.side
        for column in range(columns):
            x += self._left_of(column)
            lefts.append(x)
            x += cell + self._right(column)
        return lefts


def has_shared_labels(figure: Figure) -> bool:
    """Whether axes are labelled once for all panels."""
    return (figure.is_joined or figure.shares_labels) and len(figure.panels) > 1


def measure(sheet: Sheet, renderer: Any, dpi: float) -> None:
    """Learn how much room ticks and labels take around each panel, as it is placed now."""
    for drawn in sheet.drawn:
        inner = drawn.ax.get_window_extent(renderer)
        outer: Any = drawn.ax.get_tightbbox(renderer)
        drawn.margins = [
            max((inner.x0 - outer.x0) / dpi, 0.0), max((outer.x1 - inner.x1) / dpi, 0.0),
            max((inner.y0 - outer.y0) / dpi, 0.0), max((outer.y1 - inner.y1) / dpi, 0.0),
        ]  # fmt: skip
        if drawn.right is not None:
            beyond: Any = drawn.right.get_tightbbox(renderer)
            drawn.margins[1] = max((beyond.x1 - inner.x1) / dpi, drawn.margins[1])
        gap = 0.35 * sheet.pen.em  # between the labels of neighbours
        drawn.margins = [m + (gap if len(sheet.drawn) > 1 else 0.0) for m in drawn.margins]
        if drawn.bar is not None:
            beside = 1.2 * sheet.pen.em if len(sheet.drawn) > 1 else 0.0  # before the label of the next
            drawn.bar_room = _room(drawn.bar, renderer, dpi) + bars.GAP * sheet.pen.em + beside
    if sheet.bar is not None:
        sheet.bar_room = _room(sheet.bar, renderer, dpi) + bars.GAP * sheet.pen.em


def _room(bar: "Axes", renderer: Any, dpi: float) -> float:
    inner = bar.get_window_extent(renderer)
    outer: Any = bar.get_tightbbox(renderer)
    return float((outer.x1 - inner.x0) / dpi)
