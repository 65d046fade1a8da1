"""The slice inspector asks only while it is seen, and once for what it shows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.painting import Disc, MaskPlan
from pixviewer.core.table.neighbours import neighbours
from pixviewer.core.table.selection import Selection
from pixviewer.model.filters import Chip, Filters
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Iterator[Workspace]:
    failures: list[object] = []
    workspace.failed.connect(lambda what, error: failures.append((what, error)))
    workspace.open(small_file)
    at_rest()
    yield workspace
    assert not failures


def test_nothing_is_asked_before_somebody_looks(opened: Workspace, at_rest: Rest) -> None:
    linked = opened.linked
    linked.pick_slice(linked.present[0], 1)
    at_rest()
    assert linked.inspector.shown.inspection is None
    linked.inspector.watch(True)
    at_rest()
    found = linked.inspector.shown.inspection
    assert found is not None
    assert (found.ifu, found.slice_no) == (linked.present[0], 1)
    assert found.n_row == found.n_good + found.n_flagged > 0
    assert not linked.inspector.is_waiting


def test_the_next_slice_is_shown_with_its_neighbours(opened: Workspace, at_rest: Rest) -> None:
    linked = opened.linked
    linked.inspector.watch(True)
    linked.pick_slice(linked.present[0], 20)
    at_rest()
    linked.step_slice(1)
    assert linked.inspector.is_waiting
    at_rest()
    shown = linked.inspector.shown
    assert shown.inspection is not None
    assert shown.inspection.slice_no == 21
    around = neighbours(linked.present[0], 21)
    assert set(shown.neighbours) == {side for side, cell in around.items() if cell[0] in linked.present}
    before = shown.neighbours["left on the CCD"]
    linked.step_slice(-1)
    at_rest()
    assert shown.inspection.before == before


def test_nothing_picked_is_nothing_shown(opened: Workspace, at_rest: Rest) -> None:
    linked = opened.linked
    linked.inspector.watch(True)
    linked.pick_slice(linked.present[0], 20)
    at_rest()
    linked.drop_pick()
    at_rest()
    assert linked.inspector.shown.inspection is None
    assert not linked.inspector.shown.neighbours


def test_factors_a_mask_and_filters_change_what_is_shown(opened: Workspace, at_rest: Rest) -> None:
    linked = opened.linked
    inspector = linked.inspector
    inspector.watch(True)
    linked.pick_slice(linked.present[0], 20)
    at_rest()
    plain = inspector.shown.inspection
    assert plain is not None
    assert plain.after is None
    inspector.state.factors = Factors(np.full((1, 24, 48), 2.0), np.array([4000.0, 10_000.0]))
    at_rest()
    found = inspector.shown.inspection
    assert found is not None
    assert found.after is not None
    assert found.after.offset > found.before.offset
    middle = float(plain.wave_edges[plain.wave_edges.size // 2])
    inspector.state.mask = Selection(wave=(middle, 1e5))
    at_rest()
    found = inspector.shown.inspection
    assert found is not None
    assert 0 < found.n_masked < found.n_row
    opened.editor.set_filters(Filters((Chip("wave", ((4000.0, middle),)),)), "λ")
    at_rest()
    found = inspector.shown.inspection
    assert found is not None
    assert found.n_masked == 0
    assert found.n_row < plain.n_row


def test_the_mask_of_a_calibration_leaves_objects_out(opened: Workspace, at_rest: Rest) -> None:
    linked = opened.linked
    inspector = linked.inspector
    inspector.watch(True)
    linked.pick_slice(linked.present[0], 20)
    at_rest()
    found = inspector.shown.inspection
    assert found is not None
    assert found.n_masked == 0
    x0, x1, y0, y1 = found.grid.bounds
    disc = Disc((x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 4)
    opened.selfcal.set_mask_plan(MaskPlan((disc,)), "mask a disc")
    at_rest()
    found = inspector.shown.inspection
    assert found is not None
    assert 0.2 * found.n_row < found.n_masked < 0.8 * found.n_row
    opened.undo()
    at_rest()
    found = inspector.shown.inspection
    assert found is not None
    assert found.n_masked == 0
