"""The demo is made once, and again when it is not what it should be."""

import os

import pytest

from pixviewer.core.simulate import demo, demo_table, demo_truth
from pixviewer.core.simulate.writing import simulate


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Counts how often the demo is made; a small table stands in for it."""
    calls = []

    def small(path, *, preset, **keywords):
        calls.append(preset)
        return simulate(path, preset="small", ifus=[6], waves=[(6055.0, 6056.0)], **keywords)

    monkeypatch.setenv("PIXVIEWER_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(demo, "simulate", small)
    return calls


def test_the_demo_is_made_once_with_its_truth(made):
    path = demo_table()
    assert path.is_file()
    assert demo_truth(path).is_file()
    assert demo_table() == path
    assert made == ["demo"]


def test_an_incomplete_demo_is_made_anew(made):
    path = demo_table()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert demo_table().read_bytes() == whole
    demo_truth(path).unlink()
    demo_table()
    assert demo_truth(path).is_file()
    path.write_bytes(b"nonsense")
    assert demo_table().read_bytes() == whole
    assert made == ["demo"] * 4


def test_the_demo_of_another_simulator_is_replaced(made, monkeypatch):
    old = demo_table()
    monkeypatch.setattr(demo, "simulator_version", lambda: "another")
    new = demo_table()
    assert new != old
    assert sorted(os.listdir(new.parent)) == ["demo-another-truth.fits", "demo-another.fits"]


def test_without_a_cache_the_demo_goes_to_a_temporary_folder(made, tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "cache_dir", lambda kind: None)
    monkeypatch.setattr(demo.tempfile, "gettempdir", lambda: str(tmp_path))
    assert tmp_path in demo_table().parents
