"""The rooms of the house: core and model know no Qt, core knows no model."""

import subprocess
import sys
from pathlib import Path

import pytest

import pixviewer

ROOT = Path(pixviewer.__file__).resolve().parents[1]

# Imports everything in a room, and prints which of the unwanted modules came along.
_SCRIPT = """
import importlib, pkgutil, sys
room, unwanted = sys.argv[1], tuple(sys.argv[2].split(","))
package = importlib.import_module(room)
names = [found.name for found in pkgutil.walk_packages(package.__path__, room + ".")]
for name in names:
    importlib.import_module(name)
assert names, room
print("\\n".join(name for name in sys.modules if name.startswith(unwanted)))
"""


@pytest.mark.parametrize(
    ("room", "unwanted"),
    [
        (
            "pixviewer.core",
            "PyQt,PySide,pyqtgraph,psygnal,matplotlib,pixviewer.model,pixviewer.gui,pixviewer.cli,"
            "pixviewer.mpdaf",
        ),
        ("pixviewer.model", "PyQt,PySide,pyqtgraph,matplotlib,pixviewer.gui,pixviewer.cli,pixviewer.mpdaf"),
        (
            "pixviewer.mpdaf",
            "PyQt,PySide,pyqtgraph,psygnal,matplotlib,pixviewer.model,pixviewer.gui,pixviewer.cli",
        ),
        ("pixviewer.cli", "PyQt,PySide,pyqtgraph,matplotlib"),
    ],
)
def test_a_room_imports_only_what_lies_below_it(room, unwanted):
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, room, unwanted], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_importing_the_package_imports_nothing_heavy():
    script = "import sys, pixviewer; print({'numpy', 'numba', 'astropy', 'PyQt6'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_every_public_name_is_there():
    for name in pixviewer.__all__:
        assert getattr(pixviewer, name) is not None
