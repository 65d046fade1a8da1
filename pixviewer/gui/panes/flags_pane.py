"""The list of flags, joined to the filters and to the colours of the scatter."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QColorDialog, QVBoxLayout, QWidget

from pixviewer.core.table.quality import FLAGS
from pixviewer.gui.panels.flags_panel import FlagRow, FlagsPanel
from pixviewer.model.categories import flag_colours
from pixviewer.model.filters import GOOD_ROWS
from pixviewer.model.flag_rules import flag_rules, with_flag_rule
from pixviewer.model.state import SCATTER, default_display
from pixviewer.model.workspace import Workspace


class FlagsPane(QWidget):
    """Flags of the open table."""

    goodRequested = pyqtSignal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.panel = FlagsPanel()
        self._own = workspace.display.scatter.flag_colours
        self._by_before = default_display(SCATTER).by
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)

        self.panel.ruleRequested.connect(self._on_rule_requested)
        self.panel.goodRequested.connect(self.goodRequested)
        self.panel.flagColourRequested.connect(self._on_flag_colour_requested)
        self.panel.usual.clicked.connect(workspace.editor.reset_flag_colours)
        self.panel.colourRequested.connect(self._on_colour_requested)
        workspace.table_changed.connect(self._show_rows)
        workspace.facts_changed.connect(self._show_rows)
        workspace.view.events.filters.connect(self._show_rules)
        workspace.display.events.scatter.connect(self._on_display)
        self._show_rows()

    # From the model

    def _show_rows(self) -> None:
        table = self.workspace.table
        if table is None:
            return
        blocks = table.blocks
        colours = self._colours()
        # Those that occur stand first: the pipeline sets a dozen of 32.
        n_rows = {flag.bit: 0 if blocks is None else int(blocks.per_flag[flag.bit]) for flag in FLAGS}
        self.panel.set_rows(
            [
                FlagRow(
                    flag.bit,
                    flag.name,
                    flag.meaning,
                    None if blocks is None else n_rows[flag.bit],
                    colours[flag.bit],
                )
                for flag in sorted(FLAGS, key=lambda flag: not n_rows[flag.bit])
            ],
            None if blocks is None else blocks.n_flagged_rows,
            table.n_row,
        )
        self._show_colours()
        self._show_rules()

    def _show_colours(self) -> None:
        self.panel.set_colours(self._colours(), has_own=bool(self._own))

    def _colours(self) -> list[str]:
        return ["#{:02x}{:02x}{:02x}".format(*(int(c) for c in rgb)) for rgb in flag_colours(self._own)]

    def _show_rules(self) -> None:
        filters = self.workspace.view.filters
        self.panel.set_rules(
            flag_rules(filters),
            is_good_only=GOOD_ROWS in filters.chips,
            is_coloured=self.workspace.display.scatter.by == "flags",
        )

    def _on_display(self) -> None:
        own = self.workspace.display.scatter.flag_colours
        if own != self._own:
            self._own = own
            self._show_colours()
        self._show_rules()

    # From the user

    def _on_flag_colour_requested(self, bit: int) -> None:
        name = next(flag.name for flag in FLAGS if flag.bit == bit)
        before = QColor(self._colours()[bit])
        dialog = QColorDialog(before, self)
        dialog.setWindowTitle(f"Colour of {name}")
        # The desktop's own dialog may know no such button, and its colours are not named alike.
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(
            lambda colour: self.workspace.editor.set_flag_colour(bit, name, colour.name())
        )
        dialog.open()

    def _on_rule_requested(self, name: str, rule: str) -> None:
        filters = with_flag_rule(self.workspace.view.filters, name, rule)
        label = {"hide": f"hide {name}", "only": f"show only {name}"}.get(rule, f"show {name}")
        self.workspace.editor.set_filters(filters, label)
        self._show_rules()

    def _on_colour_requested(self) -> None:
        by = self.workspace.display.scatter.by
        if by == "flags":
            self.workspace.editor.set_display(SCATTER, by=self._by_before)
        else:
            self._by_before = by
            self.workspace.editor.set_display(SCATTER, by="flags")
        self._show_rules()
