"""One extraction for each of several regions, as one job."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pixviewer.core.errors import PixviewerError
from pixviewer.core.progress import Progress
from pixviewer.core.table.quality import names_of
from pixviewer.model import choosing
from pixviewer.model.extract_names import file_name, same_names
from pixviewer.model.extracting import CRITERIA, ExtractPlan, run_plan
from pixviewer.model.filters import Filters
from pixviewer.model.readout import rows_text
from pixviewer.model.regions import EXCLUDE, SOURCE, Region, Regions

if TYPE_CHECKING:
    from pixviewer.core.table.pixtable import PixTable

Form = Literal["image", "table"]
NEW, EXISTS, SAME, INPUT = "new", "exists", "same name as another", "is the open table"


@dataclass(frozen=True, slots=True)
class BatchFile:
    """A file to come: of which region, where, and what speaks against it."""

    region: Region
    path: Path
    state: str


@dataclass
class BatchReport:
    """What was written: also when the job ended before its end."""

    n_file: int = 0
    n_row: int = 0
    plans: tuple[ExtractPlan, ...] = ()  # of the files that were written
    empty: tuple[str, ...] = ()

    def sentence(self, n_wanted: int) -> str:
        """What to tell the user."""
        files = "1 file" if self.n_file == 1 else f"{self.n_file} files"
        of_all = "" if self.n_file == n_wanted else f" of {n_wanted}"
        text = f"wrote {files}{of_all}, {rows_text(self.n_row)} rows"
        if self.empty:
            several = f"{', '.join(self.empty[:3])}{' …' if len(self.empty) > 3 else ''}"
            text += f"; no rows, and so no file: {several}"
        return text


def plan_of(region: Region, filters: Filters, regions: Regions) -> ExtractPlan:
    """The extraction of one region: its rows that filters and excluded regions leave."""
    criteria = region.criteria
    fields = {name: getattr(criteria, name) for name in CRITERIA if name not in ("shapes", "wave")}
    fields |= {name: tuple(names_of(fields[name])) for name in ("flags", "no_flags")}
    left = filters.expression() if region.role == EXCLUDE else choosing.wanted_rows(filters, regions)
    return ExtractPlan(shapes=(region.shape,), wave=region.wave, **fields, match=criteria.match, within=left)


def plan_of_chosen(filters: Filters, regions: Regions) -> ExtractPlan:
    """What is chosen: the current region, several sources together, or all that is shown."""
    current = regions.current
    if current is not None and choosing.is_counted(current):
        return plan_of(current, filters, regions)
    return ExtractPlan(within=choosing.wanted_rows(filters, regions, regions.chosen))


def sources(regions: Iterable[Region]) -> tuple[Region, ...]:
    """Regions that are extracted when all are."""
    return tuple(region for region in regions if region.role == SOURCE)


def files_of(
    regions: Sequence[Region], pattern: str, folder: Path, table: str, source: Path | None
) -> list[BatchFile]:
    """The files that a pattern makes, and what speaks against each.

    Raises
    ------
    ValueError
        If the pattern makes no sense.
    """
    names = [file_name(pattern, table, region, i) for i, region in enumerate(regions, 1)]
    twice = same_names(names)
    # One look at the folder instead of one at each of thousands of files.
    present = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
    found = []
    for region, name in zip(regions, names, strict=True):
        path = folder / name
        state = SAME if name.casefold() in twice else EXISTS if name in present else NEW
        if state == EXISTS and source is not None and source.exists() and path.samefile(source):
            state = INPUT
        found.append(BatchFile(region, path, state))
    return found


def plans_of(
    files: Iterable[BatchFile], filters: Filters, regions: Regions, form: Form
) -> tuple[ExtractPlan, ...]:
    """The extractions of a batch; files that exist are replaced, which the user was asked for."""
    return tuple(
        replace(
            plan_of(file.region, filters, regions),
            path=file.path,
            form=form,
            overwrite=file.state == EXISTS,
        )
        for file in files
    )


def run_batch(
    plans: Sequence[ExtractPlan],
    table: "PixTable",
    progress: Progress,
    report: BatchReport,
    *,
    factors: Path | None = None,
) -> BatchReport:
    """Extract one after the other; each file is whole when it gets its name.

    Parameters
    ----------
    factors : Path, optional
        What the table is seen through, for HISTORY.
    report : BatchReport
        Filled as files are written, so that it is right after a cancel, too.

    Raises
    ------
    PixviewerError
        If a file cannot be written; those before it stay.
    """
    for i, plan in enumerate(plans):
        try:
            part = _Part(progress, i, len(plans), plan.path.name)
            n_row = run_plan(plan, table, part, factors=factors)
        except PixviewerError as error:
            before = f"; the {report.n_file} written before stay" if report.n_file else ""
            raise type(error)(f"{error}{before}") from error
        if n_row:
            report.n_file += 1
            report.n_row += n_row
            report.plans = (*report.plans, plan)
        else:
            report.empty = (*report.empty, plan.path.name)
    return report


class _Part(Progress):
    """Progress of one file, as part of that of all."""

    def __init__(self, whole: Progress, i: int, n: int, name: str) -> None:
        super().__init__(lambda label, fraction: whole.step(f"{i + 1} of {n}: {name}", i + fraction, n))
        self._whole = whole

    @property
    def is_cancelled(self) -> bool:
        """Whether the whole was asked to stop."""
        return self._whole.is_cancelled

    def check(self) -> None:
        """Stop with the whole."""
        self._whole.check()
