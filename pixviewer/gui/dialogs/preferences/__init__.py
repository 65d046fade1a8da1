"""What the user prefers, page by page."""
