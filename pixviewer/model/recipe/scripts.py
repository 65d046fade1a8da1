"""Steps as one script: in Python, or for a shell."""

import re
import shlex
import textwrap
from collections.abc import Sequence
from pathlib import Path

from pixviewer.model.recipe.step import Source, Step

_OPEN = "with pv.open_table({name!r}) as table:"
_OUT = 'out() { if [ -n "$folder" ]; then printf %s "$folder/$2"; else printf %s "$1"; fi; }'
_OUT_CALL = re.compile(r"""\bout\(('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)""")
# A shell has no way to say what no option says: it then runs the lines of Python.
_HERE = '"${{PYTHON:-python3}}" - "$folder" <<\'END\'\n{script}END'


def python_script(steps: Sequence[Step], source: Source) -> str:
    """A script that does the steps one after the other, each file to where it was or to a folder.

    Parameters
    ----------
    steps : sequence of Step
    source : Source
        The table that they are of.
    """
    usage = "python recipe.py [FOLDER]"
    return "\n".join(
        [
            f'"""What was done with {_plain(Path(source.name).name)}: {usage}',
            "",
            "Files go to FOLDER, which may name any, else to where they were written. None is replaced.",
            '"""',
            "",
            _program(steps, source),
        ]
    )


def shell_script(steps: Sequence[Step], source: Source) -> str:
    """The same for a shell, by commands of pixviewer where these say it, else by lines of Python."""
    lines = [
        "#!/bin/sh",
        f"# What was done with {_plain(Path(source.name).name)}: sh recipe.sh [FOLDER]",
        "# Files go to FOLDER, which may name any, else to where they were written. None is replaced.",
        "set -eu",
        "folder=${1-}",
    ]
    names = file_names(steps)
    lines += ['if [ -n "$folder" ]; then mkdir -p "$folder"; fi', _OUT]
    for step in steps:
        lines += ["", f"# {_plain(step.label)}"]
        if step.command:
            lines.append(" ".join(_word(word, names) for word in step.command))
        else:
            lines.append(_HERE.format(script=_program([step], source, names)))
    return "\n".join(lines) + "\n"


def python_lines(steps: Sequence[Step], source: Source) -> str:
    """The same in few lines, to be read or pasted: each file goes to where it was."""
    lines = ["import pixviewer as pv", *_imports(steps), "", *_work(steps, source)]
    return _OUT_CALL.sub(r"\1", "\n".join(lines)) + "\n"


def shell_lines(steps: Sequence[Step], source: Source) -> str:
    """Commands alone; of what no command says, a comment."""
    lines = []
    for step in steps:
        lines.append(
            f"# {_plain(step.label)}" + ("" if step.command else ": no option says this; Python does")
        )
        lines += [shlex.join(step.command)] if step.command else []
    return "\n".join(lines) + "\n"


def file_names(steps: Sequence[Step]) -> dict[str, str]:
    """Name in a folder of its own for each file that the steps write, by its path: no two are alike."""
    names: dict[str, str] = {}
    for path in (path for step in steps for path in step.paths):
        if str(path) in names:
            continue
        name, n = path.name, 2
        while name in names.values():
            name, n = f"{path.stem}-{n}{path.suffix}", n + 1
        names[str(path)] = name
    return names


def _program(steps: Sequence[Step], source: Source, names: dict[str, str] | None = None) -> str:
    names = file_names(steps) if names is None else names
    renamed = {path: name for path, name in names.items() if Path(path).name != name}
    lines = ["import sys", "from pathlib import Path", "", "import pixviewer as pv", *_imports(steps), ""]
    lines += ['folder = sys.argv[1] if len(sys.argv) > 1 else ""', f"names = {renamed!r}", "", ""]
    lines += [
        "def out(path):",
        '    """Where a file goes."""',
        "    if not folder:",
        "        return Path(path)",
        "    Path(folder).mkdir(parents=True, exist_ok=True)",
        "    return Path(folder) / names.get(path, Path(path).name)",
        "",
        "",
    ]
    return "\n".join([*lines, *_work(steps, source)]) + "\n"


def _imports(steps: Sequence[Step]) -> list[str]:
    return sorted({line for step in steps for line in step.imports})


def _work(steps: Sequence[Step], source: Source) -> list[str]:
    """Lines that open the table and do the steps."""
    lines = [_OPEN.format(name=source.name)]
    if source.factors is not None:
        lines.append(f"    table = pv.through(table, pv.read_factors({str(source.factors)!r}))")
    before = ""
    for step in steps:
        lines.append(f"    # {_plain(step.label)}")
        if step.before and step.before != before:
            lines.append(textwrap.indent(step.before, "    "))
            before = step.before
        lines.append(textwrap.indent(step.body, "    "))
    return lines


def _word(word: str, names: dict[str, str]) -> str:
    """A word of a command; one that is a file of the script goes to the folder, when there is one."""
    if word not in names:
        return shlex.quote(word)
    return f'"$(out {shlex.quote(word)} {shlex.quote(names[word])})"'


def _plain(text: str) -> str:
    """Words for a comment: in one line, and not its end."""
    return " ".join(text.split()).replace('"""', "'''").replace("\\", "/")
