"""Numba kernels: serial functions over plain arrays, without files, classes, units or exceptions."""
