"""Markers: rows that were noted down, drawn on every view, and part of no computation. And the ruler."""
