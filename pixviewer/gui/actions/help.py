"""Help menu. Keys, versions and the log."""

from pixviewer.gui.actions.action import Action

HELP: tuple[Action, ...] = (
    Action("keys", "Keys and Mouse", "Help", "show_keys", "All keys and gestures", "help", ("F1", "?")),
    Action("versions", "Copy Versions", "Help", "copy_versions",
           "Copy the versions of pixviewer and its libraries, for a report"),
    Action("log", "Copy Path of the Log File", "Help", "copy_log_path", "Where pixviewer writes its log"),
    Action("about", "About pixviewer", "Help", "show_about", "Version, licence and credits", "info"),
)  # fmt: skip
