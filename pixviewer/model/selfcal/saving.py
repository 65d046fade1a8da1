"""What a self-calibration leaves behind: each file in the background, complete or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from pixviewer.core.progress import Progress
from pixviewer.model.answers import AnswerCache
from pixviewer.model.jobs import Answer, Ending, Runner, Task
from pixviewer.model.selfcal import recipes, work
from pixviewer.model.selfcal.recipes import DRS, MASK, MPDAF, REPORT, TABLE, VERDICTS, Recipe

if TYPE_CHECKING:
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.calib.mask import SkyMask
    from pixviewer.core.calib.reviewing import Review
    from pixviewer.core.calib.truth import TruthComparison
    from pixviewer.core.table.pixtable import PixTable

# As `closeEvent` of the window asks for: a file is being written.
WRITING = "writing self-calibration"

NAMES = {
    TABLE: "the corrected table",
    DRS: "the factors",
    MPDAF: "the factors",
    MASK: "the mask",
    VERDICTS: "the verdicts",
    REPORT: "the report",
}


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """All that files are written of, as it was when saving was asked for."""

    table: "PixTable"
    number: int
    recipe: Recipe
    factors: "Factors | None" = None
    review: "Review | None" = None
    truth: "TruthComparison | None" = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that was written, and the recipe of what it holds."""

    kind: str
    path: Path
    recipe: Recipe = field(compare=False)


class Saver:
    """Verbs that write files of a self-calibration.

    Parameters
    ----------
    runner : Runner
    result : callable
        Gives what there is to save, None while no table is open.
    """

    changed = Signal()  # more was saved
    saved = Signal(Saved)
    failed = Signal(str, Exception)
    told = Signal(str)

    def __init__(self, runner: Runner, result: Callable[[], Result | None]) -> None:
        self._runner, self._result = runner, result
        self._n_written = 0
        self.files: dict[str, Saved] = {}

    def forget(self) -> None:
        """Nothing is saved of another table."""
        self.files = {}
        self.changed.emit()

    def recipe(self) -> Recipe | None:
        """What is decided now, with the files that hold it."""
        result = self._result()
        if result is None:
            return None
        wanted = result.recipe
        return replace(wanted, files={k: s.path for k, s in self.files.items() if holds(s, wanted)})

    def is_current(self, kind: str) -> bool:
        """Whether a file of a kind was saved, and holds what is decided now."""
        result, known = self._result(), self.files.get(kind)
        return result is not None and known is not None and holds(known, result.recipe)

    def can_save(self, kind: str) -> bool:
        """Whether there is anything of a kind to save."""
        result = self._result()
        if result is None:
            return False
        if kind == MASK:
            return bool(result.recipe.decided.mask.steps)
        if kind in (VERDICTS, REPORT):
            return result.review is not None and (kind == REPORT or bool(result.recipe.decided.verdicts))
        return result.factors is not None

    def save(self, kind: str, path: Path | str, *, overwrite: bool = False, force: bool = False) -> None:
        """Write one file in the background, with the list of files that belongs to it.

        Parameters
        ----------
        kind : str
            ``table``, ``drs`` or ``mpdaf`` for factors in these forms, ``mask``, ``verdicts``, ``report``.
        path : path
        overwrite : bool
            Whether files of these names may be replaced.
        force : bool
            Whether to correct a table although something speaks against it.
        """
        result, path = self._result(), Path(path)
        if result is None or not self.can_save(kind):
            return
        known = self.recipe()
        assert known is not None
        recipe = replace(known, files={**known.files, kind: path})
        if force:
            recipe = replace(recipe, decided=replace(recipe.decided, is_forced=True))
        result = replace(result, recipe=recipe)
        self._n_written += 1
        key = f"{WRITING} {self._n_written}"
        label = f"Saving {NAMES[kind]} to {path.name}"
        do = partial(write, kind, result, path, overwrite, self._runner.cache)
        then = partial(self._on_written, Saved(kind, path, result.recipe), label)
        self._runner.submit(Task(key, key, do, then, label, is_kept=False))

    def _on_written(self, saved: Saved, label: str, answer: Answer) -> None:
        if answer.ending is Ending.CANCELLED:
            self.told.emit(f"cancelled; {saved.path.name} was not written")
        elif answer.error is not None:
            self.failed.emit(label, answer.error)
        else:
            self.files[saved.kind] = saved
            self.told.emit(str(answer.value))
            self.saved.emit(saved)
            self.changed.emit()


