"""The instrument: where the slices lie on the detectors, and what the detectors do to light.

Notes
-----
Positions are means over the IFUs, measured on a flat field of July 2013, with a shift for each IFU; good
to 1 or 2 pixels. Tilts, bends and angles are of the right order of magnitude only.
"""

import hashlib
import math

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels import simulating
from pixviewer.core.kernels.simulating import N_Y, Sampled, SliceShape
from pixviewer.core.simulate.modes import Mode
from pixviewer.core.table.origin import N_SLICE, ccd_to_sky

Floats = npt.NDArray[np.float64]

N_X = 4096
DISPERSION = 1.2525  # Å per row
CURVATURE = 4e-7  # Å per row²
STACK_PITCH = 74.95  # field pixels
ROW_PITCH = 1.0417
DRIFT = (4e-4, -3e-4)  # field pixels per Å: what is left of refraction, and distortion
SATURATION = 59_500.0  # electrons: 65 500 counts of 0.9 electrons, less the bias
COSMIC_RAYS_PER_CELL = 0.5  # about 2000 hits on a detector

# First and last column, illuminated width, and row of 4650 Å, of CCD slices 1 to 48.
_SLICES = np.array(
    [
        (36, 116, 79.9, 97), (124, 204, 78.9, 213), (211, 290, 78.4, 343), (295, 374, 78.8, 83),
        (381, 460, 78.2, 203), (467, 546, 77.9, 328), (551, 629, 77.7, 72), (636, 714, 77.3, 195),
        (721, 799, 77.4, 317), (804, 881, 76.8, 62), (888, 965, 76.7, 190), (972, 1049, 76.6, 308),
        (1055, 1132, 76.0, 62), (1139, 1215, 75.9, 179), (1221, 1298, 76.0, 309), (1304, 1380, 75.6, 55),
        (1387, 1463, 75.5, 175), (1470, 1546, 75.3, 301), (1552, 1628, 75.2, 49), (1635, 1710, 74.9, 174),
        (1717, 1793, 74.5, 297), (1799, 1874, 74.4, 45), (1882, 1957, 74.1, 175), (1964, 2039, 74.1, 294),
        (2047, 2121, 74.2, 50), (2129, 2204, 74.4, 168), (2211, 2286, 74.4, 300), (2293, 2368, 74.7, 48),
        (2375, 2451, 74.8, 170), (2458, 2534, 75.0, 298), (2540, 2616, 75.0, 48), (2622, 2698, 75.4, 174),
        (2705, 2782, 75.7, 299), (2788, 2864, 75.7, 49), (2871, 2947, 75.9, 181), (2954, 3031, 76.2, 302),
        (3037, 3114, 76.3, 58), (3120, 3198, 76.7, 179), (3204, 3281, 76.8, 313), (3288, 3366, 77.3, 62),
        (3372, 3449, 77.3, 187), (3456, 3534, 77.6, 318), (3541, 3619, 78.1, 67), (3625, 3704, 78.1, 197),
        (3711, 3790, 78.1, 325), (3796, 3876, 79.4, 74), (3882, 3962, 79.0, 210), (3969, 4048, 79.0, 336),
    ]
)  # fmt: skip
_SHIFT_X = (-3.3, 4.5, -10.8, 3.0, -1.1, -6.9, 1.9, 5.3, 5.5, 4.6, -2.6, 2.0,
            -1.2, 7.5, -3.2, -8.7, -5.1, 9.5, -0.2, 10.2, -4.8, -6.6, -0.8, 1.5)  # fmt: skip
_SHIFT_Y = (5.8, 4.8, 1.9, -1.2, -3.8, 2.6, 0.1, -3.0, 2.3, 1.3, -7.1, 0.5,
            -2.2, 4.3, -1.1, -0.2, -1.9, -5.2, 1.8, -1.1, -2.6, 3.3, -1.3, 2.0)  # fmt: skip

# Share of the light that is detected, wide and narrow field; three published points of each, rounded off.
_EFFICIENCY_WAVE = (4150.0, 4800.0, 5600.0, 6500.0, 7500.0, 8400.0, 9300.0, 9800.0)
_EFFICIENCY = (0.07, 0.14, 0.24, 0.32, 0.35, 0.26, 0.14, 0.09)
_EFFICIENCY_NARROW = (0.06, 0.13, 0.19, 0.24, 0.26, 0.20, 0.11, 0.07)


