"""The right button on a picture: contrast up and down, bias to the sides, as in DS9."""

from typing import Any

from pixviewer.model.display_drag import dragged_tone
from pixviewer.model.state import DETECTOR, SCATTER
from pixviewer.model.work import CATEGORIES
from pixviewer.model.workspace import Workspace


class ContrastHand:
    """Follows the right button over the canvases of a view.

    Parameters
    ----------
    workspace : Workspace
    view : str
        Whose display it changes.
    """

    def __init__(self, workspace: Workspace, view: str) -> None:
        self._workspace = workspace
        self._view = view

    def join(self, canvas: Any) -> None:
        """Listen to a canvas, or to a view that passes its signals on."""
        canvas.contrastDragged.connect(self.drag)
        canvas.contrastEnded.connect(self.end)
        canvas.contrastReset.connect(self.reset)

    @property
    def _has_scale(self) -> bool:
        """Whether the view shows numbers: the colours of categories have neither contrast nor bias."""
        by = self._workspace.display.of(self._view).by
        return not (self._view in (SCATTER, DETECTOR) and by in CATEGORIES)

    def drag(self, dx: float, dy: float) -> None:
        """Follow the mouse, by fractions of the view."""
        if not self._has_scale:
            return
        display = self._workspace.display.of(self._view)
        contrast, bias = dragged_tone(display.contrast, display.bias, dx, dy)
        self._workspace.editor.display_drag.drag(self._view, contrast=contrast, bias=bias)

    def end(self, is_kept: bool) -> None:
        """Keep what is seen, or go back."""
        drag = self._workspace.editor.display_drag
        if is_kept:
            drag.finish(self._view, f"contrast and bias of the {self._view}")
        else:
            drag.cancel(self._view)

    def reset(self) -> None:
        """Show the map as it is."""
        self._workspace.editor.reset_tone(self._view)
