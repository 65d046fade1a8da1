"""The objects of the simulated field: stars, galaxies, and sources that shine in one emission line.

Positions and sizes are in arcsec in the tangent plane of the first pointing. The narrow field shows the same
scene at an eighth of the size.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.kernels import simulating
from pixviewer.core.kernels.simulating import Lines, SliceShape, Source, View
from pixviewer.core.simulate.instrument import random
from pixviewer.core.simulate.modes import Mode
from pixviewer.core.simulate.pointing import STAR_FIELD, X_REF, Y_REF
from pixviewer.core.simulate.sky import line_sigma

REFERENCE_WAVE = 6050.0  # Å; peaks and widths are given there, in the first of the demo's ranges
SEEING_EXPONENT = -0.2
FWHM = 0.7  # arcsec, in the wide field
BETA = 2.6
FAINTEST = 0.003  # table units; no light below this

N_STAR, N_GALAXY, N_EMITTER = 28, 30, 12
FULL_SCALE = 0.2  # arcsec per field pixel of the wide field

# Rest wavelength in air and strength relative to the first; amplitudes of stars are depths.
_GALAXY_LINES = (
    (3727.4, 1.0), (4861.3, 0.5), (4958.9, 0.35), (5006.8, 1.05), (6562.8, 1.6), (6583.5, 0.5),
)  # fmt: skip
_STAR_LINES = ((4861.3, 0.45), (5183.6, 0.25), (5891.6, 0.3), (6562.8, 0.5), (8542.1, 0.35), (8662.1, 0.3))
LYMAN_ALPHA = 1215.67

Line = tuple[float, float, float]  # wavelength, σ (Å), strength relative to the peak


@dataclass(frozen=True, slots=True)
class Object:
    """A named source and its spectral lines."""

    name: str
    source: Source
    lines: tuple[Line, ...]


def objects(seed: int, mode: Mode) -> list[Object]:
    """All objects of the field; `star 1` is the bright one across IFUs 5, 6 and 7."""
    rng = random(seed, "field")
    found = [*_stars(rng), *_galaxies(rng), *_emitters(rng)]
    scale = (mode.scale_x / FULL_SCALE, mode.scale_y / FULL_SCALE)
    return [Object(item.name, _scaled(item.source, *scale), item.lines) for item in found]


def _stars(rng: np.random.Generator) -> list[Object]:
    # The bright one of the documented exposure, and one whose core saturates.
    stars = [
        Object("star 1", _star(*_plane(*STAR_FIELD), 1350.0, -0.6), _absorption(1.0)),
        Object("star 2", _star(*_plane(96.0, 104.0), 70_000.0, 0.4), _absorption(0.6)),
    ]
    for number in range(3, N_STAR + 1):
        peak = 10.0 ** rng.uniform(1.0, 3.3)
        xi, eta = _free_place(rng)
        star = _star(xi, eta, float(peak), float(rng.uniform(-1.5, 2.0)))
        stars.append(Object(f"star {number}", star, _absorption(float(rng.uniform(0.3, 1.2)))))
    return stars


def _galaxies(rng: np.random.Generator) -> list[Object]:
    galaxies = []
    for number in range(1, N_GALAXY + 1):
        xi, eta = _free_place(rng)
        source = _source(
            kind=simulating.SERSIC,
            xi=xi,
            eta=eta,
            peak=float(10.0 ** rng.uniform(0.7, 2.3)),
            slope=float(rng.uniform(-1.0, 2.0)),
            size=float(rng.uniform(0.3, 1.3)),
            steepness=float(rng.choice([1.0, 1.5, 2.5, 4.0])),
            axis_ratio=float(rng.uniform(0.35, 1.0)),
            angle=float(rng.uniform(0.0, math.pi)),
            core=0.35,
        )
        redshift, sigma, strength = rng.uniform(0.02, 0.6), rng.uniform(0.5, 2.5), rng.uniform(0.5, 4.0)
        lines = [_line(rest * (1.0 + redshift), sigma, strength * rel) for rest, rel in _GALAXY_LINES]
        galaxies.append(Object(f"galaxy {number}", source, tuple(lines)))
    return galaxies


def _emitters(rng: np.random.Generator) -> list[Object]:
    """Distant galaxies in one line each; some in the ranges of the demo."""
    emitters = []
    for number in range(1, N_EMITTER + 1):
        xi, eta = _free_place(rng)
        wave = rng.uniform(6020.0, 6085.0) if number % 2 else rng.uniform(4800.0, 9300.0)
        source = _star(xi, eta, float(10.0 ** rng.uniform(1.5, 2.2)), 0.0)._replace(continuum=0.0)
        lines = (_line(wave, rng.uniform(1.0, 3.0), 1.0),)
        emitters.append(Object(f"emitter {number}", source, lines))
    return emitters


def _star(xi: float, eta: float, peak: float, slope: float) -> Source:
    star = _source(simulating.MOFFAT, xi, eta, peak, slope, FWHM, BETA, 1.0, 0.0, 0.0)
    return star._replace(seeing=SEEING_EXPONENT)


def _source(
    kind: int,
    xi: float,
    eta: float,
    peak: float,
    slope: float,
    size: float,
    steepness: float,
    axis_ratio: float,
    angle: float,
    core: float,
) -> Source:
    source = Source(
        kind, xi, eta, peak, slope, size, steepness, axis_ratio, angle, core, 0.0, REFERENCE_WAVE, 1e3, 1.0
    )
    return source._replace(reach=_reach(source))


def _reach(source: Source) -> float:
    """Distance at which a source, with a margin for its colour, has faded to `FAINTEST`."""
    contrast = 1.5 * source.peak / FAINTEST
    if source.kind == simulating.MOFFAT:
        scale = 0.5 * source.size / math.sqrt(2.0 ** (1.0 / source.steepness) - 1.0)
        return scale * math.sqrt(contrast ** (1.0 / source.steepness) - 1.0)
    b = 2.0 * source.steepness - 1.0 / 3.0
    core = (source.core / source.size) ** (1.0 / source.steepness)
    return min(8.0, source.size * (core + math.log(contrast) / b) ** source.steepness)


def _scaled(source: Source, scale_x: float, scale_y: float) -> Source:
    """A source of the wide field, in a field of another scale."""
    return source._replace(
        xi=source.xi * scale_x,
        eta=source.eta * scale_y,
        size=source.size * scale_y,
        core=source.core * scale_y,
        reach=source.reach * max(scale_x, scale_y),
    )


def _absorption(depth: float) -> tuple[Line, ...]:
    return tuple(_line(wave, 2.0, -0.8 * depth * strength) for wave, strength in _STAR_LINES)


def _line(wave: float, sigma: float, strength: float) -> Line:
    return float(wave), float(math.hypot(sigma, line_sigma(wave))), float(strength)


def _plane(x_field: float, y_field: float) -> tuple[float, float]:
    """Tangent-plane position in the wide field of a field pixel."""
    return -FULL_SCALE * (x_field - X_REF), FULL_SCALE * (y_field - Y_REF)


def _free_place(rng: np.random.Generator) -> tuple[float, float]:
    """A place in the field that leaves the bright star alone, so that it can be fitted."""
    while True:
        x, y = rng.uniform(-148.0, 148.0, 2)
        if math.hypot(x - STAR_FIELD[0], y - STAR_FIELD[1]) > 30.0:
            return _plane(float(x), float(y))


def objects_on(found: Sequence[Object], shape: SliceShape, view: View) -> list[Object]:
    """The objects whose light reaches a slice, somewhere along it and at some wavelength."""
    east, north = math.hypot(view.a11, view.a21), math.hypot(view.a12, view.a22)
    length, width = 0.5 * simulating.FIELD_WIDTH * east + 1.5 * east, 2.0 * north
    xi = view.a11 * shape.x_field + view.a12 * shape.y_field + view.b1
    eta = view.a21 * shape.x_field + view.a22 * shape.y_field + view.b2
    return [
        item
        for item in found
        if abs(item.source.xi - xi) < length + item.source.reach
        and abs(item.source.eta - eta) < width + item.source.reach
    ]


def lines_of(found: Sequence[Object], low: float, high: float) -> tuple[Lines, dict[str, int]]:
    """Lines of objects that show between two wavelengths, and the number of each object among them."""
    margin = simulating.LINE_REACH
    shown = [
        (wave, sigma, strength, item.name)
        for item in found
        for wave, sigma, strength in item.lines
        if low - margin < wave < high + margin
    ]
    shown.sort()
    planes: dict[str, int] = {}
    for *_, name in shown:
        planes.setdefault(name, len(planes))
    column: npt.NDArray[np.float64] = np.array([line[:3] for line in shown], np.float64).reshape(-1, 3)
    wave, sigma, strength = (np.ascontiguousarray(column[:, i]) for i in range(3))
    return Lines(wave, sigma, strength, np.array([planes[line[3]] for line in shown], np.int32)), planes
