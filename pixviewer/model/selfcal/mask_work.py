"""What the worker threads do for a mask. The core is imported here when it is first needed."""

import shlex
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from pixviewer.core.calib.painting import Automatic, FromFile, MaskPlan, MaskStep, with_erasing
from pixviewer.core.errors import PixTableWarning
from pixviewer.core.progress import Progress
from pixviewer.model.selfcal.mask_state import Overlay

if TYPE_CHECKING:
    from pixviewer.core.calib.coverage import Coverage
    from pixviewer.core.calib.mask import SkyMask
    from pixviewer.core.calib.painter import Painter
    from pixviewer.core.calib.slice_cells import SliceCells
    from pixviewer.core.products.image import Image
    from pixviewer.core.table.pixtable import PixTable

REGION_ENDINGS = (".reg", ".ds9", ".crtf", ".pixr")

COVERS_ALL = (
    "the mask covers the whole field, so that nothing is left to calibrate with; "
    "erase a part of it, or let fewer objects be found"
)


@dataclass(frozen=True, slots=True)
class PaintRequest:
    """A mask of a table; ``has_slices`` where it is known which cells belong to which slice."""

    table: int
    plan: MaskPlan
    has_slices: bool


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A mask, its borders, and what it leaves."""

    mask: "SkyMask | None"
    overlay: Overlay | None
    coverage: "Coverage | None"
    problem: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The step that a file gives, and what is odd about it."""

    step: MaskStep
    remarks: tuple[str, ...]


def paint_mask(
    request: PaintRequest, painter: "Painter", cells: "SliceCells | None", progress: Progress
) -> Painted:
    """Make a mask of its steps."""
    from pixviewer.core.calib.outlines import outlines

    mask = painter.paint(request.plan)
    progress.check()
    masked = None if mask is None else mask.masked
    overlay = None if masked is None else Overlay(request.plan, outlines(masked, painter.image.grid))
    coverage = None if cells is None else cells.coverage(masked)
    return Painted(mask, overlay, coverage, _problem(mask, painter.image))


def count_slices(table: "PixTable", image: "Image", progress: Progress) -> "SliceCells":
    """Which rows of which slices lie in each cell."""
    from pixviewer.core.calib.slice_cells import slice_cells

    return slice_cells(table, image.grid, progress=progress)


def load_step(path: Path, table: "PixTable", erases: bool, progress: Progress) -> Loaded:
    """The step for a file: a mask image, or regions.

    Raises
    ------
    PixTableError
        If it cannot be read, is none of these, or masks nothing.
    """
    from pixviewer.core.calib.painter import file_step
    from pixviewer.core.io.mask_regions import read_mask_regions

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", PixTableWarning)
        step: MaskStep
        if path.suffix.lower() in REGION_ENDINGS:
            step = read_mask_regions(path, table.frame)
        else:
            step = file_step(path)
            _check_place(path, table)
    return Loaded(with_erasing(step, erases), tuple(str(w.message) for w in told))


def save_mask(
    mask: "SkyMask", plan: MaskPlan, path: Path, form: str, table: "PixTable", progress: Progress
) -> None:
    """Write a mask image, or its borders as DS9 regions; whoever asks has asked whether to replace a file.

    But not one that the mask is made of: its steps could not be done again.

    Raises
    ------
    OutputError
        If it cannot be written; what was there is untouched.
    """
    from pixviewer.core.io.mask_regions import write_mask_regions
    from pixviewer.core.io.masks import write_mask

    if path.suffix.lower() in REGION_ENDINGS:
        write_mask_regions(mask, path, table.frame, overwrite=True)
        return
    kind: Literal["mpdaf", "drs"] = "drs" if form == "drs" else "mpdaf"
    command = command_of(plan, table.path, path, form)
    sources = [step.path for step in plan.steps if isinstance(step, FromFile)]
    write_mask(mask, path, form=kind, table=table, command=command, overwrite=True, protect=sources)


def command_of(plan: MaskPlan, table: Path | None, path: Path, form: str) -> str:
    """The command line that makes the same mask, empty where none does: nobody types a stroke."""
    if table is None or not all(isinstance(s, Automatic | FromFile) and not _erases(s) for s in plan.steps):
        return ""
    words = ["pixviewer", "mask", str(table), str(path)]
    found = plan.automatic
    if found is not None:
        words += ["--method", found.method, "--threshold", f"{found.threshold!r}"]
        words += ["--min-area", str(found.min_area), "--grow", str(found.grow)]
    for step in plan.steps:
        words += ["--add", step.path] if isinstance(step, FromFile) else []
    return shlex.join([*words, *(["--form", form] if form == "drs" else [])])


def _erases(step: MaskStep) -> bool:
    return bool(getattr(step, "erases", False))


def _check_place(path: Path, table: "PixTable") -> None:
    """Refuse a mask that cannot be laid over the table; warn of one that hardly can."""
    from pixviewer.core.calib.rasterise import resampled
    from pixviewer.core.io.masks import read_mask
    from pixviewer.core.products.extent import extent, natural_grid

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* masks all of its pixels")  # it was told of already
        mask = read_mask(path)
    resampled(mask, table, natural_grid(table.frame, extent(table)))


def _problem(mask: "SkyMask | None", image: "Image") -> str:
    if mask is None or not np.all(mask.masked[image.count > 0]):
        return ""
    return COVERS_ALL
