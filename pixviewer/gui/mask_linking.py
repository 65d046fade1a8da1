"""Joins the mask to every view of the sky: the overlay, the brush, and what the hand draws."""

from typing import TYPE_CHECKING

from pixviewer.core.calib.painting import Disc, MaskStep, Outline, Stroke
from pixviewer.gui.canvas.mask_overlay import path_of
from pixviewer.gui.canvas.sky_canvas import SkyCanvas
from pixviewer.gui.panes.mask_pane import MaskPane
from pixviewer.model.selfcal.masking import Masking

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


class MaskLinking:
    """Between the mask and the canvases that show it.

    Parameters
    ----------
    masking : Masking
    """

    def __init__(self, masking: Masking) -> None:
        self._masking = masking
        self._canvases: list[SkyCanvas] = []
        events = masking.state.events
        events.overlay.connect(self._show_overlay)
        masking.plan_changed.connect(self._show_pending)
        for signal in (events.is_visible, events.opacity):
            signal.connect(self._show_look)
        for signal in (events.shape, events.radius, events.erases):
            signal.connect(self._show_brush)

    def join(self, canvas: object) -> None:
        """Draw the mask on a further view, and let it be painted there, if it is one of the sky."""
        if not isinstance(canvas, SkyCanvas) or canvas in self._canvases:
            return
        self._canvases.append(canvas)
        canvas.mask_tool.drawn.connect(self._on_drawn)
        canvas.mask_tool.brushScaled.connect(self._masking.scale_brush)
        self._show_look()
        self._show_brush()
        self._show_overlay()

    # From the model

    def _show_overlay(self) -> None:
        overlay = self._masking.overlay
        path = path_of(overlay.rings if overlay is not None else ())
        for canvas in self._canvases:
            canvas.mask_layer.set_path(path, self._pending())
            canvas.refresh()

    def _show_pending(self) -> None:
        for canvas in self._canvases:
            canvas.mask_layer.set_pending(self._pending())
            canvas.refresh()

    def _pending(self) -> tuple[MaskStep, ...]:
        """What was drawn since the mask that is shown; nothing where more than that is different."""
        overlay, steps = self._masking.overlay, self._masking.plan.steps
        known = overlay.plan.steps if overlay is not None else ()
        n = len(known)
        new = steps[n:] if steps[:n] == known else ()
        return new if all(isinstance(step, Stroke | Outline | Disc) for step in new) else ()

    def _show_look(self) -> None:
        state = self._masking.state
        for canvas in self._canvases:
            canvas.mask_layer.set_look(is_visible=state.is_visible, opacity=state.opacity)
            canvas.refresh()

    def _show_brush(self) -> None:
        state = self._masking.state
        for canvas in self._canvases:
            canvas.mask_tool.set_brush(state.shape, state.radius, erases=state.erases)

    # From the user

    def _on_drawn(self, step: object) -> None:
        masking = self._masking
        masking.state.is_visible = True  # nobody paints what is not to be seen
        match step:
            case Stroke():
                masking.draw_stroke(step.points, step.radius, erases=step.erases)
            case Outline():
                masking.draw_outline(step.points, erases=step.erases)
            case Disc():
                masking.draw_disc(step.xi, step.eta, step.radius, erases=step.erases)


def make_mask_pane(window: "MainWindow") -> MaskPane:
    """The mask editor of a window."""
    pane = MaskPane(window.workspace)
    pane.toolRequested.connect(window.set_tool)
    pane.loadRequested.connect(window.verbs.load_mask)
    pane.saveRequested.connect(window.verbs.save_mask)
    pane.told.connect(window.tell)
    return pane


def join_mask(window: "MainWindow") -> MaskLinking:
    """Join the mask to the views of a window, and its menu to the mask."""
    masking = window.workspace.selfcal.masking
    linking = MaskLinking(masking)
    for pane in window.panes.values():
        linking.join(pane.view.canvas)
    window.compare.canvasMade.connect(linking.join)
    show = window.menus.actions["mask-show"]
    erase = window.menus.actions["mask-erase"]
    events = masking.state.events

    def show_checks() -> None:
        show.setChecked(masking.state.is_visible)
        erase.setChecked(masking.state.erases)

    for signal in (events.is_visible, events.erases):
        signal.connect(show_checks)
    show_checks()
    return linking
