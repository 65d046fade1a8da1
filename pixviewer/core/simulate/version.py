"""Which simulator made a file: anything that could change its bytes changes this."""

import hashlib
from functools import cache
from pathlib import Path

from pixviewer import __version__
from pixviewer.core.kernels import hashing, simulating


@cache
def simulator_version() -> str:
    """A short text that differs between simulators that may give different files."""
    files = [*sorted(Path(__file__).parent.glob("*.py")), Path(hashing.__file__), Path(simulating.__file__)]
    content = hashlib.sha256(__version__.encode())
    for path in files:
        content.update(path.name.encode() + path.read_bytes())
    return content.hexdigest()[:12]
