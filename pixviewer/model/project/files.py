"""The files that a project speaks of: what each is for, where it is now, and the project with new paths."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pixviewer.core.calib.painting import FromFile, MaskPlan, MaskStep
from pixviewer.core.errors import PixTableError
from pixviewer.model.commands import Decisions
from pixviewer.model.project.document import Project, WindowRecord
from pixviewer.model.project.fingerprints import FileMark, Match, find

TABLE, FACTORS, SECOND, IMAGE, LOADED, MASK = (
    "pixel table", "factors it is seen through", "table it is compared with", "image",
    "factors", "mask",
)  # fmt: skip

Paths = Mapping[str, Path | None]  # as the project has it → where it is; None: open without


@dataclass(frozen=True, slots=True)
class Finding:
    """A file of a project, looked for.

    ``path`` is where it is, or where another one of its name is; None where there is nothing.
    """

    mark: FileMark
    role: str
    path: Path | None
    match: Match

    @property
    def is_good(self) -> bool:
        """Whether it is the file that is meant."""
        return self.match in (Match.SAME, Match.TOUCHED)

    @property
    def is_needed(self) -> bool:
        """Whether there is nothing to open without it."""
        return self.role in (TABLE, FACTORS)

    def sentence(self) -> str:
        """What is wrong with it."""
        if self.match is Match.OTHER:
            return f"the {self.role} {self.path} is not the file that the project was made with"
        return f"the {self.role} {self.mark.path} is missing"


def uses(window: WindowRecord) -> Iterator[tuple[str, str]]:
    """Paths of the files of a window, and what each is for."""
    if window.table and not window.is_demo:
        yield window.table, TABLE
    for path, role in ((window.factors, FACTORS), (window.second, SECOND), (window.image, IMAGE)):
        if path:
            yield path, role
    for path in window.loaded:
        yield path, LOADED
    for step in window.decisions.calibration.mask.steps:
        if isinstance(step, FromFile):
            yield step.path, MASK


def all_paths(project: Project) -> tuple[str, ...]:
    """Every file of a project, each once."""
    return tuple(dict.fromkeys(path for window in project.windows for path, _ in uses(window)))


def look_for(project: Project, folder: Path | None) -> tuple[Finding, ...]:
    """Find the files of a project, in the folder it is in if need be."""
    marks = {mark.path: mark for mark in project.files}
    roles: dict[str, str] = {}
    for window in project.windows:
        for path, role in uses(window):
            roles.setdefault(path, role)
    found = []
    for path, role in roles.items():
        mark = marks.get(path, FileMark(path))
        found.append(Finding(mark, role, *find(mark, folder)))
    return tuple(found)


def check_found(findings: tuple[Finding, ...], name: str) -> None:
    """Raise where a file is missing or another: there is nobody to ask.

    Raises
    ------
    PixTableError
        One sentence, with the remedy.
    """
    wrong = [finding for finding in findings if not finding.is_good]
    if not wrong:
        return
    first = wrong[0]
    more = f" (and {len(wrong) - 1} more files are not there)" if len(wrong) > 1 else ""
    remedy = (
        "give the file to use instead of it as FILE" if first.role == TABLE
        else "put it back, or open the project in the window to choose another"
    )  # fmt: skip
    raise PixTableError(f"{name} cannot be shown: {first.sentence()}{more}; {remedy}")


def found_paths(findings: tuple[Finding, ...]) -> dict[str, Path | None]:
    """Where each file is that is the one that is meant."""
    return {finding.mark.path: finding.path for finding in findings if finding.is_good}


def relinked(project: Project, paths: Paths) -> Project:
    """The project with its files where they are now, and without those that are to be left out."""
    windows = tuple(_relinked_window(window, paths) for window in project.windows)
    return replace(project, windows=windows, old=_relinked_old(project.old, windows))


def _relinked_old(old: Any, windows: tuple[WindowRecord, ...]) -> Any:
    """What was read, told of the same tables: what is unknown in it is theirs still."""
    if not isinstance(old, dict) or not isinstance(old.get("windows"), list):
        return old
    pairs = zip(old["windows"], windows, strict=False)
    return {**old, "windows": [{**before, "table": window.table} for before, window in pairs]}


def _relinked_window(window: WindowRecord, paths: Paths) -> WindowRecord:
    def now(path: str) -> str:
        place = paths.get(path, Path(path)) if path else None
        return str(place) if place is not None else ""

    return replace(
        window,
        table=window.table if window.is_demo else now(window.table),
        factors=now(window.factors),
        second=now(window.second),
        image=now(window.image),
        loaded=tuple(path for old in window.loaded if (path := now(old))),
        shown=now(window.shown),
        decisions=_relinked_mask(window.decisions, paths),
    )


def _relinked_mask(decisions: Decisions, paths: Paths) -> Decisions:
    steps: list[MaskStep] = []
    for step in decisions.calibration.mask.steps:
        if isinstance(step, FromFile) and step.path in paths:
            path = paths[step.path]
            if path is not None:
                steps.append(replace(step, path=str(path)))
        else:
            steps.append(step)
    if tuple(steps) == decisions.calibration.mask.steps:
        return decisions
    mask = MaskPlan(tuple(steps))
    return replace(decisions, calibration=replace(decisions.calibration, mask=mask))
