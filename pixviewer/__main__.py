"""``python -m pixviewer``: the same as the command."""

import sys

from pixviewer.cli import main

if __name__ == "__main__":
    sys.exit(main())
