"""Draws and writes plots in the background; previews come first."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from pixviewer.core.progress import Progress
from pixviewer.model.jobs import Answer, Ending, Lane, Task
from pixviewer.model.publish.figure import Figure
from pixviewer.model.publish.look import FORMATS, INCH, LEAST_DPI, Look, Size, check_size
from pixviewer.model.publish.numbers import ENDINGS, Numbers
from pixviewer.model.publish.writing import check_ending, write_numbers, write_picture
from pixviewer.model.workspace import Workspace

PREVIEW = "preview of a picture"
PREVIEW_PX = 560  # the longer side of a preview, about


class Publisher:
    """Pictures and numbers of what a workspace shows; what was written is told as of all files."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._n_asked = 0

    def write_picture(self, figure: Figure, look: Look, size: Size, path: Path) -> None:
        """Draw a picture and write it.

        Raises
        ------
        OutputError
            At once, if the ending or the size makes no sense.
        """
        check_ending(path, FORMATS, "a picture")
        check_size(size)
        work = partial(_write_picture, figure, look, size, path, self._kept)
        self._workspace.tools.files.write(work, f"Drawing {path.name}", path)

    def write_numbers(self, numbers: Numbers, path: Path) -> None:
        """Write the numbers behind a plot.

        Raises
        ------
        OutputError
            At once, if the ending is not known.
        """
        check_ending(path, ENDINGS, "a file of numbers")
        work = partial(_write_numbers, numbers, path, self._workspace, self._kept)
        self._workspace.tools.files.write(work, f"Writing {path.name}", path)

    def preview(
        self, figure: Figure, look: Look, size: Size, then: Callable[[bytes | Exception], None]
    ) -> None:
        """Draw a small PNG of what would be written; `then` is told, unless a newer one is asked for."""
        self._n_asked += 1

        def arrived(answer: Answer) -> None:
            if answer.ending is Ending.FINISHED:
                then(answer.value)
            elif answer.error is not None:
                then(answer.error)

        work = partial(_preview, figure, look, preview_size(size))
        self._workspace.runner.submit(
            Task(PREVIEW, self._n_asked, work, arrived, "Preview", Lane.QUICK, is_kept=False, is_shown=False)
        )

    def forget_preview(self) -> None:
        """Nobody waits for a preview any more."""
        self._workspace.runner.forget(PREVIEW)

    @property
    def _kept(self) -> tuple[Path, ...]:
        """Files that must not be replaced: the open table."""
        table = self._workspace.table
        return (table.path,) if table is not None and table.path is not None else ()


def preview_size(size: Size) -> Size:
    """The same size in inches, and hence the same picture, with few pixels."""
    width, height = size.inches
    return Size(width, height, INCH, max(LEAST_DPI, PREVIEW_PX / max(width, height or width)))


def _preview(figure: Figure, look: Look, size: Size, progress: Progress) -> bytes:
    from pixviewer.model.publish.drawing.picture import picture_bytes

    return picture_bytes(figure, look, size, ".png", progress)


def _write_picture(
    figure: Figure, look: Look, size: Size, path: Path, kept: tuple[Path, ...], progress: Progress
) -> str:
    return write_picture(figure, look, size, path, protect=kept, progress=progress)


def _write_numbers(
    numbers: Numbers, path: Path, workspace: Workspace, kept: tuple[Path, ...], progress: Progress
) -> str:
    return write_numbers(numbers, path, table=workspace.table, protect=kept, progress=progress)
