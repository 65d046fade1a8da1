"""The rows of one simulated slice: its detector pixels, the light that falls on them, and what is measured.

The steps of a slice are: `place_pixels` (which pixels, at which wavelength), `sort_by_wave`,
`light_of_sources` (objects on a coarse grid along the slice), `add_cosmic_rays` and `add_defects`, and
`fill_rows`, which needs all of them. Detector positions count from 1, as in `origin`.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels.hashing import at_pixel, following, normal, uniform
from pixviewer.core.kernels.jit import jit

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

N_Y = 4112  # rows of a trimmed detector
N_COLUMN = 128  # in-slice columns that `origin` can tell apart
HALF_X, HALF_Y = 2048, 2056  # where the four ports of a detector meet
WAVE_REF = 7000.0  # Å; where positions do not drift, as the pipeline corrects refraction to this
WAVE_ZERO = 4650.0  # Å; the wavelength at `SliceShape.y_zero`
FIELD_WIDTH = 74.9  # field pixels along a slice
LINE_REACH = 20.0  # Å; no line is wider than this to either side

COSMIC_CELL = 64  # pixels: one cosmic ray at most begins in a cell
COSMIC_LENGTH = 10

COSMIC_RAY, LOW_QE, HOT, DARK, SATURATED, DEAD, NOTCH = 32, 64, 256, 512, 4096, 8192, 1 << 27

PIXEL, PROJECTED, POSITIONED = 0, 1, 2
MOFFAT, SERSIC = 0, 1


class SliceShape(NamedTuple):
    """Where a slice lies on its detector and in the field."""

    ifu: int
    slice_no: int
    x_offset: int
    x_centre: float  # at mid height; the trace is x_centre + slope v + bend v², v = -1 … 1 along y
    slope: float
    bend: float
    width: float
    y_zero: float
    dispersion: float  # Å per row
    curvature: float  # Å per row²
    tilt: float  # Å per column
    x_field: float  # field pixels, of the centre of the slice
    y_field: float
    angle: float  # radians


class View(NamedTuple):
    """How an exposure looks at the sky."""

    state: int
    drift_x: float  # field pixels per Å
    drift_y: float
    x_ref: float  # field pixel of the pointing
    y_ref: float
    cd11: float  # degrees per field pixel: east and north of the pointing
    cd12: float
    cd21: float
    cd22: float
    ra: float  # pointing, degrees
    dec: float
    ra_zero: float  # what positions of the positioned state are relative to
    dec_zero: float
    a11: float  # field pixels to the scene, which is in arcsec east and north of the first pointing
    a12: float
    b1: float
    a21: float
    a22: float
    b2: float


class Source(NamedTuple):
    """One source of light; angles in arcsec and radians, wavelengths in Å."""

    kind: int
    xi: float
    eta: float
    peak: float
    slope: float  # of the continuum: (wave / wave_ref)^slope
    size: float  # FWHM of a Moffat profile at wave_ref, half-light radius of a Sérsic one
    steepness: float  # β or n
    axis_ratio: float
    angle: float  # of the long axis, from north to east
    core: float  # what softens the centre of a Sérsic profile
    seeing: float  # exponent of the FWHM with wavelength
    wave_ref: float
    reach: float  # no light further out
    continuum: float  # share of the peak that is continuum: 1, or 0 for a source of lines alone


class Sampled(NamedTuple):
    """A curve at equal steps, linear between them and constant beyond."""

    start: float
    step: float
    values: Floats


class Light(NamedTuple):
    """Light of the sources on a slice: every few rows, for all in-slice columns."""

    first_y: int
    step_y: int
    continuum: Singles  # (n_node, N_COLUMN)
    planes: Singles  # (n_plane, n_node, N_COLUMN); profiles of the sources with lines, times their peaks


class Lines(NamedTuple):
    """Spectral lines of the sources on a slice, in the order of wavelength."""

    wave: Floats
    sigma: Floats
    strength: Floats  # relative to the peak of the source; negative for absorption
    plane: Ints


class Detector(NamedTuple):
    """What the detector adds in the rows around a slice."""

    first_y: int
    flags: Ints  # (n_y, N_COLUMN)
    electrons: Singles  # (n_y, N_COLUMN)
    read_noise: Floats  # (2, 2): electrons, of the lower and upper, left and right ports
    saturation: float  # electrons
    key: int  # of the noise
    noise: float  # 1, or 0 for none
    notch_low: float  # Å
    notch_high: float
    is_count: bool


@jit
def trace(shape: SliceShape, y: float) -> float:
    """Centre of a slice, in detector columns, at a detector row."""
    v = (y - HALF_Y) / HALF_Y
    return shape.x_centre + (shape.slope + shape.bend * v) * v


@jit
def wavelength(shape: SliceShape, x: float, y: float) -> float:
    """Wavelength of a detector position, in Å."""
    curved = (y - HALF_Y) * (y - HALF_Y) - (shape.y_zero - HALF_Y) * (shape.y_zero - HALF_Y)
    along = WAVE_ZERO + shape.dispersion * (y - shape.y_zero) + shape.curvature * curved
    return along + shape.tilt * (x - trace(shape, y))


@jit
def field_position(shape: SliceShape, x: float, y: float) -> tuple[float, float]:
    """Field pixel that a detector position looks at; a slice is mirrored on its detector."""
    f = (trace(shape, y) - x) / shape.width * FIELD_WIDTH
    return shape.x_field + f * math.cos(shape.angle), shape.y_field + f * math.sin(shape.angle)


@jit
def place_pixels(shape: SliceShape, waves: Floats, x: Ints, y: Ints, wave: Singles) -> int:
    """List the illuminated pixels of a slice, by row and column, in ranges of wavelength.

    Parameters
    ----------
    shape : SliceShape
    waves : (n, 2)
        Half-open ranges in Å, which do not overlap.
    x, y, wave : (n_row,)
        Changed in place, as far as they reach; empty to count only.

    Returns
    -------
    int
        Number of pixels.
    """
    n = 0
    half = 0.5 * shape.width
    reach = abs(shape.tilt) * half + 0.01
    for row in range(1, N_Y + 1):
        centre = trace(shape, row)
        middle = wavelength(shape, centre, row)
        is_near = False
        for k in range(waves.shape[0]):
            is_near |= waves[k, 0] <= middle + reach and middle - reach < waves[k, 1]
        if not is_near:
            continue
        for column in range(math.ceil(centre - half), math.floor(centre + half) + 1):
            value = np.float32(middle + shape.tilt * (column - centre))
            is_inside = False
            for k in range(waves.shape[0]):
                is_inside |= waves[k, 0] <= value < waves[k, 1]
            if is_inside:
                if n < x.size:
                    x[n], y[n], wave[n] = column, row, value
                n += 1
    return n


@jit
def sort_by_wave(x: Ints, y: Ints, wave: Singles) -> None:
    """Sort pixels by wavelength, equal ones in their former order; in place.

    They are nearly sorted: a tilted slice mixes neighbouring rows only, so that insertion is quickest.
    """
    for i in range(1, wave.size):
        value, column, row = wave[i], x[i], y[i]
        j = i
        while j > 0 and wave[j - 1] > value:
            wave[j], x[j], y[j] = wave[j - 1], x[j - 1], y[j - 1]
            j -= 1
        wave[j], x[j], y[j] = value, column, row


@jit
def profile(source: Source, xi: float, eta: float, wave: float) -> float:
    """Brightness of a source relative to its centre, at a place of the scene."""
    dx, dy = xi - source.xi, eta - source.eta
    r2 = dx * dx + dy * dy
    if r2 > source.reach * source.reach:
        return 0.0
    if source.kind == MOFFAT:
        fwhm = source.size * (wave / source.wave_ref) ** source.seeing
        scale2 = 0.25 * fwhm * fwhm / (2.0 ** (1.0 / source.steepness) - 1.0)
        return float((1.0 + r2 / scale2) ** -source.steepness)
    long = dx * math.sin(source.angle) + dy * math.cos(source.angle)
    wide = (dx * math.cos(source.angle) - dy * math.sin(source.angle)) / source.axis_ratio
    r = math.sqrt(long * long + wide * wide + source.core * source.core)
    b, power = 2.0 * source.steepness - 1.0 / 3.0, 1.0 / source.steepness
    return math.exp(-b * ((r / source.size) ** power - (source.core / source.size) ** power))


@jit
def light_of_source(shape: SliceShape, view: View, source: Source, plane: int, light: Light) -> None:
    """Add a source to the light on a slice; `plane` is where its profile goes, or -1 without lines."""
    for node in range(light.continuum.shape[0]):
        row = light.first_y + node * light.step_y
        for column in range(N_COLUMN):
            x = shape.x_offset + column
            wave = wavelength(shape, x, row)
            x_field, y_field = field_position(shape, x, row)
            x_field += view.drift_x * (wave - WAVE_REF)
            y_field += view.drift_y * (wave - WAVE_REF)
            value = source.peak * profile(
                source,
                view.a11 * x_field + view.a12 * y_field + view.b1,
                view.a21 * x_field + view.a22 * y_field + view.b2,
                wave,
            )
            if value == 0.0:
                continue
            colour = (wave / source.wave_ref) ** source.slope
            light.continuum[node, column] += source.continuum * value * colour
            if plane >= 0:
                light.planes[plane, node, column] = value


@jit
def add_cosmic_rays(key: int, probability: float, x_offset: int, detector: Detector) -> None:
    """Draw the tracks of cosmic rays, each of up to `COSMIC_LENGTH` pixels, that cross a slice."""
    n_y = detector.flags.shape[0]
    first = max(0, x_offset - COSMIC_LENGTH) // COSMIC_CELL
    last = (x_offset + N_COLUMN + COSMIC_LENGTH) // COSMIC_CELL
    low = max(0, detector.first_y - COSMIC_LENGTH) // COSMIC_CELL
    high = (detector.first_y + n_y + COSMIC_LENGTH) // COSMIC_CELL
    for cell_y in range(low, high + 1):
        for cell_x in range(first, last + 1):
            bits = at_pixel(key, cell_x, cell_y)
            if uniform(bits) > probability:
                continue
            bits = following(bits)
            x = (cell_x + uniform(bits)) * COSMIC_CELL
            bits = following(bits)
            y = (cell_y + uniform(bits)) * COSMIC_CELL
            bits = following(bits)
            angle = math.pi * uniform(bits)
            bits = following(bits)
            length = 1 + int(COSMIC_LENGTH * uniform(bits))
            bits = following(bits)
            charge = 150.0 - 800.0 * math.log(uniform(bits))
            for step in range(length):
                column = int(x + step * math.cos(angle)) - x_offset
                row = int(y + step * math.sin(angle)) - detector.first_y
                if 0 <= column < N_COLUMN and 0 <= row < n_y:
                    detector.flags[row, column] |= COSMIC_RAY
                    detector.electrons[row, column] += charge


@jit
def add_defects(boxes: Floats, x_offset: int, detector: Detector) -> None:
    """Flag defective parts of a detector.

    Parameters
    ----------
    boxes : (n_box, 6)
        First and last column, first and last row, flag, and electrons that a pixel adds.
    x_offset : int
        Detector column of the first in-slice column.
    detector : Detector
        Changed in place.
    """
    n_y = detector.flags.shape[0]
    for k in range(boxes.shape[0]):
        first = max(0, int(boxes[k, 0]) - x_offset)
        last = min(N_COLUMN - 1, int(boxes[k, 1]) - x_offset)
        low = max(0, int(boxes[k, 2]) - detector.first_y)
        high = min(n_y - 1, int(boxes[k, 3]) - detector.first_y)
        for row in range(low, high + 1):
            for column in range(first, last + 1):
                detector.flags[row, column] |= int(boxes[k, 4])
                detector.electrons[row, column] += boxes[k, 5]


@jit
def sample(curve: Sampled, at: float) -> float:
    """Value of a sampled curve."""
    position = (at - curve.start) / curve.step
    last = curve.values.size - 1
    if position <= 0.0:
        return float(curve.values[0])
    if position >= last:
        return float(curve.values[last])
    i = int(position)
    return float(curve.values[i] + (position - i) * (curve.values[i + 1] - curve.values[i]))


@jit
def sky_position(view: View, x_field: float, y_field: float) -> tuple[float, float]:
    """Write a field pixel in the coordinates of the table's state.

    References
    ----------
    Calabretta & Greisen 2002, A&A 395, 1077, equations 5, 14, 15 and 54.
    """
    if view.state == PIXEL:
        return x_field, y_field
    dx, dy = x_field - view.x_ref, y_field - view.y_ref
    xi = math.radians(view.cd11 * dx + view.cd12 * dy)
    eta = math.radians(view.cd21 * dx + view.cd22 * dy)
    if view.state == PROJECTED:
        phi = math.atan2(xi, -eta)
        return phi if phi >= 0.0 else phi + 2.0 * math.pi, -math.atan(math.hypot(xi, eta))
    sin_dec, cos_dec = math.sin(math.radians(view.dec)), math.cos(math.radians(view.dec))
    across = cos_dec - eta * sin_dec
    ra = math.degrees(math.atan2(xi, across))
    dec = math.degrees(math.atan2(sin_dec + eta * cos_dec, math.hypot(xi, across)))
    return view.ra - view.ra_zero + ra, dec - view.dec_zero


@jit
def fill_rows(
    shape: SliceShape,
    view: View,
    x: Ints,
    y: Ints,
    wave: Singles,
    sky: Sampled,
    electrons: Sampled,
    level: Sampled,
    light: Light,
    lines: Lines,
    detector: Detector,
    x_out: Singles,
    y_out: Singles,
    data: Singles,
    flags: Ints,
    variance: Singles,
    origin: Ints,
) -> None:
    """Measure every pixel of a slice.

    Parameters
    ----------
    shape, view : SliceShape, View
    x, y, wave : (n_row,)
        Detector pixels, in ascending order of wavelength.
    sky, electrons, level : Sampled
        Over wavelength: the sky in table units, electrons per table unit, and the level error of the slice.
    light, lines, detector : Light, Lines, Detector
    x_out, y_out, data, flags, variance, origin : (n_row,)
        The columns of the table; overwritten.
    """
    first_line = 0
    for i in range(wave.size):
        column, row = int(x[i]) - shape.x_offset, int(y[i])
        at = float(wave[i])
        position = (row - light.first_y) / light.step_y
        node = min(int(position), light.continuum.shape[0] - 2)
        part = position - node

        low, high = light.continuum[node, column], light.continuum[node + 1, column]
        signal = sample(sky, at) + low + part * (high - low)
        while first_line < lines.wave.size and lines.wave[first_line] < at - LINE_REACH:
            first_line += 1
        for k in range(first_line, lines.wave.size):
            if lines.wave[k] > at + LINE_REACH:
                break
            plane = lines.plane[k]
            low, high = light.planes[plane, node, column], light.planes[plane, node + 1, column]
            z = (at - lines.wave[k]) / lines.sigma[k]
            signal += lines.strength[k] * (low + part * (high - low)) * math.exp(-0.5 * z * z)

        flag = detector.flags[row - detector.first_y, column]
        if flag & (DARK | DEAD):
            signal = 0.0
        is_notched = detector.notch_low < at < detector.notch_high
        if is_notched:
            signal *= 0.01
        scale = sample(electrons, at)
        expected = max(0.0, signal * sample(level, at)) * scale
        expected += detector.electrons[row - detector.first_y, column]
        if expected > detector.saturation:
            expected = detector.saturation
            flag |= SATURATED

        ron = detector.read_noise[1 if row > HALF_Y else 0, 1 if x[i] > HALF_X else 0]
        sigma2 = expected + ron * ron
        if flag & LOW_QE:
            sigma2 *= 25.0
        measured = expected + detector.noise * math.sqrt(sigma2) * normal(at_pixel(detector.key, x[i], row))
        if not detector.is_count:
            measured /= scale
            sigma2 /= scale * scale

        x_field, y_field = field_position(shape, x[i], row)
        if view.state != PIXEL:
            x_field += view.drift_x * (at - WAVE_REF)
            y_field += view.drift_y * (at - WAVE_REF)
        x_out[i], y_out[i] = sky_position(view, x_field, y_field)
        data[i], variance[i] = measured, sigma2
        flags[i] = NOTCH if is_notched else flag
        origin[i] = column << 24 | row << 11 | shape.ifu << 6 | shape.slice_no
