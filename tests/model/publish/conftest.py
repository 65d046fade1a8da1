from collections.abc import Callable
from pathlib import Path

import pytest

from pixviewer.model.publish.stage import Stage
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    """A small table, at rest."""
    workspace.set_shape("scatter", (300, 200))
    workspace.open(small_file)
    at_rest()
    workspace.settle()
    at_rest()
    return workspace


@pytest.fixture
def stage(opened: Workspace) -> Stage:
    return Stage(opened)
