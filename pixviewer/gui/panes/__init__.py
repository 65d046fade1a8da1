"""Parts of the window that join widgets to the model: changes one way, verbs the other."""
