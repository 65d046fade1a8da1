"""Keys: which are bound to what, where they hold, and how they are shown."""
