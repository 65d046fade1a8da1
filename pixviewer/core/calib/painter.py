"""Paints masks: each step of a plan, on the cells of the white-light image."""

import hashlib
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pixviewer.core.calib.automask import mask_of_image
from pixviewer.core.calib.brush import Patch, outline_patch, stroke_patch
from pixviewer.core.calib.mask import SkyMask
from pixviewer.core.calib.painting import (
    Automatic,
    Disc,
    FromFile,
    FromRegions,
    Group,
    Inverted,
    MaskPlan,
    MaskStep,
    Outline,
    Stroke,
)
from pixviewer.core.calib.rasterise import mask_of_regions, on_grid, resampled
from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Frame, Grid
from pixviewer.core.products.image import Image
from pixviewer.core.table.regions import Region
from pixviewer.core.table.selection import Selection

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

_KEPT = 500  # steps whose cells are remembered


class Painter:
    """Makes masks of one plan after the other, and remembers what their steps cover.

    Parameters
    ----------
    image, table
        See `paint`.
    """

    def __init__(self, image: Image, table: "PixTable | None" = None) -> None:
        self.image = image
        self._table = table
        self._patches: dict[MaskStep, Patch] = {}
        self._lock = threading.Lock()

    def paint(self, plan: MaskPlan) -> SkyMask | None:
        """See `paint`."""
        if not plan.steps:
            return None
        masked = np.zeros(self.image.grid.shape, np.bool_)
        for step in plan.steps:
            if isinstance(step, Inverted):
                np.logical_not(masked, out=masked)
            else:
                erases = not isinstance(step, Automatic) and step.erases
                self._patch(step).put(masked, erases=erases)
        return on_grid(masked, self.image.frame, self.image.grid, "mask")

    def _patch(self, step: MaskStep) -> Patch:
        with self._lock:
            known = self._patches.get(step)
        if known is None:
            known = self._covered(step)
            with self._lock:
                while len(self._patches) >= _KEPT:
                    del self._patches[next(iter(self._patches))]
                self._patches[step] = known
        return known

    def _covered(self, step: MaskStep) -> Patch:
        if isinstance(step, Automatic):
            return Patch(0, 0, mask_of_image(self.image, step.finding).masked)
        if isinstance(step, FromFile):
            return Patch(0, 0, self._of_file(step).masked)
        return drawn_patch(step, self.image.frame, self.image.grid)

    def _of_file(self, step: FromFile) -> SkyMask:
        from pixviewer.core.io.masks import read_mask

        if self._table is None:
            raise ValueError(f"the mask {step.path} needs the table that it is for")
        if _fingerprint(step.path) != step.fingerprint:
            raise PixTableError(f"{step.path} has changed since it was taken as a mask; load it again")
        return resampled(read_mask(step.path), self._table, self.image.grid)


def drawn_patch(step: MaskStep, frame: Frame, grid: Grid) -> Patch:
    """Cells that a shape covers, or several together, whether it adds or erases."""
    match step:
        case Stroke():
            return stroke_patch(step.points, step.radius, grid)
        case Disc():
            return stroke_patch(((step.xi, step.eta),), step.radius, grid)
        case Outline():
            return outline_patch(step.points, grid)
        case FromRegions():
            regions = [Region(step.name, Selection(step.shapes))]
            regions += [Region("", Selection(step.excluded), "exclude")] if step.excluded else []
            return Patch(0, 0, mask_of_regions(regions, frame, grid, step.name).masked)
        case Group():
            masked = np.zeros(grid.shape, np.bool_)
            for part in step.parts:
                drawn_patch(part, frame, grid).put(masked, erases=part.erases)
            return Patch(0, 0, masked)
    raise TypeError(f"no shape of a mask: {step!r}")


def file_step(path: str | os.PathLike[str], *, erases: bool = False) -> FromFile:
    """The step that masks, or unmasks, what the mask image of a file does.

    Raises
    ------
    PixTableError
        If it cannot be read, or is no mask.
    """
    from pixviewer.core.io.masks import read_mask

    read_mask(path)
    return FromFile(os.fspath(path), _fingerprint(path), erases)


def regions_step(regions: Iterable[Region], *, erases: bool = False, name: str = "regions") -> FromRegions:
    """The step that masks what lies in any source region and in no excluded one.

    Raises
    ------
    ValueError
        If no region marks an object.
    """
    several = tuple(regions)
    shapes = {
        role: tuple(shape for region in several if region.role == role for shape in region.selection.shapes)
        for role in ("source", "exclude")
    }
    return FromRegions(shapes["source"], shapes["exclude"], erases, name)


def _fingerprint(path: str | os.PathLike[str]) -> str:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError as error:
        raise PixTableError(f"{os.fspath(path)} cannot be read: {error.strerror}") from error
