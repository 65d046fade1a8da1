"""The forms of region files: one module each, and what they share."""
