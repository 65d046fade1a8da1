"""Every column of a row in words."""

from pathlib import Path

import numpy as np
import pytest
from tables import make_table, write_table

from pixviewer import decode_rows, open_table
from pixviewer.model.row_card import row_card


@pytest.mark.parametrize("state", ["pixel", "projected", "positioned"])
def test_all_columns_of_the_file_are_named(tmp_path: Path, state: str) -> None:
    path = tmp_path / "table.fits"
    extra = np.arange(2880, dtype=np.float32)
    write_table(make_table(state, weight=True, extras={"sky": extra}), path)
    with open_table(path) as table:
        row = {name: values[0] for name, values in decode_rows(table, [1234]).items()}
        lines = row_card(table, row)
    card = dict(lines)
    assert len(card) == len(lines)
    assert {"xpos", "ypos", "lambda", "data", "dq", "stat", "origin", "weight", "sky"} <= set(card)
    assert card["row"] == "1234 of 2880 (from 0)"
    assert card["sky"].startswith("1234")
    unit = {"pixel": "pix", "projected": "rad", "positioned": "°"}[state]
    assert card["xpos"].endswith(unit) or card["xpos"].endswith("deg")
    assert ("RA Dec" in card) is (state != "pixel")


def test_what_no_pipeline_writes_is_shown_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "table.fits"
    write_table(make_table("projected"), path)
    with open_table(path) as table:
        row = {name: values[0] for name, values in decode_rows(table, [7]).items()}
        odd = {**row, "flags": np.int32(-(2**31) + 32), "variance": np.float32(-1), "slice": 63, "x_det": -1}
        card = dict(row_card(table, odd))
    assert card["dq"].startswith("2147483680 (")
    assert "σ unknown" in card["stat"]
    assert card["slice"] == "63 on the CCD"
    assert card["CCD x, y"].startswith("unknown, ")
