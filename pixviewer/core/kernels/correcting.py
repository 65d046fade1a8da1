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
Words = npt.NDArray[np.uint32]


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


@jit
def look_up_factors(origin: Int32s, wave: Floats32, edges: Floats, factor: Floats, found: Floats) -> None:
    """Find the factor of each row, for products in double precision.

    Parameters
    ----------
    origin, wave, edges, factor
        As in `correct_rows`.
    found : (n_row,) float64
        Set in place; 1 for rows outside all bins, or of an IFU or slice that does not exist.
    """
    n_ifu, n_slice = factor.shape[1], factor.shape[2]
    for i in range(origin.size):
        found[i] = 1.0
        number = bin_of(float(wave[i]), edges)
        ifu = ((origin[i] >> 6) & 31) - 1
        slice_no = (origin[i] & 63) - 1
        if number >= 0 and 0 <= ifu < n_ifu and 0 <= slice_no < n_slice:
            found[i] = factor[number, ifu, slice_no]


@jit
def swapped(word: int) -> int:
    """Reverse the four bytes of a word."""
    return ((word & 0xFF) << 24) | ((word & 0xFF00) << 8) | ((word >> 8) & 0xFF00) | ((word >> 24) & 0xFF)


@jit
def correct_words(
    words: Words,
    n_row: int,
    stride: int,
    origin: int,
    wave: int,
    data: int,
    variance: int,
    is_swapped: bool,
    edges: Floats,
    factor: Floats,
) -> None:
    """Do the same as `correct_rows` to words as they stand in a file, without decoding what stays.

    Parameters
    ----------
    words : (n,) uint32
        Data and variances are changed in place.
    n_row : int
    stride : int
        Words from a row to the next.
    origin, wave, data, variance : int
        Places of the words of the first row.
    is_swapped : bool
        Whether words are in the other byte order than this machine's.
    edges, factor
        As in `correct_rows`.
    """
    n_ifu, n_slice = factor.shape[1], factor.shape[2]
    bits = np.empty(3, np.uint32)
    values = bits.view(np.float32)
    current = 0
    for i in range(n_row):
        at = i * stride
        code, bits[0] = words[at + origin], words[at + wave]
        if is_swapped:
            code, bits[0] = swapped(code), swapped(bits[0])
        w = float(values[0])
        if not (edges[current] <= w < edges[current + 1]):
            found = bin_of(w, edges)
            if found < 0:
                continue
            current = found
        ifu, slice_no = int((code >> 6) & 31) - 1, int(code & 63) - 1
        if ifu < 0 or ifu >= n_ifu or slice_no < 0 or slice_no >= n_slice:
            continue
        f = factor[current, ifu, slice_no]
        if f == 1.0:
            continue
        bits[1], bits[2] = words[at + data], words[at + variance]
        if is_swapped:
            bits[1], bits[2] = swapped(bits[1]), swapped(bits[2])
        values[1] = np.float32(float(values[1]) * f)
        values[2] = np.float32(float(values[2]) * (f * f))
        if is_swapped:
            bits[1], bits[2] = swapped(bits[1]), swapped(bits[2])
        words[at + data], words[at + variance] = bits[1], bits[2]
