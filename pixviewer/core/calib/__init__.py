"""Masks of objects, and self-calibration: all slices of an exposure at one sky level."""
