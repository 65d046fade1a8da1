"""What the canvases show now: products, and how good they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.model.readout import Row, rows_text
from pixviewer.model.work import Picture, PointColours, Tally

if TYPE_CHECKING:
    from pixviewer.core.products.spectrum import Spectrum
    from pixviewer.model.compare_work import PairPictures
    from pixviewer.model.linked_work import DetectorPictures


@dataclass(frozen=True, slots=True, eq=False)
class ShownSpectrum:
    """A spectrum and whose it is."""

    product: "Spectrum"
    title: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A place in the plane and the row nearest to it; ``is_known`` is False until that was looked up."""

    xi: float
    eta: float
    row: Row | None = None
    is_known: bool = False


@dataclass
class Shown:
    """The newest answer for each canvas, None where there is none yet.

    ``tallies`` are the rows of each region by identity; ``live`` those of the region being dragged.
    ``filter_tallies`` are the rows that are left after each filter, and at last after excluded regions; none
    where nothing is filtered.
    """

    image: Picture | None = None
    scatter: Picture | None = None
    points: PointColours | None = None
    detector: "DetectorPictures | None" = None
    compare: "PairPictures | None" = None
    spectrum: ShownSpectrum | None = None
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    filter_tallies: tuple[Tally | None, ...] = ()
    live: Tally | None = None
    reading: Reading | None = None

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()

    def clear(self) -> None:
        """Show nothing."""
        self.image = self.scatter = self.points = self.spectrum = self.live = self.reading = None
        self.tallies = {}
        self.filter_tallies = ()


def tally_text(tally: Tally | None) -> str:
    """Numbers of rows in words; estimates say so."""
    if tally is None:
        return "counting…"
    about = "" if tally.fraction >= 1.0 else "≈ "
    rows, good, bad = (rows_text(n) for n in (tally.n_row, tally.n_good, tally.n_bad))
    return f"{about}{rows} rows · {good} good · {bad} bad"


def exactness(fraction: float) -> str:
    """The word in the corner of a view: exact, or how much of the table a sketch looked at."""
    return "exact" if fraction >= 1.0 else f"sketch {max(100 * fraction, 0.1):.2g} %"
