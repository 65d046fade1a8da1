"""Least numbers for a slice to be measured. Imports no kernels: what is decided is known before they load."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Minimum:
    """Least numbers for a slice to be measured in a bin.

    Parameters
    ----------
    rows : int
        A cell must have more rows than this.
    rows_in_column : int
        An in-slice column counts if it has more rows than this.
    columns : int
        So many columns must count, and more must be left after clipping.
    """

    rows: int = 100
    rows_in_column: int = 50
    columns: int = 20

    def __post_init__(self) -> None:
        for name in ("rows", "rows_in_column", "columns"):
            if getattr(self, name) < 0:
                raise ValueError(
                    f"the least number of {name} must not be negative, got {getattr(self, name)}"
                )
