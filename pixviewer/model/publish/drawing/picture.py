"""From a description to a file's content: PNG, PDF or SVG.

Matplotlib is used without pyplot, whose state is global; what it takes from its global settings is set under
a lock, since two workers may draw at once.
"""

import io
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from pixviewer._version import __version__
from pixviewer.core.progress import Progress
from pixviewer.model.publish.drawing import bars
from pixviewer.model.publish.drawing.axes import dress, dress_right, set_ticks
from pixviewer.model.publish.drawing.corners import Corners, has_key
from pixviewer.model.publish.drawing.layers import draw_layer
from pixviewer.model.publish.drawing.layout import EDGE, Drawn, Sheet, has_shared_labels, measure
from pixviewer.model.publish.drawing.pen import Pen
from pixviewer.model.publish.figure import BAR, TITLE, Figure, Panel
from pixviewer.model.publish.look import INCH, LEAST_IN, LEAST_PX, PX, Look, Size, check_size, check_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Paper

_LOCK = threading.Lock()
# Text stays text: it can be searched, and edited in a drawing program.
_SETTINGS = {
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "pixviewer",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "mathtext.default": "regular",
    "axes.unicode_minus": True,
    "image.composite_image": False,
    "path.simplify": True,
}
_MEASURED_DPI = 100.0
MANY_POINTS = 20_000
ROUNDS = 3  # labels depend on the place of a panel, and that on its labels


def picture_bytes(
    figure: Figure, look: Look, size: Size, ending: str, progress: Progress | None = None
) -> bytes:
    """Draw a figure as the content of a file.

    Parameters
    ----------
    figure : Figure
    look : Look
    size : Size
        Exactly so large the picture is, in pixels (PNG) or points (PDF, SVG).
    ending : {".png", ".pdf", ".svg"}
    progress : Progress, optional

    Returns
    -------
    bytes

    Raises
    ------
    OutputError
        If the size makes no sense.
    ValueError
        If the ending is another.
    Cancelled
    """
    from matplotlib import rc_context

    if ending not in (".png", ".pdf", ".svg"):
        raise ValueError(f"a picture is written as .png, .pdf or .svg, got {ending!r}")
    check_size(size)
    check_text(look.text)
    progress = progress or Progress()
    if ending == ".png":  # of whole pixels
        size = size.in_unit(PX)
    with _LOCK, rc_context(_SETTINGS):
        progress.step("Drawing", 0.0, 1.0)
        paper = make_paper(figure, look, size, progress, is_pixels=ending == ".png")
        wide, high = (float(inches) for inches in paper.get_size_inches())
        check_size(Size(wide, high, INCH, size.dpi))
        progress.step("Drawing", 0.5, 1.0)
        progress.check()
        return _content(paper, ending, size.dpi, figure.title)


def _content(paper: "Paper", ending: str, dpi: float, title: str) -> bytes:
    buffer = io.BytesIO()
    program = f"pixviewer {__version__}"
    # No dates: the same picture is the same file.
    by_ending: dict[str, dict[str, Any]] = {
        ".png": {"Software": program, "Title": title},
        ".pdf": {"Creator": program, "Title": title, "CreationDate": None, "ModDate": None},
        ".svg": {"Creator": program, "Title": title, "Date": None},
    }
    metadata = by_ending[ending]
    paper.savefig(buffer, format=ending[1:], dpi=dpi, facecolor=paper.get_facecolor(), metadata=metadata)
    return buffer.getvalue()


