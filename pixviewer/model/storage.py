"""What kind of file system a file lies on."""

import os
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

MOUNTS = Path("/proc/self/mounts")

# By which files come over a network, each row asked for anew unless the system still has it.
NETWORK = frozenset(
    (
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "9p",
        "ncpfs",
        "davfs",
        "webdav",
        "ceph",
        "glusterfs",
        "virtiofs",
    )
)
_FUSE = re.compile(r"fuse\.(sshfs|rclone|gvfsd-fuse|s3fs|goofys|davfs.*|glusterfs|ceph.*|smbnetfs|curlftpfs)")
_ESCAPE = re.compile(r"\\([0-7]{3})")


def network_kind(path: Path, mounts: Iterable[str] | None = None) -> str:
    """Type of the network file system that a file lies on; empty on a local one, or where nobody says.

    Parameters
    ----------
    path : Path
    mounts : iterable of str, optional
        Lines of ``/proc/self/mounts``; by default those of this system.
    """
    kind = _kind_of(Path(os.path.realpath(path)), _lines() if mounts is None else mounts)
    return kind if kind in NETWORK or _FUSE.fullmatch(kind) else ""


def network_warning(path: Path, progress: object = None) -> str:
    """What to tell of a file on a network file system; empty on a local one."""
    kind = network_kind(path)
    if not kind:
        return ""
    return (
        f"{path.name} lies on a network file system ({kind}), where reading may be slow; "
        "a copy on a local disk is faster"
    )


def _lines() -> list[str]:
    try:
        return MOUNTS.read_text(errors="replace").splitlines()
    except OSError:
        return []


def _kind_of(path: Path, mounts: Iterable[str]) -> str:
    """Type of the mount that holds a path: the innermost, and of several at one place the last."""
    best, kind = -1, ""
    for line in mounts:
        words = line.split(" ")
        if len(words) < 3:
            continue
        place = PurePosixPath(_ESCAPE.sub(lambda found: chr(int(found[1], 8)), words[1]))
        if path.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), words[2]
    return kind
