"""Self-calibration: bring all slices of an exposure to the same sky level."""
