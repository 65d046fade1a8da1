"""Masks of objects, and the self-calibration of the slices."""
