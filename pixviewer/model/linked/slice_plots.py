"""What the diagrams of the slice inspector draw, from what was found of a slice."""

from typing import TYPE_CHECKING

import numpy as np

from pixviewer.core.geometry import Grid
from pixviewer.model.diagrams import LINE, MARKS, Diagram, Series
from pixviewer.model.units import pretty_unit

if TYPE_CHECKING:
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.calib.inspecting import SliceInspection

WAVE = ("Wavelength [Å]", "λ [Å]")


def strip_grid(found: "SliceInspection") -> Grid:
    """Where the strip on the detector lies: wavelength to the right, columns of the detector upwards."""
    edges = found.wave_edges
    step = float(edges[-1] - edges[0]) / (edges.size - 1)
    n_column = found.strip.shape[0]
    return Grid(float(edges[0]), found.first_column - 0.5, step, 1.0, edges.size - 1, n_column)


def column_labels(found: "SliceInspection") -> tuple[str, ...]:
    """What the columns of the strip are called."""
    if found.is_placed:
        return ("CCD x [pix, from 0]", "CCD x", "x")
    return ("x in the slice [pix, from 1]", "x in slice", "x")


def profile_of(found: "SliceInspection") -> Diagram:
    """The slice against wavelength, and the sky of the field at the same rows."""
    unit = pretty_unit(found.unit)
    centres = (found.wave_edges[1:] + found.wave_edges[:-1]) / 2
    series = [
        Series(centres, found.sky, style=LINE, role="counts", name="— field"),
        Series(centres, found.profile, style=LINE, name="— slice"),
    ]
    return Diagram(series, WAVE, (f"Mean value [{unit}]", "Mean value", "Value"), (" Å", ""))


def offsets_of(found: "SliceInspection") -> Diagram:
    """How far the slice lies from the sky of the field at every wavelength, in per cent."""
    name = "● before" if found.offset_after is not None else ""
    series = [Series(found.offset_waves, found.offset, style=MARKS, name=name)]
    if found.offset_after is not None:
        after = Series(
            found.offset_waves, found.offset_after, None, MARKS, "band", symbol="square", name="■ after"
        )
        series.append(after)
    left = ("(Slice − sky) ÷ sky [%]", "Slice − sky [%]", "− sky [%]")
    return Diagram(series, WAVE, left, (" Å", " %"), zero=True)


def residuals_of(found: "SliceInspection") -> Diagram:
    """How the values of the slice lie about the sky of the field at their wavelengths."""
    unit = pretty_unit(found.unit)
    series = [_steps(found.residual_edges, found.residual, "curve", "before" if found.after else "")]
    if found.residual_after is not None:
        series.append(_steps(found.residual_edges, found.residual_after, "band", "after"))
    top = float(max(line.y.max() for line in series))
    series.insert(0, Series(np.zeros(2), np.array([0.0, top]), style=LINE, role="counts"))
    bottom = (
        f"Value − sky of the field at its wavelength [{unit}]",
        "Value − sky of the field at its wavelength",
        "Value − sky at its λ",
    )
    return Diagram(series, bottom, ("Good unmasked rows", "Rows"), ("", " rows"), zero=True)


def curve_of(factors: "Factors", ifu: int, slice_no: int) -> Diagram:
    """Correction of a slice in every bin, with its predicted error, in per cent."""
    cell = (slice(None), ifu - 1, slice_no - 1)
    centres = (factors.edges[1:] + factors.edges[:-1]) / 2
    percent = 100 * (factors.factor[cell] - 1)
    error = None if factors.predicted_error is None else 100 * factors.predicted_error[cell]
    series = [Series(centres, percent, error, MARKS)]
    if factors.n_bin > 1:
        series.insert(0, Series(centres, percent, style=LINE, role="counts"))
    return Diagram(series, WAVE, ("Correction factor − 1 [%]", "Factor − 1 [%]"), (" Å", " %"), zero=True)


def _steps(edges: "np.ndarray[tuple[int], np.dtype[np.float64]]", n: object, role: str, name: str) -> Series:
    counts = np.asarray(n, np.float64)
    x = np.repeat(edges, 2)
    y = np.concatenate([[0.0], np.repeat(counts, 2), [0.0]])
    return Series(x, y, style=LINE, role=role, name=f"— {name}" if name else "")
