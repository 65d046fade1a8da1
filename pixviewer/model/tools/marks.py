"""Marks of the tools on the sky: where a peak was found, what was fitted."""

from dataclasses import dataclass

PEAK, FIT = "peak", "fit"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of the plane with a word; with a radius, a circle around it."""

    kind: str
    xi: float
    eta: float
    radius: float = 0.0
    text: str = ""
