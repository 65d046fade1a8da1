"""Look into MUSE pixel tables: see the field, draw what to extract, judge a self-calibration.

What a script needs stands here under one name each, and is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pixviewer._version import __version__

if TYPE_CHECKING:
    from pixviewer.core.calib.applying import through
    from pixviewer.core.calib.automask import automatic_mask
    from pixviewer.core.calib.calibrating import selfcalibrate
    from pixviewer.core.calib.comparing import compare_factors
    from pixviewer.core.calib.coverage import Coverage, slice_coverage
    from pixviewer.core.calib.deciding import SliceVerdict
    from pixviewer.core.calib.estimate import Estimate, estimate
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.calib.judging import Judgement, judge
    from pixviewer.core.calib.levels import Levels
    from pixviewer.core.calib.log import log_text
    from pixviewer.core.calib.mask import RowMask, SkyMask, mask_rows, masker
    from pixviewer.core.calib.merging import MergedFactors, merge_factors
    from pixviewer.core.calib.refusing import RefusedError, check_can_calibrate
    from pixviewer.core.calib.reviewing import Review, review
    from pixviewer.core.calib.segments import LASER_SEGMENTS, SEGMENTS
    from pixviewer.core.calib.states import CellState
    from pixviewer.core.calib.sums import Sums, gather, gather_again, merge_bins
    from pixviewer.core.calib.suspects import Suspect, suspects
    from pixviewer.core.calib.truth import TruthComparison, compare_with_truth
    from pixviewer.core.calib.verdicts import judged
    from pixviewer.core.errors import OutputError, PixTableError, PixTableWarning, PixviewerError
    from pixviewer.core.geometry import Annulus, Circle, Frame, Grid, Square, State
    from pixviewer.core.io.correction import write_corrected
    from pixviewer.core.io.detector_images import write_detector_images
    from pixviewer.core.io.extraction import extract
    from pixviewer.core.io.factor_files import read_factors, write_factors, write_merged_factors
    from pixviewer.core.io.logs import write_log
    from pixviewer.core.io.masks import read_mask, read_row_mask, write_mask, write_row_mask
    from pixviewer.core.io.pictures import write_image
    from pixviewer.core.io.profile_curves import write_profile_curve
    from pixviewer.core.io.reading import open_table
    from pixviewer.core.io.regions import RegionFile, read_regions, write_regions
    from pixviewer.core.io.spectra import write_spectrum
    from pixviewer.core.io.verdict_files import VerdictFile, read_verdicts, write_verdicts
    from pixviewer.core.products.detector import DetectorImage, detector_image
    from pixviewer.core.products.image import Image, white_light
    from pixviewer.core.products.line_map import EmptyBandError, LineMap, line_map
    from pixviewer.core.products.peak import Peak, find_peak
    from pixviewer.core.products.plane_fit import PlaneFit
    from pixviewer.core.products.positions import sky_positions
    from pixviewer.core.products.profile import ProfileFit, fit_profile
    from pixviewer.core.products.profile_curve import ProfileCurve, fit_profile_by_wavelength
    from pixviewer.core.products.profile_points import fit_points
    from pixviewer.core.products.raster import Raster, scatter
    from pixviewer.core.products.rows import count_rows, decode_rows, find_rows, nearest_row, read_rows
    from pixviewer.core.products.spectrum import Spectrum, spectrum
    from pixviewer.core.products.subset import subset
    from pixviewer.core.progress import Cancelled, Progress
    from pixviewer.core.report.calibration import write_report
    from pixviewer.core.simulate import simulate
    from pixviewer.core.simulate.demo import demo_table
    from pixviewer.core.table.changing import replace_column
    from pixviewer.core.table.pixtable import PixTable
    from pixviewer.core.table.regions import Region, rows_of
    from pixviewer.core.table.selection import Expression, Selection

_HOME = {
    "Annulus": "core.geometry",
    "Cancelled": "core.progress",
    "CellState": "core.calib.states",
    "Circle": "core.geometry",
    "Coverage": "core.calib.coverage",
    "DetectorImage": "core.products.detector",
    "EmptyBandError": "core.products.line_map",
    "Estimate": "core.calib.estimate",
    "Expression": "core.table.selection",
    "Factors": "core.calib.factors",
    "Frame": "core.geometry",
    "Grid": "core.geometry",
    "Image": "core.products.image",
    "Judgement": "core.calib.judging",
    "LASER_SEGMENTS": "core.calib.segments",
    "Levels": "core.calib.levels",
    "LineMap": "core.products.line_map",
    "MergedFactors": "core.calib.merging",
    "Minimum": "core.calib.minimum",
    "OutputError": "core.errors",
    "Peak": "core.products.peak",
    "PixTable": "core.table.pixtable",
    "PixTableError": "core.errors",
    "PixTableWarning": "core.errors",
    "PixviewerError": "core.errors",
    "PlaneFit": "core.products.plane_fit",
    "ProfileCurve": "core.products.profile_curve",
    "ProfileFit": "core.products.profile",
    "Progress": "core.progress",
    "Raster": "core.products.raster",
    "RefusedError": "core.calib.refusing",
    "Region": "core.table.regions",
    "RegionFile": "core.io.regions",
    "Review": "core.calib.reviewing",
    "RowMask": "core.calib.mask",
    "SEGMENTS": "core.calib.segments",
    "Selection": "core.table.selection",
    "SkyMask": "core.calib.mask",
    "SliceVerdict": "core.calib.deciding",
    "Spectrum": "core.products.spectrum",
    "Square": "core.geometry",
    "State": "core.geometry",
    "Sums": "core.calib.sums",
    "Suspect": "core.calib.suspects",
    "TruthComparison": "core.calib.truth",
    "VerdictFile": "core.io.verdict_files",
    "automatic_mask": "core.calib.automask",
    "check_can_calibrate": "core.calib.refusing",
    "compare_factors": "core.calib.comparing",
    "compare_with_truth": "core.calib.truth",
    "count_rows": "core.products.rows",
    "decode_rows": "core.products.rows",
    "demo_table": "core.simulate.demo",
    "detector_image": "core.products.detector",
    "estimate": "core.calib.estimate",
    "extract": "core.io.extraction",
    "find_peak": "core.products.peak",
    "find_rows": "core.products.rows",
    "fit_points": "core.products.profile_points",
    "fit_profile": "core.products.profile",
    "fit_profile_by_wavelength": "core.products.profile_curve",
    "gather": "core.calib.sums",
    "gather_again": "core.calib.sums",
    "judge": "core.calib.judging",
    "judged": "core.calib.verdicts",
    "line_map": "core.products.line_map",
    "log_text": "core.calib.log",
    "mask_rows": "core.calib.mask",
    "masker": "core.calib.mask",
    "merge_bins": "core.calib.sums",
    "merge_factors": "core.calib.merging",
    "nearest_row": "core.products.rows",
    "open_table": "core.io.reading",
    "read_factors": "core.io.factor_files",
    "read_mask": "core.io.masks",
    "read_regions": "core.io.regions",
    "read_row_mask": "core.io.masks",
    "read_rows": "core.products.rows",
    "read_verdicts": "core.io.verdict_files",
    "replace_column": "core.table.changing",
    "review": "core.calib.reviewing",
    "rows_of": "core.table.regions",
    "scatter": "core.products.raster",
    "selfcalibrate": "core.calib.calibrating",
    "simulate": "core.simulate",
    "sky_positions": "core.products.positions",
    "slice_coverage": "core.calib.coverage",
    "spectrum": "core.products.spectrum",
    "subset": "core.products.subset",
    "suspects": "core.calib.suspects",
    "through": "core.calib.applying",
    "white_light": "core.products.image",
    "write_corrected": "core.io.correction",
    "write_detector_images": "core.io.detector_images",
    "write_factors": "core.io.factor_files",
    "write_image": "core.io.pictures",
    "write_log": "core.io.logs",
    "write_mask": "core.io.masks",
    "write_merged_factors": "core.io.factor_files",
    "write_profile_curve": "core.io.profile_curves",
    "write_regions": "core.io.regions",
    "write_report": "core.report.calibration",
    "write_row_mask": "core.io.masks",
    "write_spectrum": "core.io.spectra",
    "write_verdicts": "core.io.verdict_files",
}

__all__ = [
    "LASER_SEGMENTS",
    "SEGMENTS",
    "Annulus",
    "Cancelled",
    "CellState",
    "Circle",
    "Coverage",
    "DetectorImage",
    "EmptyBandError",
    "Estimate",
    "Expression",
    "Factors",
    "Frame",
    "Grid",
    "Image",
    "Judgement",
    "Levels",
    "LineMap",
    "MergedFactors",
    "Minimum",
    "OutputError",
    "Peak",
    "PixTable",
    "PixTableError",
    "PixTableWarning",
    "PixviewerError",
    "PlaneFit",
    "ProfileCurve",
    "ProfileFit",
    "Progress",
    "Raster",
    "RefusedError",
    "Region",
    "RegionFile",
    "Review",
    "RowMask",
    "Selection",
    "SkyMask",
    "SliceVerdict",
    "Spectrum",
    "Square",
    "State",
    "Sums",
    "Suspect",
    "TruthComparison",
    "VerdictFile",
    "__version__",
    "automatic_mask",
    "check_can_calibrate",
    "compare_factors",
    "compare_with_truth",
    "count_rows",
    "decode_rows",
    "demo_table",
    "detector_image",
    "estimate",
    "extract",
    "find_peak",
    "find_rows",
    "fit_points",
    "fit_profile",
    "fit_profile_by_wavelength",
    "gather",
    "gather_again",
    "judge",
    "judged",
    "line_map",
    "log_text",
    "mask_rows",
    "masker",
    "merge_bins",
    "merge_factors",
    "nearest_row",
    "open_table",
    "read_factors",
    "read_mask",
    "read_regions",
    "read_row_mask",
    "read_rows",
    "read_verdicts",
    "replace_column",
    "review",
    "rows_of",
    "scatter",
    "selfcalibrate",
    "simulate",
    "sky_positions",
    "slice_coverage",
    "spectrum",
    "subset",
    "suspects",
    "through",
    "white_light",
    "write_corrected",
    "write_detector_images",
    "write_factors",
    "write_image",
    "write_log",
    "write_mask",
    "write_merged_factors",
    "write_profile_curve",
    "write_regions",
    "write_report",
    "write_row_mask",
    "write_spectrum",
    "write_verdicts",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'pixviewer' has no attribute {name!r}")
    return getattr(import_module(f"pixviewer.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
