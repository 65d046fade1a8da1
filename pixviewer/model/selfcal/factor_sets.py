"""Several sets of factors: ours, those of files, of other exposures; compared, merged and saved."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psygnal import Signal

from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.selfcal.calibrator import SelfCal
from pixviewer.model.selfcal.exhibits import Exhibits, title_of
from pixviewer.model.selfcal.state import OWN, NamedFactors

if TYPE_CHECKING:
    from pixviewer.core.calib.comparing import Comparison
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.calib.merging import MergedFactors
    from pixviewer.core.progress import Progress

MERGING = "merge factors"
# Begins with the word that the runner knows writers by.
SAVING = "writing factors"
UNSAVED = Path()  # of a merge that is in no file yet


@dataclass(frozen=True, slots=True)
class SetInfo:
    """A set as the list shows it."""

    name: str
    title: str
    method: str
    exposure: str
    bins: str
    measured: str
    is_shown: bool
    is_saved: bool


class FactorSets:
    """Verbs for several sets of factors.

    A merge joins the loaded sets, so that it can be shown, compared and merged as they can; it is in no file
    until it is saved.
    """

    changed = Signal()
    failed = Signal(str, Exception)
    told = Signal(str)

    def __init__(self, selfcal: SelfCal, exhibits: Exhibits, runner: Runner) -> None:
        self._selfcal, self._exhibits, self._runner = selfcal, exhibits, runner
        self._merged: dict[str, tuple[MergedFactors, tuple[Path, ...], int]] = {}
        self._n_saved = self._n_merged = 0
        exhibits.changed.connect(self.changed.emit)
        selfcal.state.events.loaded.connect(lambda *_: self.changed.emit())
        selfcal.state.events.factors_name.connect(lambda *_: self.changed.emit())

    def on_table_changed(self) -> None:
        """Forget all merges."""
        self._runner.forget(MERGING)
        self._merged.clear()
        self._n_merged = 0
        self.changed.emit()

    # What there is

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all sets; the one measured here, which has none, comes first."""
        own = () if self._selfcal.own_factors is None else (OWN,)
        return (*own, *(one.name for one in self._selfcal.state.loaded))

    def infos(self) -> list[SetInfo]:
        """All sets, as the list shows them."""
        return [self._info(name) for name in self.names]

    @property
    def comparison(self) -> "Comparison | None":
        """The shown set minus the other.

        Raises
        ------
        ValueError
            If their bins differ.
        """
        subject = self._exhibits.subject
        return None if subject is None or subject.other is None else subject.comparison

    def is_merge(self, name: str) -> bool:
        """Whether a set was merged here."""
        return name in self._merged

    def is_unsaved(self, name: str) -> bool:
        """Whether a set is a merge that is in no file."""
        return name in self._merged and self._path_of(name) == UNSAVED

    # Verbs

    def show(self, name: str) -> None:
        """Show a set everywhere, and see the table through it."""
        if self._exhibits.state.other == name:
            self._exhibits.state.other = None
        self._selfcal.show_factors(name)

    def compare_with(self, name: str | None) -> None:
        """Compare the shown set with another, or with none."""
        self._exhibits.state.other = name

    def drop(self, name: str) -> None:
        """Forget a set of a file or a merge; files stay."""
        self._selfcal.drop_factors(name)
        self._merged.pop(name, None)
        self.changed.emit()

    def merge(self, names: Sequence[str]) -> None:
        """Merge sets by their clipped mean."""
        sets = [factors for name in names if (factors := self._exhibits.factors_of(name)) is not None]
        if len(sets) < 2:
            self.told.emit("mark two sets or more to merge them")
            return
        paths = tuple(path for name in names if (path := self._path_of(name)) != UNSAVED)
        self._n_merged += 1
        title = f"merge {self._n_merged} of {len(sets)} sets"
        self._submit(
            MERGING,
            partial(_merge, sets),
            partial(self._on_merged, title, paths, len(sets)),
            "Merging factors",
        )

    def save(self, name: str, path: Path, *, overwrite: bool = False) -> None:
        """Write a merge as the pipeline and MPDAF read it."""
        merged, paths, n_set = self._merged[name]
        # What was merged is there still, and must not be what it is written over.
        work = partial(_save, merged, path, paths, n_set, overwrite)
        self._write(work, f"Writing {path.name}", partial(self._on_saved, name, path))

    def save_report(self, path: Path, *, overwrite: bool = False) -> None:
        """Write how the shown set differs from the other as an HTML page."""
        subject = self._exhibits.subject
        if subject is None or subject.other is None:
            self.told.emit("choose a set to compare with first")
            return
        sets, names = [subject.other, subject.factors], [subject.other_name, subject.name]
        inputs = tuple(one.path for one in self._selfcal.state.loaded if one.path != UNSAVED)
        work = partial(_save_report, sets, names, path, inputs, overwrite)
        self._write(work, f"Writing {path.name}", partial(self._on_report, path))

    # Answers

    def _on_merged(self, title: str, paths: tuple[Path, ...], n_set: int, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            merged: MergedFactors = answer.value
            self._merged[title] = merged, paths, n_set
            self._put(NamedFactors(title, UNSAVED, merged.factors))
            self.told.emit(f"{title}: {_says(merged)}")
        elif answer.error is not None:
            self.failed.emit("Merging factors", answer.error)

    def _on_saved(self, name: str, path: Path, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            if name in self._merged:
                self._put(NamedFactors(name, path, self._merged[name][0].factors))
            self.told.emit(f"wrote {path}")
        elif answer.error is not None:
            self.failed.emit(f"Writing {path.name}", answer.error)

    def _on_report(self, path: Path, answer: Answer) -> None:
        if answer.ending is Ending.FINISHED:
            self.told.emit(f"wrote {path}")
        elif answer.error is not None:
            self.failed.emit(f"Writing {path.name}", answer.error)

    def _put(self, new: NamedFactors) -> None:
        """Add a set, or put it in the place of the one with its name."""
        loaded = self._selfcal.state.loaded
        if any(one.name == new.name for one in loaded):
            self._selfcal.state.loaded = tuple(new if one.name == new.name else one for one in loaded)
        else:
            self._selfcal.state.loaded = (*loaded, new)

    def _info(self, name: str) -> SetInfo:
        factors = self._exhibits.factors_of(name)
        assert factors is not None
        n = None if factors.n_row is None else int((factors.n_row > 0).sum())
        return SetInfo(
            name=name,
            title=title_of(name),
            method=factors.method,
            exposure=factors.date_obs.partition(".")[0].replace("T", " "),
            bins=str(factors.n_bin),
            measured="" if n is None else f"{n:,}".replace(",", "\u202f"),
            is_shown=self._selfcal.state.factors_name == name,
            is_saved=not self.is_unsaved(name),
        )

    def _path_of(self, name: str) -> Path:
        return next((one.path for one in self._selfcal.state.loaded if one.name == name), UNSAVED)

    def _write(self, work: "Callable[[Progress], None]", label: str, then: Callable[[Answer], None]) -> None:
        self._n_saved += 1
        self._submit(f"{SAVING} {self._n_saved}", work, then, label)

    def _submit(
        self, key: str, work: "Callable[[Progress], object]", then: Callable[[Answer], None], label: str
    ) -> None:
        self._runner.submit(Task(key, (key, id(work)), work, then, label, Lane.HEAVY, is_kept=False))


def _says(merged: "MergedFactors") -> str:
    """How well the sets agree, in words."""
    import numpy as np

    varied = merged.scatter[merged.n_kept > 1]
    told = f"median scatter {100 * float(np.median(varied)):.2f} %" if varied.size else "nothing in common"
    is_bin = (merged.n_kept > 0).any(axis=(1, 2))  # others are beyond all rows
    lost = int((merged.n_kept[is_bin] == 0).sum())
    return f"{told}, {lost} slices and bins measured in none of them" if lost else told


def _merge(sets: "Sequence[Factors]", progress: "Progress") -> "MergedFactors":
    from pixviewer.core.calib.merging import merge_factors

    return merge_factors(sets)


def _save(
    merged: "MergedFactors", path: Path, inputs: tuple[Path, ...], n_set: int, overwrite: bool,
    progress: "Progress",
) -> None:  # fmt: skip
    from pixviewer.core.io.factor_files import write_merged_factors

    # Only where all that was merged is in files does a command line do the same.
    is_all = len(inputs) == n_set
    command = shlex.join(["pixviewer", "merge-factors", *map(str, inputs), "-o", str(path)]) if is_all else ""
    like = inputs[0] if inputs else None
    write_merged_factors(merged, path, like=like, command=command, overwrite=overwrite, protect=inputs)


def _save_report(
    sets: "Sequence[Factors]", names: Sequence[str], path: Path, inputs: tuple[Path, ...], overwrite: bool,
    progress: "Progress",
) -> None:  # fmt: skip
    from pixviewer.core.report.comparison import comparison_page
    from pixviewer.core.report.page import save_page

    page = comparison_page(sets, names, progress=progress)
    save_page(page, path, overwrite=overwrite, protect=inputs)
