"""Names of files as they stand in headers."""

import os


def base_name(file: object) -> str:
    """Last part of a path; empty for none, and for what has no name."""
    name = getattr(file, "name", file)  # of a file object
    return os.path.basename(os.fspath(name)) if isinstance(name, (str, os.PathLike)) else ""
