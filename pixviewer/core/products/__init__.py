"""Answers computed from a pixel table: image, scatter raster, spectrum, rows."""
