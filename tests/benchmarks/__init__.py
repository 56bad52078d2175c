"""Measurements: medians and ratios. A slow machine never makes them fail."""
