"""What a worker does for a line map."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from pixviewer.core.progress import Progress
from pixviewer.model.lines.bands import LINE_SNR, LINE_SUM
from pixviewer.model.lines.requests import LineMapRequest
from pixviewer.model.resolve import ImageRequest
from pixviewer.model.work import compute_image, natural_cells

if TYPE_CHECKING:
    from pixviewer.core.products.image import Image
    from pixviewer.core.products.line_bands import Weighting
    from pixviewer.core.products.line_map import LineMap
    from pixviewer.core.table.pixtable import PixTable


def compute_line_map(request: LineMapRequest, table: "PixTable", progress: Progress) -> "LineMap":
    """Line minus continuum: its mean density, its flux, or over its σ."""
    from pixviewer.core.products.line_map import line_map

    made = line_map(
        table,
        request.line,
        request.continuum,
        request.choice,
        weighting=cast("Weighting", request.weighting),
        statistic="sum" if request.statistic == LINE_SUM else "mean",
        step=natural_cells(table, is_sketch=bool(request.sketch), progress=progress),
        sketch=request.sketch,
        progress=progress,
    )
    return replace(made, value=made.snr, unit="") if request.statistic == LINE_SNR else made


def compute_sky_image(request: ImageRequest, table: "PixTable", progress: Progress) -> "Image":
    """White light or a line, whichever is asked for."""
    if isinstance(request, LineMapRequest):
        return compute_line_map(request, table, progress)
    return compute_image(request, table, progress)
