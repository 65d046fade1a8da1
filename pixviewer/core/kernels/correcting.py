"""Multiply rows by the factor of their slice and bin of wavelength.

Products of float32 values and float64 factors are formed in float64 and rounded once, so that what is
computed through factors, and what is read from a corrected file, are the same to the last bit.
"""

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]


@jit
def bin_of(wave: float, edges: Floats) -> int:
    """Number of the half-open bin that holds a wavelength, -1 for none; NaN is in none."""
    last = edges.size - 1
    if not (edges[0] <= wave < edges[last]):
        return -1
    low, high = 0, last
    while high - low > 1:
        middle = (low + high) // 2
        if edges[middle] <= wave:
            low = middle
        else:
            high = middle
    return low


@jit
def correct_rows(
    origin: Int32s, wave: Floats32, edges: Floats, factor: Floats, data: Floats32, variance: Floats32
) -> None:
    """Multiply data by the factor of each row, and variances by its square.

    Parameters
    ----------
    origin, wave : (n_row,)
        Columns; wavelengths in the unit of the edges.
    edges : (n_bin + 1,) float64
        Increasing; a bin holds its lower edge.
    factor : (n_bin, n_ifu, n_slice) float64
        IFUs and slices from 1.
    data, variance : (n_row,) or (0,)
        Changed in place; of length 0 when not wanted. Rows outside all bins, of an IFU or slice that does
        not exist, or with a factor of exactly 1, keep their bits.
    """
    n_ifu, n_slice = factor.shape[1], factor.shape[2]
    with_data, with_variance = data.size > 0, variance.size > 0
    current = 0  # neighbours are nearly always in the same bin
    for i in range(origin.size):
        w = float(wave[i])
        if not (edges[current] <= w < edges[current + 1]):
            found = bin_of(w, edges)
            if found < 0:
                continue
            current = found
        ifu = ((origin[i] >> 6) & 31) - 1
        slice_no = (origin[i] & 63) - 1
        if ifu < 0 or ifu >= n_ifu or slice_no < 0 or slice_no >= n_slice:
            continue
        f = factor[current, ifu, slice_no]
        if f == 1.0:
            continue
        if with_data:
            data[i] = np.float32(float(data[i]) * f)
        if with_variance:
            variance[i] = np.float32(float(variance[i]) * (f * f))
