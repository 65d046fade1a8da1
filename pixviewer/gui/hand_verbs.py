"""Verbs of the keyboard among the views, of the mirrored cursor, and of regions on the clipboard."""

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow
    from pixviewer.model.workspace import Workspace


class HandVerbs:
    """Mixed into `Verbs`."""

    _window: "MainWindow"
    _workspace: "Workspace"

    def step_view(self, step: str) -> None:
        """Give the keyboard to the next view that can be seen, or the one before."""
        views = self._views()
        if not views:
            return
        has = [i for i, view in enumerate(views) if view.hasFocus() or _holds(view)]
        i = (has[0] + int(step)) % len(views) if has else 0
        views[i].setFocus()

    def _views(self) -> list[QWidget]:
        """What takes the keyboard in each view that can be seen, left to right, the spectrum last."""
        window = self._window
        places = [*window.slots.slots, window.spectrum]
        found = [_keyboard_of(place) for place in places if place.isVisible() and _is_seen(place)]
        return [view for view in found if view is not None]

    def toggle_mirror(self) -> None:
        """Show in the other views where the cursor is, or not."""
        view = self._workspace.view
        view.is_mirrored = not view.is_mirrored

    def show_region_list(self) -> None:
        """Show the list of regions."""
        self._window.arrangement.show_dock("Regions")

    def cut_regions(self) -> None:
        """Copy the selected regions, and delete them."""
        self.copy_regions()
        self._workspace.editor.delete_regions(self._workspace.regions.selected)

    def copy_regions(self) -> None:
        """Copy the selected regions as text."""
        regions = self._workspace.regions
        chosen = [region for region in regions.items if region.ident in regions.selected]
        clipboard = QApplication.clipboard()
        if clipboard is not None and chosen:
            clipboard.setText(self._workspace.exchange.copied(chosen))
            self._window.tell(f"copied {len(chosen)} region{'s' if len(chosen) != 1 else ''} as DS9 text")

    def paste_regions(self) -> None:
        """Draw the regions that the clipboard holds."""
        clipboard = QApplication.clipboard()
        self._workspace.exchange.paste(clipboard.text() if clipboard is not None else "")


def _keyboard_of(place: QWidget) -> QWidget | None:
    """The drawing surface of a view: what is focused by a click."""
    from pixviewer.gui.canvas.plot_canvas import PlotCanvas

    canvases = [canvas for canvas in place.findChildren(PlotCanvas) if canvas.isVisible()]
    return canvases[0] if canvases else None


def _holds(view: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and view.isAncestorOf(focus)


def _is_seen(place: QWidget) -> bool:
    """Whether it is not hidden behind another tab."""
    return not place.visibleRegion().isEmpty()
