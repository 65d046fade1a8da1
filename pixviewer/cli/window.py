"""The bare command: the window, once it is sure that Qt will start."""

import argparse
import os
import signal
import tempfile
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from pixviewer._version import __version__
from pixviewer.cli.arguments import UsageError, path
from pixviewer.cli.session import Session, stoppable, told_warnings
from pixviewer.core.errors import PixviewerError
from pixviewer.gui import syslibs

if TYPE_CHECKING:
    from pixviewer.model.publish.look import Look, Size

PROJECT_ENDING = ".pixv"
PERSPECTIVES = ("inspect", "extract", "selfcal")
THEMES = ("light", "dark", "system")
DEMO_PICTURE = "pixviewer-demo.png"
DEFAULT_SIZE = (1600, 1000)


class NoWindowError(PixviewerError):
    """A window cannot be opened on this machine; the text says what is missing."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_what(parser)
    add_looks(parser)
    parser.add_argument("--version", action="store_true", help="print the version and leave")


def add_what(parser: argparse.ArgumentParser) -> None:
    """Add what to open."""
    parser.add_argument("file", type=path, nargs="?", metavar="FILE", help="pixel table")
    parser.add_argument(
        "--demo", action="store_true", help="a simulated exposure, kept in the cache folder (some 550 MB)"
    )
    parser.add_argument(
        "--project", type=path, metavar="P.pixv",
        help="a saved project; with FILE, that table instead of the project's",
    )  # fmt: skip
    parser.add_argument(
        "--regions", type=path, metavar="R.reg", help="regions to draw, of a DS9, CRTF or .pixr file"
    )


def add_looks(parser: argparse.ArgumentParser) -> None:
    """Add how the window looks."""
    parser.add_argument(
        "--perspective",
        choices=PERSPECTIVES,
        help="arrangement of the views; without it that of the project, else inspect",
    )
    parser.add_argument(
        "--theme", choices=THEMES, help="colours of the window, this time; without it, as preferred"
    )


def run(arguments: argparse.Namespace, session: Session) -> int:
    """Open the window and give the exit code; a demo without a display becomes a picture."""
    if arguments.version:
        print(f"pixviewer {__version__}")
        return 0
    check_what(arguments)
    problem = syslibs.problem()
    if problem and arguments.demo and syslibs.problem(need_display=False) is None:
        return _demo_picture(arguments, session, problem)
    if problem:
        raise NoWindowError(problem)
    app = gui_of("app")
    # Qt's event loop never lets Python see a Ctrl+C: the system's way of ending a program does.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        code: int = app.run_window(
            arguments.file,
            demo=arguments.demo,
            theme=arguments.theme,
            perspective=arguments.perspective,
            regions=arguments.regions,
            project=arguments.project,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    return code


def check_what(arguments: argparse.Namespace) -> None:
    """Refuse what cannot be opened before a window appears."""
    if arguments.project is None and arguments.file is not None and is_project(arguments.file):
        arguments.project, arguments.file = arguments.file, None
    if arguments.demo and arguments.file:
        raise UsageError("--demo and FILE exclude each other")
    if arguments.demo and arguments.project:
        raise UsageError("--demo and --project exclude each other")
    if arguments.project is not None and not arguments.project.is_file():
        raise UsageError(f"--project {arguments.project} cannot be read: no such file")
    file = arguments.file
    if file is not None and not file.exists():
        raise UsageError(f"{file} cannot be opened: no such file")
    if file is not None and file.is_dir():
        raise UsageError(f"{file} is a folder, not a pixel table")
    if arguments.regions is not None and not arguments.regions.is_file():
        raise UsageError(f"--regions {arguments.regions} cannot be read: no such file")


def is_project(file: Path) -> bool:
    """Whether a file is a project, by its name."""
    return file.suffix.lower() == PROJECT_ENDING


def gui_of(name: str) -> ModuleType:
    """Import a module of the window, turning the lack of a library into a sentence."""
    from importlib import import_module

    try:
        return import_module(f"pixviewer.gui.{name}")
    except ImportError as error:
        root = (error.name or "").split(".")[0]
        if root == "PyQt6" or ".so" in str(error):
            raise NoWindowError(syslibs.import_sentence(error)) from error
        raise


def render(
    arguments: argparse.Namespace,
    out: Path,
    size: tuple[int, int],
    session: Session,
    *,
    plot: str = "",
    picture: "tuple[Look, Size] | None" = None,
) -> None:
    """Render the window into a picture, without a display."""
    problem = syslibs.problem(need_display=False)
    if problem:
        raise NoWindowError(problem)
    # Whatever display there may be, a picture is rendered without it.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    snapshot = gui_of("snapshot")
    snapshot.render_snapshot(
        arguments.file,
        out,
        demo=arguments.demo,
        size=size,
        theme=arguments.theme,
        perspective=arguments.perspective,
        regions=arguments.regions,
        project=arguments.project,
        factors=getattr(arguments, "factors", None),  # of snapshots only
        plot=plot,
        picture=picture,
        overwrite=True,  # said to be so, or asked about, before
        progress=session.progress,
    )


def _demo_picture(arguments: argparse.Namespace, session: Session, problem: str) -> int:
    from pixviewer.core.cache import DEMO, cache_dir

    folder = cache_dir(DEMO) or Path(tempfile.gettempdir())
    out = folder / DEMO_PICTURE
    why = problem if syslibs.has_display() else "there is no display"
    session.note(f"{why}; the demo is rendered offscreen instead, which takes half a minute the first time")
    with stoppable(session.progress), told_warnings(session):
        render(arguments, out, DEFAULT_SIZE, session)
    session.clear_bar()
    print(f"The picture of the window is in {out}")
    return 0
