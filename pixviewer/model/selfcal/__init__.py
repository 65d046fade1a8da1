"""The perspective of the self-calibration: what is chosen, run, shown and judged."""
