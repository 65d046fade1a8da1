"""The few failures a user can act on.

The text of each is one sentence for the user: the file, the thing that is wrong, and the remedy.
"""


class PixviewerError(Exception):
    """Any failure that a user can act on."""


class PixTableError(PixviewerError):
    """A file that cannot be read as what it should be, or that changed while it was read."""


class OutputError(PixviewerError):
    """A file that could not be written; whatever had its name before is untouched."""


class PixTableWarning(UserWarning):
    """Something odd about a pixel table that does not stop the work."""