def random(seed: int, *purpose: object) -> np.random.Generator:
    """Random numbers for one purpose, independent of all others."""
    return np.random.Generator(np.random.PCG64(key(seed, *purpose)))


def key(seed: int, *purpose: object) -> int:
    """32 bits that belong to a seed and a purpose."""
    text = "/".join(str(part) for part in (seed, *purpose))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def slice_shape(seed: int, ifu: int, slice_no: int) -> SliceShape:
    """Where a slice lies. The instrument is the same for all exposures with one seed."""
    left, right, width, y_zero = (float(value) for value in _SLICES[slice_no - 1])
    x_centre = 0.5 * (left + right) + _SHIFT_X[ifu - 1]
    across = (x_centre - N_X / 2) / (N_X / 2)
    # Only small parts are by chance, and none moves a slice by a tenth of its pitch.
    chance = random(seed, "slice", ifu, slice_no).uniform(-1.0, 1.0, 3)
    shape = SliceShape(
        ifu=ifu,
        slice_no=slice_no,
        x_offset=0,
        x_centre=x_centre,
        slope=1.5 * math.sin(ifu),
        bend=3.0 * across,
        width=width,
        y_zero=y_zero + _SHIFT_Y[ifu - 1],
        dispersion=DISPERSION,
        curvature=CURVATURE,
        tilt=0.002 + 0.012 * across + 0.004 * float(chance[0]),
        x_field=((slice_no - 1) // 12 - 1.5) * STACK_PITCH,
        y_field=-150.0
        + (12 * (ifu - 1) + row_in_stack(slice_no) - 0.5) * ROW_PITCH
        + 0.04 * float(chance[1]),
        angle=0.004 * float(chance[2]),
    )
    left_edge = simulating.trace(shape, 1.0) - 0.5 * shape.width
    return shape._replace(x_offset=math.floor(left_edge) - 20)


def row_in_stack(slice_no: int) -> int:
    """Place of a slice in its stack, 1 (lowest) to 12."""
    return int(ccd_to_sky(slice_no) - 1) % 12 + 1


def all_slices(ifus: tuple[int, ...]) -> list[tuple[int, int]]:
    """IFU and CCD slice numbers, in the order of a table."""
    return [(ifu, slice_no) for ifu in ifus for slice_no in range(1, N_SLICE + 1)]


def electrons_per_unit(mode: Mode, exptime: float, start: float, step: float, n: int) -> Sampled:
    """Electrons for one flux unit of a table pixel, over wavelength."""
    wave = start + step * np.arange(n)
    efficiency = _EFFICIENCY_NARROW if mode.is_narrow else _EFFICIENCY
    share = np.interp(wave, _EFFICIENCY_WAVE, efficiency)
    return Sampled(start, step, 3.04e-7 * exptime * wave * share)


def read_noise(seed: int, ifu: int) -> Floats:
    """Electrons, of the four ports of a detector: about 1.9 to 5.3."""
    return np.clip(random(seed, "read noise", ifu).lognormal(math.log(2.45), 0.22, (2, 2)), 1.9, 5.3)


def defects(seed: int, ifu: int) -> Floats:
    """Bad columns and patches of a detector, as boxes for `add_defects`.

    About 0.04 % of the pixels are in bad columns, which end where their half is read out, and 0.01 % in
    patches of low sensitivity.
    """
    rng = random(seed, "defects", ifu)
    boxes = []
    for _ in range(7):
        column, start = int(rng.integers(1, N_X)), int(rng.integers(1, N_Y))
        end = 1 if start <= N_Y // 2 else N_Y
        if rng.random() < 0.5:  # a trap rather than a blocked column
            end = min(max(1, start + int(rng.integers(-150, 150))), N_Y)
        flag = int(rng.choice([simulating.HOT, simulating.DARK, simulating.DEAD]))
        extra = rng.uniform(200.0, 3000.0) if flag == simulating.HOT else 0.0
        boxes.append((column, column, min(start, end), max(start, end), flag, extra))
    for _ in range(10):
        x, y, side = int(rng.integers(1, N_X)), int(rng.integers(1, N_Y)), int(rng.integers(6, 18))
        boxes.append((x, x + side, y, y + side, simulating.LOW_QE, 0.0))
    return np.array(boxes, np.float64)
