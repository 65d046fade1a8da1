"""The guide, page by page, beside the window."""

from PyQt6.QtCore import QEvent, Qt, QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from pixviewer.model.guide import linked, pages

SIZE, SHARES = (920, 640), (260, 660)


class GuideDialog(QDialog):
    """Titles at the left, the text at the right; links between pages are followed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Guide")
        self.pages = pages()
        self.titles = QListWidget()
        self.titles.setAccessibleName("Pages")
        self.titles.addItems([page.title for page in self.pages])
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setAccessibleName("Text of the page")
        both = QSplitter()
        both.addWidget(self.titles)
        both.addWidget(self.text)
        both.setSizes(list(SHARES))
        both.setChildrenCollapsible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        line = QHBoxLayout()
        line.addWidget(both)
        layout = QVBoxLayout(self)
        layout.addLayout(line, 1)
        layout.addWidget(buttons)
        self.resize(*SIZE)

        self.titles.currentRowChanged.connect(self._on_row)
        self.text.anchorClicked.connect(self._on_link)
        buttons.rejected.connect(self.reject)
        self.titles.setCurrentRow(0)

    def show_page(self, name: str) -> None:
        """Bring a page to the front, if there is one of that name."""
        names = [page.name for page in self.pages]
        if name in names:
            self.titles.setCurrentRow(names.index(name))

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme: a text keeps the colours in which its links were written."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "text"):
            self._on_row(self.titles.currentRow())

    def _on_row(self, row: int) -> None:
        self.text.setMarkdown(self.pages[row].text)

    def _on_link(self, url: QUrl) -> None:
        if url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)
        else:
            self.show_page(linked(url.toString()))
