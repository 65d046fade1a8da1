"""What is shown, besides what is decided: the observable states, and which of their fields a project keeps.

This is the one place to tell of a state that must come back. A field is kept, or it is named among those that
are not, with a reason; a test looks at every field of every state.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixviewer.core.table.origin import N_IFU
from pixviewer.model import histogram, row_list, slices
from pixviewer.model.compare_state import FASTEST_S, MODES, SLOWEST_S, SUBJECTS, CompareState
from pixviewer.model.cuts import CutsState
from pixviewer.model.detector import ALL_ROWS, NUMBERINGS, REGION_ROWS, DetectorState
from pixviewer.model.examining.examiner import ExamineState
from pixviewer.model.examining.requests import EXAMINATIONS
from pixviewer.model.histogram import HistogramState
from pixviewer.model.legend import entries as legend_entries
from pixviewer.model.legend.state import LegendState
from pixviewer.model.linking import MODES as PICK_MODES
from pixviewer.model.linking import Links
from pixviewer.model.regions import Regions
from pixviewer.model.row_list import RowListState
from pixviewer.model.selfcal import maps
from pixviewer.model.selfcal.exhibits import ExhibitState
from pixviewer.model.selfcal.mask_state import SHAPES, MaskState
from pixviewer.model.selfcal.state import CalState
from pixviewer.model.slices import SliceMapState
from pixviewer.model.state import ALL_VIEWS, ViewState
from pixviewer.model.tools.fitting import MODELS
from pixviewer.model.world_axes import AXES

if TYPE_CHECKING:
    from pixviewer.model.workspace import Workspace

Check = Callable[[Any], bool]

DECIDED, SEEN, SHAPE, FOUND, PASSING = (
    "decided", "whether somebody looks", "size on screen", "an answer", "of the moment",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One observable state.

    Parameters
    ----------
    name : str
        Its key in the file.
    kind : type
        Its class.
    of : callable
        Gives it, of a workspace.
    kept : tuple of str
        Fields that come back, in the order in which they are set.
    left_out : dict of str to str
        All others, and why they do not.
    checks : dict of str to callable
        Whether a value of a field makes sense.
    """

    name: str
    kind: type
    of: "Callable[[Workspace], Any]"
    kept: tuple[str, ...]
    left_out: dict[str, str]
    checks: dict[str, Check]


def one_of(*several: object) -> Check:
    """Whether a value is one of some."""
    return lambda value: value in several


def between(low: float, high: float) -> Check:
    """Whether a number lies between two, ends included."""
    return lambda value: low <= value <= high


def _is_box(bounds: Any) -> bool:
    """Whether a box has a width and a height, and lies where anything can."""
    if bounds is None:
        return True
    x0, x1, y0, y1 = bounds
    return bool(x0 < x1 and y0 < y1 and max(map(abs, bounds)) < 1e6)


def _are_boxes(views: Any) -> bool:
    return all(1 <= ifu <= N_IFU and _is_box(box) for ifu, box in views.items())


def _are_colours(overlays: Any) -> bool:
    found = (overlays.grid_colour, overlays.contour_colour)
    return all(re.fullmatch("#[0-9a-fA-F]{6}", colour) for colour in found)


def _is_range(wave: Any) -> bool:
    return wave is None or bool(0 <= wave[0] < wave[1] < 1e6)


