"""A window in which somebody decides one thing after the other, and saves now and then, until it is killed.

``python journey.py TABLE PROJECT LOG SEED``. Each decision is a line of the log, written before anything else
learns of it: its time, by the clock that all processes share, and a digest of all decisions.
"""

import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pixviewer.core.calib.deciding import DECISIONS, SliceVerdict
from pixviewer.core.calib.painting import Stroke
from pixviewer.model.commands import Decisions
from pixviewer.model.filters import parse_chip
from pixviewer.model.project.codec import to_plain

FIRST = 100  # ms


def digest(decisions: Decisions) -> str:
    """A word that stands for all decisions."""
    text = json.dumps(to_plain(decisions, Decisions), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


class Journey:
    """Acts at random moments."""

    def __init__(self, window, project: Path, log: Path, seed: int) -> None:
        from PyQt6.QtCore import QTimer

        self.window, self.workspace, self.project = window, window.workspace, project
        self.random = random.Random(seed)
        # One journey in four never saves: what it decides is in the autosave alone.
        self.saves = self.random.random() < 0.75
        self.fd = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.workspace.decider.decided.connect(self.note, priority=1000)
        self.timer = QTimer(window)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.act)

    def begin(self) -> None:
        """Act as soon as the table is there."""
        self.note()
        self.timer.start(FIRST)

    def note(self) -> None:
        """Write down what is decided now."""
        line = f"{time.monotonic():.6f} {digest(self.workspace.decider.now)}\n"
        os.write(self.fd, line.encode())

    def act(self) -> None:
        """Decide something, or save."""
        acts: list[Callable[[], object]] = [
            self.add, self.add, self.nudge, self.filter, self.colour, self.paint, self.judge,
            self.workspace.undo, self.workspace.redo, self.delete, self.look,
        ]  # fmt: skip
        if self.saves:
            acts += 2 * [lambda: self.window.windows.desk.save(self.project)]
        self.random.choice(acts)()
        self.timer.start(self.random.choice((5, 20, 60, 150, 400)))

    def add(self) -> None:
        """Draw a region."""
        kind = self.random.choice(("circle", "square", "annulus"))
        place = self.random.uniform(-20, 20), self.random.uniform(-20, 20)
        self.workspace.editor.add_shape(kind, *place, self.random.uniform(0.5, 5))

    def nudge(self) -> None:
        """Move a region many times at once, as a key held down does."""
        items = self.workspace.regions.items
        region = self.random.choice(items) if items else None
        for i in range(self.random.randrange(1, 30) if region is not None else 0):
            self.workspace.editor.move_region(region.ident, 0.2 * i, 0.0, region.shape.size)

    def delete(self) -> None:
        """Delete a region in five of a full field."""
        regions = self.workspace.regions
        if len(regions.items) > 5:
            self.workspace.editor.delete_regions((self.random.choice(regions.items).ident,))

    def filter(self) -> None:
        """Add a filter."""
        chip = parse_chip("ifu", str(self.random.randrange(1, 25)))
        filters = self.workspace.view.filters.added(chip)
        self.workspace.decider.decide("a filter", filters=filters)

    def colour(self) -> None:
        """Choose a stretch."""
        self.workspace.editor.set_display("image", stretch=self.random.choice(("Linear", "Log", "ASINH")))

    def paint(self) -> None:
        """Paint a long stroke into the mask."""
        places = tuple((self.random.gauss(0, 9), self.random.gauss(0, 9)) for _ in range(300))
        plan = self.workspace.selfcal.decided.mask.added(Stroke(places, 1.0))
        self.workspace.selfcal.set_mask_plan(plan, "paint")

    def judge(self) -> None:
        """Say something of a slice."""
        place = self.random.randrange(1, 25), self.random.randrange(1, 49)
        verdict = SliceVerdict(*place, self.random.choice(list(DECISIONS)), "seen")
        self.workspace.selfcal.set_verdict(verdict)

    def look(self) -> None:
        """Look elsewhere, which is no decision."""
        x = self.random.uniform(-10, 10)
        self.workspace.set_view((x - 5, x + 5, -5, 5))


def main(table: str, project: str, log: str, seed: str) -> int:
    """Open the table and go; whatever goes wrong ends the journey, which nobody expects."""
    sys.excepthook = lambda *error: (sys.__excepthook__(*error), os._exit(3))
    from pixviewer.gui.app import make_application
    from pixviewer.gui.main_window import MainWindow

    app = make_application("light")
    window = MainWindow()
    window.resize(1280, 800)
    window.show()
    journey = Journey(window, Path(project), Path(log), int(seed))
    window.workspace.table_changed.connect(journey.begin)
    window.workspace.open(table)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
