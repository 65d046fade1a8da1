"""What becomes of a description on paper; matplotlib is imported here, and only when something is drawn."""
