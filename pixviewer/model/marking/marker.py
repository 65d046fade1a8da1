"""A row that was noted down, as a frozen value."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from pixviewer.core.geometry import Frame
from pixviewer.model.coordinates import dms, hms
from pixviewer.model.readout import Row


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker.

    Parameters
    ----------
    number : int
        What stands beside its cross, from 1; never given twice while it is there.
    xi, eta : float
        Place in the plane of the table.
    ra, dec : float, optional
        Degrees; None in a table in pixels.
    wave, value, sigma : float, optional
        Of the row; None where they are not known.
    ifu, slice_ccd, slice_sky, x_det, y_det, exposure, row : int, optional
        Detector pixels and rows count from 0. None for a place that is no row, as from a region file.
    flags : str
        In words; ``good`` for none, empty where there is no row.
    note : str
        The user's own words.
    """

    number: int
    xi: float
    eta: float
    ra: float | None = None
    dec: float | None = None
    wave: float | None = None
    value: float | None = None
    sigma: float | None = None
    ifu: int | None = None
    slice_ccd: int | None = None
    slice_sky: int | None = None
    x_det: int | None = None
    y_det: int | None = None
    exposure: int | None = None
    row: int | None = None
    flags: str = ""
    note: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return f"marker {self.number}" + (f" ({self.note})" if self.note else "")


FIELDS = tuple(field.name for field in fields(Marker))


def marker_of(row: Row, frame: Frame, number: int) -> Marker:
    """Marker of a row that is read out."""
    ra, dec = (float(v) for v in frame.plane_to_sky(row.xi, row.eta)) if frame.is_sky else (None, None)
    return Marker(
        number, float(row.xi), float(row.eta), ra, dec, _finite(row.wave), _finite(row.value),
        _finite(row.sigma), row.ifu, row.slice_ccd, row.slice_sky, row.x_det if row.x_det >= 0 else None,
        row.y_det, row.exposure if row.exposure > 0 else None, row.number,
        " + ".join(row.flag_names) or "good",
    )  # fmt: skip


def marker_from(found: Mapping[str, Any], number: int) -> Marker:
    """Marker of what a file has; it gets a number of its own."""
    known = {name: found[name] for name in FIELDS if found.get(name) is not None and name != "number"}
    return Marker(number=number, **known)


def texts_of(marker: Marker) -> dict[str, str]:
    """Values of a marker for reading, by field; empty where they are not known."""
    texts = {name: _text(name, getattr(marker, name)) for name in FIELDS}
    if marker.ra is not None and marker.dec is not None:
        texts["ra"], texts["dec"] = hms(marker.ra, 3), dms(marker.dec, 2)
    return texts


_FORMATS = {"xi": "{:+.3f}", "eta": "{:+.3f}", "wave": "{:.2f}", "value": "{:.5g}", "sigma": "{:.3g}"}


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    return _FORMATS[name].format(value).replace("-", "−") if name in _FORMATS else str(value)


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
