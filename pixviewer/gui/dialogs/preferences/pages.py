"""The pages, in their order: one line for each."""

from pixviewer.gui.dialogs.preferences.cache import CachePage
from pixviewer.gui.dialogs.preferences.general import GeneralPage
from pixviewer.gui.dialogs.preferences.keys import KeysPage
from pixviewer.gui.dialogs.preferences.memory import MemoryPage
from pixviewer.gui.dialogs.preferences.page import Page
from pixviewer.gui.dialogs.preferences.pictures import PicturesPage
from pixviewer.gui.dialogs.preferences.projects import ProjectsPage

PAGES: tuple[type[Page], ...] = (
    GeneralPage,
    KeysPage,
    PicturesPage,
    ProjectsPage,
    CachePage,
    MemoryPage,
)