def holds(saved: Saved, wanted: Recipe) -> bool:
    """Whether a file holds what a recipe gives."""
    before, now = saved.recipe, wanted
    if saved.kind == MASK:
        return before.table == now.table and before.decided.mask == now.decided.mask
    if saved.kind == VERDICTS:
        return before.table == now.table and before.decided == now.decided
    forced = replace(before.decided, is_forced=now.decided.is_forced)
    return (before.table, forced, before.loaded) == (now.table, now.decided, now.loaded)


def companion(kind: str, path: Path) -> Path | None:
    """The list of files that is written beside a file, if there is one."""
    return Path(path).with_suffix(".sof") if kind in (TABLE, DRS) else None


def write(
    kind: str, result: Result, path: Path, overwrite: bool, kept: AnswerCache, progress: Progress
) -> str:
    """Write a file; gives a sentence that tells of it."""
    writers: dict[str, Callable[..., str]] = {
        TABLE: _write_table, DRS: _write_factors, MPDAF: _write_factors, MASK: _write_mask,
        VERDICTS: _write_verdicts, REPORT: _write_report,
    }  # fmt: skip
    result.table.check_unchanged()
    return writers[kind](kind, result, path, overwrite, kept, progress)


def _write_table(
    kind: str, result: Result, path: Path, overwrite: bool, kept: AnswerCache, progress: Progress
) -> str:
    from pixviewer.core.io.correction import write_corrected
    from pixviewer.core.io.frame_lists import cube_frames, frame_list_of, write_frame_list

    assert result.factors is not None
    n_row = write_corrected(
        result.table,
        result.factors,
        path,
        force=result.recipe.decided.is_forced,
        overwrite=overwrite,
        command=recipes.command_line(result.recipe),
        progress=progress,
    )
    beside = frame_list_of(path)
    write_frame_list(cube_frames(path), beside, overwrite=overwrite, protect=_inputs(result))
    rows = f"{n_row:,}".replace(",", " ")
    return f"wrote {rows} corrected rows to {path}, and {beside.name} for muse_scipost_make_cube"


def _write_factors(
    kind: str, result: Result, path: Path, overwrite: bool, kept: AnswerCache, progress: Progress
) -> str:
    from pixviewer.core.io.factor_files import write_factors
    from pixviewer.core.io.frame_lists import frame_list_of, scipost_frames, write_frame_list

    assert result.factors is not None
    settings: dict[str, Any] = {"overwrite": overwrite, "protect": _inputs(result)}
    command = recipes.command_line(result.recipe)
    write_factors(result.factors, path, form=kind, table=result.table, command=command, **settings)
    if kind == MPDAF:
        return f"wrote factors in MPDAF's form to {path}"
    beside = frame_list_of(path)
    write_frame_list(scipost_frames(path, result.table), beside, **settings)
    return f"wrote factors to {path}, and {beside.name} for muse_scipost --autocalib=user"


def _write_mask(
    kind: str, result: Result, path: Path, overwrite: bool, kept: AnswerCache, progress: Progress
) -> str:
    from pixviewer.core.io.masks import write_mask

    plan = result.recipe.decided.mask
    mask: SkyMask | None = work.painted_mask(result.table, result.number, plan, kept, progress)
    assert mask is not None
    write_mask(mask, path, table=result.table, overwrite=overwrite, protect=_inputs(result))
    return f"wrote the mask to {path}"


def _write_verdicts(
    kind: str, result: Result, path: Path, overwrite: bool, kept: AnswerCache, progress: Progress
) -> str:
    from pixviewer.core.io.verdict_files import write_verdicts

    assert result.review is not None
    command = recipes.command_line(result.recipe)
    write_verdicts(result.review, path, command=command, overwrite=overwrite, protect=_inputs(result))
    return f"wrote {len(result.review.verdicts)} verdicts to {path}"


def _write_report(
    kind: str, result: Result, path: Path, overwrite: bool, kept: AnswerCache, progress: Progress
) -> str:
    from pixviewer.core.report.calibration import Notes, write_report

    assert result.review is not None
    files = {NAMES[k].removeprefix("the "): str(p) for k, p in result.recipe.files.items() if k != REPORT}
    write_report(
        path,
        result.table,
        result.review.decided,
        review=result.review if result.review.verdicts else None,
        truth=result.truth,
        notes=Notes(recipes.command_line(result.recipe), files, result.remarks),
        overwrite=overwrite,
        protect=_inputs(result),
        progress=progress,
    )
    return f"wrote the report to {path}"


def _inputs(result: Result) -> list[Path]:
    """Files that are open or were loaded, which nothing may replace."""
    loaded = result.recipe.loaded
    own = [result.table.path] if result.table.path is not None else []
    return [*own, *([loaded.path] if loaded is not None else [])]
