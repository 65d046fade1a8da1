"""The guide as pages of Markdown: those of the documentation, and one on the format of the data."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from pixviewer import resources
from pixviewer.core.table.columns import STANDARD, WEIGHT
from pixviewer.core.table.quality import FLAGS

FOLDER, INDEX, DATA_FORMAT = "guide", "index.md", "data-format"
_DIRECTIVE = re.compile(r"^```\{[^`]*?^```\s*?$\n?", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r"^!\[[^\]]*\]\([^)]*\)\s*$\n?", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_LABEL = re.compile(r"^\([\w-]+\)=\s*$\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what links call it, its title and its text."""

    name: str
    title: str
    text: str


def pages() -> list[Page]:
    """All pages in their order; only that on the data where no documentation is installed."""
    return [*(_page(name) for name in _names()), Page(DATA_FORMAT, "Data format", data_format())]


def linked(target: str) -> str:
    """Name of the page that a link leads to; empty for one that leads elsewhere."""
    path = PurePosixPath(target.partition("#")[0])
    is_here = path.suffix == ".md" and str(path.parent) in (".", "../guide")
    return path.stem if is_here else ""


def _names() -> list[str]:
    found = {PurePosixPath(name).stem for name in resources.names(FOLDER) if name.endswith(".md")}
    if "index" not in found:
        return []
    listed = re.findall(r"^([\w-]+)$", resources.path(FOLDER, INDEX).read_text("utf-8"), re.MULTILINE)
    return [name for name in listed if name in found]


def _page(name: str) -> Page:
    text = resources.path(FOLDER, f"{name}.md").read_text("utf-8")
    for pattern in (_DIRECTIVE, _PICTURE, _LABEL):
        text = pattern.sub("", text)
    text = _LINK.sub(_followed, text)
    heading = re.search(r"^# (.+)$", text, re.MULTILINE)
    return Page(name, heading[1] if heading else name, text)


def _followed(found: re.Match[str]) -> str:
    """A link that can be followed from here, else its words."""
    is_web = found[2].startswith(("http://", "https://"))
    return found[0] if is_web or linked(found[2]) else found[1]


def data_format() -> str:
    """Columns of a pixel table, how its origin is packed, and its flags."""
    columns = "\n".join(
        f"| `{kind.fits_name}` | {kind.name} | {kind.dtype.name} | {kind.description} |"
        for kind in (*STANDARD, WEIGHT)
    )
    flags = "\n".join(
        f"| {flag.bit} | {flag.value} | {flag.name} | {', '.join(flag.aliases)} | {flag.meaning} |"
        for flag in FLAGS
    )
    return f"""# Data format

A pixel table has one row for each detector pixel, with these columns, as image extensions or as a binary
table (`weight` is optional):

| in the file | here | type | what |
| --- | --- | --- | --- |
{columns}

The units of `xpos` and `ypos` tell the state of the positions: `pix` field pixels; `rad` native
coordinates about the centre of the field; `deg` offsets from the RA and Dec that the header has as CRVAL.

## Origin

Four numbers in one, from the lowest bit: slice on the CCD (6 bits, 1 to 48), IFU (5 bits, 1 to 24), y on the
trimmed CCD (13 bits, from 1), x inside the slice (7 bits). The x on the CCD is that plus the offset of
its slice, which the header has for each exposure. *Tools ▸ Decode Numbers* takes one apart.

## Flags

| bit | value | name | of the pipeline | meaning |
| --- | --- | --- | --- | --- |
{flags}
"""
