"""What README and docs tell people to type works."""

import re
import shlex
import subprocess
from importlib import import_module
from pathlib import Path

import pytest

import pixviewer
from pixviewer.cli import window
from pixviewer.cli.arguments import Parser
from pixviewer.cli.program import VERBS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

# Run as a whole, from top to bottom, by a test of its own.
TUTORIAL = ROOT / "docs" / "tutorial.md"


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def examples(language):
    return [
        pytest.param(block, id=f"{page.relative_to(ROOT)}-{i}")
        for page in PAGES
        if not (page == TUTORIAL and language == "python")
        for i, block in enumerate(blocks(page, language))
    ]


@pytest.mark.parametrize("code", examples("python"))
def test_python_examples_run(code, small_file, tmp_path, monkeypatch):
    (tmp_path / "exposure.fits").symlink_to(small_file)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "example", "exec"), {})


@pytest.mark.parametrize("script", examples("sh"))
def test_commands_are_understood(script):
    for line in re.findall(r"^(?:\w+=\$\()?(pixviewer [^|)\n]*)", script, re.MULTILINE):
        words = shlex.split(line, comments=True)[1:]
        parser = Parser("test", "A test.")
        if words[0] in VERBS:
            import_module(f"pixviewer.cli.verbs.{VERBS[words[0]][0]}").add_arguments(parser)
            parser.parse(words[1:])
        else:
            window.add_arguments(parser)
            parser.parse(words)


def test_the_two_lines_of_the_readme_are_scripts_that_exist():
    lines = [line for block in blocks(ROOT / "README.md", "sh") for line in block.splitlines()]
    scripts = [line.split()[1] for line in lines if line.startswith("bash ")]
    assert scripts == [".ci/demo", ".ci/test"]
    for script in scripts:
        subprocess.run(["bash", "-n", ROOT / script], check=True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_public_name_is_in_the_python_reference():
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    described = {name.rsplit(".", 1)[1] for name in re.findall(r"auto\w+:: (\S+)$", page, re.MULTILINE)}
    assert set(pixviewer.__all__) - {"__version__"} - described == set()
