"""All actions, in the order of the menus."""

from pixviewer.gui.actions.action import Action
from pixviewer.gui.actions.calibrate import CALIBRATE
from pixviewer.gui.actions.colour import COLOUR
from pixviewer.gui.actions.detector import DETECTOR
from pixviewer.gui.actions.edit import EDIT
from pixviewer.gui.actions.file import FILE
from pixviewer.gui.actions.filter import FILTER
from pixviewer.gui.actions.help import HELP
from pixviewer.gui.actions.region import REGION
from pixviewer.gui.actions.scale import SCALE
from pixviewer.gui.actions.tools import TOOLS
from pixviewer.gui.actions.view import VIEW

MENUS = (
    "File",
    "Edit",
    "View",
    "Scale",
    "Colour",
    "Region",
    "Filter",
    "Detector",
    "Calibrate",
    "Tools",
    "Help",
)

ACTIONS: tuple[Action, ...] = (
    *FILE,
    *EDIT,
    *VIEW,
    *SCALE,
    *COLOUR,
    *REGION,
    *FILTER,
    *DETECTOR,
    *CALIBRATE,
    *TOOLS,
    *HELP,
)

BY_IDENT = {action.ident: action for action in ACTIONS}
