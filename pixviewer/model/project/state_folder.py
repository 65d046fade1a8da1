"""The user's folder for what must not be lost between two starts: it is no cache, and nobody empties it."""

import os
from pathlib import Path

import platformdirs

ENVIRONMENT = "PIXVIEWER_STATE_DIR"
AUTOSAVE = "autosave"


def state_path() -> Path:
    """Where it is or would be."""
    named = os.environ.get(ENVIRONMENT)
    return Path(named) if named else Path(platformdirs.user_state_dir("pixviewer", appauthor=False))


def autosave_path() -> Path:
    """Folder of autosaved projects."""
    return state_path() / AUTOSAVE
