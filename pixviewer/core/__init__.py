"""Pure answers about a pixel table: what a notebook needs, without a window."""
