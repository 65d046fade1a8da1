"""The trimmed detector of an IFU, and part of it cut into cells."""

from dataclasses import dataclass

from pixviewer.core.geometry import Grid

# Columns and rows of a detector without pre- and overscans.
N_COLUMN, N_ROW = 4096, 4112


@dataclass(frozen=True, slots=True)
class DetectorBox:
    """Part of a detector, cut into cells.

    Parameters
    ----------
    x0, x1, y0, y1 : int
        First column, column after the last, first row, row after the last; from 0, within the detector.
    bin_x, bin_y : int
        Columns and rows of a cell. Cells begin at `x0, y0`; the last ones may stick out.
    """

    x0: int = 0
    x1: int = N_COLUMN
    y0: int = 0
    y1: int = N_ROW
    bin_x: int = 1
    bin_y: int = 1

    def __post_init__(self) -> None:
        if not (0 <= self.x0 < self.x1 <= N_COLUMN and 0 <= self.y0 < self.y1 <= N_ROW):
            raise ValueError(
                f"a box on the detector must lie within {N_COLUMN} × {N_ROW} pixels and not be empty, got "
                f"x {self.x0} to {self.x1}, y {self.y0} to {self.y1}"
            )
        if self.bin_x < 1 or self.bin_y < 1:
            raise ValueError(f"cells must have at least one pixel, got {self.bin_x} × {self.bin_y}")

    @property
    def shape(self) -> tuple[int, int]:
        """Cells along y and x."""
        return -(-(self.y1 - self.y0) // self.bin_y), -(-(self.x1 - self.x0) // self.bin_x)

    @property
    def grid(self) -> Grid:
        """Cells in detector pixels, whose centres are whole numbers from 0."""
        n_y, n_x = self.shape
        return Grid(self.x0 - 0.5, self.y0 - 0.5, self.bin_x, self.bin_y, n_x, n_y)

    @property
    def is_pixelwise(self) -> bool:
        """Whether each cell is one pixel."""
        return self.bin_x == self.bin_y == 1
