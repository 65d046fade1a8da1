"""Everything about the place under the cursor, in one line of a fixed width."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from pixviewer.core.geometry import Frame
from pixviewer.core.table.origin import N_SLICE, ccd_to_optical, stack_of
from pixviewer.model.coordinates import dms, hms

if TYPE_CHECKING:
    from pixviewer.core.products.spectrum import Spectrum


@dataclass(frozen=True, slots=True)
class Row:
    """One decoded row; detector pixels count from 0, and ``card`` names every column with its value."""

    number: int
    xi: float
    eta: float
    wave: float
    value: float
    variance: float
    ifu: int
    slice_ccd: int
    slice_sky: int
    x_det: int
    y_det: int
    exposure: int
    flag_names: tuple[str, ...]
    card: tuple[tuple[str, str], ...] = ()

    @property
    def sigma(self) -> float:
        """Standard deviation of the value; NaN when the variance is negative."""
        return sqrt(self.variance) if self.variance >= 0 else float("nan")


def position_text(frame: Frame, xi: float, eta: float) -> str:
    """Place in the plane: RA, Dec and offsets, or field pixels."""
    if not frame.is_sky:
        return f"x {xi:+9.2f}  y {eta:+9.2f} pix"
    ra, dec = frame.plane_to_sky(xi, eta)
    return f"{hms(float(ra), 3)} {dms(float(dec), 2)}  Δα {xi:+7.2f}″ Δδ {eta:+7.2f}″"


def row_text(row: Row | None) -> str:
    """The nearest row, blank-filled when there is none."""
    if row is None:
        return "no row here"
    slices = f"slice {row.slice_ccd:2d} ccd/{row.slice_sky:2d} sky/{_optical(row.slice_ccd):>4} opt"
    flags = "+".join(row.flag_names) or "good"
    return (
        f"λ {row.wave:8.2f} Å  {_short(row.value):>9} ± {_short(row.sigma):<8}  IFU {row.ifu:2d} {slices}"
        f"  CCD x {row.x_det:4d} y {row.y_det:4d} (from 0)  exp {row.exposure}  {flags}"
    )


def identity_text(by: str, row: Row) -> str:
    """Which category a row is of, by the kind of category that is shown."""
    if by == "flags":
        return " + ".join(row.flag_names) or "good"
    slices = f"slice {row.slice_ccd} ccd / {row.slice_sky} sky"
    if by == "exposure":
        return f"exposure {row.exposure} · IFU {row.ifu} · {slices}"
    if by == "stack" and 1 <= row.slice_ccd <= N_SLICE:
        return f"stack {int(stack_of(row.slice_ccd))} · IFU {row.ifu} · {slices}"
    return f"IFU {row.ifu} · {slices}"


def _optical(slice_ccd: int) -> str:
    """Optical stack and row of a slice; nothing for a number that no pipeline writes."""
    if not 1 <= slice_ccd <= N_SLICE:
        return "–"
    stack, row = ccd_to_optical(slice_ccd)
    return f"{int(stack)}.{int(row)}"


def copied_text(frame: Frame, xi: float, eta: float, row: Row | None) -> str:
    """What the copy key puts on the clipboard: one line that pastes into a script or a mail."""
    if frame.is_sky:
        ra, dec = (float(v) for v in frame.plane_to_sky(xi, eta))
        place = f"{hms(ra)} {dms(dec)} ({ra:.7f} {dec:+.7f})"
    else:
        place = f"x={xi:.3f} y={eta:.3f} pix"
    return place if row is None else f"{place} row={row.number} {' '.join(row_text(row).split())}"


def rows_text(n: int) -> str:
    """A number of rows with thin groups: 3 212 004."""
    return f"{n:,}".replace(",", " ")


def bin_text(spectrum: "Spectrum", wave: float) -> str:
    """The bin of a spectrum at a wavelength: λ, value, σ and rows."""
    i = int(np.searchsorted(spectrum.edges, wave, side="right")) - 1
    if not 0 <= i < spectrum.value.size:
        return f"λ {wave:8.2f} Å"
    low, high = spectrum.edges[i], spectrum.edges[i + 1]
    good, bad = (rows_text(int(n[i])) for n in (spectrum.n_good, spectrum.n_bad))
    value = f"{_short(float(spectrum.value[i]))} ± {_short(float(spectrum.sigma[i]))}"
    return f"λ {wave:8.2f} Å │ bin {low:.2f}–{high:.2f} Å  {value}  {good} good rows  {bad} bad"


def waves_text(wave: Sequence[tuple[float, float]]) -> str:
    """Wavelength ranges in words."""
    return ", ".join(f"{low:.2f}–{high:.2f} Å" for low, high in wave) or "all wavelengths"


def _short(value: float) -> str:
    """Five significant digits in at most nine characters."""
    return f"{value:.5g}"
