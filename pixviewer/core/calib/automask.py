"""Masks of objects found in the white-light image.

Two ways: the limits and the morphology of the ESO pipeline, or the detection of sources as in SExtractor.
"""

from dataclasses import dataclass
from typing import Literal, Self, get_args

import numpy as np
import numpy.typing as npt

from pixviewer.core.calib.mask import SkyMask
from pixviewer.core.errors import PixTableError
from pixviewer.core.products.image import Image, white_light
from pixviewer.core.progress import Progress
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.selection import Selection

Bools = npt.NDArray[np.bool_]
Method = Literal["threshold", "sources"]
METHODS: tuple[Method, ...] = get_args(Method)

# What the pipeline adds up to white light: the whole range of the nominal mode, Å.
WHITE = (4650.0, 9300.0)


@dataclass(frozen=True, slots=True)
class Finding:
    """How objects are found.

    Parameters
    ----------
    method : {"threshold", "sources"}
        Cells beyond median ± k · MAD, as the pipeline finds them; or sources above their background.
    threshold : float
        k, of the raw MAD; or σ of the background.
    min_area : int
        Objects of fewer cells are dropped.
    grow : int
        Cells by which objects are made larger.

    Raises
    ------
    ValueError
        If a number makes no sense, or there is no such method.
    """

    method: Method
    threshold: float
    min_area: int
    grow: int

    def __post_init__(self) -> None:
        if not (np.isfinite(self.threshold) and self.threshold > 0):
            raise ValueError(f"threshold must be a positive number, got {self.threshold}")
        if self.min_area < 1:
            raise ValueError(f"min_area must be at least 1 cell, got {self.min_area}")
        if self.grow < 0:
            raise ValueError(f"grow must not be negative, got {self.grow}")

    @classmethod
    def of(
        cls,
        method: Method = "threshold",
        threshold: float | None = None,
        min_area: int | None = None,
        grow: int | None = None,
    ) -> Self:
        """Fill in what is usual for a method: the pipeline's 5, 1, 2; or 3, 5, 2 for sources."""
        if method not in METHODS:
            raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
        usual_threshold, usual_area, usual_grow = (5.0, 1, 2) if method == "threshold" else (3.0, 5, 2)
        return cls(
            method,
            usual_threshold if threshold is None else threshold,
            usual_area if min_area is None else min_area,
            usual_grow if grow is None else grow,
        )


def automatic_mask(
    table: PixTable,
    *,
    method: Method = "threshold",
    threshold: float | None = None,
    min_area: int | None = None,
    grow: int | None = None,
    progress: Progress | None = None,
) -> SkyMask:
    """Make a mask of the objects in the white-light image of a table, 4650–9300 Å.

    Parameters
    ----------
    table : PixTable
    method : {"threshold", "sources"}
        As the pipeline does; or as SExtractor does.
    threshold : float, optional
        In raw MADs on both sides of the median (5, as in the pipeline); or in σ above the background (3).
    min_area : int, optional
        Cells of the smallest object: 1, as the pipeline's opening alone decides; or 5.
    grow : int, optional
        Cells by which objects are made larger (2).
    progress : Progress, optional

    Returns
    -------
    SkyMask
        On the natural grid of the table. Cells without a good row make no object; they are masked where an
        object grows over them, or encloses them.

    Raises
    ------
    ValueError
        If a number makes no sense.
    PixTableError
        If there is nothing to look at.
    Cancelled
        If asked to stop.

    Notes
    -----
    ``threshold`` follows the ESO pipeline (``muse_scipost`` with ``autocalib=deepfield``), save for the
    image: the pipeline drizzles a cube and adds that up, ours is the mean of the good rows of a cell. And
    the pipeline masks all cells without a value.
    """
    finding = Finding.of(method, threshold, min_area, grow)
    image = white_light(table, Selection(wave=WHITE), progress=progress)
    return mask_of_image(image, finding, f"automatic mask of {table.name}")


