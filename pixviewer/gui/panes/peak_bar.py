"""The bar that says where the brightest place is, and what can be done there."""

from PyQt6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolBar, QWidget

from pixviewer.gui import theme
from pixviewer.model.tools.peaks import peak_text
from pixviewer.model.workspace import Workspace

# Radius of the circle that is made there, in natural cells: two seeing discs.
CIRCLE_CELLS = 10


class PeakBar(QWidget):
    """Readout of the peak with its buttons; its tool bar shows only while there is one."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.finder = workspace.tools.peaks
        self._bar: QToolBar | None = None
        self.text = QLabel()
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text.setAccessibleName("Brightest place")
        self.circle_button = QPushButton("Circle There")
        self.circle_button.setToolTip("New circle with the peak as centre")
        self.centre_button = QPushButton("Centre")
        self.centre_button.setToolTip("Centre the views on the peak")
        self.copy_button = QPushButton("Copy")
        self.copy_button.setToolTip("Copy position and value")
        self.close_button = QPushButton("Dismiss")
        self.close_button.setToolTip("Forget the peak and its mark")

        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.addWidget(self.text, 1)
        for button in (self.circle_button, self.centre_button, self.copy_button, self.close_button):
            layout.addWidget(button)

        self.circle_button.clicked.connect(self._on_circle)
        self.centre_button.clicked.connect(self._on_centre)
        self.copy_button.clicked.connect(self._on_copy)
        self.close_button.clicked.connect(self.finder.dismiss)
        self.finder.inquiry.changed.connect(self._show)

    def join_bar(self, bar: QToolBar) -> None:
        """Show and hide this tool bar with the peak."""
        self._bar = bar
        bar.addWidget(self)
        self._show()

    def _show(self) -> None:
        found, facts, inquiry = self.finder.found, self.workspace.facts, self.finder.inquiry
        problem = inquiry.problem if inquiry.problem != "cancelled" else ""
        if self._bar is not None:
            self._bar.setVisible(found is not None or bool(problem))
        for button in (self.circle_button, self.centre_button, self.copy_button):
            button.setEnabled(found is not None)
        if found is not None and facts is not None:
            self._say(peak_text(found, facts.frame))
        elif problem:
            self._say(f"No peak: {problem}", theme.colours().warning)

    def _say(self, text: str, colour: str = "") -> None:
        self.text.setText(text)
        self.text.setToolTip(text)
        self.text.setStyleSheet(f"color: {colour}" if colour else "")

    def _on_circle(self) -> None:
        found, facts = self.finder.found, self.workspace.facts
        if found is not None and facts is not None:
            size = CIRCLE_CELLS * facts.frame.natural_step
            self.workspace.editor.add_shape("circle", found.peak.xi, found.peak.eta, size)

    def _on_centre(self) -> None:
        found = self.finder.found
        if found is not None:
            self.workspace.navigator.centre_on(found.peak.xi, found.peak.eta)

    def _on_copy(self) -> None:
        clipboard = QApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.text.text().replace("−", "-"))
