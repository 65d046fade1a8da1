"""Files that appear complete or not at all.

Whatever is written goes to an inode without a name (Linux) or to a hidden name beside the final one, is
synced, and only then gets its name. An error, a full disk, a cancelled job or a kill leave the old file, or
nothing.
"""

import contextlib
import errno
import os
import secrets
import shutil
import stat
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from pixviewer.core.errors import OutputError

# What a file system answers when it has no files without names; old kernels know the flag as O_DIRECTORY.
_NO_TMPFILE = {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT, errno.ENOSYS}

# These come from writing and from nothing else that happens while a file is made, EIO apart: readers of pixel
# tables turn their own into a `PixTableError`.
_WRITE_ERRORS = {errno.ENOSPC, errno.EROFS, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}


class OutputFile:
    """A file on its way to its final name.

    Attributes
    ----------
    file : binary file, read and write
    fd : int
        Its descriptor, for writing at offsets.
    """

    def __init__(self, file: IO[bytes], target: Path) -> None:
        self.file = file
        self.fd = file.fileno()
        self._target = target
        self._lock = threading.Lock()

    def write_at(self, offset: int, data: memoryview | bytes) -> None:
        """Write all of `data` at an offset; threads may do so at once."""
        view = memoryview(data).cast("B")
        try:
            while view.nbytes:
                n_written = self._write_some(offset, view)
                offset, view = offset + n_written, view[n_written:]
        except OSError as error:
            raise OutputError(_sentence(error, self._target)) from error

    def resize(self, n_bytes: int) -> None:
        """Set the length; what has not been written reads as zeros."""
        try:
            self.file.truncate(n_bytes)
        except OSError as error:
            raise OutputError(_sentence(error, self._target)) from error

    def _write_some(self, offset: int, view: memoryview) -> int:
        if hasattr(os, "pwrite"):
            return os.pwrite(self.fd, view, offset)
        with self._lock:  # Windows: position and write must stay together
            self.file.seek(offset)
            return self.file.write(view)


