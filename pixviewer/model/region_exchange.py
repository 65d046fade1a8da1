"""Regions from files and into files: read and written in the background, put in place as one decision."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from psygnal import Signal

from pixviewer.core.errors import PixTableError
from pixviewer.core.progress import Progress
from pixviewer.core.table.regions import Region as CoreRegion
from pixviewer.model.canvases import Canvases
from pixviewer.model.coordinates import dms, hms
from pixviewer.model.deciding import Decider
from pixviewer.model.jobs import Answer, Ending, Lane, Runner, Task
from pixviewer.model.region_report import write_report
from pixviewer.model.regions import Kept, Region, Regions
from pixviewer.model.work import Tally

if TYPE_CHECKING:
    from pixviewer.core.geometry import Frame
    from pixviewer.core.io.regions import OtherShape
    from pixviewer.core.table.pixtable import PixTable

LOADING, SAVING = "loading regions", "saving regions"
ENDINGS = (".reg", ".ds9", ".crtf", ".pixr")

# What DS9 says of a region that cannot be moved.
_MOVE = "move"


Work = Callable[[Progress], object]


@dataclass(frozen=True, slots=True)
class Found:
    """What was in a file: regions without an identity yet, and what is only kept."""

    regions: tuple[Region, ...]
    kept: tuple[Kept, ...]
    sentence: str


class RegionExchange:
    """Loads and saves the regions of the open table."""

    told = Signal(str)
    failed = Signal(str, Exception)
    written = Signal(Path, tuple)  # a file of regions, and these

    def __init__(self, regions: Regions, decider: Decider, canvases: Canvases, runner: Runner) -> None:
        self._regions = regions
        self._decider = decider
        self._canvases = canvases
        self._runner = runner
        self._n_asked = 0
        self._loading: list[str] = []
        self._for_next: list[Path] = []

    def load(self, path: Path | str) -> None:
        """Add the regions of a file to those that are there."""
        path, table = Path(path), self._canvases.table
        if table is None:
            self._for_next.append(path)
            return
        self._submit(
            LOADING,
            partial(read_for_table, path, table),
            partial(self._on_loaded, path),
            f"Reading {path.name}",
            Lane.HEAVY,  # thousands of lines take seconds, and sketches must not wait for them
        )

    def copied(self, regions: Sequence[Region]) -> str:
        """Regions as text for the clipboard."""
        from pixviewer.model.region_clipboard import as_text

        facts = self._canvases.facts
        return as_text(regions, facts.frame) if facts is not None else ""

    def paste(self, text: str) -> None:
        """Add the regions that a text of the clipboard holds, and select them."""
        from pixviewer.model.region_clipboard import from_text

        facts, present = self._canvases.facts, self._regions.items
        if facts is not None:
            self._submit(
                LOADING,
                lambda progress: from_text(text, facts.frame, present),
                self._on_pasted,
                "Reading the clipboard",
            )

    def _on_pasted(self, answer: Answer) -> None:
        if answer.error is not None:
            self.told.emit(str(answer.error))
        elif answer.ending is Ending.FINISHED:
            self._regions.selected = tuple(region.ident for region in self._put(answer.value, "paste"))

    def load_with_next_table(self, path: Path | str) -> None:
        """Add the regions of a file once the table that is being opened is there."""
        self._for_next.append(Path(path))

    def save(self, path: Path | str) -> None:
        """Write all regions, and what came with them, in the form that the file's ending says.

        The file may exist: whoever asks for it has asked whether to replace it.
        """
        path, facts = Path(path), self._canvases.facts
        if facts is None:
            return
        items, kept = self._regions.items, self._regions.kept
        self._submit(
            SAVING,
            lambda progress: write_all(items, kept, path, facts.frame),
            partial(self._on_all_saved, path, items),
            f"Writing {path.name}",
        )

    def save_report(self, path: Path, tallies: Mapping[str, Tally]) -> None:
        """Write the table of regions with the numbers of their rows."""
        facts, items = self._canvases.facts, self._regions.items
        if facts is None or not items:
            return
        self._submit(
            SAVING,
            lambda progress: write_report(path, items, tallies, facts.frame),
            partial(self._on_saved, path, len(items)),
            f"Writing {path.name}",
        )

    def on_table_changed(self) -> None:
        """Load what was asked for before there was a table; drop what was asked for another."""
        # Never without a key: all would be forgotten.
        self._runner.forget(LOADING, *self._loading)
        self._loading.clear()
        if self._canvases.table is not None:
            paths, self._for_next = self._for_next, []
            for path in paths:
                self.load(path)

    def _submit(
        self, key: str, work: Work, then: Callable[[Answer], None], label: str, lane: Lane = Lane.QUICK
    ) -> None:
        self._n_asked += 1
        # A key for each: two files dropped together are both wanted.
        unique = f"{key} {self._n_asked}"
        if key == LOADING:
            self._loading.append(unique)
        self._runner.submit(Task(unique, unique, work, then, label, lane, is_kept=False))

    def _on_loaded(self, path: Path, answer: Answer) -> None:
        if answer.error is not None:
            self.failed.emit(f"Reading {path.name}", answer.error)
        if answer.ending is not Ending.FINISHED:
            return
        self._put(answer.value, "import", f" of {path.name}")

    def _put(self, found: Found, verb: str, whence: str = "") -> tuple[Region, ...]:
        """Add what was found to what is there, as one decision."""
        idents = self._regions.next_idents(len(found.regions))
        new = tuple(replace(region, ident=ident) for region, ident in zip(found.regions, idents, strict=True))
        if new or found.kept:
            what = f"{len(new)} regions" if len(new) != 1 else "1 region"
            self._decider.decide(
                f"{verb} {what}{whence}",
                regions=(*self._regions.items, *new),
                kept=(*self._regions.kept, *found.kept),
            )
        self.told.emit(found.sentence)
        return new

    def _on_all_saved(self, path: Path, items: tuple[Region, ...], answer: Answer) -> None:
        self._on_saved(path, len(items), answer)
        if answer.ending is Ending.FINISHED:
            self.written.emit(path, items)

    def _on_saved(self, path: Path, n: int, answer: Answer) -> None:
        if answer.error is not None:
            self.failed.emit(f"Writing {path.name}", answer.error)
        elif answer.ending is Ending.FINISHED:
            self.told.emit(f"saved {n} regions to {path}" if n != 1 else f"saved 1 region to {path}")


def read_for_table(path: Path, table: "PixTable", progress: Progress) -> Found:
    """Read a region file for a table.

    Raises
    ------
    PixTableError
        If it cannot be read, or is of another field.
    """
    from pixviewer.core.io.regions import parse_regions

    content = parse_regions(path, table.frame)
    regions = tuple(region for core in content.regions for region in from_core(core))
    without_shape = tuple(core for core in content.regions if not core.selection.shapes)
    n_outside = _outside(path, regions, table, progress)
    n_region = f"{len(regions) or 'no'} region{'s' if len(regions) != 1 else ''}"
    parts = [f"{path.name}: {n_region}"]
    parts += [f"{n_outside} of them outside the field"] if n_outside else []
    parts += [_only_kept(content.others, len(without_shape))] if content.others or without_shape else []
    return Found(regions, (*content.others, *without_shape), "; ".join(parts))


def _only_kept(others: Sequence["OtherShape"], n_without_shape: int) -> str:
    from pixviewer.core.io.regions import kinds_of

    kinds = [kinds_of(others)] if others else []
    kinds += [f"{n_without_shape} without a shape"] if n_without_shape else []
    one = len(others) + n_without_shape == 1
    return f"{', '.join(kinds)} cannot be used, and {'is' if one else 'are'} only kept for saving"


def write_all(items: tuple[Region, ...], kept: tuple[Kept, ...], path: Path, frame: "Frame") -> None:
    """Write regions and what came with them."""
    from pixviewer.core.io.regions import write_regions

    shapeless = [one for one in kept if isinstance(one, CoreRegion)]
    others = [one for one in kept if not isinstance(one, CoreRegion)]
    write_regions([*map(to_core, items), *shapeless], path, frame, others=others, overwrite=True)


def from_core(core: CoreRegion) -> Iterator[Region]:
    """Regions of the window for one of a file: one for each of its shapes, with all its criteria."""
    for shape in core.selection.shapes:
        yield Region(
            "",
            core.name,
            shape,
            core.selection.wave,
            core.colour,
            core.role,
            locked=core.style.get(_MOVE) == "0",
            criteria=replace(core.selection, shapes=(), wave=()),
            groups=core.tags,
            style=tuple(core.style.items()),
        )


def to_core(region: Region) -> CoreRegion:
    """A region as files know it."""
    style = dict(region.style)
    if region.locked:
        style[_MOVE] = "0"
    elif style.get(_MOVE) == "0":
        del style[_MOVE]
    return CoreRegion(region.name, region.selection(), region.role, region.colour, region.groups, style)


def _outside(path: Path, regions: tuple[Region, ...], table: "PixTable", progress: Progress) -> int:
    """How many regions lie outside the field; all of them is an error."""
    from pixviewer.core.products.extent import approximate_extent

    if not regions:
        return 0
    x0, x1, y0, y1 = approximate_extent(table, progress)
    ra, dec, size = np.array([(r.shape.ra, r.shape.dec, r.shape.size) for r in regions]).T
    x, y = table.frame.sky_to_plane(ra, dec)
    inside = (x >= x0 - size) & (x <= x1 + size) & (y >= y0 - size) & (y <= y1 + size)
    n_inside = int(np.count_nonzero(inside))
    if n_inside == 0:
        first = regions[0].shape
        place = (
            f"{hms(first.ra, 0)} {dms(first.dec, 0)}"
            if table.frame.is_sky
            else f"x = {first.ra:.0f}, y = {first.dec:.0f}"
        )
        centre = (
            f"{hms(table.frame.ra0, 0)} {dms(table.frame.dec0, 0)}" if table.frame.is_sky else "the pixels"
        )
        raise PixTableError(
            f"{path} is of another field: its first region lies at {place}, and this table around {centre}; "
            "open the table that it was made for"
        )
    return len(regions) - n_inside
