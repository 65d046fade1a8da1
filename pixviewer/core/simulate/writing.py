"""Write a simulated exposure: slices are made by two threads and go straight to their place in the file."""

import contextlib
import os
import shlex
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import numpy as np

from pixviewer.core.geometry import Range, State
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.io.writing import TableWriter
from pixviewer.core.numerals import join_numbers, plain
from pixviewer.core.progress import Progress, silent
from pixviewer.core.simulate.headers import DATE, Limits, table_header
from pixviewer.core.simulate.modes import Request, request
from pixviewer.core.simulate.slices import Rows, Scene, count_pixels, make_scene, slice_rows
from pixviewer.core.simulate.truth import truth_bytes
from pixviewer.core.simulate.version import simulator_version
from pixviewer.core.table.columns import (
    COUNT_UNIT,
    FLUX_UNIT,
    STANDARD,
    WAVE_UNIT,
    WEIGHT,
    Column,
    variance_unit,
)

N_THREAD = 2

_POSITION_UNITS = {State.PIXEL: "pix", State.PROJECTED: "rad", State.POSITIONED: "deg"}
_ANYTHING = Limits((0.0, 1.0), (0.0, 1.0), (0.0, 1.0))


@dataclass(frozen=True, slots=True)
class SimulationSummary:
    """What was simulated."""

    path: Path
    truth: Path | None
    n_row: int
    n_bytes: int
    request: Request
    form: str
    command: str


