"""Open the window for real: the bare command, on an X server of its own, until it has drawn itself.

    python .ci/window.py OUT.png [FILE]

Without FILE a small table is simulated. Fails, and never skips, when there is no Xvfb, when the program ends
or complains, or when nothing is drawn.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyQt6.QtGui import QImage

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 180.0
# Share of vivid pixels: none in the frame of the window, a few percent once rows are coloured by IFU.
ENOUGH_COLOUR = 0.002
CALM_S = 3.0


@contextlib.contextmanager
def x_server() -> Iterator[str]:
    """An X server without a screen; gives its display."""
    program = shutil.which("Xvfb")
    if program is None:
        sys.exit("Xvfb is not installed: apt-get install xvfb")
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            number = numbers.readline().strip()
        if not number:
            sys.exit("Xvfb did not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(30)


def wait_until_drawn(program: subprocess.Popen[str], out: Path) -> None:
    """Take pictures of the screen until one has colours and the next ones are the same."""
    from PyQt6.QtGui import QGuiApplication

    app = QGuiApplication(["window"])
    screen = app.primaryScreen()
    assert screen is not None
    last, calm_since = None, time.monotonic()
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        time.sleep(0.5)
        if program.poll() is not None:
            sys.exit(f"the program ended with {program.returncode}")
        picture = screen.grabWindow(0).toImage()
        if picture != last:
            last, calm_since = picture, time.monotonic()
        if colour(picture) >= ENOUGH_COLOUR and time.monotonic() - calm_since > CALM_S:
            if not picture.save(str(out)):
                sys.exit(f"{out} could not be written")
            print(f"the window drew the field; its picture is {out}")
            return
    if last is not None:
        last.save(str(out))
    sys.exit(f"the window did not draw itself within {PATIENCE_S:.0f} s: {out}")


def colour(picture: "QImage") -> float:
    """Share of the pixels that are neither grey nor pale."""
    sample = picture.scaled(400, 250)
    channels = [sample.pixelColor(x, y).getRgb()[:3] for x in range(400) for y in range(250)]
    return sum(max(rgb) - min(rgb) > 60 for rgb in channels) / len(channels)


def main() -> None:
    """Do it."""
    out = Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as folder, x_server() as display:
        environment = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
        environment |= {"DISPLAY": display, "PIXVIEWER_LOG_DIR": folder}
        # A recent file or a size left by a user would show in the picture.
        environment |= {"XDG_CONFIG_HOME": folder}
        program = [sys.executable, "-m", "pixviewer"]
        file = sys.argv[2] if len(sys.argv) > 2 else f"{folder}/small.fits"
        if len(sys.argv) <= 2:
            subprocess.run(
                [*program, "simulate", file, "--preset", "small"], check=True, env=environment, cwd=ROOT
            )
        os.environ.update({"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"})
        sys.path.insert(0, str(ROOT))
        from pixviewer.gui import syslibs

        if problem := syslibs.problem():
            sys.exit(problem)
        said = Path(folder) / "stderr"
        with said.open("w") as errors:
            window = subprocess.Popen([*program, file], env=environment, stderr=errors, text=True, cwd=ROOT)
            try:
                wait_until_drawn(window, out)
            finally:
                window.terminate()
                window.wait(30)
                print(said.read_text(), end="", file=sys.stderr)
        if "Traceback" in said.read_text():
            sys.exit("the program complained")


if __name__ == "__main__":
    main()
