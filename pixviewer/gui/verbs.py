"""What the actions do in the window: ask for what is missing, then call a verb of the model."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QMessageBox

from pixviewer.gui import settings
from pixviewer.gui.actions import Action
from pixviewer.gui.calibrate_verbs import CalibrateVerbs
from pixviewer.gui.compare_verbs import CompareVerbs
from pixviewer.gui.dialogs.extract import ExtractDialog
from pixviewer.gui.dialogs.region_numbers import RegionNumbersDialog
from pixviewer.gui.examine_verbs import ExamineVerbs
from pixviewer.gui.extract_verbs import ExtractVerbs
from pixviewer.gui.hand_verbs import HandVerbs
from pixviewer.gui.help_verbs import HelpVerbs
from pixviewer.gui.line_verbs import LineVerbs
from pixviewer.gui.map_verbs import MapVerbs
from pixviewer.gui.marking_verbs import MarkingVerbs
from pixviewer.gui.mask_verbs import MaskVerbs
from pixviewer.gui.overlay_verbs import OverlayVerbs
from pixviewer.gui.preference_verbs import PreferenceVerbs
from pixviewer.gui.project_verbs import ProjectVerbs
from pixviewer.gui.publish_verbs import PublishVerbs
from pixviewer.gui.recipe_verbs import RecipeVerbs
from pixviewer.gui.region_verbs import RegionVerbs
from pixviewer.gui.tool_verbs import ToolVerbs
from pixviewer.gui.verdict_verbs import VerdictVerbs
from pixviewer.model.detector import ALL_ROWS, NUMBERINGS, REGION_ROWS
from pixviewer.model.limit_cells import region_trouble
from pixviewer.model.limit_rules import FROM_REGION
from pixviewer.model.memory import OverBudget
from pixviewer.model.readout import copied_text
from pixviewer.model.state import SCATTER, default_display
from pixviewer.model.stretches import STRETCHES
from pixviewer.model.work import CATEGORIES

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

FILTER = "Pixel tables and projects (*.fits *.fits.gz *.fit *.fz *.gz *.pixv);;All files (*)"


class Verbs(
    RegionVerbs,
    ExtractVerbs,
    ToolVerbs,
    CompareVerbs,
    CalibrateVerbs,
    MaskVerbs,
    MapVerbs,
    VerdictVerbs,
    LineVerbs,
    ExamineVerbs,
    ProjectVerbs,
    HelpVerbs,
    HandVerbs,
    OverlayVerbs,
    PreferenceVerbs,
    PublishVerbs,
    MarkingVerbs,
    RecipeVerbs,
):
    """One method per action."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._workspace = window.workspace

    def run(self, action: Action) -> None:
        """Do what an action says."""
        method: Callable[..., None] = getattr(self, action.verb)
        if action.argument:
            method(action.argument)
        else:
            method()

    # File

    def choose_file(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open a pixel table or a project", settings.last_folder(), FILTER
        )
        if name:
            self.open_path(name)

    def open_demo(self) -> None:
        """Open the simulated exposure."""
        self._workspace.open_demo()

    def extract(self) -> None:
        """Ask what to extract, and where to."""
        if self._workspace.table is not None:
            ExtractDialog(self._workspace, self._window).open()

    def save_picture(self) -> None:
        """Save what is on screen."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save a picture of the window", "pixviewer.png", "PNG pictures (*.png)"
        )
        if not name:
            return
        path = Path(name) if name.lower().endswith(".png") else Path(f"{name}.png")
        if self._window.grab().save(str(path)):
            self._window.tell(f"saved {path}")
        else:
            self._window.show_failure(
                "Saving the picture", ValueError(f"{path} could not be written; choose another folder")
            )

    def close_table(self) -> None:
        """Show no table."""
        self._workspace.close_table()

    # Edit

    def undo(self) -> None:
        """Take the last decision back."""
        self._workspace.undo()

    def redo(self) -> None:
        """Bring it back."""
        self._workspace.redo()

    def copy_readout(self) -> None:
        """Copy the readout line."""
        reading, facts = self._workspace.shown.reading, self._workspace.facts
        if reading is not None and facts is not None:
            self._copy(copied_text(facts.frame, reading.xi, reading.eta, reading.row), "the position")
        else:
            self._window.tell("nothing to copy: move the mouse over a view first")

    def toggle_freeze(self) -> None:
        """Freeze the readout, or let it go on."""
        self._workspace.toggle_freeze()

    # View

    def zoom(self, factor: str) -> None:
        """Zoom the view that was used last: the sky, or the spectrum."""
        if self._window.spectrum.is_active():
            self._window.spectrum.view.zoom(float(factor))
        elif self._window.detector.is_active():
            self._window.detector.zoom(float(factor))
        elif (panel := self._window.compare.active_detector()) is not None:
            panel.zoom(float(factor))
        else:
            self._workspace.navigator.zoom(float(factor))

    def fit(self) -> None:
        """Show everything."""
        if self._window.spectrum.is_active():
            self._window.spectrum.view.fit()
        elif self._window.detector.is_active() or self._window.compare.active_detector() is not None:
            self._workspace.linked.fit()
        else:
            self._workspace.navigator.fit()

    def back(self) -> None:
        """Look where the views looked before."""
        self._workspace.navigator.back()

    def forward(self) -> None:
        """Undo a step back."""
        self._workspace.navigator.forward()

    def go_to(self) -> None:
        """Ask for a position."""
        self._window.goto_edit.setFocus()
        self._window.goto_edit.selectAll()

    def toggle_sky_lines(self) -> None:
        """Show or hide the ticks of sky lines."""
        self._window.spectrum.set_sky_lines_visible(self._window.is_checked("sky-lines"))

    def toggle_row_card(self) -> None:
        """Show every column of the row under the resting mouse, or not."""
        self._window.row_cards.set_on(self._window.is_checked("row-card"))

    def build_index(self) -> None:
        """Go on indexing."""
        self._workspace.build_index()

    def set_perspective(self, name: str) -> None:
        """Arrange the window."""
        self._window.set_perspective(name)

    def toggle_full_screen(self) -> None:
        """Use the whole screen, or no longer."""
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def show_first(self, name: str) -> None:
        """Choose the left view."""
        self._window.slots.show(0, name)

    def show_second(self, name: str) -> None:
        """Choose the right view."""
        self._window.slots.show(1, name)
        self._window.arrangement.show_second_view()

    # Detector and picks

    def step_ifu(self, step: str) -> None:
        """Show another IFU."""
        self._workspace.linked.step_ifu(int(step))

    def follow_region(self) -> None:
        """Show the IFUs of the region."""
        self._workspace.linked.follow_region()
        if not self._workspace.linked.chosen_name:
            self._window.tell("select a region: the detector then shows the IFUs that it touches")

    def next_rows(self) -> None:
        """Show all rows on the detector, or the region's."""
        linked = self._workspace.linked
        linked.set_rows(REGION_ROWS if linked.detector.rows == ALL_ROWS else ALL_ROWS)

    def toggle_outlines(self) -> None:
        """Outline slices, or not."""
        state = self._workspace.linked.detector
        state.has_outlines = not state.has_outlines

    def next_numbering(self) -> None:
        """Number slices otherwise, on the detector and in the slice map."""
        linked = self._workspace.linked
        following = NUMBERINGS[(NUMBERINGS.index(linked.detector.numbering) + 1) % len(NUMBERINGS)]
        linked.detector.numbering = linked.slices.numbering = following

    def toggle_detector_lock(self) -> None:
        """Move detectors together, or each by itself."""
        state = self._workspace.linked.detector
        state.is_locked = not state.is_locked

    def match_detectors(self) -> None:
        """Show the same part of all detectors."""
        self._workspace.linked.match_views()

    def step_slice(self, step: str) -> None:
        """Pick another slice."""
        self._workspace.linked.step_slice(int(step))

    def pick_region(self) -> None:
        """Light up the rows of the region."""
        self._workspace.linked.pick_region()

    def drop_pick(self) -> None:
        """Light up nothing."""
        self._workspace.linked.drop_pick()

    def set_axes(self, axes: str) -> None:
        """Choose the coordinates beside the sky views."""
        self._workspace.view.axes = axes

    def set_pick_mode(self, mode: str) -> None:
        """Choose how the next pick joins."""
        self._workspace.linked.links.mode = mode

    # Scale and colour, of the view that was used last

    def set_stretch(self, name: str) -> None:
        """Choose a stretch."""
        self._set_display(stretch=name)

    def next_stretch(self) -> None:
        """Step to the next stretch."""
        names = list(STRETCHES)
        present = self._workspace.display.of(self._window.active_view).stretch
        self._set_display(stretch=names[(names.index(present) + 1) % len(names)])

    def set_limits(self, name: str) -> None:
        """Choose how limits are found; the user's own start where they are."""
        if name == "User":
            picture = getattr(self._workspace.shown, self._window.active_view)
            if picture is None or picture.lo is None:
                return
            self._set_display(limits="User", low=picture.lo, high=picture.hi)
        elif name == FROM_REGION and (
            why := region_trouble(self._window.active_view, self._workspace.regions.live)
        ):
            self._window.tell(why)
            self._window.update_marks()
        else:
            self._set_display(limits=name)

    def set_scope(self, name: str) -> None:
        """Make limits of the whole picture, or of what is in view."""
        self._set_display(scope=name)

    def reset_tone(self) -> None:
        """Show the map without contrast and bias."""
        self._workspace.editor.reset_tone(self._window.active_view)

    def auto_limits(self) -> None:
        """Limits from the data."""
        self._set_display(limits=default_display(self._window.active_view).limits)

    def match_display(self) -> None:
        """Colour the other views as this one."""
        self._workspace.match_display(self._window.active_view)

    def invert_map(self) -> None:
        """Exchange the ends of the map."""
        view = self._window.active_view
        self._set_display(invert=not self._workspace.display.of(view).invert)

    def _set_display(self, **changes: Any) -> None:
        view = self._window.active_view
        if view == SCATTER and self._workspace.display.scatter.by in CATEGORIES:
            self._window.tell("the scatter shows categories, whose colours are fixed; click the image first")
            self._window.update_marks()
            return
        self._workspace.editor.set_display(view, **changes)

    # Region

    def set_tool(self, tool: str) -> None:
        """Choose what a left drag does: for one drawing, or, once more, until another tool."""
        self._window.tools.choice.press(tool)

    def edit_numbers(self, ident: str = "") -> None:
        """Edit the numbers of a region."""
        regions = self._workspace.regions
        region = regions.get(ident) if ident else regions.current
        facts = self._workspace.facts
        if region is not None and facts is not None:
            dialog = RegionNumbersDialog(region, facts.frame, self._workspace.table, self._window)
            dialog.edited.connect(partial(self._on_numbers, region.ident))
            dialog.open()

    def _on_numbers(self, ident: str, fields: dict[str, Any]) -> None:
        waves = fields.pop("waves", None)
        self._workspace.editor.edit_region(ident, **fields, waves=waves)

    def zoom_to_region(self, ident: str = "") -> None:
        """Centre the views on a region."""
        regions, facts = self._workspace.regions, self._workspace.facts
        region = regions.get(ident) if ident else regions.current
        if region is not None and facts is not None:
            xi, eta = facts.frame.sky_to_plane(region.shape.ra, region.shape.dec)
            self._workspace.navigator.centre_on(float(xi), float(eta), region.shape.size)

    def toggle_lock(self) -> None:
        """Lock the current region, or let it move again."""
        region = self._workspace.regions.current
        if region is not None:
            self._workspace.editor.edit_region(region.ident, locked=not region.locked)

    def delete_regions(self) -> None:
        """Delete what is selected."""
        self._workspace.editor.delete_regions(self._workspace.regions.selected)

    def toggle_regions(self) -> None:
        """Draw regions, or not."""
        self._window.set_regions_visible(not self._window.is_checked("hide-regions"))


def ask_large(
    window: "MainWindow", path: Path, error: Exception, then: Callable[[], None] | None = None
) -> None:
    """Ask whether a large packed file may be unpacked, and open it if so, or do what else is wanted then."""
    open_it = then or partial(window.workspace.open, path, allow_large=True)
    _ask(window, "Unpack a large file?", str(error), open_it)


def ask_memory(window: "MainWindow", error: OverBudget, go_on: Callable[[], None]) -> None:
    """Ask whether a job may take more memory than the budget, and go on if so."""
    _ask(window, "Use more memory than the budget?", f"{error}. Go on?", go_on)


def _ask(window: "MainWindow", title: str, text: str, go_on: Callable[[], object]) -> None:
    """Ask without blocking, and go on after a yes only."""
    both = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
    box = QMessageBox(QMessageBox.Icon.Question, title, text, both, window)
    box.setDefaultButton(QMessageBox.StandardButton.No)
    # A region may be named with what looks like markup.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def answered(button: int) -> None:
        if button == QMessageBox.StandardButton.Yes:
            go_on()

    box.finished.connect(answered)
    box.open()
