"""Read and write region files: DS9, CRTF, and our own lossless JSON."""

import os
from collections.abc import Iterable
from pathlib import Path

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Frame
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.io.region_files import crtf, ds9, pixr
from pixviewer.core.io.region_files.content import (
    FORM_OF_ENDING,
    Form,
    OtherShape,
    RegionFile,
    kinds_of,
    warn_of,
)
from pixviewer.core.table.regions import Region, rows_of
from pixviewer.core.table.selection import Expression

__all__ = [
    "OtherShape", "RegionFile", "format_regions", "kinds_of", "parse_region_text", "parse_regions",
    "read_regions", "read_rows_of_regions", "write_regions",
]  # fmt: skip

_MODULES = {"ds9": ds9, "crtf": crtf, "pixr": pixr}
_LARGEST = 64 * 2**20  # some 500 000 regions; no region file is larger


def read_regions(path: str | os.PathLike[str], frame: Frame) -> RegionFile:
    """Read a region file: DS9 (``.reg``), CRTF (``.crtf``) or ``.pixr``.

    CRTF and ``.pixr`` are known by how they begin, whatever the name ends with.

    Parameters
    ----------
    path : path
    frame : Frame
        Of the table that the regions are for: positions on the sky in degrees and sizes in arcsec, or all of
        them field pixels in the pixel state, where DS9's coordinates must be ``physical``.

    Returns
    -------
    RegionFile
        Circles, squares and annuli as regions. Shapes of other kinds are kept as text, with a
        `PixTableWarning`.

    Raises
    ------
    PixTableError
        If it cannot be read: which line, what is wrong with it, and what would be right.
    """
    found = parse_regions(path, frame)
    warn_of(os.fspath(path), found.others)
    return found


def read_rows_of_regions(path: str | os.PathLike[str], frame: Frame) -> Expression:
    """The rows that the regions of a file choose, as `rows_of` says.

    Raises
    ------
    PixTableError
        If it cannot be read, or has neither source nor excluded region: then it would choose everything by
        mistake.
    """
    found = parse_regions(path, frame)
    if not found.regions:
        raise PixTableError(
            f"{os.fspath(path)} has no circle, box or annulus to select with"
            + (f", only {kinds_of(found.others)}" if found.others else "")
            + "; draw circles, or squares along RA and Dec"
        )
    rows = rows_of(found.regions)
    if rows is None:
        raise PixTableError(
            f"{os.fspath(path)} has only background regions and annotations, which select nothing; "
            "give one the role of a source, or exclude one"
        )
    warn_of(os.fspath(path), found.others)
    return rows


def write_regions(
    regions: Iterable[Region],
    path: str | os.PathLike[str],
    frame: Frame,
    *,
    others: Iterable[OtherShape] = (),
    form: Form | None = None,
    overwrite: bool = False,
) -> None:
    """Write regions, so that reading gives the same ones.

    In DS9 and CRTF files positions are ICRS, from 0 to 360 degrees, and a region of several shapes becomes
    several of the same name.

    Parameters
    ----------
    regions : iterable of Region
    path : path
    frame : Frame
        Of the table that they belong to.
    others : iterable of OtherShape
        Shapes that came with them, such as ellipses and texts; they are written as they stood.
    form : {"ds9", "crtf", "pixr"}, optional
        By default what the name ends with: ``.reg``, ``.crtf`` or ``.pixr``.
    overwrite : bool
        Whether a file of that name may be replaced.

    Raises
    ------
    ValueError
        If the form is not known, or cannot hold such regions, and which can.
    OutputError
        If the file cannot be written; whatever had its name is untouched.
    """
    if form is None:
        form = FORM_OF_ENDING.get(Path(path).suffix.lower())
    if form not in _MODULES:
        raise ValueError(
            f"regions are written as {', '.join(FORM_OF_ENDING)}, or in a form of {', '.join(_MODULES)}, "
            f"got {form or str(path)!r}"
        )
    content = _MODULES[form].write(regions, others, frame).encode()
    with atomic_output(path, overwrite=overwrite, n_bytes=len(content)) as output:
        output.write_at(0, content)


def parse_regions(path: str | os.PathLike[str], frame: Frame) -> RegionFile:
    """As `read_regions`, for those who tell of the other shapes in their own way."""
    text = _text(Path(path))
    return _MODULES[_form_of_content(text, Path(path))].read(text, os.fspath(path), frame)


def parse_region_text(text: str, name: str, frame: Frame) -> RegionFile:
    """Read regions from a text that ``name`` stands for in errors: DS9's, where it does not say otherwise."""
    return _MODULES[_form_of_content(text, Path())].read(text, name, frame)


def format_regions(regions: Iterable[Region], form: Form, frame: Frame) -> str:
    """Regions as the text of a file of one form: ``ds9``, ``crtf`` or ``pixr``."""
    return _MODULES[form].write(regions, (), frame)


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise PixTableError(f"{path} is no regular file; give a region file")
        if path.stat().st_size > _LARGEST:
            raise PixTableError(f"{path} is too large for a region file; give one below 64 MB")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise PixTableError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PixTableError(
            f"{path} is no region file: it is not text in UTF-8; give a .reg, .crtf or .pixr file"
        ) from error


def _form_of_content(text: str, path: Path) -> Form:
    if text.startswith(crtf.MARK):
        return "crtf"
    if text.lstrip().startswith("{"):
        return "pixr"
    return FORM_OF_ENDING.get(path.suffix.lower(), "ds9")
