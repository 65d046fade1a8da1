"""What is said when the machine lacks a library or a display."""

import subprocess
import sys
from pathlib import Path

import pytest

from pixviewer.gui import syslibs

WITH_X = {"DISPLAY": ":0"}
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="libraries of Linux")


def without(*absent):
    """A loader on a machine without some libraries; nothing is loaded for real."""

    def load(name):
        if name in absent:
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")

    return load


@LINUX
@pytest.mark.parametrize("name", sorted(syslibs.WIDGETS | syslibs.XCB))
def test_a_missing_library_is_told_with_its_package(name):
    told = syslibs.problem(WITH_X, without(name))
    assert told is not None
    assert name in told
    assert f"apt-get install {syslibs.PACKAGES[name]}" in told
    assert "\n" not in told


@LINUX
def test_several_missing_libraries_make_one_sentence():
    told = syslibs.problem(WITH_X, without("libxcb-cursor.so.0", "libglib-2.0.so.0", "libgthread-2.0.so.0"))
    assert told is not None
    assert told.endswith("apt-get install libglib2.0-0 libxcb-cursor0")


@LINUX
def test_rendering_offscreen_needs_no_x_libraries():
    assert syslibs.problem({}, without(*syslibs.XCB), need_display=False) is None
    assert "libegl1" in (syslibs.problem({}, without("libEGL.so.1"), need_display=False) or "")
    assert syslibs.problem({"QT_QPA_PLATFORM": "offscreen"}, without(*syslibs.XCB)) is None


@LINUX
def test_no_display_is_told_with_the_remedy():
    told = syslibs.problem({}, without())
    assert told is not None
    assert "pixviewer snapshot" in told
    assert "ssh -X" in told


@LINUX
def test_a_display_that_does_not_answer_is_told_before_qt_aborts():
    told = syslibs.problem({"DISPLAY": ":4711"})
    assert told is not None  # or, where libraries are missing, which ones
    assert ":4711" in told or "apt-get install" in told


def test_a_wayland_session_needs_the_libraries_of_wayland():
    assert syslibs.platform({"WAYLAND_DISPLAY": "wayland-0"}) == "wayland"
    assert syslibs.platform({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}) == "xcb"
    assert syslibs.platform({"QT_QPA_PLATFORM": "xcb:stuff;wayland"}) == "xcb"
    if sys.platform.startswith("linux"):
        told = syslibs.problem({"WAYLAND_DISPLAY": "w"}, without("libwayland-client.so.0"))
        assert told is not None
        assert "libwayland-client0" in told


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("libEGL.so.1: cannot open shared object file: No such file or directory", "libegl1"),
        ("libodd.so.7: cannot open shared object file", "libodd.so.7"),
        ("No module named 'PyQt6'", "pip install PyQt6"),
    ],
)
def test_an_import_error_becomes_a_sentence(message, expected):
    assert expected in syslibs.import_sentence(ImportError(message))


def test_the_file_runs_by_itself_and_lists_packages():
    file = Path(syslibs.__file__)
    # -S -I: no installed package, no environment: the state of a fresh machine.
    done = subprocess.run([sys.executable, "-S", "-I", str(file)], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= set(syslibs.PACKAGES.values())
