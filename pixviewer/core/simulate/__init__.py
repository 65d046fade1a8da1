"""Simulated exposures: real ones are large and not ours to give away, so the program brings its own."""

from pixviewer.core.simulate.demo import demo_table, demo_truth
from pixviewer.core.simulate.writing import SimulationSummary, simulate

__all__ = ["SimulationSummary", "demo_table", "demo_truth", "simulate"]
