"""Sphinx configuration: MyST pages, and two directives that keep pages true to the program."""

import sys
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pixviewer import __version__

project = "pixviewer"
author = "The pixviewer developers"
copyright = "the pixviewer developers, GPL-3.0-or-later"
release = version = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.intersphinx",
    "sphinx_copybutton",
]
intersphinx_mapping = {}  # the build needs no network
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"pixviewer {__version__}"
html_show_sourcelink = False

myst_enable_extensions = ["deflist", "dollarmath", "colon_fence"]
myst_heading_anchors = 3

autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_use_rtype = False
copybutton_prompt_text = "$ "


class CommandHelp(Directive):
    """The help of one verb, as the program prints it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Ask the parser itself."""
        import os
        from importlib import import_module

        from pixviewer.cli.arguments import Parser
        from pixviewer.cli.program import VERBS

        os.environ["COLUMNS"] = "92"
        os.environ["NO_COLOR"] = "1"
        verb = self.arguments[0]
        module, summary = VERBS[verb]
        parser = Parser(f"pixviewer {verb}", summary[0].upper() + summary[1:] + ".")
        import_module(f"pixviewer.cli.verbs.{module}").add_arguments(parser)
        text = parser.format_help()
        block = nodes.literal_block(text, text)
        block["language"] = "text"
        return [block]


class ProgramTable(Directive):
    """A table made from the program: ``keys``, ``keyless``, ``gestures``, ``flags``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write it as a MyST table and have it parsed."""
        header, rows = _TABLES[self.arguments[0]]()
        lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
        lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
        container = nodes.container()
        self.state.nested_parse(StringList(lines, "program"), 0, container)
        return container.children


def _keys() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    from pixviewer.gui.actions import ACTIONS
    from pixviewer.gui.keys.key_page import keyed_rows

    return ("Key", "Action", "Menu", "What it does"), keyed_rows(ACTIONS)


def _keyless() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    from pixviewer.gui.actions import ACTIONS
    from pixviewer.gui.keys.key_page import keyless_rows

    return ("Action", "Menu", "What it does"), keyless_rows(ACTIONS)


def _gestures() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    from pixviewer.gui.actions import GESTURES
    from pixviewer.gui.keys.key_page import gesture_rows

    return ("Gesture or key", "What it does", "Where"), gesture_rows(GESTURES)


def _flags() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    from pixviewer.core.table.quality import FLAGS

    rows = [
        (str(f.bit), str(f.value), f"`{f.name}`", ", ".join(f"`{a}`" for a in f.aliases), f.meaning)
        for f in FLAGS
    ]
    return ("Bit", "Value", "Name", "Also", "Meaning"), rows


_TABLES = {"keys": _keys, "keyless": _keyless, "gestures": _gestures, "flags": _flags}


def setup(app: object) -> None:
    """Register the directives."""
    app.add_directive("command-help", CommandHelp)  # type: ignore[attr-defined]
    app.add_directive("program-table", ProgramTable)  # type: ignore[attr-defined]
