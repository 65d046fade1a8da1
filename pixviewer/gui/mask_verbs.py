"""Verbs of the mask in the window."""

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QFileDialog

from pixviewer.core.calib.painting import Automatic
from pixviewer.gui import settings
from pixviewer.model.workspace import Workspace

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

LOADED = "Masks and regions (*.fits *.fits.gz *.fit *.reg *.ds9 *.crtf *.pixr);;All files (*)"
MPDAF, DRS, DS9 = (
    "FITS for MPDAF, 1 on objects (*.fits)",
    "FITS for the pipeline, SKY_MASK, 1 on the sky (*.fits)",
    "Borders as DS9 regions (*.reg)",
)
BRUSH_STEP = 1.25


class MaskVerbs:
    """One method per action."""

    _window: "MainWindow"
    _workspace: Workspace

    def mask_tool(self, name: str) -> None:
        """Choose the mask tool; once more, draw the next shape with it."""
        if self._window.tool == name:
            self._workspace.selfcal.masking.next_shape()
        self._window.tools.choice.press(name)

    def find_mask(self) -> None:
        """Let objects be found for the mask, or no more."""
        masking = self._workspace.selfcal.masking
        masking.set_automatic(None if masking.plan.automatic is not None else Automatic.generous())

    def scale_brush(self, direction: str) -> None:
        """Make the brush larger or smaller."""
        self._workspace.selfcal.masking.scale_brush(BRUSH_STEP ** float(direction))

    def toggle_erasing(self) -> None:
        """Let what is drawn be unmasked, or masked again."""
        state = self._workspace.selfcal.masking.state
        state.erases = not state.erases

    def toggle_mask(self) -> None:
        """Draw the mask above the images, or not."""
        state = self._workspace.selfcal.masking.state
        state.is_visible = not state.is_visible

    def invert_mask(self) -> None:
        """Mask what is not masked, and nothing else."""
        self._workspace.selfcal.masking.invert()

    def clear_mask(self) -> None:
        """Mask nothing."""
        self._workspace.selfcal.masking.clear()

    def mask_regions(self) -> None:
        """Mask the source regions of the window; unmask them while erasing."""
        masking = self._workspace.selfcal.masking
        masking.add_regions(erases=masking.state.erases)

    def load_mask(self) -> None:
        """Ask for a mask or a region file, and add it to the mask; take it away while erasing."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Load a mask", settings.last_folder(), LOADED)
        if name:
            masking = self._workspace.selfcal.masking
            masking.load(name, erases=masking.state.erases)

    def save_mask(self) -> None:
        """Ask where to, and in which form, and save the mask."""
        masking, table = self._workspace.selfcal.masking, self._workspace.table
        if masking.mask is None:
            self._window.tell("there is no mask to save")
            return
        stem = table.name.split(".")[0] if table is not None else "table"
        start = str(Path(settings.last_folder() or Path.home()) / f"{stem}_mask.fits")
        forms = ";;".join((MPDAF, DRS, DS9))
        name, chosen = QFileDialog.getSaveFileName(self._window, "Save the mask", start, forms)
        if name:
            masking.save(_with_ending(Path(name), ".reg" if chosen == DS9 else ".fits"), _form_of(chosen))


def _form_of(chosen: str) -> str:
    return "drs" if chosen == DRS else "mpdaf"


def _with_ending(path: Path, ending: str) -> Path:
    """The wanted kind of file decides, whatever stands behind the dot."""
    if ending == ".reg":
        return path if path.suffix.lower() in (".reg", ".ds9") else path.with_suffix(ending)
    return path if path.suffix.lower() in (".fits", ".fit") else path.with_suffix(ending)
