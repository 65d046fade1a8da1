"""Everything a user can do from a menu, a button or a key, as one table: a module for each menu.

Menus, tool bars and the page of keys are made from it. A verb is the name of a method of `Verbs`, with an
argument where one method serves several actions.
"""

from pixviewer.gui.actions.action import Action
from pixviewer.gui.actions.gestures import GESTURES
from pixviewer.gui.actions.table import ACTIONS, BY_IDENT, MENUS
from pixviewer.gui.actions.toolbar import TOOLBAR

__all__ = ["ACTIONS", "BY_IDENT", "GESTURES", "MENUS", "TOOLBAR", "Action"]
