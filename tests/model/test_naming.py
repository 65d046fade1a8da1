"""Names of edits in the history."""

from dataclasses import replace
from typing import Any

import pytest

from pixviewer.core.geometry import Annulus, Circle, Square
from pixviewer.core.table.selection import Selection
from pixviewer.model.naming import edit_label
from pixviewer.model.regions import Region

STAR = Region("1", "star", Circle(10.0, 20.0, 2.0))


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"name": "sun"}, "rename star to sun"),
        ({"role": "background"}, "make star a background"),
        ({"role": "exclude"}, "make star excluded"),
        ({"role": "annotation"}, "make star an annotation"),
        ({"colour": "red"}, "colour star"),
        ({"visible": False}, "hide star"),
        ({"locked": True}, "lock star"),
        ({"groups": ("a",)}, "group star"),
        ({"wave": ((6000.0, 6100.0),)}, "set wavelengths of star"),
        ({"criteria": Selection(ifu=(5,))}, "set criteria of star"),
        ({"shape": Circle(10.1, 20.0, 2.0)}, "move star"),
        ({"shape": Circle(10.0, 20.0, 3.0)}, "resize star"),
        ({"shape": Circle(10.1, 20.0, 3.0)}, "edit star"),
        ({"shape": Square(10.0, 20.0, 2.0)}, "make star a square"),
        ({"shape": Annulus(10.0, 20.0, 1.0, 2.0)}, "make star an annulus"),
        ({"name": "sun", "colour": "red"}, "edit star"),
    ],
)
def test_an_edit_is_called_by_what_is_new(changes: dict[str, Any], label: str) -> None:
    assert edit_label([STAR], [replace(STAR, **changes)]) == label


def test_several_regions_are_counted_and_one_without_a_name_is_called_by_its_shape() -> None:
    assert edit_label([STAR, STAR], [replace(STAR, locked=True)] * 2) == "lock 2 regions"
    nameless = replace(STAR, name="")
    assert edit_label([nameless], [replace(nameless, locked=True)]) == "lock unnamed circle"
