"""All rows of one slice of one exposure, made by the kernels; slices do not depend on each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import State
from pixviewer.core.kernels import simulating
from pixviewer.core.kernels.simulating import N_COLUMN, Detector, Light, Sampled, SliceShape, View
from pixviewer.core.simulate import instrument, levels
from pixviewer.core.simulate.field import Object, lines_of, objects, objects_on
from pixviewer.core.simulate.modes import Request
from pixviewer.core.simulate.pointing import Exposure, exposures, view
from pixviewer.core.simulate.sky import START, STEP, N, sky_spectrum

Rows = dict[str, npt.NDArray[Any]]

NODE_ROWS = 16  # light of objects is worked out every so many detector rows


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the slices of a simulation have in common."""

    request: Request
    exposures: tuple[Exposure, ...]
    views: tuple[View, ...]
    electrons: tuple[Sampled, ...]
    objects: tuple[Object, ...]
    sky: Sampled
    levels: npt.NDArray[np.float64]
    shapes: dict[tuple[int, int], SliceShape]


def make_scene(request: Request) -> Scene:
    """Everything but the rows themselves."""
    mode, taken = request.mode, exposures(request.n_exposure, request.mode)
    return Scene(
        request=request,
        exposures=tuple(taken),
        views=tuple(view(exposure, mode, request.state) for exposure in taken),
        electrons=tuple(
            instrument.electrons_per_unit(mode, exposure.exptime, START, STEP, N) for exposure in taken
        ),
        objects=tuple(objects(request.seed, mode)),
        sky=sky_spectrum(mode),
        levels=levels.level_errors(request.seed),
        shapes={
            (ifu, slice_no): instrument.slice_shape(request.seed, ifu, slice_no)
            for ifu, slice_no in instrument.all_slices(request.ifus)
        },
    )


def count_pixels(scene: Scene, ifu: int, slice_no: int) -> int:
    """Number of rows of a slice; the same in every exposure."""
    nothing = np.empty(0, np.int32)
    shape, waves = scene.shapes[ifu, slice_no], scene.request.wave_array
    return int(simulating.place_pixels(shape, waves, nothing, nothing, np.empty(0, np.float32)))


def slice_rows(scene: Scene, exposure: Exposure, ifu: int, slice_no: int, n_row: int) -> Rows:
    """The rows of a slice, in ascending order of wavelength.

    Parameters
    ----------
    scene : Scene
    exposure : Exposure
        One of the scene's.
    ifu, slice_no : int
    n_row : int
        As from `count_pixels`.

    Returns
    -------
    dict of (n_row,) arrays
        By our names of the columns.
    """
    request, shape = scene.request, scene.shapes[ifu, slice_no]
    sky_view = scene.views[exposure.number - 1]
    x, y, wave = np.empty(n_row, np.int32), np.empty(n_row, np.int32), np.empty(n_row, np.float32)
    simulating.place_pixels(shape, request.wave_array, x, y, wave)
    simulating.sort_by_wave(x, y, wave)
    rows: Rows = {name: np.empty(n_row, np.float32) for name in ("x", "y", "data", "variance")}
    rows |= {name: np.empty(n_row, np.int32) for name in ("flags", "origin")}
    rows["wave"] = wave
    if n_row:
        low, high = int(y.min()), int(y.max())
        light, lines = _light(scene.objects, shape, sky_view, low, high, float(wave[0]), float(wave[-1]))
        simulating.fill_rows(
            shape,
            sky_view,
            x,
            y,
            wave,
            scene.sky,
            scene.electrons[exposure.number - 1],
            levels.level_curve(scene.levels, ifu, slice_no),
            light,
            lines,
            _detector(request, exposure, shape, low, high),
            rows["x"],
            rows["y"],
            rows["data"],
            rows["flags"],
            rows["variance"],
            rows["origin"],
        )
    return rows


def _light(
    found: Sequence[Object],
    shape: SliceShape,
    sky_view: View,
    low_y: int,
    high_y: int,
    low_wave: float,
    high_wave: float,
) -> tuple[Light, simulating.Lines]:
    near = objects_on(found, shape, sky_view)
    lines, planes = lines_of(near, low_wave, high_wave)
    n_node = (high_y - low_y) // NODE_ROWS + 2
    light = Light(
        low_y,
        NODE_ROWS,
        np.zeros((n_node, N_COLUMN), np.float32),
        np.zeros((len(planes), n_node, N_COLUMN), np.float32),
    )
    for item in near:
        simulating.light_of_source(shape, sky_view, item.source, planes.get(item.name, -1), light)
    return light, lines


def _detector(request: Request, exposure: Exposure, shape: SliceShape, low_y: int, high_y: int) -> Detector:
    seed, ifu, n_y = request.seed, shape.ifu, high_y - low_y + 1
    notch = request.mode.notch or (0.0, 0.0)
    detector = Detector(
        first_y=low_y,
        flags=np.zeros((n_y, N_COLUMN), np.int32),
        electrons=np.zeros((n_y, N_COLUMN), np.float32),
        read_noise=instrument.read_noise(seed, ifu),
        saturation=instrument.SATURATION,
        key=instrument.key(seed, "noise", exposure.number, ifu),
        noise=request.noise,
        notch_low=notch[0],
        notch_high=notch[1],
        is_count=request.state is State.PIXEL,
    )
    cosmic_key = instrument.key(seed, "cosmic rays", exposure.number, ifu)
    simulating.add_cosmic_rays(cosmic_key, instrument.COSMIC_RAYS_PER_CELL, shape.x_offset, detector)
    simulating.add_defects(instrument.defects(seed, ifu), shape.x_offset, detector)
    return detector
