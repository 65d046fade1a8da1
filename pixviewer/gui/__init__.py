"""The window: draws the model and calls its verbs."""
