"""Steps that write what belongs to a self-calibration."""

import shlex
from dataclasses import replace
from pathlib import Path

from pixviewer.core.calib.minimum import Minimum
from pixviewer.core.calib.painting import MaskPlan
from pixviewer.model.recipe.expressions import list_source
from pixviewer.model.recipe.scripts import python_script
from pixviewer.model.recipe.step import Source, Step
from pixviewer.model.selfcal import recipes
from pixviewer.model.selfcal.decisions import Calibration
from pixviewer.model.selfcal.recipes import DRS, MASK, MPDAF, REPORT, TABLE, VERDICTS, Recipe
from pixviewer.model.selfcal.saving import companion

_LISTS = (
    "from pixviewer.core.io.frame_lists import cube_frames, frame_list_of, scipost_frames, write_frame_list"
)
_REPORT = (
    "from pixviewer.core.calib.truth import truth_beside",
    "from pixviewer.core.report.calibration import Notes",
)
_MINIMUM = "from pixviewer.core.calib.minimum import Minimum"
_NOUNS = {
    TABLE: "corrected table",
    DRS: "factors for the pipeline",
    MPDAF: "factors for MPDAF",
    MASK: "mask",
    VERDICTS: "verdicts",
    REPORT: "report",
}


def saved(kind: str, path: Path, recipe: Recipe) -> Step:
    """One file of a self-calibration, with the list of files beside it, as the window writes them."""
    beside = companion(kind, path)
    paths = (path,) if beside is None else (path, beside)
    told = recipes.command_line(recipe)
    return Step(
        f"{_NOUNS[kind]} to {path.name}",
        paths,
        _body(kind, f"out({str(path)!r})", told, recipe),
        masking(recipe.decided.mask) if kind == MASK else measuring(recipe),
        _imports(kind, recipe),
        _command(kind, recipe),
    )


def python_text(recipe: Recipe) -> str:
    """A script that writes the corrected table."""
    return python_script([saved(TABLE, Path(recipe.file(TABLE)), recipe)], Source(Path(recipe.table)))


def _command(kind: str, recipe: Recipe) -> tuple[str, ...]:
    """The command that writes the same; none where it would need a file that was not saved."""
    if kind != TABLE:
        return ()
    # Factors and report have steps of their own, unless the command reads them.
    needed = MASK if recipe.is_plain else DRS
    is_needed = recipe.loaded is None and (not recipe.is_plain or bool(recipe.decided.mask.steps))
    if is_needed and needed not in recipe.files:
        return ()
    files = {k: path for k, path in recipe.files.items() if k in (TABLE, needed)}
    return tuple(shlex.split(recipes.command_line(replace(recipe, files=files))))


def _body(kind: str, place: str, told: str, recipe: Recipe) -> str:
    by = f"command={told!r}"
    if kind == MASK:
        return f"pv.write_mask(mask, {place}, table=table)"
    if kind == TABLE:
        force = ", force=True" if recipe.decided.is_forced else ""
        return (
            f"pv.write_corrected(table, factors, {place}{force}, {by})\n"
            f"write_frame_list(cube_frames({place}), frame_list_of({place}))"
        )
    if kind == DRS:
        return (
            f"pv.write_factors(factors, {place}, form='drs', table=table, {by})\n"
            f"write_frame_list(scipost_frames({place}, table), frame_list_of({place}))"
        )
    if kind == MPDAF:
        return f"pv.write_factors(factors, {place}, form='mpdaf', table=table, {by})"
    if kind == VERDICTS:
        return f"pv.write_verdicts(seen, {place}, {by})"
    return (
        f"pv.write_report({place}, table, seen.decided, review=seen if verdicts else None,\n"
        f"                truth=truth_beside(table.path), notes=Notes({told!r}))"
    )


def _imports(kind: str, recipe: Recipe) -> tuple[str, ...]:
    found: tuple[str, ...] = {TABLE: (_LISTS,), DRS: (_LISTS,), REPORT: _REPORT}.get(kind, ())
    if recipe.loaded is None or kind == MASK:
        found += painting_imports(recipe.decided.mask)
    if kind != MASK and recipe.decided.minimum != Minimum():
        found += (_MINIMUM,)
    return found


def painting_imports(plan: MaskPlan) -> tuple[str, ...]:
    """Import lines of what `masking` needs."""
    if not plan.steps:
        return ()
    found = [
        "from pixviewer.core.calib.automask import WHITE",
        "from pixviewer.core.calib.painting import *",
        "from pixviewer.core.geometry import *",
    ]
    return tuple(found)


def masking(plan: MaskPlan) -> str:
    """Lines that paint a mask."""
    if not plan.steps:
        return "mask = None"
    steps = list_source("steps", [repr(step) for step in plan.steps])
    white = "pv.white_light(table, pv.Selection(wave=WHITE))"
    return f"{steps}\nmask = paint(MaskPlan(tuple(steps)), {white}, table)"


def measuring(recipe: Recipe) -> str:
    """Lines that paint the mask and find factors, or read them from a file."""
    decided = recipe.decided
    if recipe.loaded is not None:
        return f"factors = pv.read_factors({str(recipe.loaded.path)!r})"
    raman = f", raman_width={decided.raman_width!r}" if decided.raman_width else ""
    masked = ", pv.masker(table, mask), mask_name=mask.name" if decided.mask.steps else ""
    verdicts = [
        f"pv.SliceVerdict({v.ifu}, {v.slice_no}, {v.decision!r}, {v.note!r})" for v in decided.verdicts
    ]
    return "\n".join(
        [
            masking(decided.mask),
            f"sums = pv.gather(table{masked}{raman})",
            f"found = pv.estimate(sums, {', '.join(_options(decided))})",
            list_source("verdicts", verdicts),
            "factors = pv.judged(found, verdicts)",
            "seen = pv.review(found, verdicts)",
        ]
    )


def _options(decided: Calibration) -> list[str]:
    options = [f"method={decided.method!r}", f"corr_clip={decided.corr_clip!r}"]
    if decided.minimum != Minimum():
        options.append(f"minimum={decided.minimum!r}")
    if decided.flagged is not None:
        options.append(f"flagged={decided.flagged}")
    if decided.raman_width:
        options.append("raman=False")
    return options
