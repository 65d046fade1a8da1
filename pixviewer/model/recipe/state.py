"""What is shown and decided now, as steps that write it: the recipe of the whole state."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pixviewer.model import choosing, resolve
from pixviewer.model.commands import Decisions
from pixviewer.model.extract_batch import plan_of
from pixviewer.model.extract_names import safe, stem_of
from pixviewer.model.lines.requests import LineMapRequest, image_wanted
from pixviewer.model.recipe import calibration, products
from pixviewer.model.recipe.step import Source, Step
from pixviewer.model.region_exchange import to_core
from pixviewer.model.regions import SOURCE
from pixviewer.model.selfcal.recipes import DRS, MASK, TABLE, USUAL_NAMES, VERDICTS

if TYPE_CHECKING:
    from pixviewer.model.workspace import Workspace

IMAGES, ROWS, DETECTORS, CALIBRATION = "images", "rows", "detectors", "calibration"


def steps_of_state(workspace: "Workspace", source: Source) -> tuple[Step, ...]:
    """Steps that write everything that is shown and decided now, into files beside each other."""
    return tuple(step for about in _MAKERS for step in steps_about(about, workspace, source))


def steps_about(about: str, workspace: "Workspace", source: Source) -> tuple[Step, ...]:
    """Those of one kind: ``images``, ``rows``, ``detectors`` or ``calibration``."""
    if workspace.table is None or workspace.facts is None:
        return ()
    return tuple(_MAKERS[about](workspace, source))


def kind_of_change(before: Decisions, after: Decisions) -> str:
    """What a decision shows itself in first."""
    if before.calibration != after.calibration:
        return CALIBRATION
    if before.regions != after.regions or before.kept != after.kept:
        return ROWS
    return DETECTORS if before.detector != after.detector else IMAGES


def _images(workspace: "Workspace", source: Source) -> Iterator[Step]:
    facts, display = workspace.facts, workspace.display.image
    assert facts is not None
    wanted = image_wanted(facts, workspace.view, workspace.regions, display, workspace.lines.bands)
    if isinstance(wanted, LineMapRequest):
        yield products.line_map(wanted, _path("line_map", source), source)
        return
    choice = choosing.seen_rows(workspace.view.filters, workspace.regions)
    yield products.image(choice, workspace.display.image.by, _path("image", source), source)


def _rows(workspace: "Workspace", source: Source) -> Iterator[Step]:
    """The spectrum that is shown, what each source region extracts, and the regions themselves."""
    facts, view, regions = workspace.facts, workspace.view, workspace.regions
    assert facts is not None
    request = resolve.spectrum_request(facts, view, regions)
    yield products.spectrum(request, _path("spectrum", source), source)
    taken: set[Path] = set()
    for region in regions.items:
        if region.role == SOURCE:
            path = _untaken(_path(safe(region.title), source), taken)
            yield products.extraction(replace(plan_of(region, view.filters, regions), path=path), source)
    if regions.items:
        path = _path("regions", source).with_suffix(".reg")
        yield products.regions([to_core(region) for region in regions.items], path)


def _detectors(workspace: "Workspace", source: Source) -> Iterator[Step]:
    linked = workspace.linked
    ifus = linked.shown.ifus
    if linked.detector.is_visible and ifus:
        choice = linked.detectors.choice()
        yield products.detectors(
            ifus, choice, workspace.display.detector.by, _path("detectors", source), source
        )


def _calibrated(workspace: "Workspace", source: Source) -> Iterator[Step]:
    """Mask, factors, corrected table and verdicts, of what has been measured or loaded."""
    recipe = workspace.selfcal.saver.recipe()
    if recipe is None:
        return
    kinds = [kind for kind in (MASK, DRS, VERDICTS, TABLE) if workspace.selfcal.saver.can_save(kind)]
    files = {kind: _path(Path(USUAL_NAMES[kind]).stem, source) for kind in kinds}
    files = {kind: path.with_suffix(Path(USUAL_NAMES[kind]).suffix) for kind, path in files.items()}
    recipe = replace(recipe, files=files)
    for kind in kinds:
        yield calibration.saved(kind, files[kind], recipe)


_MAKERS = {IMAGES: _images, ROWS: _rows, DETECTORS: _detectors, CALIBRATION: _calibrated}


def _path(what: str, source: Source) -> Path:
    """A file of the folder where the script runs, or which it is given."""
    return Path(f"{stem_of(source.path)}_{what}.fits")


def _untaken(path: Path, taken: set[Path]) -> Path:
    """A path that no other region has: names need not differ."""
    found, n = path, 2
    while found in taken:
        found, n = path.with_name(f"{path.stem}-{n}{path.suffix}"), n + 1
    taken.add(found)
    return found
