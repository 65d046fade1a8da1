"""The wheel: right version, resources inside and found by the installed program."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import pixviewer

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("icons", "fonts", "lines")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """A wheel built from the checkout without the network, or the one that PIXVIEWER_WHEEL names."""
    if "PIXVIEWER_WHEEL" in os.environ:
        return Path(os.environ["PIXVIEWER_WHEEL"])
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    script = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", script, str(folder)], cwd=ROOT, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


def test_the_version_is_the_same_everywhere():
    assert importlib.metadata.version("pixviewer") == pixviewer.__version__


def test_the_changelog_knows_unreleased_changes_or_the_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## (Unreleased|{re.escape(pixviewer.__version__)})", text, re.MULTILINE)


def test_the_top_level_is_as_planned():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    # Whoever runs the tests need not be the owner of the checkout.
    git = ["git", "-c", f"safe.directory={ROOT}", "ls-files"]
    tracked = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True)
    names = {line.split("/")[0] for line in tracked.stdout.splitlines()}
    planned = {
        "pyproject.toml",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "pixviewer",
        "resources",
        "tests",
        "docs",
    }
    assert {name for name in names if not name.startswith(".")} == planned


def test_the_wheel_has_the_licence_and_every_resource(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith("LICENSE") for name in names)
    files = [
        file.relative_to(ROOT / "resources") for file in (ROOT / "resources").rglob("*") if file.is_file()
    ]
    assert files
    assert {f"pixviewer/_resources/{file.as_posix()}" for file in files} <= set(names)


def test_an_installed_wheel_finds_one_of_each_resource(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = (
        "import pixviewer, sys\n"
        "from pixviewer import resources\n"
        "assert pixviewer.__file__.startswith(sys.argv[1]), pixviewer.__file__\n"
        "for kind in sys.argv[2:]:\n"
        "    name = resources.names(kind)[0]\n"
        "    file = resources.path(kind, name)\n"
        "    assert str(file).startswith(sys.argv[1]), file\n"
        "    assert file.read_bytes(), file\n"
    )
    # -P: not the checkout that the tests run in; an editable install comes after PYTHONPATH.
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, str(tmp_path), *FOLDERS],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
