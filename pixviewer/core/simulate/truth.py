"""The truth file of a simulation: what a measurement of the table should find.

Extensions, all but the first binary tables:

======= ==============================================================================================
primary cards SEED, PRESET, MODE, STATE, NEXP, RA, DEC (pointing), LAMREF, SEEEXP, SIMVER,
        TABSIZE (bytes of the table)
LEVELS  ``ifu, sli, lambda, level``: factor by which sky and objects of a slice are too bright at a
        wavelength; linear between nodes, ordered by IFU, CCD slice and wavelength, so that ``level`` has
        the shape (24, 48, NNODE)
BINS    ``ifu, sli, quad, lambda_min, lambda_max, level``: mean level in each bin of the self-calibration
        (``quad`` 1 to 20), over the usable wavelengths of the mode
SOURCES ``name, kind, ra, dec`` (deg), ``xi, eta`` (arcsec east and north of the pointing), ``peak`` (table
        units at LAMREF; a pixel has the value of the profile at its centre), ``flux`` (the same, summed
        over table pixels), ``slope`` (continuum ∝ (λ/LAMREF)^slope, 0 for emitters: lines only),
        ``fwhm, beta`` (arcsec at LAMREF; Moffat, with the FWHM ∝ (λ/LAMREF)^SEEEXP), ``r_half, sersic,
        core`` (arcsec, index, arcsec: r² is softened by core²), ``axis_ratio, angle`` (deg from north to
        east)
LINES   ``name, lambda, sigma, strength``: Gaussian lines of the sources, relative to their peaks
SKY     ``lambda, flux, electrons``: noiseless sky in a table pixel, and electrons in the first exposure
        for one flux unit; linear between nodes
======= ==============================================================================================
"""

import io
import math

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.geometry import Frame, State
from pixviewer.core.kernels import simulating
from pixviewer.core.kernels.simulating import Source
from pixviewer.core.simulate import levels
from pixviewer.core.simulate.field import REFERENCE_WAVE, SEEING_EXPONENT, Object
from pixviewer.core.simulate.headers import DATE
from pixviewer.core.simulate.pointing import DEC, RA
from pixviewer.core.simulate.sky import pixel_area
from pixviewer.core.simulate.slices import Scene
from pixviewer.core.table.origin import N_IFU, N_SLICE


def truth_bytes(scene: Scene, version: str, table_bytes: int) -> bytes:
    """The truth file of a simulation whose table has so many bytes."""
    primary = fits.PrimaryHDU()
    request = scene.request
    for name, value, comment in (
        ("DATE", DATE, ""),
        ("SEED", request.seed, ""),
        ("PRESET", request.preset, ""),
        ("MODE", request.mode.name, ""),
        ("STATE", str(request.state), ""),
        ("NEXP", request.n_exposure, "exposures"),
        ("RA", RA, "[deg] pointing of the first exposure"),
        ("DEC", DEC, "[deg]"),
        ("LAMREF", REFERENCE_WAVE, "[Angstrom] of peaks, fluxes and widths"),
        ("SEEEXP", SEEING_EXPONENT, "FWHM goes with wavelength to this power"),
        ("SIMVER", version, "of the simulator"),
        ("TABSIZE", table_bytes, "[bytes] of the pixel table"),
    ):
        primary.header[name] = (value, comment)
    tables = (
        _table("LEVELS", _levels(scene.levels), {"NNODE": levels.NODES.size}),
        _table("BINS", _bins(scene), {}),
        _table("SOURCES", _sources(scene), {}),
        _table("LINES", _lines(scene.objects), {}),
        _table("SKY", _sky(scene), {}),
    )
    buffer = io.BytesIO()
    fits.HDUList([primary, *tables]).writeto(buffer)
    return buffer.getvalue()


def _table(name: str, rows: npt.NDArray[np.void], cards: dict[str, int]) -> fits.BinTableHDU:
    table = fits.BinTableHDU(rows, name=name)
    table.header.update(cards)
    return table


