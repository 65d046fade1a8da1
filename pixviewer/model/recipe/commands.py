"""Commands that write what the window writes."""

import shlex
from pathlib import Path

from pixviewer.model.resolve import Choice, SpectrumRequest
from pixviewer.model.tools.chosen import choice_options


def rows_command(choice: Choice, source: Path | None) -> str:
    """The command that prints the same rows without a window."""
    return shlex.join(["pixviewer", "rows", str(source or "TABLE.fits"), "--csv", *choice_options(choice)])


def spectrum_command(request: SpectrumRequest, source: Path | None, path: Path) -> str:
    """The command that writes the same spectrum; nothing where a background is subtracted: none does."""
    if request.background is not None:
        return ""
    words = ["pixviewer", "spectrum", str(source or "TABLE.fits"), str(path)]
    return shlex.join([*words, *choice_options(request.choice), "--step", f"{request.step:g}"])
