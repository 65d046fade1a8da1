"""Whether what a project says makes sense, beyond having the right types."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pixviewer.core.calib.deciding import check_unique
from pixviewer.core.calib.painting import Automatic
from pixviewer.model.commands import Decisions
from pixviewer.model.limit_rules import MOST_SIGMA, SCOPES
from pixviewer.model.lines.bands import LINE_QUANTITIES, WEIGHTING_NAMES, LineBands
from pixviewer.model.locking import OF_VIEWS, OF_WINDOWS
from pixviewer.model.marking.marker import Marker
from pixviewer.model.project.codec import Malformed
from pixviewer.model.project.parts import Part
from pixviewer.model.regions import Region
from pixviewer.model.selfcal.decisions import Calibration
from pixviewer.model.shading import COLOUR_MAPS, LIMITS, STRETCHES
from pixviewer.model.state import ALL_VIEWS, COLOUR_BY, FILE, STATISTICS, Display

METHODS = ("mpdaf", "deepfield")
_COLOUR = re.compile(r"[#\w .:-]*", re.ASCII)
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def check_decisions(decisions: Decisions, where: str) -> None:
    """Raise `Malformed` where a decision could not have been taken in a window."""
    _check_regions(decisions.regions, f"{where}.regions")
    for view in ALL_VIEWS:
        _check_display(getattr(decisions, view), f"{where}.{view}")
    _check_markers(decisions.markers, f"{where}.markers")
    _check_bands(decisions.line_map, f"{where}.line_map")
    _check_calibration(decisions.calibration, f"{where}.calibration")


def check_part(part: Part, values: Mapping[str, Any], where: str) -> None:
    """Raise `Malformed` where a state could not be what it says."""
    for name, value in values.items():
        check = part.checks.get(name)
        if check is not None and not check(value):
            raise Malformed(f"{where}.{name} cannot be {_shown(value)}")


def check_locks(locks: tuple[tuple[str, ...], tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is locked between windows and views, of what can be."""
    for found, known in zip(locks, (OF_WINDOWS, OF_VIEWS), strict=True):
        for what in found:
            if what not in known:
                raise Malformed(f"locks must be {', '.join(known)}, got {_shown(what)}")
    return locks


def _check_regions(regions: Sequence[Region], where: str) -> None:
    if len({region.ident for region in regions}) != len(regions):
        raise Malformed(f"{where} has two regions of one identity")
    for i, region in enumerate(regions):
        if not _COLOUR.fullmatch(region.colour):
            raise Malformed(f"{where}[{i}].colour must be a name or #rrggbb, got {_shown(region.colour)}")
        try:
            region.selection()  # which looks at wavelengths
        except (ValueError, TypeError) as error:
            raise Malformed(f"{where}[{i}] makes no sense: {error}") from error


def _check_display(display: Display, where: str) -> None:
    known: tuple[tuple[str, Sequence[str]], ...] = (
        ("by", (*STATISTICS, *COLOUR_BY, FILE, *(name for name, _ in LINE_QUANTITIES))),
        ("stretch", tuple(STRETCHES)),
        ("limits", tuple(LIMITS)),
        ("cmap", tuple(COLOUR_MAPS)),
        ("scope", SCOPES),
    )
    for name, several in known:
        value = getattr(display, name)
        if value not in several:
            raise Malformed(f"{where}.{name} cannot be {_shown(value)}")
    if not (0 < display.n_sigma <= MOST_SIGMA and abs(display.contrast) < 1e3 and abs(display.bias) < 1e3):
        raise Malformed(f"{where} has a contrast, a bias or a number of σ that makes no sense")
    if not all(0 <= bit < 32 and _HEX.fullmatch(colour) for bit, colour in display.flag_colours):
        raise Malformed(f"{where}.flag_colours must be bits from 0 to 31 with #rrggbb")


def _check_markers(markers: Sequence[Marker], where: str) -> None:
    if len({marker.number for marker in markers}) != len(markers):
        raise Malformed(f"{where} has two markers of one number")
    for i, marker in enumerate(markers):
        if marker.number < 1 or max(abs(marker.xi), abs(marker.eta)) > 1e6:
            raise Malformed(f"{where}[{i}] has a number or a place that makes no sense")


def _check_bands(bands: LineBands, where: str) -> None:
    if bands.weighting not in WEIGHTING_NAMES:
        raise Malformed(f"{where}.weighting cannot be {_shown(bands.weighting)}")
    for part, (low, high) in bands.present:
        if not 0 <= low < high < 1e6:
            raise Malformed(f"{where}.{part} must be a range of wavelengths that increases")


def _check_calibration(calibration: Calibration, where: str) -> None:
    if calibration.method not in METHODS:
        raise Malformed(f"{where}.method cannot be {_shown(calibration.method)}")
    if not calibration.corr_clip > 0 or not calibration.raman_width >= 0:
        raise Malformed(f"{where} has a clip or a width that is negative")
    try:
        check_unique(calibration.verdicts)
    except (ValueError, TypeError) as error:
        raise Malformed(f"{where} makes no sense: {error}") from error
    for i, step in enumerate(calibration.mask.steps):
        # As `Finding` has it, which would load the kernels.
        if isinstance(step, Automatic) and not (step.threshold > 0 and step.min_area >= 1 and step.grow >= 0):
            raise Malformed(f"{where}.mask.steps[{i}] looks for objects with numbers that make no sense")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
