"""The system libraries that Qt's wheels expect, checked before Qt is touched.

PyQt6's wheels bring Qt but not the libraries of the window system. Without one of them Python raises an
ImportError that names no package, and without one that only the platform plugin needs Qt aborts the
process. So the program asks here first, and says which Debian package is missing.

Standard library only: the set-up script runs this file by itself, before anything is installed.
"""

import ctypes
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping

# What `ldd` finds missing on a bare Debian 12, by who needs it. The keys are sonames, the values packages.
WIDGETS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11.so.6": "libx11-6",
}
XCB = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
PLATFORMS = {"xcb": XCB, "wayland": WAYLAND, "wayland-egl": WAYLAND}
PACKAGES = {**WIDGETS, **XCB, **WAYLAND}

# Platform plugins that draw without any display.
HEADLESS = ("offscreen", "minimal", "vnc", "linuxfb")

Loader = Callable[[str], object]


def missing(libraries: Iterable[str], load: Loader = ctypes.CDLL) -> list[str]:
    """Those of the shared libraries that the dynamic linker does not find, or cannot load."""
    absent = []
    for name in libraries:
        try:
            load(name)
        except OSError:
            absent.append(name)
    return absent


def packages_for(libraries: Iterable[str]) -> list[str]:
    """Debian packages that hold these libraries, each once and in order."""
    return list(dict.fromkeys(PACKAGES[name] for name in libraries))


def sentence(libraries: list[str]) -> str:
    """What is missing and how to get it, in one sentence."""
    packages = packages_for(libraries)
    which = "library" if len(libraries) == 1 else "libraries"
    what = "the Debian package" if len(packages) == 1 else "the Debian packages"
    names = " ".join(packages)
    return (
        f"the window needs the system {which} {', '.join(libraries)}, which {what} {names} would bring: "
        f"sudo apt-get install {names}"
    )


def import_sentence(error: ImportError) -> str:
    """What an ImportError of PyQt6 means, in one sentence."""
    found = re.search(r"(lib[\w.+-]+\.so[\w.]*)", str(error))
    if found and found[1] in PACKAGES:
        return sentence([found[1]])
    if found:
        return f"the window needs the system library {found[1]}, which is missing here ({error})"
    return f"the window needs PyQt6, which could not be loaded ({error}): pip install PyQt6"


def platform(environ: Mapping[str, str] = os.environ) -> str | None:
    """Name of the platform plugin that Qt will choose; None when there is no display to choose one for."""
    chosen = environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0].strip()
    if chosen:
        return chosen
    if not sys.platform.startswith("linux"):
        return "native"
    if environ.get("DISPLAY"):
        return "xcb"
    return "wayland" if environ.get("WAYLAND_DISPLAY") else None


def has_display(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a window would have somewhere to appear, or was told to appear nowhere."""
    return platform(environ) is not None


def problem(
    environ: Mapping[str, str] = os.environ, load: Loader = ctypes.CDLL, *, need_display: bool = True
) -> str | None:
    """Why a window cannot be opened here, in one sentence, or None when it can.

    Parameters
    ----------
    environ : mapping
        The environment that Qt will read.
    load : callable
        Loads a shared library by its soname or raises OSError.
    need_display : bool
        False for rendering offscreen, which needs Qt's own libraries only.
    """
    if not sys.platform.startswith("linux"):
        return None
    absent = missing(WIDGETS, load)
    if not need_display:
        return sentence(absent) if absent else None
    chosen = platform(environ)
    if chosen is None:
        return (
            "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): use `pixviewer snapshot` to "
            "render a picture without one, or log in with ssh -X"
        )
    # Only the plugin that will be used; a Wayland session without its libraries falls back on nothing.
    absent += missing(PLATFORMS.get(chosen, {}), load)
    if absent:
        return sentence(absent)
    if chosen == "xcb" and not _x_answers(environ.get("DISPLAY", ""), load):
        return (
            f"the display {environ.get('DISPLAY', '')!r} does not answer (nobody is there, or access is "
            "refused): use `pixviewer snapshot` to render a picture without one"
        )
    return None


def _x_answers(display: str, load: Loader) -> bool:
    """Whether an X server answers; Qt aborts the process when none does."""
    xcb = load("libxcb.so.1")
    if not isinstance(xcb, ctypes.CDLL):  # a stand-in of a test
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode() or None, None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


if __name__ == "__main__":
    # The set-up script's question: which Debian packages are missing? One line each, none when all is well.
    if sys.platform.startswith("linux"):
        print("\n".join(packages_for(missing(PACKAGES))))
