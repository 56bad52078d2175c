"""Measurements: medians and ratios, never a test that fails on a slow day."""
