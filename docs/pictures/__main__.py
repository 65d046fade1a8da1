"""Make the pictures of these pages: ``python docs/pictures [NAME …]``.

Each drives the window as a user does and replaces its files in ``docs/images``; without names all are made,
which takes some minutes. No display is needed. The demo exposure is made on first use.
"""

import argparse
import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pictures import eyes, publish, scenes, screens, selfcal  # noqa: E402 - the platform is chosen before Qt is loaded
from pictures.stage import SCENES, play  # noqa: E402

MODULES = (eyes, publish, scenes, screens, selfcal)


def main() -> None:
    """Make those that are named, or all."""
    parser = argparse.ArgumentParser(
        prog="python docs/pictures", description="Make the pictures of the pages."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SCENES)}")
    wanted = parser.parse_args().names or list(SCENES)
    if unknown := set(wanted) - set(SCENES):
        parser.error(f"there is no picture {', '.join(sorted(unknown))}; there are {', '.join(SCENES)}")
    for name in wanted:
        play(name)


if __name__ == "__main__":
    main()
