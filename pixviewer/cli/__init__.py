"""The command line: batch verbs without Qt, or the window."""

from pixviewer.cli.program import main

__all__ = ["main"]
