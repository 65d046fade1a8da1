"""Add rows up by slice, bin of wavelength and in-slice column: all that a self-calibration needs.

Arrays are (24, 48, n_bin, n_kind, 128): what belongs to a slice lies together, so that rows in the order of
the pipeline touch little memory at a time, and parts of a table touch mostly their own. Sums are float64.
Kinds of rows are counted apart: 0 good, 1 flagged, and 2 and 3 the same near a Raman line.
"""

import math

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.jit import jit

Floats32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint32]
Bools = npt.NDArray[np.bool_]


@jit
def find_bin(wave: float, edges: Floats) -> int:
    """Number from 0 of the bin of a wavelength, which holds its lower edge; −1 outside all, and for NaN."""
    if not edges[0] <= wave < edges[-1]:
        return -1
    low, high = 0, edges.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        if wave >= edges[middle]:
            low = middle
        else:
            high = middle
    return low


@jit
def add_to_columns(
    origin: Int32s,
    wave: Floats32,
    data: Floats32,
    flags: Int32s,
    variance: Floats32,
    masked: Bools,
    edges: Floats,
    bin_of: Ints,
    kind_of: Ints,
    wanted: Bools,
    total: Floats,
    noise: Floats32,
    count: Counts,
    is_seen: Bools,
    n_left_out: Ints,
    n_stray: Ints,
) -> None:
    """Add rows to the columns of their slices and bins.

    Parameters
    ----------
    origin, wave, data, flags, variance : (n_row,)
        Columns.
    masked : (n_row,) or (0,) bool
        Rows that shall not take part; empty for none.
    edges : (n_stretch + 1,)
        Of stretches of wavelength, increasing, in Å.
    bin_of, kind_of : (n_stretch,) int64
        The bin of each stretch, and the kind of its good rows: its flagged ones are of the next.
    wanted : (24, 48) bool
        Slices whose rows are added; those of the others are passed over.
    total, noise, count : (24, 48, n_bin, n_kind, 128)
        Sums of values and of variances, and numbers of rows; changed in place, like all that follow.
    is_seen : (24, 48, n_bin) bool
        Set where a row fell.
    n_left_out : (24, 48, n_bin, 2) int64
        Rows that are masked, and further rows whose value or variance is not finite.
    n_stray : (2,) int64
        Rows outside all bins, and rows of no IFU or slice.
    """
    n_ifu, n_slice = wanted.shape
    n_bin, n_kind, n_column = total.shape[2:]
    # With indices into five dimensions a row took 13 ns, with a place in flat arrays it takes 4.
    flat_total, flat_noise, flat_count = total.reshape(-1), noise.reshape(-1), count.reshape(-1)
    last_key, low, high = -1, 0.0, 0.0
    ifu, slice_no, b, base = 0, 0, 0, 0
    has_mask = masked.size > 0
    for i in range(origin.size):
        key = origin[i] & 0x7FF
        w = np.float64(wave[i])
        # Neighbouring rows nearly always share slice and bin.
        if key != last_key or not low <= w < high:
            ifu, slice_no = ((key >> 6) & 0x1F) - 1, (key & 0x3F) - 1
            last_key = -1
            if not (0 <= ifu < n_ifu and 0 <= slice_no < n_slice):
                n_stray[1] += 1
                continue
            if not wanted[ifu, slice_no]:
                continue
            stretch = find_bin(w, edges)
            if stretch < 0:
                n_stray[0] += 1
                continue
            last_key, low, high = key, edges[stretch], edges[stretch + 1]
            b = bin_of[stretch]
            base = (((ifu * n_slice + slice_no) * n_bin + b) * n_kind + kind_of[stretch]) * n_column
            is_seen[ifu, slice_no, b] = True
        if has_mask and masked[i]:
            n_left_out[ifu, slice_no, b, 0] += 1
            continue
        value, spread = data[i], variance[i]
        if not (math.isfinite(value) and math.isfinite(spread)):
            n_left_out[ifu, slice_no, b, 1] += 1
            continue
        kind = 1 if flags[i] != 0 else 0
        # Unsigned, so that it is not tested for counting from the end.
        place = np.uint64(base + kind * n_column + ((origin[i] >> 24) & 0x7F))
        flat_total[place] += value
        flat_noise[place] += spread
        flat_count[place] += np.uint32(1)


@jit
def add_seen(
    is_seen: Bools,
    total: Floats,
    noise: Floats32,
    count: Counts,
    into_seen: Bools,
    into_total: Floats,
    into_noise: Floats32,
    into_count: Counts,
) -> None:
    """Add the sums of one part of a table to those of another, where there are any.

    Memory that was never written is not even read: what a part does not see is never allocated.
    """
    n_ifu, n_slice, n_bin, n_kind, n_column = total.shape
    for i in range(n_ifu):
        for s in range(n_slice):
            for b in range(n_bin):
                if not is_seen[i, s, b]:
                    continue
                into_seen[i, s, b] = True
                for kind in range(n_kind):
                    for c in range(n_column):
                        if count[i, s, b, kind, c] > 0:
                            into_total[i, s, b, kind, c] += total[i, s, b, kind, c]
                            into_noise[i, s, b, kind, c] += noise[i, s, b, kind, c]
                            into_count[i, s, b, kind, c] += count[i, s, b, kind, c]


@jit
def merge_neighbours(
    first: Ints,
    total: Floats,
    noise: Floats32,
    count: Counts,
    into_total: Floats,
    into_noise: Floats32,
    into_count: Counts,
) -> None:
    """Add up neighbouring bins.

    Parameters
    ----------
    first : (n_merged + 1,) int64
        First bin of each new one, and the end of the last.
    total, noise, count : (24, 48, n_bin, n_kind, 128)
    into_total, into_noise, into_count : (24, 48, n_merged, n_kind, 128)
        Changed in place.
    """
    n_ifu, n_slice, n_merged, n_kind, n_column = into_total.shape
    for i in range(n_ifu):
        for s in range(n_slice):
            for m in range(n_merged):
                for b in range(first[m], first[m + 1]):
                    for kind in range(n_kind):
                        for c in range(n_column):
                            # Most in-slice columns are empty: 76 of 128 are used.
                            if count[i, s, b, kind, c] > 0:
                                into_total[i, s, m, kind, c] += total[i, s, b, kind, c]
                                into_noise[i, s, m, kind, c] += noise[i, s, b, kind, c]
                                into_count[i, s, m, kind, c] += count[i, s, b, kind, c]
