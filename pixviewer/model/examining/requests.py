"""What is asked about the rows around a place."""

from dataclasses import dataclass

from pixviewer.model.resolve import Choice

PROFILE, HISTOGRAM, STATISTICS = "profile", "histogram", "statistics"
EXAMINATIONS = {PROFILE: "Radial profile", HISTOGRAM: "Histogram", STATISTICS: "Statistics"}
SKY, DETECTOR = "sky", "detector"


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the sky, or on the detector of an IFU.

    Parameters
    ----------
    kind : {"sky", "detector"}
    x, y : float
        In the plane, or detector pixels from 0, whose centres are at whole numbers.
    ifu : int
        0 on the sky.
    """

    kind: str
    x: float
    y: float
    ifu: int = 0


@dataclass(frozen=True, slots=True)
class ExamineRequest:
    """An examination of the rows of a choice within a radius of a place."""

    table: int
    what: str
    place: Place
    radius: float
    choice: Choice
    model: str
