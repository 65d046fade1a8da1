"""Lists of files (.sof) for the recipes of the ESO pipeline that go on from a self-calibration."""

import os
from collections.abc import Iterable
from pathlib import Path

from astropy.io import fits

from pixviewer.core.errors import OutputError
from pixviewer.core.io.atomic import atomic_output
from pixviewer.core.table.pixtable import PixTable

ENDING = ".sof"
REDUCED, OBJECT, FACTORS = "PIXTABLE_REDUCED", "PIXTABLE_OBJECT", "AUTOCAL_FACTORS"

# What `muse_scipost` needs to calibrate, if its tables do not tell.
_NEEDED = ("STD_RESPONSE", "EXTINCT_TABLE")
_USEFUL = ("STD_TELLURIC", "ASTROMETRY_WCS", "SKY_LINES", "LSF_PROFILE")


def frame_list_of(path: str | os.PathLike[str]) -> Path:
    """Where the list of files lies that belongs to a file: beside it."""
    return Path(path).with_suffix(ENDING)


def cube_command(path: str | os.PathLike[str]) -> str:
    """Command that makes a cube of a corrected table, with the list that lies beside it."""
    return f"esorex muse_scipost_make_cube {frame_list_of(path).name}"


def scipost_command(path: str | os.PathLike[str]) -> str:
    """Command that applies factors in the pipeline, with the list that lies beside them."""
    return f"esorex muse_scipost --autocalib=user {frame_list_of(path).name}"


def cube_frames(path: str | os.PathLike[str]) -> str:
    """List for `muse_scipost_make_cube`: a corrected table, which is as calibrated as it was."""
    path = Path(path)
    return f"# {cube_command(path)}\n{path.resolve()} {REDUCED}\n"


def scipost_frames(path: str | os.PathLike[str], table: PixTable | None = None) -> str:
    """List for `muse_scipost` with ``--autocalib=user``: factors, and what the exposure was made of.

    The recipe takes the tables of single IFUs. Their names, and those of calibrations, are taken from the
    header of the table where the pipeline has written them; else a comment says what is missing.

    Parameters
    ----------
    path : path
        The factors.
    table : PixTable, optional
        That the factors were measured on.
    """
    path = Path(path)
    lines = [f"# {scipost_command(path)}"]
    header = table.header if table is not None else fits.Header()
    if table is not None and table.path is not None and header.get("ESO PRO CATG") == OBJECT:
        known = [(str(table.path.resolve()), OBJECT)]
    else:
        known = _provenance(header)
    if not any(tag == OBJECT for _, tag in known):
        lines.append(f"# add the tables of all IFUs of the exposure: FILE.fits {OBJECT}")
    missing = [tag for tag in (*_NEEDED, *_USEFUL) if tag not in {tag for _, tag in known}]
    lines += [f"{name} {tag}" for name, tag in known]
    if missing:
        lines.append(f"# add calibrations as for the exposure itself: {', '.join(missing)}")
    lines.append(f"{path.resolve()} {FACTORS}")
    return "\n".join(lines) + "\n"


def _provenance(header: fits.Header) -> list[tuple[str, str]]:
    """Names and categories of what a table was made of, as `muse_scipost` has written them."""
    found = []
    for kind in ("RAW", "CAL"):
        n = 1
        while (name := header.get(f"ESO PRO REC1 {kind}{n} NAME")) is not None:
            tag = header.get(f"ESO PRO REC1 {kind}{n} CATG", "")
            if tag and (kind == "CAL" or tag == OBJECT) and tag != FACTORS:
                found.append((str(name), str(tag)))
            n += 1
    return found


def write_frame_list(
    text: str,
    path: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> None:
    """Write a list of files.

    Raises
    ------
    OutputError
        If a name in it has a blank, which the pipeline cannot read, or the file cannot be written.
    """
    for line in text.splitlines():
        if not line.startswith("#") and len(line.split()) != 2:
            raise OutputError(
                f"{path} would name {line.rsplit(' ', 1)[0]!r}, and the pipeline reads no names with blanks; "
                "choose another folder or name."
            )
    content = text.encode()
    with atomic_output(path, overwrite=overwrite, n_bytes=len(content), protect=protect) as output:
        output.write_at(0, content)
