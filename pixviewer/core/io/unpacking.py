"""Unpack gzip files into the user's cache, as packed bytes cannot be read out of order."""

import atexit
import gzip
import hashlib
import os
import shutil
import tempfile
import zlib
from pathlib import Path
from typing import BinaryIO

from pixviewer.core.cache import ASK_ABOVE_BYTES, UNPACKED, UNPACKED_LIMIT_BYTES, cache_dir, trim
from pixviewer.core.errors import OutputError, PixTableError
from pixviewer.core.progress import Progress
from pixviewer.core.table.source import RawFile

MAGIC = b"\x1f\x8b"
CHUNK_BYTES = 4_000_000

REMEDY = "make room there, or name another folder in PIXVIEWER_CACHE_DIR"

# What a gzip file raises that is truncated, damaged, or followed by something else.
UNREADABLE = (EOFError, gzip.BadGzipFile, zlib.error)


class LargeFileError(PixTableError):
    """Unpacking would put more into the cache than is done without asking."""


def is_packed(raw: RawFile) -> bool:
    """Whether a file begins like a gzip file, whatever its name."""
    start = bytearray(min(2, raw.size))
    raw.read_into(0, memoryview(start))
    return bytes(start) == MAGIC


def unpack(path: Path, progress: Progress, allow_large: bool) -> Path:
    """Unpacked copy of a gzip file, made in the cache or found there.

    Raises
    ------
    LargeFileError
        If the copy would be larger than is written without asking, and `allow_large` was not said.
    PixTableError
        If the file is not valid gzip.
    OutputError
        If there is no room for the copy.
    """
    status = path.stat()
    key = hashlib.sha256(f"{path.resolve()}\n{status.st_size}\n{status.st_mtime_ns}".encode()).hexdigest()[
        :24
    ]
    folder = cache_dir(UNPACKED) or _folder_until_the_end(path)
    target = folder / f"{key}.fits"
    if target.exists():
        os.utime(target)
        return target
    limit = None if allow_large else ASK_ABOVE_BYTES
    if limit is not None and status.st_size > limit:
        raise _too_large(path)
    try:
        handle, part = tempfile.mkstemp(dir=folder, prefix=key, suffix=".part")
    except OSError as error:
        raise OutputError(f"{path} cannot be unpacked into {folder}: {error.strerror}; {REMEDY}") from error
    try:
        with os.fdopen(handle, "wb") as output:
            _copy(path, status.st_size, output, limit, progress)
        os.replace(part, target)
        trim(UNPACKED, UNPACKED_LIMIT_BYTES)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    return target


def _folder_until_the_end(path: Path) -> Path:
    """Make a folder that goes with the process: without a cache nobody would ever empty it."""
    try:
        folder = tempfile.mkdtemp(prefix="pixviewer-")
    except OSError as error:
        raise OutputError(f"{path} cannot be unpacked anywhere: {error.strerror}; {REMEDY}") from error
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _copy(path: Path, size: int, output: BinaryIO, limit: int | None, progress: Progress) -> None:
    written = 0
    with open(path, "rb") as packed, gzip.open(packed) as content:
        while True:
            try:
                piece = content.read(CHUNK_BYTES)
            except UNREADABLE as error:
                raise PixTableError(f"{path} cannot be unpacked: {error}; get a complete copy") from error
            if not piece:
                return
            written += len(piece)
            if limit is not None and written > limit:
                raise _too_large(path)
            try:
                output.write(piece)
            except OSError as error:
                raise OutputError(
                    f"{path} cannot be unpacked into the cache folder: {error.strerror}; {REMEDY}"
                ) from error
            progress.step("Unpacking", packed.tell(), size)


def _too_large(path: Path) -> LargeFileError:
    return LargeFileError(
        f"{path} is packed and takes more than {ASK_ABOVE_BYTES // 10**9} GB unpacked: "
        "unpack it with gunzip, or allow a copy in the cache"
    )
