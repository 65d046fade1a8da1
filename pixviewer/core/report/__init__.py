"""Figures and pages that let a scientist judge a self-calibration."""
