"""Factors of a self-calibration: one for every slice in every bin of wavelength."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.table.origin import N_IFU, N_SLICE

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """Data are multiplied by the factor of their slice and bin, variances by its square.

    Rows outside all bins keep their values.

    Attributes
    ----------
    factor : (n_bin, 24, 48) float64
        By bin, IFU and CCD slice.
    edges : (n_bin + 1,) float64
        Bounds of the bins in Å; a bin holds its lower one.
    n_row : (n_bin, 24, 48) int64 or None
        Rows that each was measured from.
    factor_original : (n_bin, 24, 48) float64 or None
        Factor before spike cleaning, NaN where that changed nothing.
    state : (n_bin, 24, 48) uint8 or None
        What became of each cell; bits as in `pixviewer.core.calib.states`.
    predicted_error : (n_bin, 24, 48) float64 or None
        Standard error of each factor, NaN where it was not measured.
    method : str
        ``mpdaf``, ``deepfield``, or what else made them; empty if unknown.
    corr_clip : float or None
        Limit of the corrections, in robust standard deviations.
    mode : str
        Instrument mode.
    date_obs, table_name, mask_name : str
        Of the exposure that they belong to; empty if unknown.
    table_rows : int
        Rows of that table, 0 if unknown.
    """

    factor: Floats
    edges: Floats
    n_row: npt.NDArray[np.int64] | None = None
    factor_original: Floats | None = None
    state: npt.NDArray[np.uint8] | None = None
    predicted_error: Floats | None = None
    method: str = ""
    corr_clip: float | None = None
    mode: str = ""
    date_obs: str = ""
    table_name: str = ""
    mask_name: str = ""
    table_rows: int = 0

    def __post_init__(self) -> None:
        if self.edges.ndim != 1 or self.edges.size < 2 or not (np.diff(self.edges) > 0).all():
            raise ValueError(f"the edges of the bins must increase, got {self.edges.tolist()}")
        shape = (self.n_bin, N_IFU, N_SLICE)
        for name in ("factor", "n_row", "factor_original", "state", "predicted_error"):
            array = getattr(self, name)
            if array is not None and array.shape != shape:
                raise ValueError(f"{name} must have the shape {shape}, got {array.shape}")

    @property
    def n_bin(self) -> int:
        """Number of bins."""
        return self.edges.size - 1

    def factor_of(self, bin_no: npt.ArrayLike, ifu: npt.ArrayLike, slice_no: npt.ArrayLike) -> Floats:
        """Look factors up by numbers of bin, IFU and CCD slice, all from 1.

        Raises
        ------
        ValueError
            If a number is too small or too large.
        """
        index = []
        for name, numbers, n in zip(
            ("bin_no", "ifu", "slice_no"), (bin_no, ifu, slice_no), self.factor.shape, strict=True
        ):
            number = np.asarray(numbers, np.int64)
            if ((number < 1) | (number > n)).any():
                raise ValueError(f"{name} must be 1 to {n}, got {number.tolist()}")
            index.append(number - 1)
        return np.asarray(self.factor[tuple(index)])
