"""What each view draws, and its numbers: a module for each kind of view."""
