"""The page of keys in the guide is made from the table of actions, and has all of it."""

import runpy
from pathlib import Path

import pytest

import pixviewer
from pixviewer.gui.actions import ACTIONS, GESTURES
from pixviewer.gui.keys.key_page import gesture_rows, keyed_rows, keyless_rows

DOCS = Path(pixviewer.__file__).resolve().parents[1] / "docs"


def test_every_action_is_on_the_page_once() -> None:
    keyed, keyless = keyed_rows(ACTIONS), keyless_rows(ACTIONS)
    assert len(keyed) + len(keyless) == len(ACTIONS)
    names = [row[1:3] for row in keyed] + [row[:2] for row in keyless]
    assert len(set(names)) == len(ACTIONS)
    for action in ACTIONS:
        for key in (*action.shortcuts, *action.view_keys):
            assert any(f" {key} " in row[0] or f"`{key}`" in row[0] for row in keyed)


def test_gestures_say_where() -> None:
    rows = gesture_rows(GESTURES)
    assert len(rows) == len(GESTURES)
    assert all(where for *_, where in rows)


@pytest.mark.parametrize("name", ["keys", "keyless", "gestures"])
def test_the_guide_asks_for_the_tables_that_the_build_makes(name: str) -> None:
    page = (DOCS / "guide" / "keys.md").read_text(encoding="utf-8")
    assert f"```{{program-table}} {name}\n```" in page
    pytest.importorskip("docutils")
    header, rows = runpy.run_path(str(DOCS / "conf.py"))["_TABLES"][name]()
    made = {"keys": keyed_rows(ACTIONS), "keyless": keyless_rows(ACTIONS), "gestures": gesture_rows(GESTURES)}
    assert rows == made[name]
    assert {len(row) for row in rows} == {len(header)}
