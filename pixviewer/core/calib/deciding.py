"""What a person decides about a slice. Imports no kernels: decisions are kept before these load."""

from collections.abc import Sequence
from dataclasses import dataclass

from pixviewer.core.table.origin import N_IFU, N_SLICE

KEEP, HALF, ONE, EXCLUDE = "keep", "half", "one", "exclude"

# What each decision does, in the order in which they are offered.
DECISIONS = {
    KEEP: "keep its factors",
    HALF: "use the level of its half IFU",
    ONE: "set its factors to one",
    EXCLUDE: "exclude it from all levels",
}


@dataclass(frozen=True, slots=True)
class SliceVerdict:
    """A decision about a slice.

    Parameters
    ----------
    ifu, slice_no : int
        IFU and CCD slice, from 1.
    decision : {"keep", "half", "one", "exclude"}
        Keep what was estimated; use the level of its half IFU; factor 1; or let it take no part in the
        level of anything, and give it the level of its half without it.
    note : str
        Why, in the words of who decided.
    """

    ifu: int
    slice_no: int
    decision: str
    note: str = ""

    def __post_init__(self) -> None:
        for name, number, most in (("ifu", self.ifu, N_IFU), ("slice_no", self.slice_no, N_SLICE)):
            if not 1 <= number <= most:
                raise ValueError(f"{name} must be 1 to {most}, got {number}")
        if self.decision not in DECISIONS:
            raise ValueError(f"decision must be one of {', '.join(DECISIONS)}, got {self.decision!r}")

    @property
    def place(self) -> tuple[int, int]:
        """IFU and CCD slice."""
        return self.ifu, self.slice_no

    @property
    def changes(self) -> bool:
        """Whether any factor may become another by it."""
        return self.decision != KEEP


def check_unique(verdicts: Sequence[SliceVerdict]) -> None:
    """Raise `ValueError` if there are two decisions about a slice."""
    places = [verdict.place for verdict in verdicts]
    twice = sorted({place for place in places if places.count(place) > 1})
    if twice:
        ifu, slice_no = twice[0]
        raise ValueError(f"there are two decisions about IFU {ifu} slice {slice_no}: keep one of them")
