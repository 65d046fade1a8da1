"""Run the code of the tutorial page, from top to bottom, as a reader would.

``python docs/run_tutorial.py`` puts what the code prints and draws into the page: each block of ``python``
that prints is followed by a block of ``text``, and each picture that it saves goes to
``docs/images/tutorial``. The tests run the same code, and compare what it prints with what the page says.
"""

import contextlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).with_name("tutorial.md")
IMAGES = Path(__file__).with_name("images") / "tutorial"

_BLOCK = re.compile(
    r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<told>.*?)^```\n)?", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Step:
    """One block of the page: its code, what the page says it prints, and what it printed."""

    code: str
    told: str
    printed: str


def run(text: str, folder: Path) -> Iterator[Step]:
    """Run the blocks of a page one after the other, in a folder that takes what they write."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    names: dict[str, object] = {}
    for number, block in enumerate(_BLOCK.finditer(text), 1):
        printed = io.StringIO()
        with contextlib.chdir(folder), contextlib.redirect_stdout(printed):
            exec(compile(block["code"], f"tutorial, block {number}", "exec"), names)
        yield Step(block["code"], block["told"] or "", printed.getvalue())


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        steps = run(text, Path(name))

        def renewed(block: re.Match[str]) -> str:
            step = next(steps)
            told = f"\n```text\n{step.printed}```\n" if step.printed else ""
            return f"```python\n{step.code}```\n{told}"

        text = _BLOCK.sub(renewed, text)
        IMAGES.mkdir(parents=True, exist_ok=True)
        for picture in Path(name).glob("*.png"):
            shutil.copy(picture, IMAGES)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
