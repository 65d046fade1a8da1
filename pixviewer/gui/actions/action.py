"""One thing a user can do."""

from dataclasses import dataclass

from pixviewer.gui.actions.contexts import WINDOW
from pixviewer.gui.actions.predicates import Predicate, always


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a user can do.

    Parameters
    ----------
    shortcuts : tuple of str
        Keys, in Qt's portable spelling.
    view_keys : tuple of str
        Keys that the view with the focus handles itself; the menu only names them.
    context : str
        Where the keys hold, one of `CONTEXTS`. Key and context together are unique; where a narrower place
        and the window know the same key, the narrower place has it.
    group : str
        Actions of one group exclude each other and show a mark.
    section : str
        Heading of the part of the menu that begins here; a blank draws a line only.
    submenu : str
        Title of the menu within the menu where the action is.
    """

    ident: str
    title: str
    menu: str
    verb: str
    tip: str
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    view_keys: tuple[str, ...] = ()
    enabled: Predicate = always
    argument: str = ""
    group: str = ""
    is_checkable: bool = False
    section: str = ""
    submenu: str = ""
    context: str = WINDOW
    undo_name: str = ""  # "undo" or "redo": the title then ends with what would be undone