def mask_of_image(image: Image, finding: Finding, name: str = "automatic mask") -> SkyMask:
    """Make a mask of the objects in an image.

    Raises
    ------
    PixTableError
        If no cell has a value.
    """
    from astropy.wcs import WCS

    if not np.isfinite(image.value).any():
        raise PixTableError(
            f"no good row lies between {WHITE[0]:g} and {WHITE[1]:g} Å, so there is no white-light image "
            "to find objects in; give a mask or regions instead"
        )
    find = _beyond_limits if finding.method == "threshold" else _sources
    objects = _with_enclosed(find(image, finding), np.isnan(image.value))
    return SkyMask(objects, WCS(image.wcs_cards()), name)


def sky_limits(value: npt.NDArray[np.floating], k: float) -> tuple[float, float]:
    """Give median ± k · MAD of the cells that have a value; the MAD as it is, not scaled to σ."""
    known = value[np.isfinite(value)].astype(np.float64)
    median = float(np.median(known))
    spread = k * float(np.median(np.abs(known - median)))
    return median - spread, median + spread


def _beyond_limits(image: Image, finding: Finding) -> Bools:
    """Steps 2 to 4 of the pipeline's mask, with `Finding`'s numbers."""
    low, high = sky_limits(image.value, finding.threshold)
    value = image.value.astype(np.float64)
    is_known = np.isfinite(value)
    # Both limits lie outside. Without any spread, as in a made-up field, only what differs is an object.
    is_sky = (value > low) & (value < high) if high > low else value == low
    # The ring that is left of a saturated star is too thin for the opening.
    objects = _with_enclosed(~is_sky & is_known, ~is_known)
    objects = _without_small(_opened(objects), finding.min_area)
    for _ in range(finding.grow):
        objects = _dilated(objects)
    return objects


def _opened(mask: Bools) -> Bools:
    """Erosion, then dilation, by 3 × 3 cells; those at the border of the image are copied."""
    from scipy import ndimage

    eroded = _with_border_of(mask, ndimage.binary_erosion(mask, np.ones((3, 3), np.bool_)))
    return _dilated(eroded)


def _dilated(mask: Bools) -> Bools:
    """Dilation by 3 × 3 cells; those at the border of the image stay as they are."""
    from scipy import ndimage

    return _with_border_of(mask, ndimage.binary_dilation(mask, np.ones((3, 3), np.bool_)))


def _with_border_of(mask: Bools, changed: Bools) -> Bools:
    found = mask.copy()
    found[1:-1, 1:-1] = changed[1:-1, 1:-1]
    return found


def _without_small(mask: Bools, n_least: int) -> Bools:
    """Drop objects of fewer cells; cells that touch at a corner belong together."""
    from scipy import ndimage

    if n_least <= 1:
        return mask
    number, _ = ndimage.label(mask, np.ones((3, 3), np.bool_))
    is_large = np.bincount(number.ravel()) >= n_least
    is_large[0] = False
    return np.asarray(is_large[number], np.bool_)


def _sources(image: Image, finding: Finding) -> Bools:
    """Sources above a smooth background: connected cells after a small filter, as in SExtractor."""
    import sep
    from scipy import ndimage

    is_known = np.isfinite(image.value)
    value = np.ascontiguousarray(np.where(is_known, image.value, 0), np.float64)
    blank = np.ascontiguousarray(~is_known)
    background = sep.Background(value, mask=blank)
    if not background.globalrms > 0:
        return np.zeros(is_known.shape, np.bool_)
    sep.set_extract_pixstack(max(value.size, 300_000))  # of a crowded field it would be too small
    _, numbers = sep.extract(
        value - background.back(),
        finding.threshold,
        err=background.globalrms,
        mask=blank,
        minarea=finding.min_area,
        deblend_cont=1.0,  # one mask for blended sources: telling them apart is wasted here
        segmentation_map=True,
    )
    objects = numbers > 0
    if finding.grow and objects.any():
        objects = ndimage.distance_transform_edt(~objects) <= finding.grow
    return np.asarray(objects, np.bool_)


def _with_enclosed(objects: Bools, blank: Bools) -> Bools:
    """Mask cells without a value inside an object: the core of a saturated star has no good row."""
    from scipy import ndimage

    return objects | (blank & ndimage.binary_fill_holes(objects))