def _levels(curves: npt.NDArray[np.float64]) -> npt.NDArray[np.void]:
    n = levels.NODES.size
    rows = np.empty((N_IFU, N_SLICE, n), [("ifu", "i2"), ("sli", "i2"), ("lambda", "f4"), ("level", "f8")])
    rows["ifu"] = np.arange(1, N_IFU + 1)[:, None, None]
    rows["sli"] = np.arange(1, N_SLICE + 1)[:, None]
    rows["lambda"] = levels.NODES
    rows["level"] = curves
    return rows.ravel()


def _bins(scene: Scene) -> npt.NDArray[np.void]:
    means = levels.bin_means(scene.levels, scene.request.mode.wave)
    dtype = [
        ("ifu", "i2"), ("sli", "i2"), ("quad", "i2"),
        ("lambda_min", "f4"), ("lambda_max", "f4"), ("level", "f8"),
    ]  # fmt: skip
    rows = np.empty(means.shape, dtype)
    rows["ifu"] = np.arange(1, N_IFU + 1)[:, None, None]
    rows["sli"] = np.arange(1, N_SLICE + 1)[:, None]
    rows["quad"] = np.arange(1, means.shape[2] + 1)
    rows["lambda_min"], rows["lambda_max"] = levels.BIN_EDGES[:-1], levels.BIN_EDGES[1:]
    rows["level"] = means
    return rows.ravel()


def _sources(scene: Scene) -> npt.NDArray[np.void]:
    numbers = (
        "ra", "dec", "xi", "eta", "peak", "flux", "slope", "fwhm", "beta",
        "r_half", "sersic", "axis_ratio", "angle", "core",
    )  # fmt: skip
    dtype = [("name", "S12"), ("kind", "S8"), *((name, "f8") for name in numbers)]
    rows = np.full(len(scene.objects), np.nan, [field for field in dtype if field[1] == "f8"])
    result = np.empty(len(scene.objects), dtype)
    frame = Frame(State.PROJECTED, RA, DEC)
    area = pixel_area(scene.request.mode)
    for row, item in zip(rows, scene.objects, strict=True):
        source = item.source
        row["ra"], row["dec"] = frame.plane_to_sky(source.xi, source.eta)
        row["xi"], row["eta"], row["peak"], row["slope"] = source.xi, source.eta, source.peak, source.slope
        row["flux"] = source.peak * _integral(source) / area
        row["axis_ratio"], row["angle"] = source.axis_ratio, math.degrees(source.angle)
        if source.kind == simulating.MOFFAT:
            row["fwhm"], row["beta"] = source.size, source.steepness
        else:
            row["r_half"], row["sersic"], row["core"] = source.size, source.steepness, source.core
    for name in numbers:
        result[name] = rows[name]
    result["name"] = [item.name.encode() for item in scene.objects]
    result["kind"] = [item.name.split()[0].encode() for item in scene.objects]
    return result


def _integral(source: Source) -> float:
    """Integral of the profile over the sky, in arcsec²."""
    round_one = source._replace(xi=0.0, eta=0.0, axis_ratio=1.0)
    r = source.reach * np.linspace(0.0, 1.0, 601) ** 3  # dense where the profile is steep
    values = [simulating.profile(round_one, float(at), 0.0, source.wave_ref) for at in r]
    return float(np.trapezoid(2.0 * np.pi * r * values, r)) * source.axis_ratio


def _lines(found: tuple[Object, ...]) -> npt.NDArray[np.void]:
    dtype = [("name", "S12"), ("lambda", "f8"), ("sigma", "f8"), ("strength", "f8")]
    return np.array([(item.name.encode(), *line) for item in found for line in item.lines], dtype)


def _sky(scene: Scene) -> npt.NDArray[np.void]:
    sky = scene.sky
    rows = np.empty(sky.values.size, [("lambda", "f8"), ("flux", "f4"), ("electrons", "f4")])
    rows["lambda"] = sky.start + sky.step * np.arange(sky.values.size)
    rows["flux"], rows["electrons"] = sky.values, scene.electrons[0].values
    return rows
