"""Help menu. Keys, versions and the log."""

from pixviewer.gui.actions.action import Action

HELP: tuple[Action, ...] = (
    Action("guide", "Guide", "Help", "show_guide", "The guide by task, beside the window", "help", ("F1",)),
    Action("data-format", "Data Format", "Help", "show_data_format",
           "Columns of a pixel table, how its origin is packed, and its flags"),
    Action("keys", "Keys and Mouse", "Help", "show_keys", "All keys and gestures, with a search", "",
           ("Shift+F1",), section=" "),
    Action("keys-here", "Keys of This View", "Help", "show_key_overlay",
           "Keys and gestures of the view under the mouse, above the window", "", ("?",)),
    Action("keys-change", "Change Keys…", "Help", "show_preference_page", "Keys of your own",
           argument="Keys and tools"),
    Action("palette", "Find a Command", "Help", "show_palette",
           "Find any action, panel or recent file by words, and run it", "", ("Ctrl+Shift+P",)),
    Action("versions", "Copy Versions", "Help", "copy_versions",
           "Copy the versions of pixviewer and its libraries, for a report", section=" "),
    Action("log", "Copy Path of the Log File", "Help", "copy_log_path", "Where pixviewer writes its log"),
    Action("about", "About pixviewer", "Help", "show_about", "Version, licence and credits", "info"),
)  # fmt: skip
