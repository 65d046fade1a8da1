"""Between the project of a program and one of its windows: title, questions, offers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QMessageBox

from pixviewer.gui import settings
from pixviewer.gui.dialogs.missing_files import MissingFilesDialog
from pixviewer.gui.project_face import WindowFace
from pixviewer.gui.widgets.offer_bar import OfferBar
from pixviewer.model.jobs import Answer, Ending, Lane, Task
from pixviewer.model.project.autosaving import Leftover, leftovers
from pixviewer.model.project.opening import Opened, Wish
from pixviewer.model.project.relinking import Relinking

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow

Button = QMessageBox.StandardButton
LEFT = "unsaved work"


class ProjectLinking:
    """What a window does for the project, and shows of it.

    Attributes
    ----------
    face : WindowFace
    offers : OfferBar
    """

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self.desk = window.windows.desk
        self.face = WindowFace(window)
        self.offers = OfferBar()
        self.offers.join_bar(window.arrangement.add_bar("Offers", needs_table=False))
        self._left: list[Leftover] = []
        self.desk.join(self.face)
        self.desk.changed.connect(self.show)
        self.desk.failed.connect(self._on_failed)
        self.desk.told.connect(self._on_told)
        self.desk.asks_files.connect(self._on_asks_files)
        self.desk.had_result.connect(self._on_had_result)
        self.desk.saved.connect(self._on_named)
        self.desk.opened.connect(self._on_named)

    def close(self) -> None:
        """Follow the project no more; the last window ends it."""
        for left in self._left:
            left.leave()
        desk = self.desk
        desk.changed.disconnect(self.show)
        desk.failed.disconnect(self._on_failed)
        desk.told.disconnect(self._on_told)
        desk.asks_files.disconnect(self._on_asks_files)
        desk.had_result.disconnect(self._on_had_result)
        desk.saved.disconnect(self._on_named)
        desk.opened.disconnect(self._on_named)
        desk.leave(self.face)

    def show(self) -> None:
        """Say in the title what is open, and whether something is unsaved."""
        window, desk = self._window, self.desk
        is_modified = desk.is_modified_in(self.face)
        names = [name for name in (desk.name, window.workspace.name) if name]
        if names and is_modified:
            names[0] += "[*]"
        window.setWindowTitle(" — ".join([*names, "pixviewer"]))
        window.setWindowModified(is_modified and bool(names))

    def open(self, wish: Wish, *, perspective: str | None = None) -> None:
        """Open a project here, arranged as it says unless something else is asked for."""
        self.face.perspective = perspective
        self.desk.open(wish, self.face)

    # Closing

    def may_close(self) -> bool:
        """Whether the window may close now; else the user is asked, and it closes after the answer."""
        is_last = len(self._window.windows.windows) == 1
        return not is_last or self.may_end(self._close)

    def may_end(self, then: Callable[[], object]) -> bool:
        """Whether all may end now; else the user is asked, and ``then`` is called unless it is not to end."""
        desk, window = self.desk, self._window
        is_kept = desk.path is None and window.windows.preferring.value.autosaves
        if not window.remembers or is_kept or not desk.is_modified:
            return True
        box = QMessageBox(
            QMessageBox.Icon.Question, "Save the project?",
            f"There are decisions that are not in {desk.name or 'any project'} yet.",
            Button.Save | Button.Discard | Button.Cancel, window,
        )  # fmt: skip
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setDefaultButton(Button.Save)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(partial(self._on_answered, then))
        box.open()
        return False

    def _close(self) -> None:
        self._window.close()

    def _on_answered(self, then: Callable[[], object], button: int) -> None:
        if button == Button.Save and self.desk.path is None:
            self._window.verbs.save_project_as()
        elif button == Button.Save:
            self.desk.save(then=lambda is_saved: self._on_saved_last(then, is_saved))
        elif button == Button.Discard:
            self.desk.forget_changes()
            then()

    def _on_saved_last(self, then: Callable[[], object], is_saved: bool) -> None:
        if is_saved:
            then()

    # Recovering

    def look_for_left(self, *, tells: bool = False) -> None:
        """Look for what programs that have ended left unsaved, and offer it, the newest first.

        ``tells`` says when there is nothing.
        """
        self._on_later()
        runner = self._window.workspace.runner
        then = partial(self._on_found_left, tells)
        runner.submit(
            Task(LEFT, LEFT, lambda _: leftovers(), then, lane=Lane.QUICK, is_kept=False, is_shown=False)
        )

    def _on_found_left(self, tells: bool, answer: Answer) -> None:
        self._left = answer.value if answer.ending is Ending.FINISHED else []
        if tells and not self._left:
            self._window.tell("nothing is left unsaved")
        self._offer_next()

    def _offer_next(self) -> None:
        if not self._left:
            return
        first = self._left[0]
        n_more = len(self._left) - 1
        more = f" (and {n_more} more)" if n_more else ""
        self.offers.offer(
            f"Unsaved work is there: {first.words()}{more}",
            [
                ("Restore", "Open it as it was", partial(self._on_restore, first)),
                ("Discard", "Remove it for good", partial(self._on_discard, first)),
                ("Later", "Offer it at the next start, or by File ▸ Recover Unsaved Work", self._on_later),
            ],
        )

    def _on_restore(self, left: Leftover) -> None:
        self._left.remove(left)
        self.open(Wish(left.path, left=left))
        for other in self._left:
            other.leave()
        self._left = []

    def _on_discard(self, left: Leftover) -> None:
        self._left.remove(left)
        left.discard()
        self._window.tell("the unsaved work is removed")
        self._offer_next()

    def _on_later(self) -> None:
        for left in self._left:
            left.leave()
        self._left = []

    # From the project

    @property
    def _is_front(self) -> bool:
        """Whether this window speaks for all: what concerns the project is said once."""
        return self._window.windows.front is self._window

    def _on_failed(self, what: str, error: Exception) -> None:
        if self._is_front:
            self._window.show_failure(what, error)

    def _on_told(self, text: str) -> None:
        if self._is_front:
            self._window.tell(text)

    def _on_named(self, path: Path) -> None:
        if self._window.remembers and self._is_front:
            settings.remember_file(path)

    def _on_asks_files(self, opened: Opened) -> None:
        if opened.face is not self.face:
            return
        relinking = Relinking(opened, self._window.workspace.runner)
        then = partial(self._go_on, opened, relinking)
        dialog = MissingFilesDialog(relinking, then, self._window)
        if opened.wish.left is not None:
            dialog.rejected.connect(opened.wish.left.leave)
        dialog.open()

    def _go_on(self, opened: Opened, relinking: Relinking) -> None:
        self.desk.go_on(opened, relinking.paths())

    def _on_had_result(self, face: object) -> None:
        if face is not self.face:
            return
        self.offers.offer(
            "The self-calibration had been run when the project was saved: its factors are not in the file",
            [
                ("Run It Again", "With the mask and the parameters of the project",
                 self._window.workspace.selfcal.run),
                ("Not Now", "Calibrate ▸ Run does it at any time", lambda: None),
            ],
        )  # fmt: skip
