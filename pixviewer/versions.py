"""Versions of all that an answer depends on, for reports of problems; read without importing any of it."""

import platform
from importlib import metadata

from pixviewer._version import __version__

_PACKAGES = ("numpy", "numba", "llvmlite", "astropy", "psygnal", "pyqtgraph", "PyQt6", "cmap")


def version_table() -> dict[str, str]:
    """Name and version of the program, Python, Qt, the libraries and the platform, in that order."""
    table = {"pixviewer": __version__, "Python": platform.python_version(), "Qt": _version("PyQt6-Qt6")}
    table |= {name: _version(name) for name in _PACKAGES}
    return table | {"platform": platform.platform()}


def versions() -> str:
    """The same, as one line each, to paste into a report."""
    return "\n".join(f"{name} {version}" for name, version in version_table().items())


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
