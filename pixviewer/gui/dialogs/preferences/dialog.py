"""The dialog of preferences: pages at the left, what they hold at the right; changes count at once."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui.dialogs.preferences.page import Page
from pixviewer.gui.dialogs.preferences.pages import PAGES
from pixviewer.gui.widgets.upright_area import UprightArea
from pixviewer.model.workspace import Workspace


class PreferencesDialog(QDialog):
    """Stays open beside the window, which follows it.

    Attributes
    ----------
    pages : list of Page
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Preferences")
        self.pages: list[Page] = [kind(workspace) for kind in PAGES]
        self.names = QListWidget()
        self.names.setAccessibleName("Pages")
        self.stack = QStackedWidget()
        for page in self.pages:
            self.names.addItem(page.title)
            self.stack.addWidget(_scrolled(page))
        self.names.setFixedWidth(self.names.sizeHintForColumn(0) + 32)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.defaults = QPushButton("&Restore Defaults")
        self.defaults.setAutoDefault(False)
        self.buttons.addButton(self.defaults, QDialogButtonBox.ButtonRole.ResetRole)

        line = QHBoxLayout()
        line.addWidget(self.names)
        line.addWidget(self.stack, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(line, 1)
        layout.addWidget(self.buttons)
        self.resize(680, 460)

        self.names.currentRowChanged.connect(self._on_page)
        self.defaults.clicked.connect(lambda: self.page.restore())
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self._let_go)
        self.names.setCurrentRow(0)

    @property
    def page(self) -> Page:
        """The page in front."""
        return self.pages[self.stack.currentIndex()]

    def show_page(self, title: str) -> None:
        """Bring a page to the front."""
        self.names.setCurrentRow([page.title for page in self.pages].index(title))

    def _on_page(self, row: int) -> None:
        self.page.set_seen(False)
        self.stack.setCurrentIndex(row)
        self.page.set_seen(True)
        self.defaults.setEnabled(bool(self.page.names))
        self.defaults.setToolTip(f"Everything on the page {self.page.title} as it was at first")

    def _let_go(self) -> None:
        for page in self.pages:
            page.let_go()


def _scrolled(page: Page) -> UprightArea:
    """A page with room for larger fonts than the dialog was made for."""
    area = UprightArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