@contextlib.contextmanager
def atomic_output(
    path: str | os.PathLike[str],
    *,
    overwrite: bool,
    n_bytes: int = 0,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> Iterator[OutputFile]:
    """Open a file that takes its name only when the block has ended well.

    Parameters
    ----------
    path : path
        Where the file shall be. A symbolic link is followed: its target is what is replaced.
    overwrite : bool
        Whether a file of that name may be replaced.
    n_bytes : int
        How much space the file will need; checked before anything is written.
    protect : paths
        Files that must not be replaced, whatever name or link leads to them: the open input.

    Yields
    ------
    OutputFile

    Raises
    ------
    OutputError
        In one sentence: the name is taken or protected, the folder cannot be written, or the disk is full.
    """
    target = Path(os.path.realpath(path))
    _check_target(target, overwrite, protect)
    _check_space(target, n_bytes)
    try:
        unfinished = _Unfinished(target)
    except OSError as error:
        raise OutputError(_sentence(error, target)) from error
    try:
        yield OutputFile(unfinished.file, target)
        unfinished.publish(overwrite)
    except OSError as error:
        if unfinished.is_publishing and error.errno == errno.EEXIST:
            raise OutputError(_taken(target)) from error
        if unfinished.is_publishing or error.errno in _WRITE_ERRORS:
            raise OutputError(_sentence(error, target)) from error
        raise
    finally:
        unfinished.discard()


class _Unfinished:
    """The file while it has no final name, and the ways to give it one or to forget it."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.is_publishing = False
        self._hidden: Path | None = None
        fd = _open_nameless(target.parent)
        if fd is None:
            self._hidden = _hidden_name(target)
            flags = (
                os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
            )
            fd = os.open(self._hidden, flags, 0o666)
        self.file = os.fdopen(fd, "w+b")

    def publish(self, overwrite: bool) -> None:
        """Make everything durable, then visible."""
        self.is_publishing = True
        self.file.flush()
        if overwrite and hasattr(os, "fchmod") and self.target.exists():
            os.fchmod(self.file.fileno(), stat.S_IMODE(self.target.stat().st_mode))
        os.fsync(self.file.fileno())
        if self._hidden is None:
            self._give_name(overwrite)
        else:
            self.file.close()  # Windows renames no open file
            _rename(self._hidden, self.target, overwrite)
            self._hidden = None
        _sync_folder(self.target.parent)

    def discard(self) -> None:
        """Close, and leave nothing behind that was not published."""
        with contextlib.suppress(OSError):  # unwritten buffers of a full disk
            self.file.close()
        if self._hidden is not None:
            with contextlib.suppress(OSError):
                self._hidden.unlink()

    def _give_name(self, overwrite: bool) -> None:
        if not overwrite:
            _link(self.file.fileno(), self.target)
            return
        # A link never replaces: the complete file gets a hidden name for as long as one rename takes.
        hidden = _hidden_name(self.target)
        _link(self.file.fileno(), hidden)
        self._hidden = hidden
        os.replace(hidden, self.target)
        self._hidden = None


def _open_nameless(folder: Path) -> int | None:
    """Open an inode without a name in a folder, None where that is not to be had."""
    flag = getattr(os, "O_TMPFILE", 0)
    if not flag or not os.path.isdir("/proc/self/fd"):
        return None
    try:
        return os.open(folder, os.O_RDWR | flag | os.O_CLOEXEC, 0o666)
    except OSError as error:
        if error.errno in _NO_TMPFILE and folder.is_dir():
            return None
        raise


def _link(fd: int, target: Path) -> None:
    # Python calls linkat(), which alone follows /proc's link to the inode, only when given a folder
    # descriptor; with an absolute source that descriptor is not used.
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.link(
            f"/proc/self/fd/{fd}", target.name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=True
        )
    finally:
        os.close(folder)


def _rename(source: Path, target: Path, overwrite: bool) -> None:
    """Rename, without replacing what appeared in the meantime unless that is wanted."""
    if overwrite:
        os.replace(source, target)
        return
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        os.rename(source, target)
    else:
        source.unlink()


def _hidden_name(target: Path) -> Path:
    # At most 255 bytes in all, as most file systems allow.
    return target.with_name(f".{target.name[:40]}.{secrets.token_hex(6)}.part")


def _sync_folder(folder: Path) -> None:
    """Make a new name durable, where folders can be synced; the file itself is safe already."""
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def _check_target(target: Path, overwrite: bool, protect: Iterable[str | os.PathLike[str]]) -> None:
    if target.suffix.lower() == ".gz":  # other programs go by the name, and fail
        raise OutputError(f"{target} would not be packed; choose a name without .gz.")
    try:
        for other in protect:
            if target == Path(os.path.realpath(other)) or _same_file(target, other):
                raise OutputError(f"{target} is the open input, which is never changed; choose another name.")
        if not os.path.lexists(target):
            return
        if not target.is_file():
            raise OutputError(f"{target} is not a regular file and cannot be replaced; choose another name.")
    except OSError as error:
        raise OutputError(_sentence(error, target)) from error
    if not overwrite:
        raise OutputError(_taken(target))


def _same_file(one: Path, other: str | os.PathLike[str]) -> bool:
    try:
        return os.path.samefile(one, other)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _check_space(target: Path, n_bytes: int) -> None:
    if n_bytes <= 0:
        return
    try:
        n_free = shutil.disk_usage(target.parent).free
    except OSError as error:
        raise OutputError(_sentence(error, target)) from error
    if n_free < n_bytes:
        raise OutputError(
            f"{target} needs {_size(n_bytes)}, but only {_size(n_free)} are free in {target.parent}; "
            "make room or choose another folder."
        )


def _taken(target: Path) -> str:
    return f"{target} exists already; ask for overwriting to replace it."


def _size(n_bytes: int) -> str:
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n_bytes >= scale:
            return f"{n_bytes / scale:.2f} {unit}"
    return f"{n_bytes} bytes"


def _sentence(error: OSError, target: Path) -> str:
    """What went wrong with a file, and what helps, in one sentence."""
    folder, number = target.parent, error.errno
    what = {
        errno.ENOSPC: f"no space is left in {folder}; make room or choose another folder",
        getattr(
            errno, "EDQUOT", -1
        ): f"the disk quota of {folder} is used up; make room or choose another folder",
        errno.EROFS: f"{folder} is on a read-only file system; choose another folder",
        errno.EACCES: f"{folder} may not be written to; choose another folder",
        errno.EPERM: f"{folder} may not be written to; choose another folder",
        errno.ENOENT: f"the folder {folder} does not exist; create it or choose another",
        errno.ENOTDIR: f"{folder} is not a folder; choose another",
        errno.EFBIG: "its file system allows no file as large as this; choose a folder on another",
        errno.ENAMETOOLONG: "its name is too long; choose a shorter one",
    }
    return f"Cannot write {target}: {what.get(number or 0, error.strerror or str(error))}."
