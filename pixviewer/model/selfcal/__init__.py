"""Self-calibration in the window: what is decided, what was measured, and the verbs that change it."""
