"""Open a pixel table from a file of either form, packed or not."""

import gzip
import os
import warnings
from pathlib import Path
from typing import Any, BinaryIO

from astropy.io.fits import VerifyError

from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.io.layout import FLAT_FIELD, Hdu, read_layout
from pixviewer.core.io.unpacking import MAGIC, UNREADABLE, is_packed, unpack
from pixviewer.core.progress import Progress
from pixviewer.core.table.facts import with_normal_units
from pixviewer.core.table.pixtable import PixTable, file_fingerprint
from pixviewer.core.table.source import FitsSource, RawFile

# A flat-field spectrum has a few thousand rows; what is larger is no companion of a pixel table.
LARGEST_COMPANION_BYTES = 50_000_000

# What cards raise that hold something else than they should.
_SENSELESS = (VerifyError, KeyError, TypeError, ValueError, OverflowError)


def open_table(
    file: str | os.PathLike[str] | BinaryIO, *, progress: Progress | None = None, allow_large: bool = False
) -> PixTable:
    """Open a pixel table, reading its headers only.

    Parameters
    ----------
    file : path or binary file object
        Either FITS form. What is packed by gzip is unpacked into the user's cache first.
    progress : Progress, optional
        Told how far unpacking is.
    allow_large : bool
        Whether unpacking may put more than 1 GB into the cache.

    Returns
    -------
    PixTable

    Raises
    ------
    PixTableError
        If the file cannot be read, or is not a pixel table.
    LargeFileError
        If it is packed and large, and `allow_large` was not said.
    """
    raw = _open_raw(file, progress or Progress(), allow_large)
    try:
        layout = read_layout(raw)
        fingerprint = ""
        if raw.path is not None:
            fingerprint = file_fingerprint(raw.path, raw.size, raw.mtime_ns, layout.header.tostring())
        columns = with_normal_units(layout.columns)
        return PixTable(
            FitsSource(raw, layout.slots, layout.n_row),
            columns,
            layout.n_row,
            layout.header,
            path=_shown_path(file, raw),
            form=layout.form,  # type: ignore[arg-type]
            extensions=[(hdu.header, _content(raw, hdu)) for hdu in layout.others if _is_kept(raw, hdu)],
            fingerprint=fingerprint,
        )
    except PixTableError as error:
        raw.close()
        if raw.name in str(error):
            raise
        raise PixTableError(f"{raw.name}: {error}") from error
    except _SENSELESS as error:
        raw.close()
        raise PixTableError(f"{raw.name} has a header that makes no sense: {error}") from error


def _open_raw(file: Any, progress: Progress, allow_large: bool) -> RawFile:
    if hasattr(file, "read"):
        return _from_object(file, progress, allow_large)
    path = Path(os.fspath(file)).absolute()
    try:
        if path.is_dir():
            raise PixTableError(f"{path} is a folder, not a pixel table")
        if path.exists() and not path.is_file():
            raise PixTableError(
                f"{path} is a pipe or a device; a pixel table is read out of order, from a file"
            )
        raw = RawFile(path)
        if not is_packed(raw):
            return raw
    except OSError as error:
        raise PixTableError(f"{path} cannot be opened: {error.strerror or error}") from error
    raw.close()
    return RawFile(unpack(path, progress, allow_large), name=str(path))


def _from_object(file: Any, progress: Progress, allow_large: bool) -> RawFile:
    """A file object: by its path if it is a real file, else from its content in memory."""
    name = getattr(file, "name", None)
    if isinstance(name, str) and os.path.isfile(name):
        return _open_raw(name, progress, allow_large)
    content = file.read()
    if not isinstance(content, bytes):
        raise PixTableError("a file object must be opened in binary mode to be read as a pixel table")
    if content[:2] == MAGIC:
        try:
            content = gzip.decompress(content)
        except UNREADABLE as error:
            raise PixTableError(
                f"the file object cannot be unpacked: {error}; get a complete copy"
            ) from error
    return RawFile(None, content)


def _shown_path(file: Any, raw: RawFile) -> Path | None:
    """The path the user gave, which for a packed file is not the one that is read."""
    if hasattr(file, "read"):
        return raw.path
    return Path(os.fspath(file)).absolute()


def _is_kept(raw: RawFile, hdu: Hdu) -> bool:
    if hdu.name.upper() == FLAT_FIELD or hdu.size <= LARGEST_COMPANION_BYTES:
        return True
    warnings.warn(
        f"{raw.name}: extension {hdu.name or 'without name'} is no column of this table, and is left out",
        PixTableWarning,
        stacklevel=3,
    )
    return False


def _content(raw: RawFile, hdu: Hdu) -> bytes:
    data = bytearray(hdu.size)
    raw.read_into(hdu.offset, memoryview(data))
    return bytes(data)
