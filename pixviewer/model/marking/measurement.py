"""From one place to another: how far, and in which direction."""

import math
from dataclasses import dataclass, replace

from pixviewer.core.geometry import Frame

SKY, DETECTOR, SPECTRUM = "sky", "detector", "spectrum"
LIGHT_SPEED = 299_792.458  # km/s
SNAP_DEG = 45.0


@dataclass(frozen=True, slots=True)
class Measurement:
    """Two places of one view.

    Parameters
    ----------
    kind : str
        ``sky``, ``detector`` or ``spectrum``.
    x0, y0, x1, y1 : float
        In the plane; in detector pixels from 0; or Å and the unit of the spectrum.
    ifu : int
        Of a detector, else 0.
    wave0, wave1 : float, optional
        Wavelengths of the rows on the two detector pixels, once they are known.
    """

    kind: str
    x0: float
    y0: float
    x1: float
    y1: float
    ifu: int = 0
    wave0: float | None = None
    wave1: float | None = None

    @property
    def is_point(self) -> bool:
        """Whether both places are one."""
        return self.x0 == self.x1 and self.y0 == self.y1

    def snapped(self) -> "Measurement":
        """The same length, in the nearest direction that is a multiple of 45°."""
        dx, dy = self.x1 - self.x0, self.y1 - self.y0
        step = math.radians(SNAP_DEG)
        angle, length = step * round(math.atan2(dx, dy) / step), math.hypot(dx, dy)
        return replace(self, x1=self.x0 + length * math.sin(angle), y1=self.y0 + length * math.cos(angle))


def separation(frame: Frame, m: Measurement) -> tuple[float, float]:
    """Distance (arcsec, or pixels) and position angle of the second place (degrees, east of north).

    On the sky both are those of the sphere, from the first place.
    """
    if not frame.is_sky:
        dx, dy = m.x1 - m.x0, m.y1 - m.y0
        return math.hypot(dx, dy), math.degrees(math.atan2(-dx, dy)) % 360
    (ra0, ra1), (dec0, dec1) = (
        [math.radians(float(v)) for v in values] for values in frame.plane_to_sky([m.x0, m.x1], [m.y0, m.y1])
    )
    d = ra1 - ra0
    east = math.cos(dec1) * math.sin(d)
    north = math.cos(dec0) * math.sin(dec1) - math.sin(dec0) * math.cos(dec1) * math.cos(d)
    along = math.sin(dec0) * math.sin(dec1) + math.cos(dec0) * math.cos(dec1) * math.cos(d)
    return math.degrees(math.atan2(math.hypot(east, north), along)) * 3600, math.degrees(
        math.atan2(east, north)
    ) % 360


def text_of(m: Measurement, frame: Frame) -> str:
    """The measurement in words."""
    if m.kind == SPECTRUM:
        return _spectrum_text(m)
    if m.kind == DETECTOR:
        return _detector_text(m)
    distance, angle = separation(frame, m)
    if not frame.is_sky:
        return f"{distance:.2f} pix · Δx {m.x1 - m.x0:+.2f} Δy {m.y1 - m.y0:+.2f} pix"
    offsets = f"Δα {m.x1 - m.x0:+.2f}″ Δδ {m.y1 - m.y0:+.2f}″"
    return f"{distance:.3f}″ · PA {angle:.1f}° E of N · {offsets}"


def _detector_text(m: Measurement) -> str:
    dx, dy = m.x1 - m.x0, m.y1 - m.y0
    text = f"{math.hypot(dx, dy):.1f} pix · Δx {dx:+.1f} Δy {dy:+.1f} pix"
    if m.wave0 is not None and m.wave1 is not None:
        text += f" · Δλ {m.wave1 - m.wave0:+.2f} Å"
    return text


def _spectrum_text(m: Measurement) -> str:
    d_wave, middle = m.x1 - m.x0, (m.x0 + m.x1) / 2
    speed = f" · {LIGHT_SPEED * d_wave / middle:+,.0f} km/s".replace(",", " ") if middle > 0 else ""
    return f"Δλ {d_wave:+.2f} Å{speed} · Δ value {m.y1 - m.y0:+.5g}"


def where_text(m: Measurement) -> str:
    """Where it was measured."""
    if m.kind == DETECTOR:
        return f"IFU {m.ifu} CCD ({m.x0:.0f}, {m.y0:.0f}) → ({m.x1:.0f}, {m.y1:.0f}), from 0"
    if m.kind == SPECTRUM:
        return f"{m.x0:.2f} → {m.x1:.2f} Å"
    return f"({m.x0:+.2f}, {m.y0:+.2f}) → ({m.x1:+.2f}, {m.y1:+.2f})"
