"""A line map as words of a command, and as Python."""

from pixviewer.core.numerals import plain
from pixviewer.model.lines.bands import BY_WIDTH, LINE_SUM
from pixviewer.model.lines.requests import LineMapRequest


def line_options(request: LineMapRequest) -> list[str]:
    """Options of ``pixviewer image`` that make the map; S/N is that of its value and variance."""
    words = ["--line", *map(plain, request.line)]
    for band in request.continuum:
        words += ["--continuum", *map(plain, band)]
    if request.weighting != BY_WIDTH:
        words += ["--weighting", request.weighting]
    return [*words, "--statistic", "sum"] if request.statistic == LINE_SUM else words


def line_source(request: LineMapRequest, rows: str) -> str:
    """The call of Python that makes it, of rows that an expression says."""
    options = f", weighting={request.weighting!r}" if request.weighting != BY_WIDTH else ""
    options += ", statistic='sum'" if request.statistic == LINE_SUM else ""
    return f"pv.line_map(table, {request.line!r}, {list(request.continuum)!r}, {rows}{options})"
