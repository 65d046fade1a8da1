"""What stands in the corners of a panel at a size of its own: scale bar, compass, notes, names of lines."""

from typing import TYPE_CHECKING, Any

import numpy as np

from pixviewer.model.graticule import graticule
from pixviewer.model.publish.drawing.axes import most_ticks
from pixviewer.model.publish.drawing.layers import PILL, pill
from pixviewer.model.publish.drawing.pen import Pen
from pixviewer.model.publish.figure import Compass, Graticule, Layer, Note, Panel, Raster, ScaleBar, SkyLines

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#ffffff"
_TOP = 50.0  # above all layers
# So wide a range of wavelengths has room for the names of the brightest lines only.
WIDE, BRIGHT = 1500.0, 60.0


class Corners:
    """Draws in inches from the lower left corner of a panel.

    Parameters
    ----------
    figure, ax : Figure, Axes
    box : (left, bottom, width, height)
        Of the panel, in inches.
    """

    def __init__(
        self, figure: "Figure", ax: "Axes", box: tuple[float, float, float, float], pen: Pen
    ) -> None:
        self.figure, self.ax, self.box, self.pen = figure, ax, box, pen

    def draw(self, panel: Panel) -> None:
        """Draw what the panel has in its corners."""
        notes = [panel.title] if panel.title else []
        for layer in panel.layers:
            if self.pen.has(layer.part):
                self._draw_one(panel, layer)
                if isinstance(layer, Note):
                    notes.append(layer.text)
        if notes:
            on_picture = any(isinstance(layer, Raster) for layer in panel.layers)
            self._note(" · ".join(notes), on_picture=on_picture)

    def _draw_one(self, panel: Panel, layer: Layer) -> None:
        if isinstance(layer, ScaleBar):
            self._scale_bar(layer, self.box[2] / abs(panel.x.high - panel.x.low))
        elif isinstance(layer, Compass):
            self._compass()
        elif isinstance(layer, SkyLines):
            self._lines(panel, layer)
        elif isinstance(layer, Graticule):
            self._graticule(panel, layer)

    def _graticule(self, panel: Panel, layer: Graticule) -> None:
        """Lines through the ticks that had room; those that meet none have their coordinate with them."""
        (x0, x1), (y0, y1) = (sorted((axis.low, axis.high)) for axis in (panel.x, panel.y))
        n_across, n_up = (
            most_ticks(axis, length, self.pen, is_across=is_across)
            for axis, length, is_across in ((panel.x, self.box[2], True), (panel.y, self.box[3], False))
        )
        for line in graticule(layer.frame, layer.axes, (x0, x1, y0, y1), n_across, n_up):
            self.ax.plot(line.xi, line.eta, color=layer.colour, alpha=0.85, linewidth=0.7 * self.pen.line,
                         zorder=30, scalex=False, scaley=False)  # fmt: skip
            seen = np.flatnonzero((line.xi > x0) & (line.xi < x1) & (line.eta > y0) & (line.eta < y1))
            if not line.has_tick and seen.size:
                i = int(seen[seen.size // 2])
                self.ax.text(float(line.xi[i]), float(line.eta[i]), line.text, color=INK, ha="center",
                             fontsize=0.85 * self.pen.small, zorder=31, bbox=pill(0.1))  # fmt: skip

    @property
    def _inches(self) -> Any:
        return self.figure.dpi_scale_trans

    def _plate(self, left: float, bottom: float, width: float, height: float) -> None:
        from matplotlib.patches import FancyBboxPatch

        radius = 0.35 * self.pen.em
        plate = FancyBboxPatch(
            (left, bottom), width, height, boxstyle=f"round,pad=0,rounding_size={radius}", linewidth=0.0,
            facecolor=PILL, transform=self._inches, zorder=_TOP,
        )  # fmt: skip
        self.figure.add_artist(plate)

    def _stroke(self, x: list[float], y: list[float], width: float) -> None:
        from matplotlib.lines import Line2D

        self.figure.add_artist(
            Line2D(x, y, color=INK, linewidth=width, transform=self._inches, zorder=_TOP + 1)
        )

    def _text(self, x: float, y: float, text: str, **settings: Any) -> None:
        self.figure.text(
            x, y, text, transform=self._inches, color=INK, zorder=_TOP + 1, ha="center", va="center",
            **settings,
        )  # fmt: skip

    def _scale_bar(self, layer: ScaleBar, inch_per_unit: float) -> None:
        em, length = self.pen.em, layer.length * inch_per_unit
        width = max(length, 0.62 * em * len(layer.text)) + 1.2 * em
        if width > self.box[2] or 2.2 * em > self.box[3]:
            return
        left, bottom = self.box[0] + 0.6 * em, self.box[1] + 0.6 * em
        self._plate(left, bottom, width, 2.1 * em)
        middle, y = left + width / 2, bottom + 0.55 * em
        self._stroke([middle - length / 2, middle + length / 2], [y, y], 1.6 * self.pen.line)
        for x in (middle - length / 2, middle + length / 2):
            self._stroke([x, x], [y - 0.22 * em, y + 0.22 * em], 1.6 * self.pen.line)
        self._text(middle, bottom + 1.4 * em, layer.text, fontsize=self.pen.text)

    def _compass(self) -> None:
        em = self.pen.em
        side = 4.4 * em
        if side > 0.5 * min(self.box[2:]):
            return
        left, bottom = self.box[0] + self.box[2] - side - 0.6 * em, self.box[1] + 0.6 * em
        self._plate(left, bottom, side, side)
        x, y, reach = left + 3.3 * em, bottom + 0.9 * em, 1.7 * em
        for dx, dy in ((0.0, reach), (-reach, 0.0)):
            self._arrow(x, y, x + dx, y + dy)
        self._text(x, y + reach + 0.75 * em, "N", fontsize=self.pen.text, weight="bold")
        self._text(x - reach - 0.8 * em, y, "E", fontsize=self.pen.text, weight="bold")

    def _arrow(self, x0: float, y0: float, x1: float, y1: float) -> None:
        from matplotlib.patches import FancyArrowPatch

        arrow = FancyArrowPatch(
            (x0, y0), (x1, y1), arrowstyle="-|>", mutation_scale=0.8 * self.pen.text, color=INK,
            linewidth=1.3 * self.pen.line, shrinkA=0.0, shrinkB=0.0, transform=self._inches,
            zorder=_TOP + 1,
        )  # fmt: skip
        self.figure.add_artist(arrow)

    def _note(self, text: str, *, on_picture: bool) -> None:
        em = self.pen.em
        x, y = self.box[0] + 0.7 * em, self.box[1] + self.box[3] - 0.6 * em
        fits = max(int(self.box[2] / (0.5 * self.pen.small / 72)) - 3, 4)
        shown = text if len(text) <= fits else f"{text[: fits - 1]}…"
        colour = INK if on_picture else self.pen.colour("axis")
        self.figure.text(
            x, y, shown, transform=self._inches, color=colour, fontsize=self.pen.small, va="top",
            zorder=_TOP + 1, bbox=pill(0.25) if on_picture else None,
        )  # fmt: skip

    def _lines(self, panel: Panel, layer: SkyLines) -> None:
        """Ticks at the lines, the longer the brighter; names where there is room."""
        from matplotlib.lines import Line2D

        pen, (left, bottom, width, height) = self.pen, self.box
        em, colour = pen.em, pen.colour("sky_line")
        per = width / (panel.x.high - panel.x.low)
        top, taken = bottom + height, left
        is_wide = panel.x.high - panel.x.low > WIDE
        for wave, flux, name in zip(layer.wave.tolist(), layer.flux.tolist(), layer.names, strict=True):
            if not panel.x.low < wave < panel.x.high:
                continue
            x = left + (wave - panel.x.low) * per
            length = em * (0.5 + 0.9 * flux / 100)
            tick = Line2D([x, x], [top - length, top], color=colour, linewidth=1.1 * pen.line,
                          transform=self._inches, zorder=_TOP)  # fmt: skip
            self.figure.add_artist(tick)
            half = 0.3 * em * 0.9 * len(name)
            if (is_wide and flux <= BRIGHT) or x - half < taken or x + half > left + width:
                continue
            self.figure.text(x, top - 1.5 * em, name, transform=self._inches, color=colour, ha="center",
                             va="top", fontsize=0.85 * pen.small, zorder=_TOP)  # fmt: skip
            taken = x + half + 0.5 * em


def has_key(panel: Panel, pen: Pen) -> bool:
    """Whether several curves of a panel have names, so that a key tells them apart."""
    names = [getattr(layer, "name", "") for layer in panel.layers if pen.has(layer.part)]
    return sum(bool(name) for name in names) > 0 and not any(
        type(layer).__name__ == "Shape" for layer in panel.layers
    )