def make_paper(
    figure: Figure, look: Look, size: Size, progress: Progress, *, is_pixels: bool = True
) -> "Paper":
    """Draw on paper of matplotlib's; to be called with its settings made."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Paper

    pen = Pen(look)
    width, height = size.inches
    # A thousandth of a pixel more, as a size that is a hair below a whole number would lose one.
    hair = 0.001 / size.dpi if is_pixels else 0.0
    paper = Paper(figsize=(width + hair, (height or width) + hair), dpi=_MEASURED_DPI)
    paper.set_facecolor(pen.colour("paper"))
    canvas = FigureCanvasAgg(paper)
    drawn = [_draw_panel(paper, panel, pen, progress) for panel in figure.panels]
    sheet = Sheet(figure, pen, drawn, width=width, height=height or width)
    if figure.bar is not None and pen.has(BAR):
        sheet.bar = paper.add_axes((0.9, 0.1, 0.05, 0.8))
    _join(figure, drawn)
    for _ in range(ROUNDS):
        progress.check()
        sheet.place()
        _fill_in(sheet)
        measure(sheet, canvas.get_renderer(), _MEASURED_DPI)
        if height is None:
            least = max(LEAST_IN, LEAST_PX / size.dpi)
            sheet.height = _whole_pixels(max(sheet.fit_height(), least), size.dpi)
            paper.set_size_inches(width + hair, sheet.height + hair)
    sheet.place()
    _fill_in(sheet)
    for one, panel in zip(sheet.drawn, figure.panels, strict=True):
        Corners(paper, one.ax, one.box, pen).draw(panel)
    if has_shared_labels(figure):
        _write_labels(paper, sheet)
    if figure.title and pen.has(TITLE):
        _write_title(paper, sheet, figure.title)
    return paper


def _whole_pixels(inches: float, dpi: float) -> float:
    return round(inches * dpi) / dpi


def _draw_panel(paper: "Paper", panel: Panel, pen: Pen, progress: Progress) -> Drawn:
    progress.check()
    ax = paper.add_axes((0.15, 0.15, 0.7, 0.7), label=f"panel {len(paper.axes)}")
    dress(ax, panel, pen)
    right = None
    if panel.right is not None and any(
        getattr(layer, "is_right", False) and pen.has(layer.part) for layer in panel.layers
    ):
        right = ax.twinx()
        dress_right(right, panel.right, pen, "counts")
    for order, layer in enumerate(panel.layers, 2):
        draw_layer(ax, right, layer, pen, order)
    if has_key(panel, pen):
        key = ax.legend(loc="best" if _is_light(panel) else "upper right", fontsize=pen.small, frameon=True)
        key.get_frame().set(facecolor=pen.colour("paper"), alpha=0.75, linewidth=0.0)
        key.set_zorder(45)
        for text in key.get_texts():
            text.set_color(pen.colour("axis"))
    bar = None
    if panel.bar is not None and pen.has(BAR):
        bar = paper.add_axes((0.9, 0.15, 0.03, 0.7), label=f"bar {len(paper.axes)}")
    return Drawn(ax, bar, right)


def _is_light(panel: Panel) -> bool:
    """Whether a free place for the key is found in a moment."""
    sizes = [np.size(getattr(layer, "x", 0.0)) for layer in panel.layers]
    return sum(sizes) < MANY_POINTS


def _join(figure: Figure, drawn: list[Drawn]) -> None:
    """Label panels with the same axes at the outside only."""
    n, columns = len(drawn), figure.columns
    for i, one in enumerate(drawn):
        if has_shared_labels(figure):
            one.ax.set_xlabel("")
            one.ax.set_ylabel("")
        if figure.is_joined and i % columns:
            one.ax.tick_params(labelleft=False)
        if figure.is_joined and i + columns < n:
            one.ax.tick_params(labelbottom=False)


def _write_labels(paper: "Paper", sheet: Sheet) -> None:
    """Label all panels together, in the middle of their sides."""
    pen, panel = sheet.pen, sheet.figure.panels[0]
    left, bottom, right, top = sheet.area
    ink: dict[str, Any] = {"color": pen.colour("axis"), "fontsize": pen.text}
    x, y = (left + right) / 2 / sheet.width, (bottom + top) / 2 / sheet.height
    edge = EDGE * pen.em
    paper.text(x, edge / sheet.height, panel.x.label, ha="center", va="bottom", **ink)
    paper.text(edge / sheet.width, y, panel.y.label, ha="left", va="center", rotation=90, **ink)


def _fill_in(sheet: Sheet) -> None:
    """What depends on the size of a panel: ticks, and those of bars."""
    for one, panel in zip(sheet.drawn, sheet.figure.panels, strict=True):
        set_ticks(one.ax, panel, sheet.pen, one.box[2], one.box[3])
        if one.bar is not None and panel.bar is not None:
            bars.draw_bar(one.bar, panel.bar, sheet.pen, one.box[3])
    if sheet.bar is not None and sheet.figure.bar is not None:
        low = min(d.box[1] for d in sheet.drawn)
        high = max(d.box[1] + d.box[3] for d in sheet.drawn)
        bars.draw_bar(sheet.bar, sheet.figure.bar, sheet.pen, high - low)


def _write_title(paper: "Paper", sheet: Sheet, title: str) -> None:
    """Write the title, in letters small enough for the width."""
    pen = sheet.pen
    fits = sheet.width * 72 / (0.52 * max(len(title), 1))
    paper.text(
        0.5, 1.0 - pen.em * 0.6 / sheet.height, title, ha="center", va="top",
        fontsize=max(min(pen.text, fits), 0.6 * pen.text), color=pen.colour("axis"),
    )  # fmt: skip
