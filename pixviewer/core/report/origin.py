"""What a report says of where it comes from: program, libraries, command."""

import platform
from importlib import metadata

from pixviewer._version import __version__
from pixviewer.core.report.page import Page

_PACKAGES = ("numpy", "numba", "astropy", "matplotlib")


def add_origin(page: Page, command: str) -> None:
    """Add the section."""
    page.heading("Made by")
    pairs = [("pixviewer", __version__), ("Python", platform.python_version())]
    pairs += [(name, metadata.version(name)) for name in _PACKAGES]
    if command:
        pairs.append(("command", command))
    page.facts("versions", pairs)
