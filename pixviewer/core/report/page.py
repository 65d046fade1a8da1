"""One HTML file that needs nothing else: headings, sentences, tables and pictures inside it.

It follows the reader's choice of light or dark; figures stay on white paper.
"""

import base64
import os
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from pixviewer._version import __version__
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.report.drawing import png

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STYLE = """
:root { color-scheme: light dark; --text: #1d2330; --soft: #5c6675; --page: #ffffff; --line: #d5dae2;
  --head: #f2f4f8; --accent: #0b5c9e; --warn: #8a4b00; --warn-page: #fff4e0; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e3e7ee; --soft: #9aa5b5; --page: #14181f; --line: #343c49; --head: #1f2630;
    --accent: #7cc0f5; --warn: #ffce8a; --warn-page: #3a2b12; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);
  max-width: 1180px; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.45rem; margin-bottom: .2rem; overflow-wrap: anywhere; }
h2 { font-size: 1.12rem; margin: 2.2rem 0 .5rem; color: var(--accent); }
p { max-width: 75ch; } .verdict { font-size: 1.15rem; } .soft, figcaption { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .22rem .7rem; border-bottom: 1px solid var(--line); text-align: right;
  vertical-align: top; }
th { background: var(--head); font-weight: 600; } .text { text-align: left; }
tr.total td { font-weight: 600; }
figure { margin: .6rem 0 1.4rem; }
figure img { width: 100%; height: auto; background: #fff; border-radius: 6px; }
ul.warnings { background: var(--warn-page); color: var(--warn); padding: .6rem 1rem .6rem 2rem;
  border-radius: 6px; }
code { font-size: .88rem; overflow-wrap: anywhere; }
"""


class Page:
    """A page that grows from top to bottom.

    Parameters
    ----------
    title : str
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._parts: list[str] = [f"<h1>{escape(title)}</h1>"]

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._parts.append(f"<h2>{escape(text)}</h2>")

    def say(self, text: str, kind: str = "") -> None:
        """Add a paragraph; kinds are ``verdict`` and ``soft``."""
        self._parts.append(f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>")

    def warn(self, sentences: Iterable[str]) -> None:
        """Add warnings, if there are any."""
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
        if items:
            self._parts.append(f'<ul class="warnings">{items}</ul>')

    def table(
        self, name: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, text: Sequence[int] = (0,),
        last_is_total: bool = False,
    ) -> None:  # fmt: skip
        """Add a table.

        Parameters
        ----------
        name : str
            Its identifier in the page.
        head : sequence of str
        rows : sequences of str
        text : sequence of int
            Columns that hold words; the others hold numbers, which are aligned at the right.
        last_is_total : bool
            Whether the last row sums the others up.
        """

        def cells(tag: str, values: Sequence[str]) -> str:
            return "".join(
                f'<{tag} class="text">{escape(value)}</{tag}>'
                if i in text
                else f"<{tag}>{escape(value)}</{tag}>"
                for i, value in enumerate(values)
            )

        lines = [f"<tr>{cells('td', row)}</tr>" for row in rows]
        if last_is_total and lines:
            lines[-1] = lines[-1].replace("<tr>", '<tr class="total">', 1)
        self._parts.append(
            f'<div class="scroll"><table id="{escape(name)}"><thead><tr>{cells("th", head)}</tr></thead>'
            f"<tbody>{''.join(lines)}</tbody></table></div>"
        )

    def facts(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Add a table of names and values."""
        self.table(name, ("what", "value"), list(pairs), text=(0, 1))

    def figure(self, name: str, figure: "Figure", caption: str) -> None:
        """Add a picture, inside the page."""
        data = base64.b64encode(png(figure)).decode("ascii")
        self._parts.append(
            f'<figure id="{escape(name)}"><img alt="{escape(caption)}" src="data:image/png;base64,{data}">'
            f"<figcaption>{escape(caption)}</figcaption></figure>"
        )

    def html(self) -> str:
        """The whole page."""
        body = "\n".join(self._parts)
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="generator" content="pixviewer {escape(__version__)}">\n'
            f"<title>{escape(self._title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
        )


def save_page(
    html: str,
    path: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write a page; it appears complete or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    """
    data = html.encode("utf-8")
    with atomic_output(path, overwrite=overwrite, n_bytes=len(data), protect=protect) as output:
        output.write_at(0, data)
