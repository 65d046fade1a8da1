"""Outlines of IFUs hold their rows, and are found from them."""

from pathlib import Path

import numpy as np
import pytest

from pixviewer import Selection, find_rows, open_table
from pixviewer.core.products.field_outlines import FieldOutlines, StackOutline, field_outlines
from pixviewer.core.table.origin import slices_of_stack
from pixviewer.core.table.pixtable import PixTable


@pytest.fixture
def table(small_file: Path) -> PixTable:
    table = open_table(small_file)
    table.ensure_blocks()
    return table


def test_every_stack_has_an_outline_around_its_rows(table: PixTable) -> None:
    found = field_outlines(table)
    assert found.ifus == tuple(table.blocks.ifus)  # type: ignore[union-attr]
    assert len(found.stacks) == 4 * len(found.ifus)
    for stack in found.stacks:
        rows = find_rows(table, Selection(ifu=stack.ifu, slice_no=slices_of_stack(stack.stack)))[::41]
        xi, eta = table.frame.to_plane(table.column("x")[rows], table.column("y")[rows])
        inside = [stack.contains(x, y) for x, y in zip(xi.tolist(), eta.tolist(), strict=True)]
        # All wavelengths are looked at here: the outline is of those near the middle.
        assert np.mean(inside) > 0.8


def test_stacks_stand_side_by_side(table: PixTable) -> None:
    found = field_outlines(table)
    of_one = sorted((s for s in found.stacks if s.ifu == 6), key=lambda s: s.stack)
    across = [s.centre[0] for s in of_one]
    assert across == sorted(across) or across == sorted(across, reverse=True)
    for stack in found.stacks:
        here = found.at(*stack.centre)
        assert here is not None
        assert (here.ifu, here.stack) == (stack.ifu, stack.stack)


def test_of_overlapping_stacks_the_one_that_is_deeper_around_a_place_is_told() -> None:
    def box(ifu: int, y0: float, y1: float) -> StackOutline:
        return StackOutline(ifu, 1, np.array([(0.0, y0), (15.0, y0), (15.0, y1), (0.0, y1)]))

    found = FieldOutlines((box(1, 0.0, 2.6), box(2, 2.4, 5.0)))
    assert found.at(7.0, 2.45).ifu == 1  # type: ignore[union-attr]
    assert found.at(7.0, 2.55).ifu == 2  # type: ignore[union-attr]
    assert found.at(7.0, 4.9).ifu == 2  # type: ignore[union-attr]
    assert found.at(7.0, 5.1) is None
    assert FieldOutlines(()).at(0, 0) is None