def simulate(
    path: str | os.PathLike[str],
    *,
    preset: str = "demo",
    seed: int = 1,
    ifus: Iterable[int] | None = None,
    waves: Sequence[Range] | None = None,
    mode: str = "WFM-NOAO-N",
    state: str = "projected",
    exposures: int = 1,
    form: str = "image",
    truth: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> SimulationSummary:
    """Write a simulated pixel table, and what is true of it.

    The same arguments give the same bytes, however many threads are at work.

    Parameters
    ----------
    path : path
        The table.
    preset : {"demo", "small", "full"}
        Whole field in three short ranges of wavelength (19.7 million rows), a few slices for tests, or
        a whole exposure (324 million rows, 9 GB).
    seed : int
        Another seed gives other objects, other errors of level and other noise.
    ifus, waves : optional
        IFU numbers, and half-open ranges in Å, instead of the preset's.
    mode : str
        ``WFM-NOAO-N``, ``WFM-NOAO-E``, ``WFM-AO-N``, ``WFM-AO-E`` or ``NFM-AO-N``.
    state : {"pixel", "projected", "positioned"}
        The former is in electrons, the others are flux calibrated.
    exposures : int
        More than one make one combined table, which must be positioned.
    form : {"image", "table"}
    truth : path, optional
        The truth file; see `pixviewer.core.simulate.truth`.
    overwrite : bool
    progress : Progress, optional

    Returns
    -------
    SimulationSummary
        Number of rows and bytes, what was asked for, and the equivalent command line.

    Raises
    ------
    ValueError
        If an argument makes no sense.
    OutputError
        If a file cannot be written.
    Cancelled
    """
    asked = request(preset, seed, ifus, waves, mode, state, exposures)
    if form not in ("image", "table"):
        raise ValueError(f"form must be 'image' or 'table', got {form!r}")
    if truth is not None and os.path.realpath(truth) == os.path.realpath(path):
        raise ValueError(f"the table and its truth cannot both be {os.fspath(path)}")
    command = command_line(asked, os.fspath(path), form, None if truth is None else os.fspath(truth))
    # The file itself names no file: the same arguments give the same bytes under any name.
    nameless = command_line(asked, "OUT.fits", form)
    progress = progress or silent()
    scene = make_scene(asked)
    counts = {place: count_pixels(scene, *place) for place in progress.over(scene.shapes, "Counting", 0)}
    n_row = sum(counts.values()) * asked.n_exposure
    if not n_row:
        raise ValueError("no row lies in the chosen wavelengths; choose wider ones")
    header = table_header(scene, _ANYTHING, n_row // asked.n_exposure, nameless)
    columns = table_columns(asked)
    writer = TableWriter(path, header, columns, n_row, form=form, overwrite=overwrite, date=DATE)
    with contextlib.ExitStack() as outputs:  # both files or none
        if truth is not None:
            output = outputs.enter_context(atomic_output(truth, overwrite=overwrite))
            output.write_at(0, truth_bytes(scene, simulator_version(), writer.n_bytes))
        with writer:
            limits = _write_rows(writer, scene, counts, progress)
            writer.replace_header(table_header(scene, limits, n_row // asked.n_exposure, nameless))
            progress.step("Writing to disk", 0, 1)
    truth_path = None if truth is None else Path(truth)
    return SimulationSummary(Path(path), truth_path, n_row, writer.n_bytes, asked, form, command)


def command_line(asked: Request, path: str, form: str, truth: str | None = None) -> str:
    """The command that makes the same table."""
    words = ["pixviewer", "simulate", path, "--preset", asked.preset, "--seed", str(asked.seed)]
    words += ["--ifu", join_numbers(asked.ifus)]
    for ends in asked.waves:
        words += ["--lambda", *map(plain, ends)]
    words += ["--mode", asked.mode.name, "--state", str(asked.state)]
    words += ["--exposures", str(asked.n_exposure), "--form", form]
    if truth is not None:
        words += ["--truth", truth]
    return shlex.join(words)


def table_columns(asked: Request) -> list[Column]:
    """The columns of the table that is asked for."""
    position, data = _POSITION_UNITS[asked.state], FLUX_UNIT if asked.is_flux_calibrated else COUNT_UNIT
    units = {"x": position, "y": position, "wave": WAVE_UNIT, "data": data, "variance": variance_unit(data)}
    kinds = (*STANDARD, WEIGHT) if asked.n_exposure > 1 else STANDARD
    return [
        Column(kind.name, kind.fits_name, np.dtype(kind.dtype), units.get(kind.name, "")) for kind in kinds
    ]


def _write_rows(
    writer: TableWriter, scene: Scene, counts: dict[tuple[int, int], int], progress: Progress
) -> Limits:
    """Make and write all slices of all exposures; gives the limits of the columns."""
    starts = dict(zip(counts, np.cumsum([0, *counts.values()])[:-1].tolist(), strict=True))
    n_exposure_row = sum(counts.values())

    def make(number: int, place: tuple[int, int]) -> tuple[int, Limits | None]:
        progress.check()
        exposure = scene.exposures[number - 1]
        rows = slice_rows(scene, exposure, *place, counts[place])
        if len(scene.exposures) > 1:
            rows["weight"] = np.full(counts[place], exposure.weight, np.float32)
        writer.write((number - 1) * n_exposure_row + starts[place], rows)
        return counts[place], _limits(rows)

    work = [(exposure.number, place) for exposure in scene.exposures for place in counts]
    return _run(make, work, n_exposure_row * len(scene.exposures), progress)


def _run(
    make: Callable[[int, tuple[int, int]], tuple[int, Limits | None]],
    work: Sequence[tuple[int, tuple[int, int]]],
    n_row: int,
    progress: Progress,
) -> Limits:
    """Make all slices in a small pool of threads; the first failure stops the rest."""
    found: list[Limits] = []
    done = 0
    with ThreadPoolExecutor(N_THREAD, "simulate") as pool:
        futures = [pool.submit(make, number, place) for number, place in work]
        try:
            for future in as_completed(futures):
                n, limits = future.result()
                done += n
                if limits is not None:
                    found.append(limits)
                progress.step("Simulating", done, n_row)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return reduce(Limits.joined, found)


def _limits(rows: Rows) -> Limits | None:
    if not len(rows["wave"]):
        return None
    low_high = [(float(rows[name].min()), float(rows[name].max())) for name in ("x", "y", "wave")]
    return Limits(*low_high)
