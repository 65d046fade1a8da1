"""What a plot is made of: the model, and what only the window knows of its diagrams."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pixviewer.model.state import Bounds

if TYPE_CHECKING:
    from pixviewer.model.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Stage:
    """The workspace as it is shown now.

    Attributes
    ----------
    workspace : Workspace
    boxes : mapping
        What is in view on the screen, by plot: x low, x high, y low, y high. Where nothing is said, a plot
        shows what the model knows, or everything.
    choices : mapping
        Which of its diagrams a panel shows, by plot.
    hidden : frozenset of str
        Parts of pictures that the user has hidden in the window.
    """

    workspace: "Workspace"
    boxes: Mapping[str, Bounds] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    def box(self, plot: str, otherwise: Bounds | None = None) -> Bounds | None:
        """What is in view of a plot."""
        return self.boxes.get(plot, otherwise)
