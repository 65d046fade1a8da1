"""The spectrum of the current region."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pixviewer.model import resolve
from pixviewer.model.publish.figure import (
    COUNTS,
    LINES,
    Axis,
    Figure,
    Fill,
    Layer,
    Panel,
    Rule,
    SkyLines,
    Span,
    Steps,
)
from pixviewer.model.publish.numbers import Column, Numbers
from pixviewer.model.publish.plots.parts import labelled, sketchiness
from pixviewer.model.publish.stage import Stage
from pixviewer.model.recipe.commands import spectrum_command
from pixviewer.model.sky_lines import sky_lines
from pixviewer.model.state import Bounds

if TYPE_CHECKING:
    from pixviewer.core.products.spectrum import Spectrum

SPECTRUM = "spectrum"
WAVE_LABEL = "Wavelength [Å]"


def has_spectrum(stage: Stage) -> bool:
    """Whether there is one, with any bin."""
    shown = stage.workspace.shown.spectrum
    return shown is not None and shown.product.value.size > 0


def spectrum_figure(stage: Stage) -> Figure:
    """Describe the spectrum in the range that is in view, with bands, errors, sky lines and rows."""
    workspace = stage.workspace
    shown = workspace.shown.spectrum
    assert shown is not None
    found = shown.product
    x0, x1, y0, y1 = stage.box(SPECTRUM) or _whole(found)
    sigma = np.nan_to_num(found.sigma, nan=0.0)
    rows = (found.n_good + found.n_bad).astype(np.float64)
    layers: list[Layer] = [
        *(Span(low, high) for _, low, high in workspace.editor.bands),
        Steps(found.edges, rows, "counts", part=COUNTS, is_right=True),
        Fill(found.edges, found.value - sigma, found.value + sigma),
        Steps(found.edges, found.value, "curve"),
    ]
    if y0 < 0 < y1:
        layers.append(Rule(0.0))
    if LINES not in stage.hidden:
        layers.append(_lines(stage))
    panel = Panel(
        Axis(wave_label(stage), x0, x1),
        Axis(labelled("Flux" if _is_flux(found) else _statistic(found), found.unit), y0, y1),
        tuple(layers),
        right=Axis("Rows per bin", 0.0, 1.5 * max(float(rows.max(initial=1.0)), 1.0)),
        shape=0.42,
    )  # fmt: skip
    title = f"{_statistic(found)} of good rows · {shown.title}{sketchiness(found.fraction)}"
    return Figure(title, (panel,))


def wave_label(stage: Stage) -> str:
    """Label of an axis of wavelengths; in vacuum it says so."""
    table = stage.workspace.table
    is_vacuum = table is not None and table.facts.vacuum
    return "Vacuum wavelength [Å]" if is_vacuum else WAVE_LABEL


def _is_flux(found: "Spectrum") -> bool:
    return "erg" in found.unit


def _statistic(found: "Spectrum") -> str:
    return {"mean": "Mean", "sum": "Sum", "ivw": "Weighted mean", "count": "Number"}[found.statistic]


def _lines(stage: Stage) -> SkyLines:
    table = stage.workspace.table
    wave, flux, species = sky_lines(table is not None and table.facts.vacuum)
    names = tuple(f"{s.replace('O2', 'O₂')} {w:.0f}" for s, w in zip(species, wave, strict=True))
    return SkyLines(wave, flux, names)


def _whole(found: "Spectrum") -> Bounds:
    good = found.value[np.isfinite(found.value)]
    low, high = (float(good.min()), float(good.max())) if good.size else (0.0, 1.0)
    if good.size > 100:  # wild single bins do not decide
        inner = np.percentile(good, (0.5, 99.5))
        reach = 4 * float(inner[1] - inner[0])
        low, high = max(low, float(inner[0]) - reach), min(high, float(inner[1]) + reach)
    room = 0.08 * (high - low) or 1.0
    return float(found.edges[0]), float(found.edges[-1]), low - room, high + 1.6 * room


def spectrum_numbers(stage: Stage) -> Numbers:
    """All bins, whatever part of them is in view."""
    workspace = stage.workspace
    shown = workspace.shown.spectrum
    assert shown is not None
    found = shown.product
    columns = (
        Column("wavelength", found.wave, "Angstrom", "centre of the bin"),
        Column("flux", found.value, found.unit, f"{found.statistic} of the good rows of the bin"),
        Column("uncertainty", found.sigma, found.unit, "1 sigma"),
        Column("n_good", found.n_good, "", "good rows"),
        Column("n_bad", found.n_bad, "", "rows with a flag, or without a value"),
    )
    return Numbers(f"Spectrum of {shown.title}", columns, notes=(("table", workspace.name),),
                   command=_command(stage))  # fmt: skip


def _command(stage: Stage) -> str:
    workspace = stage.workspace
    facts, table = workspace.facts, workspace.table
    shown = workspace.shown.spectrum
    if facts is None or table is None or shown is None or shown.product.fraction < 1.0:
        return ""
    request = resolve.spectrum_request(facts, workspace.view, workspace.regions)
    return spectrum_command(request, table.path, Path("OUT.fits"))
