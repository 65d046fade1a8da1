"""The pages, in their order: one line for each."""

from pixviewer.gui.dialogs.preferences.cache import CachePage
from pixviewer.gui.dialogs.preferences.general import GeneralPage
from pixviewer.gui.dialogs.preferences.memory import MemoryPage
from pixviewer.gui.dialogs.preferences.page import Page

PAGES: tuple[type[Page], ...] = (
    GeneralPage,
    CachePage,
    MemoryPage,
)
