"""`pixviewer cache`: what is kept in the user's cache folder, and how to be rid of it."""

import argparse

from pixviewer.cli.arguments import add_json
from pixviewer.cli.session import Session

KINDS = {
    "blocks": "bounds of the blocks of a table",
    "kernels": "compiled code",
    "unpacked": "unpacked copy of a .gz file",
    "demo": "simulated exposure",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--clear", action="store_true", help="remove everything in it; it is made anew when needed"
    )
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Show the cache, or empty it."""
    from pixviewer.core import cache

    freed = cache.clear() if arguments.clear else 0
    entries = cache.entries()
    total = sum(entry.size for entry in entries)
    folder = cache.cache_path()
    plain = {
        "folder": str(folder),
        "writable": cache.cache_dir() is not None,
        "size": total,
        "freed": freed,
        "entries": [{"kind": entry.kind, "name": entry.path.name, "size": entry.size} for entry in entries],
    }
    lines = [f"{folder}: {size_text(total)} in {len(entries)} {'entry' if len(entries) == 1 else 'entries'}"]
    if arguments.clear:
        lines = [f"{folder}: {size_text(freed)} freed"]
    lines += [
        f"  {size_text(entry.size):>10}  {KINDS.get(entry.kind, entry.kind)}: {entry.path.name}"
        for entry in entries
    ]
    session.result(plain, "\n".join(lines))


def size_text(n_bytes: int) -> str:
    """A number of bytes for people."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n_bytes >= scale:
            return f"{n_bytes / scale:.3g} {unit}"
    return f"{n_bytes} bytes"
