"""The bare command and snapshots, up to where Qt takes over."""

import struct
import subprocess
import sys
from pathlib import Path

import pytest

from pixviewer.cli import window
from pixviewer.gui import syslibs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def no_display(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def opened(monkeypatch):
    """What the window would have been opened with."""
    calls = []

    class Stand:
        @staticmethod
        def run_window(path, **settings):
            calls.append((path, settings))
            return 0

        @staticmethod
        def render_snapshot(path, out, **settings):
            calls.append((path, {"out": out, **settings}))

    monkeypatch.setattr(window, "gui_of", lambda name: Stand)
    monkeypatch.setattr(syslibs, "problem", lambda **_: None)
    return calls


@pytest.fixture
def unopened(opened, monkeypatch):
    """The same on a machine where only pictures can be made."""
    monkeypatch.setattr(
        syslibs, "problem", lambda need_display=True: "no window here" if need_display else None
    )
    return opened


def png_size(path):
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG")
    return struct.unpack(">II", content[16:24])


def test_the_bare_command_opens_the_window(run, opened, sky_table):
    assert run(sky_table, "--perspective", "extract", "--theme", "dark").code == 0
    assert run().code == 0
    assert run("--demo").code == 0
    others = {"regions": None, "project": None}
    assert opened == [
        (sky_table, {"demo": False, "theme": "dark", "perspective": "extract", **others}),
        (None, {"demo": False, "theme": None, "perspective": None, **others}),
        (None, {"demo": True, "theme": None, "perspective": None, **others}),
    ]


def test_a_project_goes_to_window_and_picture(run, opened, sky_table, tmp_path):
    project = tmp_path / "p.pixv"
    project.write_text("{}")
    for words in (("--project", project), (project,), (sky_table, "--project", project)):
        assert run(*words).code == 0
        assert run("snapshot", *words, "-o", tmp_path / "a.png", "--overwrite").code == 0
    files = [(path, settings["project"]) for path, settings in opened]
    assert files == [(None, project)] * 4 + [(sky_table, project)] * 2


def test_a_project_that_is_not_there_is_refused(refuse, opened, sky_table, tmp_path):
    assert "no such file" in refuse("--project", "none.pixv")
    assert "no such file" in refuse("none.pixv")
    project = tmp_path / "p.pixv"
    project.write_text("{}")
    assert "exclude" in refuse("--project", project, "--demo")
    assert opened == []


def test_regions_go_to_window_and_picture(run, opened, sky_table, tmp_path):
    regions = tmp_path / "r.reg"
    regions.write_text("icrs\n")
    assert run(sky_table, "--regions", regions).code == 0
    assert run("snapshot", sky_table, "-o", tmp_path / "a.png", "--regions", regions).code == 0
    assert [settings["regions"] for _, settings in opened] == [regions, regions]


def test_regions_that_are_not_there_are_refused(refuse, opened, sky_table):
    assert "no such file" in refuse(sky_table, "--regions", "none.reg")
    assert "no such file" in refuse("snapshot", sky_table, "-o", "a.png", "--regions", "none.reg")
    assert opened == []


def test_a_snapshot_is_seen_through_factors(run, refuse, opened, sky_table, tmp_path):
    out = tmp_path / "a.png"
    outcome = run("snapshot", sky_table, "-o", out, "--factors", "f.fits", "--json")
    assert outcome.code == 0, outcome.err
    assert outcome.json["factors"] == "f.fits"
    [(path, settings)] = opened
    assert (path, settings["factors"]) == (sky_table, Path("f.fits"))
    assert run("snapshot", sky_table, "-o", out, "--json").json["factors"] is None
    refuse(sky_table, "--factors", "f.fits")


def test_a_folder_is_refused_before_a_window_opens(refuse, opened, tmp_path):
    assert "folder" in refuse(tmp_path)
    assert opened == []


def test_a_file_and_the_demo_exclude_each_other(refuse, sky_table):
    refuse(sky_table, "--demo")
    refuse("snapshot", sky_table, "--demo", "-o", "a.png")


def test_options_that_are_not_there_yet_are_refused(refuse, sky_table):
    refuse(sky_table, "--perspective", "nonsense")
    refuse("snapshot", sky_table, "-o", "a.png", "--perspective", "nonsense")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays of Linux")
def test_without_a_display_the_bare_command_says_what_to_do(refuse, no_display, sky_table):
    assert "pixviewer snapshot" in refuse(sky_table)


def test_a_missing_library_is_a_sentence_and_no_abort(refuse, monkeypatch, sky_table, tmp_path):
    def load(name):
        raise OSError(name)

    real = syslibs.problem
    monkeypatch.setattr(syslibs, "problem", lambda **settings: real({"DISPLAY": ":0"}, load, **settings))
    if sys.platform.startswith("linux"):
        assert "libxcb-cursor0" in refuse(sky_table)
        assert "libegl1" in refuse("snapshot", sky_table, "-o", tmp_path / "a.png")


@pytest.mark.parametrize("message", ["libGL.so.1: cannot open shared object file", "No module named 'PyQt6'"])
def test_a_qt_that_cannot_be_imported_is_a_sentence(refuse, monkeypatch, sky_table, message):
    def fail(name):
        raise ImportError(message, name="PyQt6.QtWidgets")

    monkeypatch.setattr(syslibs, "problem", lambda **_: None)
    monkeypatch.setattr("importlib.import_module", fail)
    said = refuse(sky_table)
    assert "libgl1" in said or "pip install PyQt6" in said


def test_the_demo_without_a_display_becomes_a_picture(run, unopened):
    outcome = run("--demo")
    assert outcome.code == 0
    [(path, settings)] = unopened
    assert (path, settings["demo"]) == (None, True)
    assert str(settings["out"]) in outcome.out
    assert "no window here" in outcome.err


def test_a_snapshot_has_the_size_that_was_asked_for(sky_table, tmp_path):
    out = tmp_path / "window.png"
    # In a process of its own: the command chooses Qt's platform for the whole process.
    done = subprocess.run(
        [sys.executable, "-m", "pixviewer", "snapshot", sky_table, "-o", out, "--size", "1280x800", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert png_size(out) == (1280, 800)
    assert done.stderr == ""


def test_a_snapshot_of_what_is_no_table_is_refused(tmp_path):
    bad, out = tmp_path / "bad.fits", tmp_path / "window.png"
    bad.write_text("no FITS at all")
    done = subprocess.run(
        [sys.executable, "-m", "pixviewer", "snapshot", bad, "-o", out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "bad.fits" in done.stderr
    assert not out.exists()


def test_snapshots_need_a_name_that_says_png(refuse, sky_table, tmp_path):
    refuse("snapshot", sky_table, "-o", tmp_path / "window.jpg")
    refuse("snapshot", sky_table, "-o", tmp_path / "window.png", "--size", "5x5")
    (tmp_path / "window.png").write_text("precious")
    refuse("snapshot", sky_table, "-o", tmp_path / "window.png", code=3)


def test_one_view_alone_is_a_picture_for_print(run, opened, sky_table, tmp_path):
    from pixviewer.model.publish.look import Look, Size

    out = tmp_path / "field.pdf"
    words = ("--plot", "image", "--size", "180x100mm", "--dpi", "150", "--theme", "dark")
    outcome = run("snapshot", sky_table, "-o", out, *words, "--json")
    assert outcome.code == 0, outcome.err
    assert outcome.json["plot"] == "image"
    [(_, settings)] = opened
    assert settings["plot"] == "image"
    assert settings["picture"] == (Look("dark"), Size(180.0, 100.0, "mm", 150.0))


def test_plots_of_no_name_size_or_form_are_refused(refuse, opened, sky_table, tmp_path):
    out = tmp_path / "field.pdf"
    assert "spectrum" in refuse("snapshot", sky_table, "-o", out, "--plot", "nonsense")
    assert "88mm" in refuse("snapshot", sky_table, "-o", out, "--plot", "image", "--size", "wide")
    assert "width" in refuse("snapshot", sky_table, "-o", out, "--plot", "image", "--size", "0x0")
    assert ".svg" in refuse("snapshot", sky_table, "-o", tmp_path / "a.jpg", "--plot", "image")
    assert "--plot" in refuse("snapshot", sky_table, "-o", tmp_path / "a.png", "--dpi", "100")
    refuse("snapshot", sky_table, "-o", out)
    refuse("snapshot", sky_table, "-o", tmp_path / "a.png", "--size", "88mm")
    assert opened == []


@pytest.mark.parametrize(("plot", "begins"), [("spectrum", b"%PDF"), ("histogram", b"<?xml")])
def test_a_plot_is_drawn_without_a_display(sky_table, tmp_path, plot, begins):
    out = tmp_path / ("a.pdf" if begins == b"%PDF" else "a.svg")
    words = [sys.executable, "-m", "pixviewer", "snapshot", sky_table, "-o", out, "--plot", plot]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(begins)
