"""The guide in the window: its pages, its links, and the format of the data."""

import re

from hand import Hand
from PyQt6.QtCore import Qt, QUrl
from PyQt6.QtWidgets import QApplication

from pixviewer.core.table.columns import STANDARD
from pixviewer.core.table.quality import FLAGS
from pixviewer.gui.dialogs.guide import GuideDialog
from pixviewer.gui.main_window import MainWindow
from pixviewer.model.guide import DATA_FORMAT, linked, pages


def test_pages_are_those_of_the_documentation_without_what_only_it_can_show() -> None:
    found = {page.name: page for page in pages()}
    assert {"open", "regions", "preferences", DATA_FORMAT} <= set(found)
    assert all(page.title and page.text.strip() for page in found.values())
    assert not any("```{" in page.text for page in found.values())


def test_every_link_between_pages_leads_to_one() -> None:
    names = {page.name for page in pages()}
    assert linked("cache.md#where") == "cache"
    assert linked("../methods/rows.md") == ""
    assert linked("https://example.org/x.md") == ""
    links = [target for page in pages() for target in re.findall(r"\]\(([^)]+)\)", page.text)]
    assert links
    assert [target for target in links if not target.startswith("http") and linked(target) not in names] == []


def test_the_format_names_every_column_and_flag() -> None:
    text = next(page.text for page in pages() if page.name == DATA_FORMAT)
    assert all(f"`{kind.fits_name}`" in text for kind in STANDARD)
    assert all(flag.name in text and flag.meaning in text for flag in FLAGS)


def test_f1_opens_the_guide_and_links_are_followed(window: MainWindow, hand: Hand) -> None:
    hand.wait(window.isActiveWindow)
    hand.key(Qt.Key.Key_F1)
    dialog: GuideDialog = hand.dialog(GuideDialog)
    assert len(dialog.text.toPlainText()) > 200
    dialog.text.anchorClicked.emit(QUrl("preferences.md"))
    assert dialog.titles.currentItem().text() == "Preferences"  # type: ignore[union-attr]
    assert "Size of the font" in dialog.text.toPlainText()
    window.menus.actions["data-format"].trigger()
    assert "CosmicUnCorrected" in dialog.text.toPlainText()
    assert len(window.findChildren(GuideDialog)) == 1
    dialog.close()
    QApplication.processEvents()
