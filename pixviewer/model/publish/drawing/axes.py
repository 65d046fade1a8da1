"""Axes of a panel: ends, ticks that have room, labels."""

import math
from typing import TYPE_CHECKING, Any

from pixviewer.model.publish.drawing.pen import Pen
from pixviewer.model.publish.figure import Axis, Panel
from pixviewer.model.units import pretty_number, superscript

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def dress(ax: "Axes", panel: Panel, pen: Pen) -> None:
    """Give axes their ends, colours and labels."""
    ink = pen.colour("axis")
    ax.set_facecolor(pen.colour(panel.background))
    for spine in ax.spines.values():
        spine.set_color(ink)
        spine.set_linewidth(0.8 * pen.line)
        spine.set_zorder(40)
    ax.tick_params(
        labelsize=pen.small, color=ink, labelcolor=ink, width=0.8 * pen.line, length=0.4 * pen.text,
        pad=0.3 * pen.text, zorder=41,
    )  # fmt: skip
    ax.set_xlabel(panel.x.label, fontsize=pen.text, color=ink, labelpad=0.3 * pen.text)
    ax.set_ylabel(panel.y.label, fontsize=pen.text, color=ink, labelpad=0.4 * pen.text)
    for axis, set_scale, set_ends in (
        (panel.x, ax.set_xscale, ax.set_xlim), (panel.y, ax.set_yscale, ax.set_ylim),
    ):  # fmt: skip
        if axis.is_log:
            set_scale("log")
        set_ends(axis.low, axis.high)


def dress_right(ax: "Axes", axis: Axis, pen: Pen, colour: str) -> None:
    """Give the axis at the right its ends, in the colour of its curve."""
    ink = pen.colour(colour)
    ax.set_ylim(axis.low, axis.high)
    ax.set_ylabel(axis.label, fontsize=pen.text, color=ink)
    ax.tick_params(axis="y", labelsize=pen.small, color=ink, labelcolor=ink, width=0.8 * pen.line,
                   length=0.4 * pen.text)  # fmt: skip
    for spine in ax.spines.values():
        spine.set_visible(False)


def set_ticks(ax: "Axes", panel: Panel, pen: Pen, width: float, height: float) -> None:
    """Choose ticks for a panel of so many inches."""
    _set(ax.xaxis, panel.x, width, pen, is_across=True)
    _set(ax.yaxis, panel.y, height, pen, is_across=False)
    if ax.get_ylabel():
        ax.set_ylabel(broken(panel.y.label, height / pen.em))
    if ax.get_xlabel():
        ax.set_xlabel(broken(panel.x.label, 1.1 * width / pen.em))


def broken(label: str, room: float) -> str:
    """A label in two lines, the unit below, where there is no room for one of so many letters' heights."""
    return label.replace(" [", "\n[", 1) if 0.56 * len(label) > room else label


def _set(side: Any, axis: Axis, length: float, pen: Pen, *, is_across: bool) -> None:
    low, high = sorted((axis.low, axis.high))
    if axis.ticks:
        _fixed(side, list(axis.ticks), length, (low, high), pen, is_across=is_across)
    elif axis.world is not None:
        found = axis.world.ticks(low, high, most_ticks(axis, length, pen, is_across=is_across))
        side.set_ticks([place for place, _ in found], [text for _, text in found])
    elif axis.is_log:
        from matplotlib.ticker import FuncFormatter, NullFormatter

        side.set_major_formatter(FuncFormatter(lambda value, _: power_text(value)))
        side.set_minor_formatter(NullFormatter())
    else:
        from matplotlib.ticker import MaxNLocator

        # Twice, as small and large numbers have longer labels.
        for wide in (4.0, 0.62 * (max(map(len, _texts(side, axis)), default=4) + 1.5)):
            n = int(length / (pen.em * (max(wide, 3.0) if is_across else 2.4)))
            side.set_major_locator(MaxNLocator(min(max(n, 2), 9), steps=[1, 2, 5, 10]))
        side.set_major_formatter(_plain_formatter())


def _texts(side: Any, axis: Axis) -> list[str]:
    low, high = sorted((axis.low, axis.high))
    return number_texts([v for v in side.get_major_locator().tick_values(low, high) if low <= v <= high])


def _plain_formatter() -> Any:
    """Numbers as plain text: mathematical typesetting would put each digit into the file by itself."""
    from matplotlib.ticker import Formatter

    class Plain(Formatter):
        def __call__(self, value: float, place: int | None = None) -> str:
            return number_texts([value])[0]

        def format_ticks(self, values: Any) -> list[str]:
            return number_texts([float(v) for v in values])

    return Plain()


def number_texts(values: list[float]) -> list[str]:
    """Labels of one style: as many decimals in each, or powers of ten."""
    largest = max(map(abs, values), default=0.0)
    values = [0.0 if abs(v) < 1e-12 * largest else v for v in values]
    if largest and not 1e-3 <= largest < 1e6:
        return [pretty_number(v, 4) for v in values]
    digits = max((len(f"{v:.7g}".partition(".")[2]) for v in values if "e" not in f"{v:.7g}"), default=0)
    return [f"{v:.{digits}f}".replace("-", "−") for v in values]


def power_text(value: float) -> str:
    """A power of ten as a label."""
    power = math.log10(value) if value > 0 else 0.0
    if abs(power - round(power)) > 1e-9:
        return pretty_number(value)
    return f"{value:g}" if 0 <= power <= 1 else f"10{superscript(round(power))}"


def most_ticks(axis: Axis, length: float, pen: Pen, *, is_across: bool) -> int:
    """How many ticks of RA or Dec have room."""
    assert axis.world is not None
    low, high = sorted((axis.low, axis.high))
    sample = axis.world.ticks(low, high, 3)
    chars = max((len(text) for _, text in sample), default=8)
    room = pen.em * (0.62 * chars if is_across else 2.2)
    return max(2, int(length / (1.3 * room)))


def _fixed(
    side: Any, ticks: list[tuple[float, str]], length: float, ends: tuple[float, float], pen: Pen, *,
    is_across: bool,
) -> None:  # fmt: skip
    """As many of the given ticks as have room: the first, and multiples."""
    chars = max(len(text) for _, text in ticks)
    room = pen.em * (0.62 * (chars + 1) if is_across else 1.3)
    step = length / max(len(ticks), 1)
    every = next((k for k in (1, 2, 3, 4, 6, 8, 12, 24, 48) if k * step >= room), len(ticks))
    shown = [t for i, t in enumerate(ticks) if i == 0 or ((i + 1) % every == 0 and i * step >= room)]
    side.set_ticks([place for place, _ in shown], [text for _, text in shown])