PARTS: tuple[Part, ...] = (
    Part("view", ViewState, lambda w: w.view, ("bounds", "axes", "overlays", "is_mirrored"),
         {"filters": DECIDED, "is_frozen": PASSING, "image_shape": SHAPE, "scatter_shape": SHAPE},
         {"bounds": _is_box, "axes": one_of(*AXES), "overlays": _are_colours}),
    Part("regions", Regions, lambda w: w.regions, ("n_made", "selected"),
         {"items": DECIDED, "kept": DECIDED, "dragged": PASSING},
         {"n_made": between(0, 2**40)}),
    Part("detector", DetectorState, lambda w: w.linked.detector,
         ("numbering", "rows", "is_locked", "has_outlines", "ifu", "follows", "views"),
         {"shape": SHAPE, "capacity": SHAPE, "is_visible": SEEN},
         {"ifu": between(1, N_IFU), "rows": one_of(ALL_ROWS, REGION_ROWS), "numbering": one_of(*NUMBERINGS),
          "views": _are_boxes}),
    Part("slices", SliceMapState, lambda w: w.linked.slices, ("quantity", "rows", "numbering"),
         {"is_visible": SEEN},
         {"quantity": one_of(*slices.SLICE_QUANTITIES), "rows": one_of(ALL_ROWS, REGION_ROWS),
          "numbering": one_of(*NUMBERINGS)}),
    Part("rows", RowListState, lambda w: w.linked.row_list, ("source",),
         {"page": PASSING, "is_visible": SEEN}, {"source": one_of(*row_list.SOURCES)}),
    Part("links", Links, lambda w: w.linked.links, ("mode", "pick"),
         {"row": FOUND, "glance": PASSING},
         {"mode": one_of(*PICK_MODES)}),
    Part("histogram", HistogramState, lambda w: w.linked.histogram.state, ("quantity", "rows"),
         {"is_visible": SEEN},
         {"quantity": one_of(*histogram.QUANTITIES), "rows": one_of(ALL_ROWS, REGION_ROWS)}),
    Part("compare", CompareState, lambda w: w.comparison.state,
         ("subject", "mode", "wave", "bar", "blink_s", "is_blinking", "front"),
         {"pair": "the tables are among the files", "shape": SHAPE, "is_visible": SEEN},
         {"subject": one_of(*SUBJECTS), "mode": one_of(*MODES), "wave": _is_range, "bar": between(0, 1),
          "blink_s": between(FASTEST_S, SLOWEST_S), "front": one_of(0, 1)}),
    Part("mask", MaskState, lambda w: w.selfcal.masking.state,
         ("is_visible", "opacity", "shape", "radius", "erases"),
         {"mask": FOUND, "overlay": FOUND, "coverage": FOUND, "plan": DECIDED, "problem": FOUND,
          "is_seen": SEEN},
         {"opacity": between(0, 1), "shape": one_of(*SHAPES), "radius": between(1e-6, 1e6)}),
    Part("selfcal", CalState, lambda w: w.selfcal.state, ("bin_no",),
         {"calibration": DECIDED, "objections": FOUND, "sums": FOUND, "estimate": FOUND, "judgement": FOUND,
          "suspects": FOUND, "review": FOUND, "factors": FOUND, "is_stale": FOUND, "running": PASSING,
          "remarks": FOUND, "truth": FOUND, "words": FOUND, "problem": FOUND,
          "factors_name": "its file is among the files", "loaded": "these are among the files"},
         {"bin_no": between(0, 10_000)}),
    Part("legend", LegendState, lambda w: w.legend.state, ("kind",),
         {"entries": FOUND, "counts": FOUND, "chosen": "follows what is picked", "glanced": PASSING},
         {"kind": one_of(*legend_entries.KINDS)}),
    Part("examine", ExamineState, lambda w: w.examiner.state,
         ("what", "sky_radius", "detector_radius", "model"), {"place": PASSING},
         {"what": one_of(*EXAMINATIONS), "sky_radius": between(1e-3, 1e4),
          "detector_radius": between(1e-3, 1e4), "model": one_of(*MODELS)}),
    Part("cuts", CutsState, lambda w: w.cuts.state, ("view",), {"is_visible": SEEN},
         {"view": one_of(*ALL_VIEWS)}),
    Part("exhibits", ExhibitState, lambda w: w.exhibits.state,
         ("left", "right", "limit", "curves", "zoomed"),
         {"other": "known once its file is read", "hovered": PASSING},
         {"left": one_of(*maps.QUANTITIES), "right": one_of(*maps.QUANTITIES),
          "curves": one_of(maps.FACTOR, maps.DIFFERENCE), "zoomed": between(0, N_IFU),
          "limit": lambda v: v is None or 0 < v <= 1e6}),
)  # fmt: skip
