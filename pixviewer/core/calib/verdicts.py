"""What somebody who has looked at a slice says of it, and what that makes of its factors."""

from dataclasses import dataclass

DECISIONS = ("keep", "half", "one", "exclude")


@dataclass(frozen=True, slots=True)
class SliceVerdict:
    """The verdict on one slice.

    Parameters
    ----------
    ifu, slice_no : int
        From 1; the slice as on the CCD.
    decision : {"keep", "half", "one", "exclude"}
        Keep its factors; use the level of its half IFU; set its factors to 1; leave it out of all levels.
    note : str
        Why.
    """

    ifu: int
    slice_no: int
    decision: str
    note: str = ""

    def __post_init__(self) -> None:
        if self.decision not in DECISIONS:
            raise ValueError(f"a verdict is one of {', '.join(DECISIONS)}, got {self.decision!r}")
